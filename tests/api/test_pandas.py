"""The figures of the API agree with a plain computation from the rows of the log, without the project's own code."""

import json
import sqlite3
import tomllib
from datetime import date

import pandas as pd
import pytest

from tests.conftest import ROOT

DAYS = [date(2018, 11, 19), date(2018, 12, 3), date(2018, 12, 21), date(2019, 1, 4), date(2019, 1, 9),
        date(2019, 1, 10)]  # fmt: skip
COUNTS = ["due", "started", "polls", "elected", "completed", "first_success", "planned", "polls_today", "polls_closed",
          "another", "rerun", "vacancy", "postponed", "suspended"]  # fmt: skip
PROFILE = tomllib.loads((ROOT / "dashboard" / "profile" / "haidian.toml").read_text(encoding="utf-8"))
PHASES = [phase["id"] for phase in PROFILE["phases"]]
PROCEDURES = {
    (track["id"], kind): procedure
    for track in PROFILE["tracks"]
    for procedure in track["procedures"]
    for kind in procedure["kinds"]
}


def read_log(path):
    """Return the counting facts, in the order in which they happened, and the units."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        facts = pd.read_sql("SELECT * FROM fact", connection)
        areas = pd.read_sql("SELECT code, parent_code, kind, due FROM area", connection)
    facts = facts[~facts["id"].isin(facts["supersedes"].dropna()) & (facts["type"] != "retracted")]
    facts["payload"] = facts["payload"].map(json.loads)
    facts["on"] = pd.to_datetime(facts["effective_on"]).dt.date
    facts["at"] = facts["effective_time"].fillna("00:00:00")
    areas["due"] = areas["due"].map(json.loads)
    return facts.sort_values(["on", "at", "revision", "seq"]), areas[areas["kind"].notna()]


class Track:
    """Replay the facts of one unit on one track."""

    def __init__(self, procedure, facts):
        self.order = [stage["id"] for stage in procedure["stages"]]
        self.stages, self.poll_at = procedure["stages"], self.order.index(procedure["poll_stage"])
        self.starts, self.ends, self.polls, self.open = set(), set(), [], set()
        self.scheduled, self.baseline, self.first_outcome = None, None, None
        for fact in facts.itertuples():
            take = getattr(self, fact.type, None)
            if take:
                take(fact.payload, fact.on)

    def milestone(self, payload, _on):
        (self.starts if payload["edge"] == "start" else self.ends).add(self.order.index(payload["stage"]))

    def milestone_revoked(self, payload, _on):
        place = self.order.index(payload["stage"])
        assert payload.get("edge", "end") == "end"
        self.ends = {other for other in self.ends if other < place}
        self.starts = {other for other in self.starts if other <= place}
        if place <= self.poll_at:
            self.polls, self.scheduled = [], None
            self.open -= {"another", "rerun", "vacancy"}

    def plan(self, payload, _on):
        self.baseline = self.baseline or payload["dates"]

    def poll_scheduled(self, payload, _on):
        self.scheduled = date.fromisoformat(payload["on"])

    def poll_held(self, payload, on):
        outcome = payload["outcome"]
        self.first_outcome = self.first_outcome or outcome
        self.polls.append(on)
        self.open -= {"another", "rerun", "vacancy"}
        if outcome != "success":
            self.open.add(outcome)
        if outcome in {"success", "vacancy"}:
            self.ends.add(self.poll_at)

    def exception(self, payload, _on):
        self.open.add(payload["kind"])

    def exception_cleared(self, payload, _on):
        self.open.discard(payload["kind"])

    def counts(self, day):
        """Return what the unit counts for."""
        last = len(self.order) - 1
        reached = [*self.starts, *(place + 1 for place in self.ends), *([self.poll_at] if self.polls else [])]
        place = min(max(reached, default=-1), last)
        short = "another" in self.open and place == self.poll_at
        phase = 0 if place < 0 else PHASES.index(self.stages[place + short]["phase"])
        planned = self.baseline and self.baseline.get("poll", self.baseline.get(self.order[self.poll_at]))
        held = self.polls[-1] if self.polls else None
        decided = self.poll_at in self.ends
        return {
            "due": 1,
            "started": place >= 0,
            "polls": self.first_outcome is not None,
            "elected": decided or "another" in self.open,
            "completed": last in self.ends,
            "first_success": self.first_outcome == "success",
            "planned": planned is not None and date.fromisoformat(planned) <= day,
            "polls_today": day in {held, held if decided else self.scheduled},
            "polls_closed": held == day,
            **{kind: kind in self.open for kind in COUNTS[-5:]},
            "phase": len(PHASES) - 1 if last in self.ends else phase,
        }


def table(facts, units, day):
    """Return one row for each due unit on each track, as of a day."""
    known = facts[facts["on"] <= day]
    groups = dict(list(known[known["track"].notna()].groupby(["area_code", "track"])))
    empty = known.iloc[:0]
    return pd.DataFrame(
        {
            "code": unit.code,
            "town": unit.parent_code,
            "kind": unit.kind,
            "track": track,
            **Track(PROCEDURES[track, unit.kind], groups.get((unit.code, track), empty)).counts(day),
        }
        for unit in units.itertuples()
        for track in unit.due
        if unit.due[track]
    )


def open_matters(facts, day):
    matters = facts[(facts["type"] == "matter") & (facts["on"] <= day)]
    last = matters.groupby(["area_code", "subject"])["payload"].last()
    return last[~last.map(lambda payload: payload.get("closed", False))].index.get_level_values("area_code")


def compare(client, rows, matters, units, track, day):
    """Hold the API's summary of a day to the table."""
    told = client.get("/api/v1/areas/110108/summary", params={"track": track, "as_of": str(day)}).json()
    chosen = rows if track == "overall" else rows[rows["track"] == track]
    for code, summary in {"110108": told["totals"], **told["townships"]}.items():
        part = chosen if code == "110108" else chosen[chosen["town"] == code]
        wanted = {name: int(part[name].sum()) for name in COUNTS}
        assert {name: summary[name] for name in COUNTS} == wanted, (day, track, code)
        assert summary["phases"] == [int((part["phase"] == number).sum()) for number in range(len(PHASES))]
        if wanted["due"]:
            assert summary["completion_rate"] == pytest.approx(wanted["completed"] / wanted["due"])
            points = (wanted["elected"] - wanted["planned"]) / wanted["due"] * 100
            assert summary["deviation"] == pytest.approx(points, abs=0.051)
        inside = units[units["parent_code"] == code]["code"] if code != "110108" else units["code"]
        assert summary["matters"] == int(pd.Series(matters).isin(inside).sum())
    for name in [*COUNTS, "matters"]:
        assert sum(summary[name] for summary in told["townships"].values()) == told["totals"][name], (
            "parts make the whole"
        )


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_figure_of_six_days_and_every_track(client, application, day):
    facts, units = read_log(application.services.settings.data_dir / "situation.db")
    rows = table(facts, units, day)
    for track in ("party", "committee", "overall"):
        compare(client, rows, open_matters(facts, day), units, track, day)
