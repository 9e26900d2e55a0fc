"""Every count on the page, under five combinations of filters, agrees with a plain computation from the log."""

from datetime import date

import pytest

from tests.api.test_pandas import PHASES, open_matters, read_log, table

pytestmark = [pytest.mark.mapless, pytest.mark.reads_only]

TODAY = date(2019, 1, 10)
SIGNS = ["another", "rerun", "vacancy", "postponed", "suspended"]
FIGURES = ["due", "started", "polls", "elected", "completed", "polls_today"]


@pytest.fixture(scope="module")
def log(server):
    return read_log(server.folder / "situation.db")


def frame(log, track, day):
    """One row for each due unit of a track, with whether it is a key village."""
    facts, units = log
    rows = table(facts, units, day)
    rows = rows[rows["track"] == track].set_index("code")
    levels = facts[(facts["type"] == "key_village") & (facts["on"] <= day)].groupby("area_code")["payload"].last()
    keys = levels[levels.map(lambda payload: payload["level"] is not None)].index
    return rows.assign(key=rows.index.isin(keys))


def options(rows):
    """Group → option → whether each row belongs to it."""
    return {
        "town": {town: rows["town"] == town for town in rows["town"].unique()},
        "kind": {kind: rows["kind"] == kind for kind in ("village", "community")},
        "phase": {str(number): rows["phase"] == number for number in range(len(PHASES))},
        "sign": {sign: rows[sign] for sign in SIGNS},
        "key": {"yes": rows["key"]},
        "poll": {"today": rows["polls_today"]},
    }


CASES = [
    ("party", TODAY, {"town": ["110108010"]}),
    ("party", TODAY, {"kind": ["community"], "phase": ["4", "5"]}),
    (
        "committee",
        TODAY,
        {"kind": ["village"], "phase": ["1", "2"], "town": ["110108024", "110108026", "110108028"]},
    ),
    ("party", date(2019, 1, 4), {"key": ["yes"], "phase": ["5", "7"]}),
    ("party", TODAY, {"sign": ["postponed", "suspended"]}),
]


def test_counts_of_five_filters(goto, log):
    page = goto("/")
    for case in CASES:
        compare(page, log, *case)


def compare(page, log, track, day, chosen):
    """Go to a combination of filters and hold every count on the page to the log."""
    rows = frame(log, track, day)
    known = options(rows)
    holds = {group: sum(known[group][option] for option in picked) > 0 for group, picked in chosen.items()}
    shown = rows[sum(holds.values()) == len(holds)]
    assert len(shown), "there is something to count"
    query = "&".join(f"{group}={','.join(picked)}" for group, picked in chosen.items())
    address = f"?track={track}&{query}" + ("" if day == TODAY else f"&as_of={day}")
    page.evaluate("(address) => situationMap.desk.hands.onView(address)", address)
    page.wait_for_function(
        "([n, track, day]) => situationMap.filter.matched.size === n && situationMap.situation.track === track"
        " && situationMap.situation.day === day",
        arg=[len(shown), track, str(day)],
    )
    assert page.evaluate("() => [...situationMap.filter.matched].sort()") == sorted(shown.index)
    read = page.evaluate(
        """() => {
            const plain = (place) => place.textContent.replaceAll(',', '');
            const strip = [...document.querySelectorAll('#strip [data-figure]')];
            const options = [...document.querySelectorAll('#filters .option[data-option]')];
            return {
                strip: Object.fromEntries(strip.map((cell) => [cell.dataset.figure, plain(cell.querySelector('.value'))])),
                options: Object.fromEntries(options.map((row) => [`${row.dataset.group} ${row.dataset.option}`, plain(row.querySelector('.count'))])),
            };
        }"""
    )
    value = read["strip"].__getitem__
    for name in FIGURES:
        assert value(name) == str(int(shown[name].sum())), name
    assert value("completion_rate") == f"{100 * shown['completed'].sum() / len(shown):.1f}%"
    if shown["polls"].sum():
        assert (
            value("one_time_success_rate") == f"{100 * shown['first_success'].sum() / shown['polls'].sum():.1f}%"
        )
    places = set(shown.index) | (set(chosen["town"]) if list(chosen) == ["town"] else set())
    assert value("matters") == str(sum(code in places for code in open_matters(log[0], day)))
    for group, told in known.items():
        others = [hold for other, hold in holds.items() if other != group]
        base = rows[sum(others) == len(others)] if others else rows
        for option, belongs in told.items():
            assert read["options"][f"{group} {option}"] == str(int(belongs[base.index].sum())), (group, option)
    legend = page.locator("#legend .count").all_text_contents()
    others = [hold for other, hold in holds.items() if other != "phase"]
    base = rows[sum(others) == len(others)] if others else rows
    assert legend == [str(int((base["phase"] == number).sum())) for number in range(len(PHASES))]
    page.wait_for_function("(n) => situationMap.desk.work.table.order().length === n", arg=len(shown))
    sums = page.evaluate(
        """() => {
            const found = {};
            situationMap.desk.work.table.grid.forEachNode(({ data }) => { if (data.sum) found[data.township] = [data.units, data.completed]; });
            return found;
        }"""
    )
    by_town = shown.groupby("town")
    assert sums == {town: [len(part), int(part["completed"].sum())] for town, part in by_town}
