"""Render boards: which there are, and the page around one."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from dashboard.access.roles import Action
from dashboard.errors import N_
from dashboard.profile.model import Profile
from dashboard.services import Services
from dashboard.views.boards.alerts import alerts_board
from dashboard.views.boards.asking import Asking
from dashboard.views.boards.assessments import assessments_board
from dashboard.views.boards.checklists import checklists_board
from dashboard.views.boards.counters import counters_board
from dashboard.views.boards.duty import duty_board
from dashboard.views.boards.incidents import incidents_board
from dashboard.views.boards.key import key_board, key_sheet
from dashboard.views.boards.matters import matters_board
from dashboard.views.boards.model import Board, Do, Filter, Form, Table
from dashboard.views.boards.petitions import petitions_board
from dashboard.views.boards.reviews import reviews_board
from dashboard.views.boards.schedule import schedule_board
from dashboard.views.page import TEMPLATES, PageRequest, Release, asked_day, boot, frame, script_json, theme_of
from dashboard.views.qr import qr_svg


@dataclass(frozen=True)
class Kind:
    """Name one board, as the tabs do, and say what makes it.

    `types` are the facts that it takes in bulk; `known` says whether an election has use for it.
    """

    label: str
    make: Callable[[Asking], Board]
    types: tuple[str, ...]
    known: Callable[[Profile], object] = lambda _profile: True


BOARDS: Mapping[str, Kind] = {
    "alerts": Kind(N_("Early warning"), alerts_board, ()),
    "key": Kind(
        N_("Key villages"),
        key_board,
        ("key_village", "measure", "assistance", "assignment", "visit", "assessment"),
        lambda profile: profile.key_levels,
    ),
    "reviews": Kind(
        N_("Joint review"),
        reviews_board,
        ("review_submitted", "review_started", "review_returned"),
        lambda profile: profile.review.urgencies,
    ),
    "matters": Kind(N_("Matters"), matters_board, ("matter",)),
    "checklists": Kind(N_("Checklists"), checklists_board, ("check", "plan_review"), lambda one: one.checklists),
    "schedule": Kind(N_("Schedule"), schedule_board, ("township_plan",)),
    "incidents": Kind(N_("Incidents"), incidents_board, ("incident",), lambda one: one.incident_categories),
    "duty": Kind(N_("Duty and visits"), duty_board, ("assignment", "visit")),
    "assessments": Kind(
        N_("Assessment"),
        assessments_board,
        ("assessment_sheet", "assessment"),
        lambda profile: profile.assessment.factors,
    ),
    "petitions": Kind(N_("Petitions"), petitions_board, ("petitions",), lambda one: one.petitions.steps),
    "counters": Kind(N_("Work done"), counters_board, ("counter", "policy_answer"), lambda one: one.counters),
}
"""Name in the address → board, in the order of the tabs."""


def board_page(services: Services, asked: PageRequest, release: Release, name: str) -> str | None:
    """Render one of BOARDS for whoever may open units; None where the election has no use for it."""
    if not BOARDS[name].known(services.profile):
        return None
    asking, revision = _asking(services, asked), services.queries.revision()  # before what it tells is read
    board = BOARDS[name].make(asking)
    return _render(asked, release, asking, board, revision, f"/{name}", name)


def key_page(services: Services, asked: PageRequest, release: Release) -> str | None:
    """Render the dossier of the key village `asked.selected`; None when it never was one."""
    asking, code, revision = _asking(services, asked), asked.selected or "", services.queries.revision()
    sheet = key_sheet(asking, code)
    if sheet is None:
        return None
    return _render(asked, release, asking, sheet, revision, f"/key/{code}", "key", unit=code)


def _asking(services: Services, asked: PageRequest) -> Asking:
    if asked.who is None:
        msg = "the guard lets nobody look at a board who is not known"
        raise TypeError(msg)
    return Asking(services, asked.who, services.say(asked.locale), asked.query, asked_day(services, asked))


def _render(
    asked: PageRequest,
    release: Release,
    asking: Asking,
    board: Board,
    revision: int,
    path: str,
    name: str,
    unit: str | None = None,
) -> str:
    say, services = asking.say, asking.services
    began = boot(services, asked, services.profile.opening_track, theme_of(asked), release.static)
    kept = {key: value for key, value in asked.query.items() if key in {"town", "as_of"}}
    context = frame(services, asked, {}, release) | {
        "board": board,
        "revision": revision,
        "path": path,
        "name": name,
        "tabs": [
            {"href": _href(f"/{one}", kept), "label": say(kind.label), "current": one == name}
            for one, kind in BOARDS.items()
            if kind.known(services.profile)
        ],
        "boot": script_json(began | {"forms": _forms(board)}),
        "number": _numbers(board),
        "places_json": lambda section: json.dumps([asdict(place) for place in section.places], ensure_ascii=False),
        "filters": [_filter(one, path, asked.query) for one in board.filters],
        "day": asking.day,
        "past": asking.past,
        "unit": unit,
        "bulk": " ".join(one for one in BOARDS[name].types if asking.may_anywhere(one)) if unit is None else "",
        "qr": qr_svg(_site(services) + path) if unit else None,
        "site": _site(services),
        "boards": asking.identity.may(Action.BOARD),
    }
    return TEMPLATES.get_template("board.html").render(context | {"_": say, "gettext": say})


def _site(services: Services) -> str:
    """Return the address under which this site is known; that of this machine when none is named."""
    origins = services.settings.origin_list
    return origins[0] if origins else f"http://{services.settings.host}:{services.settings.port}"


def _href(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def _filter(one: Filter, path: str, query: Mapping[str, str]) -> dict[str, object]:
    """Return a filter with the members of the address that it leaves as they are."""
    kept = {key: value for key, value in query.items() if key != one.name}
    return {"filter": one, "kept": kept, "clear": _href(path, kept)}


def _dos(board: Board) -> Sequence[Do]:
    """List everything that opens a form, in the order of the page."""
    found: list[Do] = []
    for section in board.sections:
        if isinstance(section, Table):
            found += section.tools
            found += [part for row in section.rows for cell in row.cells for part in cell if isinstance(part, Do)]
    return found


def _numbers(board: Board) -> Callable[[Do], int]:
    """Return what numbers the forms of the page, as `_forms` lists them."""
    numbers = {id(do): number for number, do in enumerate(_dos(board))}
    return lambda do: numbers[id(do)]


def _forms(board: Board) -> list[dict[str, Any]]:
    return [_form(do.form) for do in _dos(board)]


def _form(form: Form) -> dict[str, Any]:
    return {
        "title": form.title,
        "area": form.area,
        "fact": form.fact,
        "fields": [
            {
                "name": field.name,
                "label": field.label,
                "kind": field.kind,
                "into": field.into,
                "required": field.required,
                **({"value": field.value} if field.value is not None else {}),
                **({"options": list(field.options)} if field.options else {}),
                **({"most": field.most} if field.most is not None else {}),
            }
            for field in form.fields
        ],
    }
