"""Hold the parts of a profile to each other: whatever one names, another must list."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, get_args

from dashboard.errors import N_, Listed, Sentence
from dashboard.profile.alerts import OpenChecklist, ReviewDue
from dashboard.profile.flaws import Flaw, Place, twice
from dashboard.profile.phases import Flag
from dashboard.profile.procedure import OVERALL, Procedure
from dashboard.profile.report import Column, TownshipTable, UnitTable
from dashboard.profile.rules import Duration, LegalRule, Notice

if TYPE_CHECKING:
    from dashboard.profile.model import Profile

_OUTCOMES = ("success", "another", "rerun", "vacancy")
_FLAGS: tuple[str, ...] = get_args(Flag.model_fields["id"].annotation)
_EXCEPTIONS = {"postponed", "suspended", "resumed", "revoked"}
_NO = {
    "track": N_("there is no track '{name}'"),
    "stage": N_("there is no stage '{name}'"),
    "phase": N_("there is no phase '{name}'"),
    "kind": N_("there is no kind '{name}'"),
    "procedure": N_("there is no procedure '{name}'"),
    "duty": N_("there is no duty '{name}'"),
    "level": N_("there is no level '{name}'"),
    "checklist": N_("there is no checklist '{name}'"),
    "check item": N_("there is no check item '{name}'"),
    "value": N_("there is no value '{name}'"),
    "word": N_("the profile lists no '{name}'"),
}


def contradictions(profile: "Profile") -> Iterator[Flaw]:
    """Yield everything in which the parts of a profile contradict each other, in the order of the file."""
    yield from _lists(profile)
    yield from _views(profile)
    yield from _procedures(profile)
    yield from _rules(profile)
    yield from _commanding(profile)
    yield from _alerts(profile)
    yield from _report(profile)


def _missing(kind: str, names: Collection[str], known: Collection[str], place: Place) -> Iterator[Flaw]:
    """Yield a flaw for each name that is not listed."""
    for name in names:
        if name not in known:
            yield Flaw(place, Sentence(_NO[kind], name=name))


def _lists(profile: "Profile") -> Iterator[Flaw]:
    """Look for ids that stand twice, and for words of the screens that have no label."""
    procedures = [one.id for track in profile.tracks for one in track.procedures]
    yield from twice([one.id for one in profile.phases], Sentence(N_("phase")), ("phases",))
    yield from twice([one.id for one in profile.tracks], Sentence(N_("track")), ("tracks",))
    yield from twice([one.id for one in profile.flags], Sentence(N_("sign")), ("flags",))
    yield from twice([one.id for one in profile.rules], Sentence(N_("rule")), ("rules",))
    yield from twice([one.id for one in profile.alerts], Sentence(N_("alert")), ("alerts",))
    yield from twice([one.id for one in profile.checklists], Sentence(N_("checklist")), ("checklists",))
    for name in sorted({name for name in procedures if procedures.count(name) > 1}):
        yield Flaw(
            ("tracks",),
            Sentence(N_("the {what} '{name}' stands twice"), what=Sentence(N_("procedure")), name=name),
        )
    for table, wanted, labelled in (
        ("flags", _FLAGS, [one.id for one in profile.flags]),
        ("outcomes", _OUTCOMES, list(profile.outcomes)),
    ):
        lacking = [name for name in wanted if name not in labelled]
        if lacking:
            yield Flaw((table,), Sentence(N_("these have no label: {names}"), names=Listed(lacking)))


def _views(profile: "Profile") -> Iterator[Flaw]:
    tracks = {track.id for track in profile.tracks}
    yield from _missing("track", [profile.opening_track], {*tracks, OVERALL}, ("opening_track",))
    if len(tracks) > 1 and profile.overall is None:
        yield Flaw(("overall",), Sentence(N_("more than one track wants names for the joint view")))
    if len(tracks) == 1 and profile.opening_track == OVERALL:
        yield Flaw(("opening_track",), Sentence(N_("one track alone has no joint view")))


def _procedures(profile: "Profile") -> Iterator[Flaw]:
    order = [phase.id for phase in profile.phases]
    for place, track in enumerate(profile.tracks):
        yield from _missing("phase", track.phase_labels, order, ("tracks", place, "phase_labels"))
        for number, procedure in enumerate(track.procedures):
            yield from _procedure(procedure, profile, order, ("tracks", place, "procedures", number))


def _procedure(procedure: Procedure, profile: "Profile", order: list[str], place: Place) -> Iterator[Flaw]:
    yield from _missing("kind", procedure.kinds, profile.kinds, (*place, "kinds"))
    last = 0
    for number, stage in enumerate(procedure.stages):
        here = (*place, "stages", number, "phase")
        if stage.phase not in order:
            yield from _missing("phase", [stage.phase], order, here)
            continue
        index = order.index(stage.phase)
        if index in {0, len(order) - 1}:
            reason = N_("phase '{name}' is the first or last one, which hold no stage")
            yield Flaw(here, Sentence(reason, name=stage.phase))
        elif index < last:
            yield Flaw(here, Sentence(N_("phase '{name}' goes backwards"), name=stage.phase))
        last = max(last, index)


def _rules(profile: "Profile") -> Iterator[Flaw]:
    procedures = {one.id: one for track in profile.tracks for one in track.procedures}
    for number, rule in enumerate(profile.rules):
        yield from _missing("procedure", rule.procedures, procedures, ("rules", number, "procedures"))
        if isinstance(rule, Notice | Duration):
            for name in rule.procedures:
                stages = [stage.id for stage in procedures[name].stages] if name in procedures else [rule.stage]
                yield from _missing("stage", [rule.stage], stages, ("rules", number, "stage"))
        for other in profile.rules[:number]:
            if rule.kind == other.kind and _overlap(rule, other):
                reason = N_("rules '{first}' and '{second}' hold for the same procedure on the same days")
                yield Flaw(("rules", number), Sentence(reason, first=other.id, second=rule.id))


def _overlap(rule: LegalRule, other: LegalRule) -> bool:
    return bool(
        set(rule.procedures) & set(other.procedures)
        and rule.effective_from <= (other.effective_to or date.max)
        and other.effective_from <= (rule.effective_to or date.max)
    )


def _commanding(profile: "Profile") -> Iterator[Flaw]:
    """Hold checklists, score sheet and collisions to the words that the profile lists."""
    tracks = {track.id: track for track in profile.tracks}
    for number, one in enumerate(profile.checklists):
        stages = {s.id for t in one.tracks if t in tracks for p in tracks[t].procedures for s in p.stages}
        yield from _missing("track", one.tracks, tracks, ("checklists", number, "tracks"))
        yield from _missing("check item", one.items, profile.check_items, ("checklists", number, "items"))
        yield from _missing("stage", [one.before], stages, ("checklists", number, "before"))
    yield from _missing("duty", [profile.collisions.duty], profile.duties, ("collisions", "duty"))
    yield from _missing("duty", profile.quiet_duties, profile.duties, ("quiet_duties",))
    terms, levels = profile.assessment, profile.assessment_levels
    yield from twice([one.id for one in terms.factors], Sentence(N_("factor")), ("assessment", "factors"))
    for number, threshold in enumerate(terms.thresholds):
        yield from _missing("level", [threshold.level], levels, ("assessment", "thresholds", number))
    yield from _missing("level", [terms.gate] if terms.gate else [], levels, ("assessment", "gate"))


def _alerts(profile: "Profile") -> Iterator[Flaw]:
    checklists = {one.id for one in profile.checklists}
    for number, rule in enumerate(profile.alerts):
        if isinstance(rule, OpenChecklist):
            yield from _missing("checklist", rule.checklists, checklists, ("alerts", number, "checklists"))
        if isinstance(rule, ReviewDue) and not profile.review.urgencies:
            yield Flaw(("alerts", number), Sentence(N_("there is no table [review] whose clocks it could watch")))


def _report(profile: "Profile") -> Iterator[Flaw]:
    tracks = {track.id: track for track in profile.tracks}
    for number, table in enumerate(profile.report.unit_tables):
        place = ("report", "unit_tables", number)
        yield from _missing("track", [table.track], tracks, (*place, "track"))
        if table.track in tracks:
            stages = {stage.id for one in tracks[table.track].procedures for stage in one.stages}
            yield from _table(profile, table, stages, place)
    for number, rollup in enumerate(profile.report.township_tables):
        yield from _table(profile, rollup, set(), ("report", "township_tables", number))


def _table(profile: "Profile", table: UnitTable | TownshipTable, stages: set[str], place: Place) -> Iterator[Flaw]:
    """Hold the columns of a report's table to the words that the profile lists."""
    for number, column in enumerate(table.columns):
        here = (*place, "columns", number)
        names = _names_of(profile, column, stages)
        if column.said.name and names is not None:
            yield from _missing("word", [column.said.name], names, (*here, "says"))
        if column.ahead:
            yield from _missing("word", [column.ahead], profile.body_counts, (*here, "ahead"))
        values = _values_of(profile).get(column.says)
        if values is not None:
            yield from _missing("value", column.words, values, (*here, "words"))


def _names_of(profile: "Profile", column: Column, stages: Collection[str]) -> Collection[str] | None:
    """Return the list that the name of a column must stand in; None when any name will do."""
    lists: Mapping[str, Collection[str]] = {
        "milestone": stages,
        "check": profile.check_items,
        "poll_held": profile.exclusions,
        "counter": profile.counters,
        "remark": profile.remark_topics,
        "composition": profile.body_counts,
    }
    return lists.get(column.said.topic)


def _values_of(profile: "Profile") -> Mapping[str, Collection[str]]:
    """Return the values among which a column may choose, by what it says."""
    return {
        "kind": profile.kinds,
        "assessment.level": profile.assessment_levels,
        "key_village.level": profile.key_levels,
        "incident.category": profile.incident_categories,
        "track": {track.id for track in profile.tracks},
        "poll_held.outcome": profile.outcomes,
        "review_submitted.hours": {str(one.hours) for one in profile.review.urgencies},
        "exception.kind": _EXCEPTIONS,
    }
