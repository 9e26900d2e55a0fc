"""Say which facts somebody may record about which areas."""

from collections.abc import Iterable, Mapping

from dashboard.access.errors import (
    NoReason,
    NoSuchAlert,
    NotPutToYou,
    NotYourArea,
    NotYourFact,
    NotYourPost,
    ReplanUnexplained,
)
from dashboard.access.roles import ROLE_NAMES, Identity, Role
from dashboard.election.areas import Area, AreaTree
from dashboard.election.facts import PAYLOADS, AlertAction, Fact, FactDraft
from dashboard.election.reading import struck
from dashboard.errors import Listed, Sentence

_REPORTED = frozenset(
    {
        "milestone",
        "milestone_revoked",
        "plan",
        "township_plan",
        "poll_scheduled",
        "poll_held",
        "exception",
        "exception_cleared",
        "review_submitted",
        "review_started",
        "review_returned",
        "check",
        "posts",
        "alert_action",
        "assessment_sheet",
        "assistance",
        "measure",
        "matter",
        "visit",
        "incident",
        "petitions",
        "composition",
        "counter",
        "remark",
        "retracted",
    }
)
"""What a township reports of itself; not how it is judged, watched or helped by the district."""

RECORDED: Mapping[Role, frozenset[str]] = {
    Role.CLERK: _REPORTED,
    Role.TOWNSHIP_REVIEWER: _REPORTED,
    Role.QUALIFICATION_REVIEWER: frozenset({"review_started", "review_returned"}),
    Role.SUPERVISOR: frozenset({"visit"}),
    Role.DEPARTMENT: frozenset({"matter"}),
    Role.OFFICE: frozenset(PAYLOADS) - {"report_received"},
}
"""Role → types of facts that it records. That a report came in is recorded with the report only."""


STEPS = frozenset({"acknowledged", "assigned", "commented", "resolved", "reopened"})
"""Steps of an alert that people take; the others are the rules'."""
OF_TOWNSHIPS = frozenset({"acknowledged", "commented"})


def require_area(identity: Identity, tree: AreaTree, area: Area, refusal: type[NotYourArea] = NotYourArea) -> None:
    """Refuse an area that the account does not reach; raise NotYourArea, or a `refusal` that says more."""
    if not identity.reaches(tree, area.code):
        own = Listed(tree.areas[code].name for code in identity.areas if code in tree.areas)
        raise refusal(area=area.name, own=own)


def drafts_of(
    identity: Identity, tree: AreaTree, area: Area, drafts: Iterable[FactDraft], known: Iterable[Fact]
) -> list[FactDraft]:
    """Return drafts as the account may record them: on behalf of the post for which it acts.

    Parameters
    ----------
    known : iterable of Fact
        The facts of the area so far.

    Raises
    ------
    NotYourArea, NotYourFact, NotYourPost, NotPutToYou
        What is refused, and why.
    """
    require_area(identity, tree, area)
    facts = {fact.id: fact for fact in known}
    return [_checked(identity, draft, facts) for draft in drafts]


def _checked(identity: Identity, draft: FactDraft, facts: Mapping[str, Fact]) -> FactDraft:
    allowed = RECORDED.get(identity.role, frozenset())
    for kind in sorted({draft.type} | (_withdrawn(draft, facts) if draft.type == "retracted" else set())):
        if kind in PAYLOADS and kind not in allowed:  # what no type is, the log refuses
            raise NotYourFact(role=Sentence(ROLE_NAMES[identity.role]), type=kind)
    if draft.type == "alert_action":
        _require_step(identity, draft, facts)
    if draft.type == "township_plan":
        _require_cause(draft, facts)
    if identity.role is Role.DEPARTMENT:
        _require_answer(identity, draft, facts)
    if identity.role is Role.SUPERVISOR and identity.kind == "account":
        post = str(draft.payload.get("post"))
        if post not in {identity.post, *identity.posts}:  # nobody's visits but the own post's
            raise NotYourPost(post=post)
    if draft.on_behalf_of is None:
        return draft.model_copy(update={"on_behalf_of": identity.on_behalf_of})
    if identity.kind == "account" and draft.on_behalf_of not in {identity.post, *identity.posts}:
        raise NotYourPost(post=draft.on_behalf_of)
    return draft


def _require_step(identity: Identity, draft: FactDraft, facts: Mapping[str, Fact]) -> None:
    """Let people take steps of alerts that the rules have opened; assigning and resolving are the office's.

    Raises
    ------
    NoSuchAlert, NotYourFact
        There is none of that name; the step is another's.
    """
    action, rule = str(draft.payload.get("action")), draft.payload.get("rule")
    told = [fact.payload for fact in facts.values() if fact.subject == draft.subject]
    if action not in STEPS or not any(isinstance(one, AlertAction) and one.rule == rule for one in told):
        raise NoSuchAlert
    if identity.role is not Role.OFFICE and action not in OF_TOWNSHIPS:
        raise NotYourFact(role=Sentence(ROLE_NAMES[identity.role]), type=f"{draft.type} ({action})")
    if action == "resolved" and not draft.payload.get("text"):
        raise NoReason


def _require_cause(draft: FactDraft, facts: Mapping[str, Fact]) -> None:
    """Want a reason of every plan after the first, which is the baseline; raise ReplanUnexplained."""
    before = [fact for fact in facts.values() if fact.type == draft.type and fact.track == draft.track]
    if before and draft.supersedes is None and not draft.payload.get("cause"):
        raise ReplanUnexplained


def _withdrawn(draft: FactDraft, facts: Mapping[str, Fact]) -> set[str]:
    """Return the types of what a withdrawal strikes: of another withdrawal also what counts again through it."""
    meant, types = facts.get(draft.supersedes or ""), set[str]()
    while meant is not None:
        types.add(meant.type)
        meant = facts.get(meant.supersedes or "") if meant.type == "retracted" else None
    return types


def _require_answer(identity: Identity, draft: FactDraft, facts: Mapping[str, Fact]) -> None:
    """Let a department say what it replies and whether that settles the matter, nothing else."""
    gone = struck(facts.values())
    asked = [
        fact
        for fact in facts.values()
        if fact.type == "matter" and fact.subject == draft.subject and fact.id not in gone
    ]
    if not asked or draft.supersedes is not None:
        raise NotPutToYou
    put = asked[-1].payload.model_dump(mode="json")
    kept = {"department", "text", "due"}
    same = all(draft.payload.get(name, None if name == "due" else "") == put[name] for name in kept)
    if put["department"] != identity.department or not same:
        raise NotPutToYou
