"""Totals, rates, deviation, lateness and the columns of the map."""

from dataclasses import fields
from datetime import UTC, datetime

import pytest

from dashboard.election.figures import COUNTS
from dashboard.election.flags import Flag
from dashboard.election.plan import band
from dashboard.election.progress import COLUMNS, Board, Report, Totals
from dashboard.election.reading import reading
from dashboard.election.rows import track_rows, unit_row
from dashboard.election.state import fold
from tests.facts import Story, day


@pytest.fixture
def board(tree, profile, calendar):
    def make(*stories, on="12-14", silent=(), matters=()):
        units, tracks = {}, {}
        for area in tree.units:
            facts = [fact for story in stories if story.area == area.code for fact in story.facts]
            state = fold(area, reading(facts, day(on)), profile)
            units[area.code] = unit_row(state, len(facts))
            tracks |= {(row.area_code, row.track): row for row in track_rows(area, state)}
        towns = {area.code: area.parent_code for area in tree.units}
        reports = {town: Report("zero", datetime(2018, 12, 14, tzinfo=UTC)) for town in {"11", "12"} - set(silent)}
        return Board(1, day(on), profile, calendar, units, tracks, towns, {"11", "12"}, reports, set(matters))

    return make


def test_counts_and_rates(board, tree):
    one, two, three = Story("111"), Story("112"), Story("121")
    one.poll("12-10")
    one.end("filing", "12-12")
    two.poll("12-10", "another")
    three.end("preparation", "12-01")
    codes = [area.code for area in tree.units]
    totals = board(one, two, three).totals(codes, "party")
    assert (totals.due, totals.started, totals.polls, totals.elected, totals.completed) == (4, 3, 2, 2, 1)
    assert totals.phases == (1, 1, 0, 0, 0, 0, 1, 1)
    assert totals.completion_rate == 1 / 4
    assert totals.one_time_success_rate == 1 / 2
    assert (totals.another, totals.rerun) == (1, 0)


def test_the_overall_view_counts_unit_tracks_and_shows_the_earliest_unfinished(board, tree):
    party, committee = Story("111"), Story("111", "committee")
    party.poll("12-01")
    party.end("filing", "12-03")
    committee.end("election_committee", "12-05")
    made = board(party, committee)
    assert made.totals(["111"], "overall").due == 2
    assert made.map_row("111", "overall").phase == 1
    assert made.map_row("111", "party").phase == 7
    committee.poll("12-10")
    committee.end("filing", "12-12")
    assert board(party, committee).map_row("111", "overall").phase == 7
    assert board(party, committee).map_row("111", "overall").since == day("12-12")


def test_flags(board):
    story = Story("111")
    story.add("key_village", "12-01", level="district")
    story.poll("12-10", "rerun")
    made = board(story, silent={"11"})
    assert made.map_row("111", "party").flags == Flag.KEY | Flag.RERUN | Flag.NOT_REPORTED
    assert made.map_row("111", "committee").flags == Flag.KEY | Flag.NOT_REPORTED
    assert made.map_row("113", "party").flags == Flag.NOT_DUE, "what is not due owes no report"
    assert made.map_row("121", "party").flags == 0


def test_lateness_is_judged_by_the_day_of_the_board(board):
    story = Story("111")
    story.add("plan", "11-19", dates={"preparation": "2018-12-07"})
    story.start("preparation", "12-03")
    assert board(story, on="12-07").map_row("111", "party").late == 0
    assert board(story, on="12-14").map_row("111", "party").late == 5
    assert board(story).map_row("113", "party").late is None


def test_deviation_and_bands(board, profile):
    stories = [Story(code) for code in ("111", "112", "121", "122")]
    for story in stories[:3]:
        story.add("plan", "11-19", dates={"poll": "2018-12-12"})
    stories[0].poll("12-12")
    summary = board(*stories).summary("1", ["111", "112", "121", "122"], "party")
    assert (summary["planned"], summary["elected"], summary["deviation"]) == (3, 1, -50.0)
    assert summary["band"] == "attention"
    assert [band(points, profile) for points in (-5.1, -5.0, 0, 5.0, 5.1, None)] == [
        "attention", "on_plan", "on_plan", "on_plan", "ahead", None,
    ]  # fmt: skip


def test_polls_of_the_day_are_those_held_and_those_called(board):
    held, void, called, earlier = Story("111"), Story("112"), Story("121"), Story("122")
    held.poll("12-14")
    void.add("poll_scheduled", "12-01", on="2018-12-14")
    void.poll("12-14", "rerun")
    void.add("poll_scheduled", "12-14", on="2018-12-23")
    called.add("poll_scheduled", "12-10", on="2018-12-14")
    earlier.poll("12-13")
    made = board(held, void, called, earlier)
    totals = made.totals(["111", "112", "121", "122"], "party")
    assert (totals.polls_today, totals.polls_closed) == (3, 2)
    listed = made.counted(["111", "112", "121", "122"], "party", "polls_today")
    assert [row.area_code for row in listed] == ["111", "112", "121"]


def test_matters_belong_to_their_area_and_to_those_above(board, tree):
    made = board(matters={("111", "roads"), ("12", "land"), ("121", "roads")})
    counts = {area: made.summary(area, tree.units_below[area], "party")["matters"] for area in tree.areas}
    assert counts == {"1": 3, "11": 1, "12": 2, "111": 1, "112": 0, "113": 0, "121": 1, "122": 0}


def test_every_count_lists_as_many_units_as_it_says(board, tree):
    story = Story("111")
    story.poll("12-14")
    story.end("filing", "12-14")
    made = board(story)
    totals = made.totals(tree.units_below["1"], "overall")
    for name in COUNTS:
        assert len(made.counted(tree.units_below["1"], "overall", name)) == getattr(totals, name), name


def test_nothing_due_has_no_rates(board):
    summary = board().summary("113", ["113"], "party")
    assert (summary["due"], summary["completion_rate"], summary["deviation"]) == (0, None, None)


def test_totals_add_up_field_by_field():
    counts = len(fields(Totals)) - 1
    one = Totals(*range(1, counts + 1), phases=(1, 2))
    two = Totals(*range(10, 10 * counts + 10, 10), phases=(10, 20))
    total = one + two
    for field in fields(Totals):
        if field.name != "phases":
            assert getattr(total, field.name) == getattr(one, field.name) + getattr(two, field.name)
    assert total.phases == (11, 22)


def test_the_wire_keeps_the_order_of_the_columns():
    assert (
        *("phase", "since", "alert", "flags", "late", "assessment", "poll_on"),
        *("planned_on", "expected_on", "last_poll_on", "counts", "matters"),
    ) == COLUMNS
