"""Read timelines in tests."""

from dataclasses import replace

from dashboard.election.flags import Flag


def days_of(rows):
    """Return day → rows of all units, from the differences."""
    current = list(rows.first)
    found = {rows.days[0]: tuple(current)}
    for day, step in zip(rows.days[1:], rows.steps, strict=True):
        for place, row in step:
            current[place] = row
        found[day] = tuple(current)
    return found


def without_report(row):
    return replace(row, flags=row.flags & ~Flag.NOT_REPORTED)
