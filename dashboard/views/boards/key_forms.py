"""Ask for what is recorded of a key village: its level, measures, help, visits, assessment."""

from dashboard.election.key_plans import MeasureCourse
from dashboard.errors import N_
from dashboard.views.boards.asking import Asking
from dashboard.views.boards.model import Do, Field, Form

_WHOLE = 100


def name_form(asking: Asking) -> Do:
    """Ask which village is a key village, at which level; an empty level takes it off the list."""
    say, profile = asking.say, asking.profile
    levels = [*asking.labels(profile.key_levels), ("", say(N_("No key difficult village any more")))]
    categories = Field(
        "categories[]",
        say(N_("Category")),
        "choice",
        options=[("", "—"), *asking.labels(profile.key_categories)],
        required=False,
    )
    fields = [
        Field("area", say(N_("Where")), "unit", options=asking.places(), into="area"),
        Field("level", say(N_("Level")), "choice", options=levels),
        categories,
        Field("categories[]", say(N_("Second category")), "choice", options=categories.options, required=False),
    ]
    title = say(N_("Name a key village"))
    return Do(title, Form(title, fields, {"type": "key_village"}))


def measure_form(asking: Asking, code: str, course: MeasureCourse | None) -> Form:
    """Ask for a measure, a new one or the next state of one."""
    say = asking.say
    measure = course.measure if course else None
    fields = [
        Field(
            "problem", say(N_("Problem")), "text", measure.problem if measure else "", required=False, most=2000
        ),
        Field("text", say(N_("Measure")), "text", measure.text if measure else "", most=2000),
        Field("post", say(N_("Owner (a post)")), "line", measure.post if measure else "", most=60),
        Field("due", say(N_("Due on")), "day", measure.due.isoformat() if measure else ""),
        Field("progress", say(N_("Progress, %")), "count", measure.progress if measure else 0, most=_WHOLE),
        Field("result", say(N_("Result")), "text", measure.result if measure else "", required=False, most=2000),
        Field(
            "gate",
            say(N_("Must be settled before the poll")),
            "yes",
            measure.gate if measure else False,
            required=False,
        ),
    ]
    fact: dict[str, object] = {"type": "measure", "subject": "measure-{new}"}
    if course is not None:
        fact["subject"] = course.subject
    return Form(say(N_("Measure")), fields, fact, code)


def assistance_form(asking: Asking, code: str, slot: str, by: str | None) -> Form:
    """Ask who or what fills a slot of assistance."""
    say = asking.say
    fields = [
        Field("by", say(N_("Who (a post or body)")), "line", by or "", required=False, most=60),
        Field("ended", say(N_("Not filled any more")), "yes", required=False),
    ]
    fact = {"type": "assistance", "subject": slot, "payload": {"slot": slot}}
    return Form(asking.label(asking.profile.assistance, slot), fields, fact, code)


def duty_form(asking: Asking, code: str) -> Do:
    """Ask which post answers for an area, and in which duty."""
    say = asking.say
    fields = [
        Field("duty", say(N_("Duty")), "choice", options=asking.labels(asking.profile.duties)),
        Field("post", say(N_("Post")), "line", most=60),
        Field("ended", say(N_("The duty ends")), "yes", required=False),
    ]
    title = say(N_("Assign a duty"))
    return Do(title, Form(title, fields, {"type": "assignment", "subject": "{duty}"}, code))


def visit_form(asking: Asking, code: str | None) -> Do:
    """Ask for a visit; where the account visits for one post, it is that one."""
    say, own = asking.say, asking.own_posts()
    fields = [
        Field("kind", say(N_("Kind")), "choice", options=asking.labels(asking.profile.visit_kinds)),
        Field("post", say(N_("Post")), "choice", options=[(post, post) for post in own])
        if own
        else Field("post", say(N_("Post")), "line", asking.identity.on_behalf_of or "", most=60),
        Field("decided", say(N_("Matters decided on the spot")), "count", 0),
        Field("effective_on", say(N_("Day")), "day", asking.day.isoformat(), into="fact"),
    ]
    if code is None:
        place = Field("area", say(N_("Where")), "unit", options=asking.places(townships=True), into="area")
        fields.insert(0, place)
    title = say(N_("Log a visit"))
    return Do(title, Form(title, fields, {"type": "visit"}, code))


def assess_form(asking: Asking, code: str) -> Do:
    """Ask for the level that the office confirms."""
    say = asking.say
    fields = [
        Field("level", say(N_("Level")), "choice", options=asking.labels(asking.profile.assessment_levels)),
        Field("score", say(N_("Points")), "count", None, required=False, most=_WHOLE),
    ]
    title = say(N_("Assess"))
    return Do(title, Form(title, fields, {"type": "assessment"}, code))
