"""Tell what another version of the profile would do to the facts of the database."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from zoneinfo import ZoneInfo

from dashboard.clock import Clock, SimulatedClock, SystemClock
from dashboard.demo.scenario import ending_of
from dashboard.election.alerts.finding import Finding
from dashboard.election.alerts.view import Ground
from dashboard.election.figures import FIGURES
from dashboard.election.flags import Flag
from dashboard.election.progress import Board
from dashboard.errors import N_, Listed
from dashboard.messages import Messages
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.load import load_profile, profile_path
from dashboard.profile.model import Profile
from dashboard.settings import Settings
from dashboard.store.engine import Engine, open_to_read, shown
from dashboard.store.log import Log
from dashboard.store.queries import Queries
from dashboard.store.rehearsal import Rehearsal, UnitChange, rehearse
from dashboard.store.setup import open_founded, read_anchor
from dashboard.watch.evaluate import Evaluator
from dashboard.watch.trial import trial
from dashboard.wording import TYPES

SAME_VERSION = N_("Both call themselves version {version}: give the new one a version of its own.")
_FIRST = 8  # of each kind that are listed; more are counted
_WHAT = {
    "phase": N_("Units whose phase changes: {count}"),
    "flags": N_("Units whose signs change: {count}"),
    "late": N_("Units whose days behind plan change: {count}"),
}


def rehearsed(profile: Profile, settings: Settings, say: Messages) -> Iterator[str]:
    """Yield the lines of a rehearsal on the configured database, which is only read.

    Raises
    ------
    SituationError
        The database or the running profile cannot be read, or it is another election's.
    """
    engine = open_to_read(settings.database)
    try:
        founded = open_founded(engine, profile)
        running = load_profile(profile_path(settings.profile))
        zone = ZoneInfo(running.time_zone)
        clock: Clock = SystemClock(zone)
        if founded.demo:
            clock = SimulatedClock(partial(read_anchor, engine), zone, rests_at=ending_of(running))
        queries = Queries(engine, founded.tree, running, WorkingDays.of(running), clock)
        told = rehearse(queries, profile)
        yield say(
            N_("Rehearsal on {database}, day {day}: version {before} → {after}. Nothing is written."),
            database=shown(engine),
            day=told.before.day,
            before=running.version,
            after=profile.version,
        )
        if running.version == profile.version and running.digest != profile.digest:
            yield say(SAME_VERSION, version=profile.version)
        yield from _tracks(told, say)
        yield from _totals(told, say)
        yield from _units(told, queries, say)
        yield from _alerts(told, queries, say)
        yield from _not_admitted(told, queries, say)
    finally:
        engine.dispose()


def _tracks(told: Rehearsal, say: Messages) -> Iterator[str]:
    before, after = told.before.profile.views, told.after.profile.views
    for view in [view for view in before if view not in after]:
        yield say(N_("The new version does not know the track {track}."), track=view)
    for view in [view for view in after if view not in before]:
        yield say(N_("The track {track} is new: no unit is due on it before areas are set up anew."), track=view)


def _totals(told: Rehearsal, say: Messages) -> Iterator[str]:
    """Yield the figures of the district that differ."""
    root = next(iter(told.before.units), None)
    changed = False
    for view in told.views if root else ():
        before, after = (_figures(board, view, say) for board in (told.before, told.after))
        for name in [*before, *(name for name in after if name not in before)]:
            was, now = before.get(name, "—"), after.get(name, "—")
            if was != now:
                changed = True
                yield f"  {_name(told, view, say)} · {name}: {was} → {now}"
    if not changed:
        yield say(N_("The figures of the district stay as they are."))


def _figures(board: Board, view: str, say: Messages) -> dict[str, str]:
    """Return the figures of the whole district on a view, by their names."""
    summary = board.summary("", list(board.units), view)
    told = {say(figure.label): _number(summary[name]) for name, figure in FIGURES.items() if name in summary}
    bands = {band.id: band.label for band in board.profile.deviation.labels}
    told[say(N_("Deviation"))] = " ".join(
        [_number(summary["deviation"]), *(bands[one].get(say.locale) for one in bands if one == summary["band"])]
    )
    phases = summary["phases"]
    if isinstance(phases, list):
        labels = [board.profile.phase_label(index, view).get(say.locale) for index in range(len(phases))]
        told |= {label: str(count) for label, count in zip(labels, phases, strict=True)}
    return told


def _number(value: object) -> str:
    if value is None:
        return "—"
    return f"{value:.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _units(told: Rehearsal, queries: Queries, say: Messages) -> Iterator[str]:
    found = list(told.unit_changes())
    for what, text in _WHAT.items():
        changed = [one for one in found if one.what == what]
        yield say(text, count=len({one.code for one in changed}))
        for one in changed[:_FIRST]:
            yield f"  {_area(queries, one.code)} · {_name(told, one.view, say)}: {_was_and_is(told, one, say)}"
        yield from _more(len(changed), say)


def _was_and_is(told: Rehearsal, one: UnitChange, say: Messages) -> str:
    if one.what == "phase":
        texts = [
            "—" if phase is None else board.profile.phase_label(phase, one.view).get(say.locale)
            for board, phase in ((told.before, one.before), (told.after, one.after))
        ]
    elif one.what == "flags":
        texts = [
            say.value(Listed(flag.label for flag in board.profile.flags if (mask or 0) & Flag[flag.id.upper()]))
            for board, mask in ((told.before, one.before), (told.after, one.after))
        ]
    else:
        texts = ["—" if days is None else str(days) for days in (one.before, one.after)]
    return f"{texts[0] or '—'} → {texts[1] or '—'}"


def _alerts(told: Rehearsal, queries: Queries, say: Messages) -> Iterator[str]:
    """Yield what the rules of early warning find now under either version."""
    before, after = (_found(board.profile, queries.engine, queries, say) for board in (told.before, told.after))
    was, now = Counter(one.rule for one in before), Counter(one.rule for one in after)
    yield say(N_("Early warning: {before} conditions hold, {after} would"), before=len(before), after=len(after))
    for rule in [*dict.fromkeys([*was, *now])]:
        if was[rule] != now[rule]:
            yield f"  {rule}: {was[rule]} → {now[rule]}"
    levels = {(one.rule, one.area, one.key): one.level for one in before}
    fresh = [one for one in after if levels.get((one.rule, one.area, one.key)) != one.level]
    for one in fresh[:_FIRST]:
        level = levels.get((one.rule, one.area, one.key), "—")
        yield "  " + say(
            N_("{rule} in {area}: level {before} → {after}"),
            rule=one.rule,
            area=_area(queries, one.area),
            before=level,
            after=one.level,
        )
    yield from _more(len(fresh), say)


def _found(profile: Profile, engine: Engine, queries: Queries, say: Messages) -> Sequence[Finding]:
    ground = Ground(profile, WorkingDays.of(profile), queries.tree)
    evaluator = Evaluator(Log(engine, queries.tree, profile, queries.clock), ground, say.locale)
    return trial(evaluator, profile.alerts, queries.clock.now()).found


def _not_admitted(told: Rehearsal, queries: Queries, say: Messages) -> Iterator[str]:
    yield say(N_("Facts that the new version would not take any more: {count}"), count=len(told.not_admitted))
    for one in told.not_admitted[:_FIRST]:
        fact, reason = one.fact, say.value(one.refusal.params["reason"])
        kind = say(TYPES[fact.type]) if fact.type in TYPES else fact.type
        yield f"  {fact.id} · {_area(queries, fact.area_code)} · {fact.effective_on} · {kind}: {reason}"
    yield from _more(len(told.not_admitted), say)
    if told.not_admitted:
        yield say(N_("They stay in the log, and count as far as the new version understands them."))


def _more(count: int, say: Messages) -> Iterator[str]:
    if count > _FIRST:
        yield "  " + say(N_("… and {count} more"), count=count - _FIRST)


def _area(queries: Queries, code: str) -> str:
    return f"{queries.tree.areas[code].name} ({code})"


def _name(told: Rehearsal, view: str, say: Messages) -> str:
    return told.before.profile.view_names(view).short_label.get(say.locale)
