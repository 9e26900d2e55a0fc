"""Show one unit: where it stands on both tracks, its polls against the rule, what stands beside, its history."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dash import Dash, Input, Output, State, dcc, html

from dashboard.access.roles import Action, Identity
from dashboard.election.discretion import told_to
from dashboard.election.reading import reading
from dashboard.errors import N_, SituationError
from dashboard.messages import LOCALES, Messages
from dashboard.profile.base import Text
from dashboard.profile.model import Profile
from dashboard.services import Services
from dashboard.store.answers import Dossier
from dashboard.views.areas import shown_area
from dashboard.views.asker import asker
from dashboard.views.beside import Beside, beside_view
from dashboard.views.commanded import commanded_view
from dashboard.views.content import Content, icon
from dashboard.views.history import history_view
from dashboard.views.ids import Id
from dashboard.views.panels import charts, intake, units
from dashboard.views.poll import polls_view
from dashboard.views.records import records_view
from dashboard.views.stepper import track_view


def layout() -> Content:
    """Return the panel and the stores that the map's modules fill."""
    return html.Div(
        [
            dcc.Store(id=Id.SELECTED),
            dcc.Store(id=Id.TOUCHED),
            html.Div(id=Id.DOSSIER, className="dossier-body"),
            units.root(),
            charts.root(),
            intake.root(),
        ]
    )


def register(app: Dash, services: Services) -> None:
    """Register the callback that shows the selected unit, again whenever it is touched."""

    @app.callback(
        Output(Id.DOSSIER, "children"),
        Input(Id.SELECTED, "data"),
        Input(Id.TOUCHED, "data"),
        State(Id.SELECTED, "data"),
        prevent_initial_call=True,
    )
    async def show(_selected: object, _touched: object, selected: dict[str, Any] | None) -> Content:
        if not selected:
            return []
        asked = Asked.of(selected, services.settings.locale)
        return await asyncio.to_thread(dossier_or_error, services, asked, asker())


@dataclass(frozen=True)
class Asked:
    """Say which unit a page shows, as it stood on which day (None: today), as was known at which revision.

    `whole` asks for the older entries of its history too.
    """

    code: str
    locale: str
    as_of: date | None = None
    known: int | None = None
    whole: bool = False

    @classmethod
    def of(cls, selected: Mapping[str, Any], default_locale: str) -> "Asked":
        """Read what the page's modules have set; what cannot be read is left out."""
        locale, known = selected.get("locale"), selected.get("known")
        try:
            as_of = date.fromisoformat(selected.get("as_of") or "")
        except (TypeError, ValueError):
            as_of = None
        return cls(
            code=str(selected.get("code")),
            locale=locale if locale in LOCALES else default_locale,
            as_of=as_of,
            known=known if isinstance(known, int) else None,
            whole=selected.get("whole") is True,
        )


def dossier_or_error(services: Services, asked: Asked, identity: Identity) -> Content:
    """Return the dossier of a unit as somebody may see it, or a sentence that says why there is none."""
    say, today = services.say(asked.locale), services.clock.today()
    day = min(asked.as_of, today) if asked.as_of else today
    try:
        dossier = services.queries.dossier(asked.code, day, asked.known)
    except SituationError as error:
        return html.Article(html.P(say.error(error), className="empty", role="alert"), className="dossier")
    told = told_to(dossier.history, small_counts=identity.sees_small_counts)
    own = identity.may(Action.SEND_REPORT) and identity.reaches(services.queries.tree, asked.code)
    veiled = replace(dossier, history=told)
    if day != today or dossier.area.closed_on is not None:
        return dossier_view(veiled, services, day, say, whole=asked.whole, editable=False)
    records = records_view(identity, services.queries.tree, asked.code, reading(told, day), services.profile, say)
    return dossier_view(veiled, services, day, say, whole=asked.whole, editable=own, records=records)


def dossier_view(
    dossier: Dossier,
    services: Services,
    day: date,
    say: Messages,
    *,
    whole: bool = True,
    editable: bool = True,
    records: Content | None = None,
) -> Content:
    """Return the dossier as components: a pure function of what it is given.

    `editable` offers the unit's form; of a unit that is due on no track there is none. `records` is what the
    reader's role records besides. Of a closed unit only its history tells what was commanded.
    """
    profile = services.profile
    counting = reading(dossier.history, day)
    closed = dossier.area.closed_on is not None and dossier.area.closed_on <= day
    return html.Article(
        [
            _head(dossier, profile, say, editable=editable),
            html.Section(
                [
                    track_view(track_id, state, services, day, say)
                    for track_id, state in dossier.state.tracks.items()
                ],
                className="tracks",
            ),
            *([records] if records is not None else []),
            *(part for state in dossier.state.tracks.values() for part in polls_view(state, profile, say)),
            *beside_view(Beside.of(counting), day, profile, say),
            *(() if closed else commanded_view(dossier.area.code, counting, day, services, say)),
            *_vicinity(dossier, services, say),
            history_view(dossier, day, services, say, whole=whole),
        ],
        className="dossier",
        **{"data-code": dossier.area.code, "data-revision": str(dossier.revision)},
    )


def _update(say: Messages) -> Content:
    """Return the button that opens the unit's form (`assets/intake/unit-form.js`)."""
    return html.Button(
        say(N_("Update progress")), type="button", className="update", **{"data-action": "update-unit"}
    )


def _vicinity(dossier: Dossier, services: Services, say: Messages) -> list[Content]:
    """Return the place of the map of neighbours (`assets/desk/vicinity.js`); none where no place is known."""
    code = dossier.area.code
    if not services.catalog.maps[shown_area(services, {}, code)].geography:
        return []
    head = html.Div(html.H3(say(N_("Neighbours"))), className="section-head")
    return [
        html.Section([head, html.Div(className="vicinity-map", **{"data-vicinity": code})], className="vicinity")
    ]


def _label(labels: Mapping[str, Text], word: str, say: Messages) -> str:
    """Return the label of a word; an earlier version of the profile may have known others."""
    return labels[word].get(say.locale) if word in labels else word


def _head(dossier: Dossier, profile: Profile, say: Messages, *, editable: bool) -> Content:
    area, state = dossier.area, dossier.state
    chips = []
    if state.key_level:
        chips.append(_chip("key-village", _label(profile.key_levels, state.key_level, say)))
    if state.assessment:
        level = _label(profile.assessment_levels, state.assessment, say)
        chips.append(html.Span(say(N_("Assessed as {level}"), level=level), className="chip"))
    kinds = {kind for track in state.tracks.values() for kind in track.exceptions}
    chips += [_chip(flag.icon, flag.label.get(say.locale)) for flag in profile.flags if flag.id in kinds]
    kind = _label(profile.kinds, area.kind, say) if area.kind else ""
    return html.Header(
        [
            html.Div([html.H2(area.name, id="dossier-title"), html.Div(chips, className="chips")]),
            *([_closed(area.closed_on, say)] if area.closed_on is not None else []),
            html.P(
                [
                    html.Span(dossier.township.name),
                    html.Span(say(N_("Code {code}"), code=area.code)),
                    html.Span(kind),
                ],
                className="meta",
            ),
            *([_update(say)] if editable and any(area.due.values()) else []),
        ],
        className="dossier-head",
    )


def _closed(day: date, say: Messages) -> Content:
    """Return the line that a unit is none any more: its facts can be read, it counts nowhere."""
    text = N_("Closed since {day}. The list of places has it no more: it counts nowhere and takes no facts.")
    return html.P(say(text, day=day.isoformat()), className="closed-since", role="note")


def _chip(icon_name: str, text: str) -> Content:
    return html.Span([icon(icon_name), text], className="chip")
