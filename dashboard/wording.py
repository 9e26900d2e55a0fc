"""Put facts into words."""

from collections.abc import Mapping

from dashboard.election.alerts.alert import ACTOR, RAISING
from dashboard.election.alerts.explain import explained
from dashboard.election.command_facts import (
    Assessment,
    AssessmentSheet,
    Assignment,
    Assistance,
    Incident,
    KeyVillage,
    Matter,
    Measure,
    Petitions,
    Visit,
)
from dashboard.election.facts import (
    AlertAction,
    Check,
    Composition,
    Counter,
    ExceptionCleared,
    ExceptionOpened,
    Fact,
    Milestone,
    MilestoneRevoked,
    Plan,
    PlanReview,
    PolicyAnswer,
    PollHeld,
    PollScheduled,
    Posts,
    RemarkMade,
    ReportReceived,
    ReviewReturned,
    ReviewSubmitted,
    TownshipPlan,
)
from dashboard.election.key_plans import PlanState
from dashboard.election.procedure import UnitProcedure
from dashboard.errors import N_, Listed, Sentence
from dashboard.messages import Messages
from dashboard.profile.base import Text
from dashboard.profile.model import Profile

TYPES = {
    "milestone": N_("Stage"),
    "milestone_revoked": N_("Stage revoked"),
    "plan": N_("Plan"),
    "township_plan": N_("Township's plan"),
    "poll_scheduled": N_("Poll called"),
    "poll_held": N_("Poll held"),
    "exception": N_("Exceptional state"),
    "exception_cleared": N_("Exceptional state ended"),
    "review_submitted": N_("Review batch submitted"),
    "review_started": N_("Review batch being examined"),
    "review_returned": N_("Review batch returned"),
    "check": N_("Check"),
    "posts": N_("Posts filled"),
    "assignment": N_("Assignment"),
    "key_village": N_("Key difficult village"),
    "assessment_sheet": N_("Score sheet"),
    "assessment": N_("Assessment"),
    "assistance": N_("Assistance"),
    "measure": N_("Measure"),
    "matter": N_("Matter for the district"),
    "visit": N_("Visit"),
    "incident": N_("Incident"),
    "petitions": N_("Petitions and hotline"),
    "composition": N_("Composition"),
    "counter": N_("Work done"),
    "policy_answer": N_("Policy answer"),
    "remark": N_("Remark"),
    "plan_review": N_("Plan review"),
    "report_received": N_("Report received"),
    "alert_action": N_("Alert"),
    "retracted": N_("Withdrawn"),
}
"""What each type of fact is called."""

PLAN_STATES = {
    "submitted": N_("submitted"),
    "feedback": N_("feedback given"),
    "revised": N_("revised"),
    "approved": N_("approved"),
}
"""What the states of a plan under review are called."""

KEY_STATES: Mapping[PlanState, str] = {
    "none": N_("No plan yet"),
    "overdue": N_("Measures overdue"),
    "running": N_("Under way"),
    "done": N_("All settled"),
}
"""What the states of a key village's plan are called, in the order of the board's lanes."""

POSTS = {
    "deputy_secretary": N_("Full-time deputy secretary"),
    "discipline_commissioner": N_("Discipline commissioner"),
    "one_shoulder": N_("Both heads in one person"),
}
"""What the fields of a `posts` fact are called."""

ALERT_STEPS = {
    "opened": N_("alert at level {level}"),
    "escalated": N_("alert raised to level {level}"),
    "reopened": N_("alert again, at level {level}"),
    "acknowledged": N_("acknowledged"),
    "assigned": N_("assigned to {post}"),
    "commented": N_("commented"),
    "resolved": N_("resolved"),
}
"""What the steps of an alert are called."""

_UNDATED = TYPES["plan"]


def describe(fact: Fact, procedure: UnitProcedure | None, profile: Profile, say: Messages) -> str:
    """Tell a fact in a short sentence; `procedure` is that of its track."""
    match fact.payload:
        case Milestone(stage=stage, edge="end"):
            return say(N_("{stage}: ended"), stage=stage_label(stage, procedure, say))
        case Milestone(stage=stage):
            return say(N_("{stage}: started"), stage=stage_label(stage, procedure, say))
        case MilestoneRevoked(stage=stage):
            return say(N_("{stage}: revoked"), stage=stage_label(stage, procedure, say))
        case Plan() as plan:
            return _plan(plan, procedure, say)
        case PollScheduled(on=day):
            return say(N_("Poll called for {day}"), day=say.day(day))
        case PollHeld() as held:
            return _poll(held, profile, say)
        case ExceptionOpened(kind=kind):
            return say(N_("{exception}: begins"), exception=_flag_label(kind, profile, say))
        case ExceptionCleared(kind=kind):
            return say(N_("{exception}: ended"), exception=_flag_label(kind, profile, say))
    return _beside(fact, profile, say)


def _beside(fact: Fact, profile: Profile, say: Messages) -> str:  # noqa: C901, PLR0912 - one case per type
    """Tell what stands beside the procedure."""

    def label(texts: Mapping[str, Text], word: str) -> str:
        return texts[word].get(say.locale) if word in texts else word  # an older profile knew it

    match fact.payload:
        case KeyVillage(level=None):
            return say(N_("No key difficult village any more"))
        case KeyVillage(level=str(level)):
            return label(profile.key_levels, level)
        case Assessment(level=level):
            return say(N_("Assessed as {level}"), level=label(profile.assessment_levels, level))
        case AssessmentSheet(factors=factors):
            return say(N_("Score sheet filled in: {score} points"), score=sum(factors.values()))
        case Assistance(slot=slot, by=by, ended=ended):
            text = say(N_("ended")) if ended else by or say(N_("in place"))
            return say(N_("{topic}: {text}"), topic=label(profile.assistance, slot), text=text)
        case Measure(text=text, progress=progress, post=post):
            return say(N_("{post}, {progress} %: {text}"), post=post, progress=progress, text=text)
        case TownshipPlan(first_poll=first, last_poll=last):
            return say(N_("Polls planned from {first} to {last}"), first=say.day(first), last=say.day(last))
        case PolicyAnswer(question=question):
            return say(N_("{topic}: {text}"), topic=say(TYPES[fact.type]), text=question)
        case PlanReview(state=state):
            return say(N_("{topic}: {text}"), topic=say(TYPES[fact.type]), text=say(PLAN_STATES[state]))
        case Matter(department=department, text=text, closed=closed):
            sentence = N_("For {department}, closed: {text}") if closed else N_("For {department}: {text}")
            return say(sentence, department=department, text=text)
        case ReviewSubmitted(hours=hours, candidates=count):
            return say(N_("Review batch submitted, {count} candidates, {hours} h"), count=count, hours=hours)
        case ReviewReturned(passed=passed, returned=returned):
            return say(N_("Review batch: {passed} passed, {returned} returned"), passed=passed, returned=returned)
        case Petitions(visits=visits, hotline=hotline):
            return say(N_("Petitions {visits}, hotline calls {hotline}"), visits=visits, hotline=hotline)
        case Check(item=item, done=done):
            sentence = N_("{item}: done") if done else N_("{item}: open")
            return say(sentence, item=label(profile.check_items, item))
        case Posts() as posts:
            return _posts(posts, say)
        case Assignment(post=post, duty=duty):
            return say(N_("{duty}: {post}"), duty=label(profile.duties, duty), post=post)
        case Visit(post=post, kind=kind):
            return say(N_("{kind}: {post}"), kind=label(profile.visit_kinds, kind), post=post)
        case RemarkMade(topic=topic, text=None):
            return say(N_("{topic}: taken back"), topic=label(profile.remark_topics, topic))
        case RemarkMade(topic=topic, text=str(text)):
            return say(N_("{topic}: {text}"), topic=label(profile.remark_topics, topic), text=text)
        case Incident(category=category, text=text, closed=closed):
            told = say(N_("closed")) if closed else text or ""
            return say(N_("{topic}: {text}"), topic=label(profile.incident_categories, category), text=told)
        case Composition(counts=counts):
            listed = (f"{label(profile.body_counts, name)} {count:,}" for name, count in counts.items())
            return say(N_("{topic}: {text}"), topic=say(TYPES[fact.type]), text=", ".join(listed))
        case Counter(name=name, count=count):
            return say(N_("{name}: {count}"), name=label(profile.counters, name), count=count)
        case ReportReceived(status="zero"):
            return say(N_("Report received, no change"))
        case ReportReceived(status="late"):
            return say(N_("Report received late"))
        case AlertAction() as step:
            return _alert(fact, step, profile, say)
    return say(TYPES[fact.type])


def _alert(fact: Fact, step: AlertAction, profile: Profile, say: Messages) -> str:
    """Tell a step of an alert: what its rule says where it is raised, else what was said about it."""
    rule = next((one for one in profile.alerts if one.id == step.rule), None)
    label = rule.label.get(say.locale) if rule else step.rule
    text = step.text
    if rule is not None and step.action in RAISING:
        text = explained(rule, step.values, profile, say.locale).text
    elif rule is not None and step.action == "resolved" and fact.actor == ACTOR:
        text = rule.ends.get(say.locale)
    done = say(ALERT_STEPS[step.action], level=step.level, post=step.post or "—")
    if not text:
        return say(N_("{label}: {action}"), label=label, action=done)
    return say(N_("{label}, {action}: {text}"), label=label, action=done, text=text)


def _posts(posts: Posts, say: Messages) -> str:
    told = posts.model_dump(exclude_none=True)
    named = Listed(
        Sentence(POSTS[name]) if held else Sentence(N_("no {post}"), post=Sentence(POSTS[name]))
        for name, held in told.items()
    )
    return say(N_("{topic}: {text}"), topic=Sentence(TYPES["posts"]), text=named)


def _plan(plan: Plan, procedure: UnitProcedure | None, say: Messages) -> str:
    poll = plan.dates.get("poll") or plan.dates.get(procedure.poll_stage if procedure else "poll")
    if poll is None:
        return say(_UNDATED)
    if plan.cause is not None:
        return say(N_("Plan changed, poll on {day}: {cause}"), day=say.day(poll), cause=plan.cause)
    return say(N_("Plan approved, poll on {day}"), day=say.day(poll))


def _poll(poll: PollHeld, profile: Profile, say: Messages) -> str:
    return say(
        N_("Poll, round {round}: {present} of {eligible} took part, {elected} of {seats} elected, {outcome}"),
        round=poll.round,
        present=poll.present,
        eligible=poll.eligible,
        elected=poll.elected,
        seats=poll.seats,
        outcome=profile.outcomes[poll.outcome].get(say.locale),
    )


def stage_label(stage: str, procedure: UnitProcedure | None, say: Messages) -> str:
    """Return the name of a stage; the polling day of a plan is the poll's."""
    if procedure is None:
        return stage
    place = procedure.index.get(procedure.poll_stage if stage == "poll" else stage)
    return stage if place is None else procedure.stages[place].label.get(say.locale)


def _flag_label(kind: str, profile: Profile, say: Messages) -> str:
    return next((flag.label.get(say.locale) for flag in profile.flags if flag.id == kind), kind)
