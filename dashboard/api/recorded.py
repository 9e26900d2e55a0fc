"""Tell what a report has recorded, in words."""

from datetime import date

from pydantic import BaseModel

from dashboard.election.procedure import procedure_of
from dashboard.messages import Messages
from dashboard.services import Services
from dashboard.store.report import StoredReport
from dashboard.wording import describe


class RecordedFact(BaseModel):
    """Tell one fact that a report recorded.

    Attributes
    ----------
    track : str or None
        Short name of the election that it is about.
    counts : bool
        Whether nothing has corrected or withdrawn it since.
    corrects : bool
        Whether it replaced what was recorded before; `reason` says why.
    """

    id: str
    unit: str
    name: str
    track: str | None
    type: str
    text: str
    day: date
    counts: bool
    corrects: bool
    reason: str | None


def recorded_by(report: StoredReport, services: Services, say: Messages) -> list[RecordedFact] | None:
    """List what a confirmed or withdrawn report recorded; None for one that is open or returned.

    A report that was withdrawn before it was confirmed has recorded nothing.
    """
    if report.status not in {"confirmed", "withdrawn"}:
        return None
    if report.revision is None:
        return []
    queries, profile = services.queries, services.profile
    counting = {fact.id for fact in queries.counting_facts(report.revision)}
    told = []
    for fact in queries.facts_of_revision(report.revision):
        area = queries.area(fact.area_code)
        procedure = procedure_of(profile, area, fact.track) if fact.track else None
        told.append(
            RecordedFact(
                id=fact.id,
                unit=area.code,
                name=area.name,
                track=profile.short_name_of(fact.track, say.locale) if fact.track else None,
                type=fact.type,
                text=describe(fact, procedure, profile, say),
                day=fact.effective_on,
                counts=fact.id in counting,
                corrects=fact.supersedes is not None,
                reason=fact.reason,
            )
        )
    return told
