"""Hold the forecast to the simulated campaign: `make backtest` prints the tables of docs/forecast.md."""

import statistics
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from dashboard.areas import areas_of
from dashboard.bootstrap import SAMPLE
from dashboard.clock import FixedClock
from dashboard.demo.sample import open_demo
from dashboard.election.forecast import Forecast, forecast
from dashboard.election.state import TrackState, UnitState
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.load import load_profile, profile_path
from dashboard.store.engine import open_engine
from dashboard.store.queries import Queries
from dashboard.store.setup import open_founded, set_up
from dashboard.store.states import States
from geodata.catalog import ensure

AHEAD = (7, 14, 28)
"""Days ahead at which completed units are compared."""

WEEK = timedelta(days=7)
STARTS = {"party": date(2018, 12, 7), "committee": date(2019, 1, 25)}
WEEKS = 8


@dataclass(frozen=True)
class Trial:
    """Compare a forecast and the plan, both as known on `day`, with what was completed `ahead` days later."""

    day: date
    ahead: int
    truth: int
    expected: float
    lower: float
    upper: float
    plan: int
    moved: bool

    @property
    def inside(self) -> bool:
        """Say whether the band holds the truth, to a whole unit."""
        return round(self.lower) <= self.truth <= round(self.upper)


def campaign(folder: Path) -> Queries:
    """Record the whole simulated campaign."""
    profile = load_profile(profile_path("haidian"))
    demo = open_demo(SAMPLE, profile)
    catalog = ensure(SAMPLE, demo.renames, folder / "geo")
    engine = open_engine(f"sqlite:///{folder / 'situation.db'}")
    areas = areas_of(catalog.places(), profile)
    set_up(engine, areas, profile, catalog.hash, history=lambda tree: demo.scenario(tree).campaign)
    tree = open_founded(engine, profile).tree
    ending = demo.scenario(tree).ending()
    return Queries(engine, tree, profile, WorkingDays.of(profile), FixedClock(ending, ending.tzinfo))


def by_plan(tracks: Sequence[TrackState], day: date, ahead: date) -> int:
    """Count what would be completed if from `day` on everything went by the latest plans."""
    count = 0
    for track in tracks:
        if track.phase is None or track.procedure is None:
            continue
        planned = track.plan.get(track.procedure.stages[-1].id)
        if track.completed_on is not None or (planned is not None and max(planned, day + timedelta(1)) <= ahead):
            count += 1
    return count


def completed(tracks: Sequence[TrackState], by: date) -> int:
    """Count the due units that were completed by a day."""
    return sum(t.phase is not None and t.completed_on is not None and t.completed_on <= by for t in tracks)


def nth_day(days: Sequence[date], share: float) -> date:
    """Return the day by which a share of all was completed."""
    return sorted(days)[max(round(share * len(days)) - 1, 0)]


@dataclass
class Backtest:
    """Go through the weeks of a track; each forecast knows what was recorded by the end of its day."""

    queries: Queries
    track: str

    def __post_init__(self) -> None:
        self.states = States(self.queries)
        self.final = self._tracks(self.states.of().units)
        self.revisions = self._revisions()

    def _tracks(self, units: Mapping[str, UnitState]) -> dict[str, TrackState]:
        return {code: state.tracks[self.track] for code, state in units.items()}

    def _revisions(self) -> list[tuple[date, int]]:
        zone = self.queries.clock.zone
        facts = (fact for unit in self.queries.tree.units for fact in self.queries.facts(unit.code))
        newest: dict[date, int] = {}
        for fact in facts:
            day = fact.recorded_at.astimezone(zone).date()
            newest[day] = max(newest.get(day, 0), fact.revision)
        return sorted(newest.items())

    def days(self) -> list[date]:
        return [STARTS[self.track] + WEEK * number for number in range(WEEKS)]

    def known(self, day: date) -> dict[str, TrackState]:
        revision = max(revision for on, revision in self.revisions if on <= day)
        return self._tracks(self.states.of(as_of=day, known=revision).units)

    def made(self, tracks: Sequence[TrackState], seen: Mapping[str, TrackState], day: date) -> Forecast:
        profile = self.queries.profile
        last = profile.campaign.end
        return forecast(tracks, seen.values(), day, last, self.queries.calendar, profile.forecast)

    def trials(self, codes: Sequence[str], seen: Mapping[str, TrackState], day: date) -> Iterator[Trial]:
        """Compare some units, as known on a day."""
        tracks, final = [seen[code] for code in codes], [self.final[code] for code in codes]
        made = self.made(tracks, seen, day)
        for ahead in AHEAD:
            on = day + timedelta(ahead)
            if ahead < len(made.days):
                truth, now = completed(final, on), completed(final, day)
                yield Trial(
                    day, ahead, truth, made.expected[ahead], made.lower[ahead], made.upper[ahead],
                    by_plan(tracks, day, on), now < made.due and (truth > now or made.upper[ahead] > now + 0.5),
                )  # fmt: skip

    def nearly(self, seen: Mapping[str, TrackState], day: date) -> tuple[Forecast, date, date]:
        """Return the forecast of a day, and when nearly all were completed by plan and in truth."""
        share = self.queries.profile.forecast.nearly
        due = [(track, track.procedure) for track in seen.values() if track.procedure and track.phase is not None]
        planned = [track.completed_on or track.plan[procedure.stages[-1].id] for track, procedure in due]
        true = [track.completed_on for track in self.final.values() if track.completed_on]
        return self.made([track for track, _ in due], seen, day), nth_day(planned, share), nth_day(true, share)


def signed(number: float) -> str:
    """Write a difference in whole units."""
    return f"{round(number):+d}".replace("-", "−") if round(number) else "0"


def main() -> None:
    """Print the tables in Markdown."""
    with tempfile.TemporaryDirectory(prefix="situation-backtest-") as folder:
        queries = campaign(Path(folder))
        below = [queries.tree.units_below[town.code] for town in queries.tree.townships]
        single: dict[tuple[str, int], list[Trial]] = {}
        district: dict[tuple[str, int], list[Trial]] = {}
        for track in STARTS:
            test = Backtest(queries, track)
            print(f"\n### {queries.profile.track(track).label.en}\n")
            heads = " | ".join(f"{ahead} days: truth | forecast | band | plan" for ahead in AHEAD)
            print(f"| as of | {heads} | nearly all: truth | forecast | band | plan |")
            print("|---" * (1 + 4 * len(AHEAD) + 4) + "|")
            for day in test.days():
                seen = test.known(day)
                row = [str(day)]
                for trial in test.trials(list(seen), seen, day):
                    district.setdefault((track, trial.ahead), []).append(trial)
                    band = f"{signed(trial.lower - trial.truth)} … {signed(trial.upper - trial.truth)}"
                    row += [
                        str(trial.truth),
                        signed(trial.expected - trial.truth),
                        band if trial.inside else f"**{band}**",
                        signed(trial.plan - trial.truth),
                    ]
                row += ["–"] * (1 + 4 * len(AHEAD) - len(row))
                made, planned, true = test.nearly(seen, day)
                wanted = queries.profile.forecast.nearly * made.due
                told = [made.reached(curve, wanted) for curve in (made.expected, made.upper, made.lower)]
                late, first, last = (signed((on - true).days) + " d" if on else "later" for on in told)
                row += [f"{true:%m-%d}", late, f"{first} … {last}", signed((planned - true).days) + " d"]
                print("| " + " | ".join(row) + " |")
                for codes in below:
                    for trial in test.trials(codes, seen, day):
                        single.setdefault((track, trial.ahead), []).append(trial)
        summary(district, single)
        queries.engine.dispose()


def summary(
    district: Mapping[tuple[str, int], list[Trial]], single: Mapping[tuple[str, int], list[Trial]]
) -> None:
    """Print mean errors and coverage."""
    print("\n### In short\n")
    print("| track | days ahead | mean error of the forecast, units | of the plan | townships: forecast | plan |")
    print("|---|---|---|---|---|---|")
    for (track, ahead), trials in district.items():
        cells = []
        for group in (trials, single[track, ahead]):
            moving = [trial for trial in group if trial.moved]
            cells.append(f"{statistics.mean(abs(t.expected - t.truth) for t in moving):.1f}")
            cells.append(f"{statistics.mean(abs(t.plan - t.truth) for t in moving):.1f}")
        print(f"| {track} | {ahead} | " + " | ".join(cells) + " |")
    for name, groups in (("district", district), ("townships", single)):
        moving = [trial for trials in groups.values() for trial in trials if trial.moved]
        inside = sum(trial.inside for trial in moving)
        print(f"\nBand, {name}: {inside} of {len(moving)} inside ({inside / len(moving):.0%}).")


if __name__ == "__main__":
    main()
