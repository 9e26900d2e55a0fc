"""Write what the simulated townships report on one day, as the workbooks that they would send."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from dashboard.demo.feed import DIRECT, Feed
from dashboard.demo.scenario import Scenario
from dashboard.election.areas import Area
from dashboard.store.log import Entry

_CLOSES = "report_received"


@dataclass(frozen=True)
class DayBook:
    """Hold one township's workbook: the name of the file, and its bytes."""

    township: Area
    name: str
    content: bytes


def day_entries(
    scenario: Scenario, day: date, recorded: Container[str] = frozenset()
) -> Mapping[str, list[Entry]]:
    """Return what the daily reports of a day tell: every township that reports → entries in order.

    What others of the township record beside the report is not part of it.

    Parameters
    ----------
    recorded : Container[str]
        Request ids of submissions that are left out, because the log holds them already.
    """
    told: dict[str, list[Entry]] = {code: [] for code in scenario.tree.expected_reporters(scenario.profile)}
    begins = {f"demo-{code}-{day}-": code for code in told}
    for _, submission in scenario.campaign:
        code = next((begins[start] for start in begins if submission.request_id.startswith(start)), None)
        if code is None or submission.request_id.endswith(DIRECT) or submission.request_id in recorded:
            continue
        told[code] += [entry for entry in submission.entries if entry.draft.type != _CLOSES]
    return told


def day_books(
    feed: Feed, scenario: Scenario, day: date, recorded: Container[str], township: str | None = None
) -> Iterator[DayBook]:
    """Yield the workbooks of a day on top of what is recorded now; of one township, or of all."""
    for code, told in day_entries(scenario, day, recorded).items():
        if township not in {None, code}:
            continue
        area = scenario.tree.areas[code]
        _, known = feed.desk.queries.facts_below(code)
        name, content = feed.clerk(area).workbook(day, known, told)
        yield DayBook(area, name, content)
