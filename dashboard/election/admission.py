"""Decide whether a fact may enter the log: its shape, its place, its day, and the arithmetic of polls."""

from collections.abc import Collection, Mapping
from datetime import date

from pydantic import ValidationError

from dashboard.election.areas import Area, AreaTree
from dashboard.election.command_facts import (
    Assessment,
    AssessmentSheet,
    Assignment,
    Assistance,
    Incident,
    KeyVillage,
    Visit,
)
from dashboard.election.errors import FactRefused
from dashboard.election.facts import (
    PAYLOADS,
    Check,
    Composition,
    Counter,
    FactDraft,
    Milestone,
    MilestoneRevoked,
    Plan,
    PollHeld,
    RemarkMade,
    Retracted,
    ReviewSubmitted,
)
from dashboard.election.payload import Payload
from dashboard.election.procedure import UnitProcedure, procedure_of
from dashboard.election.validity import contradiction, judge
from dashboard.errors import N_, Listed, Sentence
from dashboard.profile.model import Profile


def admit(draft: FactDraft, area: Area, tree: AreaTree, profile: Profile, today: date) -> Payload:
    """Return the validated payload of a draft about `area`.

    Raises
    ------
    FactRefused
        The type, payload, track, level, day or a poll's arithmetic is wrong; the message says which.
    """

    def refuse(text: str, /, **params: object) -> FactRefused:
        reason = text if isinstance(text, Sentence) else Sentence(text, **params)
        return FactRefused(area=f"{area.name} ({area.code})", type=draft.type, reason=reason)

    model = PAYLOADS.get(draft.type)
    if model is None:
        raise refuse(N_("there is no such type of fact; the types are {types}"), types=", ".join(PAYLOADS))
    try:
        payload = model.model_validate(draft.payload)
    except ValidationError as error:
        raise refuse(_first_problem(error)) from error
    level = tree.level_name(area)
    if level not in model.levels:
        raise refuse(
            N_("this type belongs to another level ({levels}); the area is a {level}"),
            levels=Listed(Sentence(_LEVELS[name]) for name in model.levels),
            level=Sentence(_LEVELS[level]),
        )
    if draft.effective_on is not None and draft.effective_on > today:
        raise refuse(N_("{day} lies after business today, {today}"), day=draft.effective_on, today=today)
    if draft.supersedes is not None and draft.reason is None:
        raise refuse(N_("a correction wants a reason"))
    if model is Retracted:
        if draft.supersedes is None:
            raise refuse(N_("name the fact to withdraw in supersedes"))
        return payload
    problem = _track_problem(draft, model, profile) or _payload_problem(draft, payload, area, profile, today)
    if problem is not None:
        raise refuse(problem)
    return payload


_LEVELS = {"unit": N_("village or community"), "township": N_("township"), "district": N_("district")}

_KNOWN_PROBLEMS = {
    "missing": N_("the field is missing"),
    "extra_forbidden": N_("unknown field"),
    "greater_than_equal": N_("the number is too small (at least {ge})"),
    "less_than_equal": N_("the number is too large (at most {le})"),
    "int_type": N_("a whole number is wanted"),
    "int_parsing": N_("a whole number is wanted"),
    "bool_type": N_("true or false is wanted"),
    "bool_parsing": N_("true or false is wanted"),
    "string_type": N_("a text is wanted"),
    "string_too_long": N_("the text is too long (at most {max_length} characters)"),
    "string_too_short": N_("the text is empty"),
    "literal_error": N_("one of these is wanted: {expected}"),
    "date_from_datetime_parsing": N_("a date such as 2018-12-14 is wanted"),
    "date_parsing": N_("a date such as 2018-12-14 is wanted"),
}


def _first_problem(error: ValidationError) -> Sentence:
    first = error.errors(include_url=False)[0]
    context = first.get("ctx", {})
    text = context.get("text") or _KNOWN_PROBLEMS.get(first["type"])
    reason = Sentence(text, **context) if text else Sentence(N_("not understood ({detail})"), detail=first["msg"])
    place = ".".join(str(part) for part in first["loc"])
    return Sentence(N_("{place}: {reason}"), place=place, reason=reason) if place else reason


def _track_problem(draft: FactDraft, model: type[Payload], profile: Profile) -> Sentence | None:
    tracks = [track.id for track in profile.tracks]
    if not model.on_track:
        return Sentence(N_("this type belongs to no track")) if draft.track is not None else None
    if draft.track is None:
        return Sentence(N_("name the track: {tracks}"), tracks=", ".join(tracks))
    if draft.track not in tracks:
        return Sentence(
            N_("there is no track {track}; there are: {tracks}"), track=draft.track, tracks=", ".join(tracks)
        )
    return None


def _payload_problem(
    draft: FactDraft, payload: Payload, area: Area, profile: Profile, today: date
) -> Sentence | None:
    problem = _word_problem(payload, profile)
    if problem is not None:
        return problem
    if draft.track is None or area.kind is None:
        return None
    procedure = procedure_of(profile, area, draft.track)
    if procedure is None or not area.due.get(draft.track, False):
        return Sentence(N_("this election is not due here"))
    return _procedure_problem(payload, procedure, draft.effective_on or today, profile)


def _word_problem(payload: Payload, profile: Profile) -> Sentence | None:  # noqa: C901, PLR0912 - one case per type
    """Say which word the profile does not list; every screen labels words from these lists."""
    words: dict[str, tuple[Collection[str], Collection[str]]] = {}
    match payload:
        case KeyVillage(level=level, categories=categories):
            words["level"] = ([level] if level is not None else [], profile.key_levels)
            words["categories"] = (categories, profile.key_categories)
        case Assessment(level=level):
            words["level"] = ([level], profile.assessment_levels)
        case AssessmentSheet(factors=factors):
            return _sheet_problem(factors, profile)
        case Assistance(slot=slot):
            words["slot"] = ([slot], profile.assistance)
        case ReviewSubmitted(hours=hours):
            words["hours"] = ([str(hours)], [str(one.hours) for one in profile.review.urgencies])
        case Assignment(duty=duty):
            words["duty"] = ([duty], profile.duties)
        case Visit(kind=kind):
            words["kind"] = ([kind], profile.visit_kinds)
        case Check(item=item):
            words["item"] = ([item], profile.check_items)
        case PollHeld(excluded=excluded):
            words["excluded"] = (tuple(excluded), profile.exclusions)
        case Counter(name=name):
            words["name"] = ([name], profile.counters)
        case Composition(counts=counts):
            words["counts"] = (tuple(counts), profile.body_counts)
        case Incident(category=category):
            words["category"] = ([category], profile.incident_categories)
        case RemarkMade(topic=topic):
            words["topic"] = ([topic], profile.remark_topics)
    for field, (used, listed) in words.items():
        if any(word not in listed for word in used):
            return Sentence(N_("{field}: the profile knows {words}"), field=field, words=", ".join(listed))
    return None


def _sheet_problem(factors: Mapping[str, int], profile: Profile) -> Sentence | None:
    """Say what is wrong with a score sheet: each factor once, with no more points than it has."""
    most = {factor.id: factor.points for factor in profile.assessment.factors}
    if factors.keys() != most.keys():
        return Sentence(N_("{field}: the profile knows {words}"), field="factors", words=", ".join(most))
    over = next((name for name, points in factors.items() if points > most[name]), None)
    if over is None:
        return None
    return Sentence(
        N_("{place}: {reason}"), place=over, reason=Sentence(N_("at most {most} points"), most=most[over])
    )


def _procedure_problem(payload: Payload, procedure: UnitProcedure, on: date, profile: Profile) -> Sentence | None:
    no_stage = N_("there is no stage {stage}; the stages are {stages}")
    stages = ", ".join(procedure.index)
    if isinstance(payload, Milestone | MilestoneRevoked) and payload.stage not in procedure.index:
        return Sentence(no_stage, stage=payload.stage, stages=stages)
    if isinstance(payload, Milestone) and payload.stage == procedure.poll_stage and payload.edge == "end":
        return Sentence(N_("the poll's stage ends by a poll: record poll_held with its figures"))
    if isinstance(payload, Plan):
        unknown = set(payload.dates) - {*procedure.index, "poll"}
        return Sentence(no_stage, stage=min(unknown), stages=stages) if unknown else None
    if isinstance(payload, PollHeld):
        return contradiction(payload, judge(payload, procedure.id, on, profile))
    return None
