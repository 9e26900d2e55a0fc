"""Judge what areas tell, or do not tell: missing reports, incidents, petitions."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from dashboard.election.alerts.finding import Finding, found, rising
from dashboard.election.alerts.view import AreaView
from dashboard.election.command_facts import Incident, Petitions
from dashboard.election.facts import Fact
from dashboard.election.review import instant_of
from dashboard.profile.alerts import IncidentOpen, PetitionsRise, ReportMissing

_DAY = timedelta(days=1)


def report_missing(rule: ReportMissing, view: AreaView) -> Iterator[Finding]:
    """Find townships that owe the report of a day of the campaign: the first day after their last report."""
    campaign, ground = view.ground.profile.campaign, view.ground
    if view.area.code not in ground.reporters:
        return
    told = [fact.effective_on for fact in view.told("report_received")]
    owed = max([campaign.start, *(day + _DAY for day in told)])
    if owed > campaign.end:
        return
    deadline = datetime.combine(owed, campaign.reports_due, ground.zone)
    first = deadline + timedelta(minutes=rule.grace_minutes)
    begins = {step.days: first + step.days * _DAY for step in rule.steps}
    until = ground.begin_of(campaign.end + _DAY)
    one = found(
        rule,
        view.area.code,
        begins[rule.days],
        {"day": owed.isoformat()},
        detail=owed.isoformat(),
        until=until,
    )
    yield from (finding for finding in rising(rule, one, begins) if finding.since < until)


def incident_open(rule: IncidentOpen, view: AreaView) -> Iterator[Finding]:
    """Find incidents (重大问题) that are not closed."""
    courses: dict[str, list[Fact]] = {}
    for fact in view.told("incident"):
        courses.setdefault(fact.subject or fact.id, []).append(fact)
    for subject, steps in courses.items():
        last = steps[-1].payload
        if isinstance(last, Incident) and not last.closed:
            since = instant_of(steps[0], view.ground.zone)
            values = {"category": last.category, "since": f"{since:%Y-%m-%dT%H:%M}"}
            yield found(rule, view.area.code, since, values, detail=subject)


def petitions_rise(rule: PetitionsRise, view: AreaView) -> Iterator[Finding]:
    """Find days on which the petitions and calls of the last days lie far above the mean before.

    A day's last word counts. Without as many days behind as it looks at, there is no mean to compare with.
    """
    counts: dict[date, int] = {}
    for fact in view.told("petitions"):
        if isinstance(fact.payload, Petitions):
            counts[fact.effective_on] = fact.payload.visits + fact.payload.hotline
    if not counts:
        return
    first, last = min(counts), max(counts) + rule.days * _DAY
    begun: tuple[date, int] | None = None
    for step in range((last - first).days + 1):
        day = first + step * _DAY
        count = _risen(rule, counts, day, view.ground.profile.campaign.start)
        if begun is None and count is not None:
            begun = (day, count)
        elif begun is not None and count is None:
            values = {"count": begun[1], "days": rule.days}
            since, until = view.ground.begin_of(begun[0]), view.ground.begin_of(day)
            yield found(rule, view.area.code, since, values, until=until)
            begun = None


def _risen(rule: PetitionsRise, counts: dict[date, int], day: date, start: date) -> int | None:
    """Return the count of the days up to `day` when it lies far above the mean before; else None."""
    opens = day - (rule.days - 1) * _DAY
    recent = sum(count for on, count in counts.items() if opens <= on <= day)
    behind = min(rule.trailing_days, (opens - start).days)
    if recent < rule.at_least or behind < rule.days:
        return None
    before = sum(count for on, count in counts.items() if opens - behind * _DAY <= on < opens)
    return recent if recent > rule.factor * before / behind * rule.days else None
