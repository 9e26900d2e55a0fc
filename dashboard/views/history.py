"""Show what was recorded of a unit: who told it, when, in which file and cell, and what corrected it."""

from collections.abc import Sequence
from datetime import date, tzinfo

from dash import html

from dashboard.election.facts import ExceptionOpened, Fact, MilestoneRevoked
from dashboard.errors import N_
from dashboard.intake.origins import Origin
from dashboard.messages import Messages
from dashboard.profile.model import Profile
from dashboard.services import Services
from dashboard.store.answers import Dossier
from dashboard.views.content import Content
from dashboard.wording import describe

_RECENT = 12


def history_view(dossier: Dossier, day: date, services: Services, say: Messages, *, whole: bool = True) -> Content:
    """List the facts of what had happened by `day`, the latest first; the older ones only when `whole`.

    Each component costs the page time, and a history grows long: so a page asks for the older ones when
    somebody opens them (`assets/map/older.js`).
    """
    happened = [fact for fact in dossier.history if fact.effective_on <= day]
    ordered = sorted(happened, key=_when, reverse=True)
    profile, zone = services.profile, services.clock.zone

    def items(facts: Sequence[Fact]) -> Content:
        shown = [_fact(fact, dossier, services.origins.of(fact), profile, zone, say) for fact in facts]
        return html.Ol(shown, className="facts-list")

    total = say(N_("{total} entries"), total=len(happened))
    head = html.Div([html.H3(say(N_("History"))), html.P(total, className="notes")], className="section-head")
    if not ordered:
        return html.Section([head, html.P(say(N_("Nothing recorded yet")), className="empty")], className="facts")
    recent, older = ordered[:_RECENT], ordered[_RECENT:]
    body: list[Content] = [items(recent)]
    if older:
        summary = html.Summary(say(N_("{count} older entries"), count=len(older)))
        body.append(
            html.Details(
                [summary, items(older) if whole else html.P("…", className="empty")],
                className="older",
                **{"data-part": "older", "data-whole": str(whole).lower()},
            )
        )
    return html.Section([head, *body], className="facts")


def _when(fact: Fact) -> tuple[date, int, int]:
    return fact.effective_on, fact.revision, fact.seq


def _fact(
    fact: Fact, dossier: Dossier, origin: Origin | None, profile: Profile, zone: tzinfo, say: Messages
) -> Content:
    state = dossier.state.tracks.get(fact.track or "")
    text = _told(fact, dossier, profile, say) or describe(fact, state.procedure if state else None, profile, say)
    by = dossier.struck_by.get(fact.id)
    track = [html.Span(profile.short_name_of(fact.track, say.locale))] if fact.track else []
    told = [html.P([html.Del(text) if by else text, *track], className="what")]
    told += [html.P(note, className="why") for note in _notes(fact, by, zone, say)]
    told.append(html.P(_source(fact, origin, zone, say), className="who"))
    if fact.profile_version != profile.version:
        version = say(N_("recorded under version {version} of the profile"), version=fact.profile_version)
        told.append(html.P(version, className="who"))
    return html.Li(
        [html.Time(say.day(fact.effective_on), dateTime=fact.effective_on.isoformat()), html.Div(told)],
        className="struck" if by else "",
    )


def _told(fact: Fact, dossier: Dossier, profile: Profile, say: Messages) -> str | None:
    """Tell a withdrawal by what it withdraws."""
    if fact.type != "retracted":
        return None
    gone = next((other for other in dossier.history if other.id == fact.supersedes), None)
    if gone is None:
        return None
    state = dossier.state.tracks.get(gone.track or "")
    return say(N_("Withdrawn: {fact}"), fact=describe(gone, state.procedure if state else None, profile, say))


def _notes(fact: Fact, by: Fact | None, zone: tzinfo, say: Messages) -> Sequence[str]:
    """Say why a fact changed what was recorded before, and what became of it itself."""
    notes = []
    if isinstance(fact.payload, MilestoneRevoked | ExceptionOpened) and fact.payload.cause:
        notes.append(say(N_("Cause: {cause}"), cause=fact.payload.cause))
    if fact.supersedes is not None and fact.type != "retracted":
        notes.append(say(N_("Correction: {reason}"), reason=fact.reason or "—"))
    elif fact.reason is not None:
        notes.append(say(N_("Reason: {reason}"), reason=fact.reason))
    if by is not None:
        text = (
            N_("withdrawn on {moment}: {reason}")
            if by.type == "retracted"
            else N_("corrected on {moment}: {reason}")
        )
        notes.append(say(text, moment=say.moment(by.recorded_at.astimezone(zone)), reason=by.reason or "—"))
    return notes


def _source(fact: Fact, origin: Origin | None, zone: tzinfo, say: Messages) -> Sequence[Content]:
    """Say who told it, when it was recorded and where it was told, with a way to the report."""
    who = fact.on_behalf_of or fact.actor
    recorded = say(N_("recorded {moment}"), moment=say.moment(fact.recorded_at.astimezone(zone)))
    if origin is None:
        return ["\u2002".join(filter(None, (who, recorded, fact.source)))]
    link = html.A(origin.file or say(N_("filled in online")), href=f"/intake?report={origin.report}")
    place = []
    if origin.cells is not None:
        place.append(f"{origin.sheet}!{origin.cells}" if origin.sheet else origin.cells)
    elif origin.row is not None:
        row = say(N_("row {row}"), row=origin.row)
        place.append(f"{origin.sheet}, {row}" if origin.sheet else row)
    if origin.by_hand:
        place.append(say(N_("changed by hand")))
    return [f"{who}\u2002{recorded}\u2002", link, "".join(f"\u2002{part}" for part in place)]
