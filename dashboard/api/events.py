"""Compose the events of the live stream: the day, a change, a heartbeat."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dashboard.api.map import freshness_wire
from dashboard.election.progress import COLUMNS, Board
from dashboard.services import Services

Summaries = Mapping[tuple[str, str], Mapping[str, object]]
"""(view, township or district code) → totals, rates and band."""


def event(name: str, data: Mapping[str, object], revision: int | None = None) -> bytes:
    """Write one server-sent event; a `revision` becomes its id, with which a browser resumes."""
    head = f"id: {revision}\n" if revision is not None else ""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"{head}event: {name}\ndata: {body}\n\n".encode()


def now_wire(services: Services) -> dict[str, object]:
    """Return the business instant and the freshness of reports."""
    now = services.clock.now().isoformat(timespec="seconds")
    return {"now": now, "freshness": freshness_wire(services.queries.freshness())}


def day_event(services: Services, revision: int) -> bytes:
    """Tell the business day: at the start of a stream and when a new one begins.

    `revision` is the one up to which changes have been told; a page that shows an older one has missed
    something and fetches everything.
    """
    day = services.clock.today().isoformat()
    return event("day", {"day": day, "revision": revision, **now_wire(services)})


def beat_event(services: Services) -> bytes:
    """Tell that the connection lives; a comment would stay hidden from the page's script."""
    return event("beat", now_wire(services))


def reset_event(revision: int) -> bytes:
    """Tell a client to fetch everything anew."""
    return event("reset", {"revision": revision}, revision)


def summaries(services: Services, board: Board, areas: Iterable[str]) -> Summaries:
    """Return the rollups of `areas` (townships or the district) for every view."""
    return {
        (view, area): board.summary(services.queries.units_below(area), view)
        for view in services.profile.views
        for area in areas
    }


@dataclass(frozen=True)
class Change:
    """Hold what one or several commits changed.

    Attributes
    ----------
    codes : tuple[str, ...]
        Every unit touched, even when its columns stay equal.
    totals : Summaries
        The rollups that changed.
    now : Mapping[str, object]
        What `now_wire` gave when the board was read.
    """

    services: Services
    board: Board
    codes: tuple[str, ...]
    totals: Summaries
    now: Mapping[str, object]

    def render(self, area: str, views: tuple[str, ...]) -> bytes:
        """Write one event per view for the units inside `area`; the last carries the revision as id."""
        queries = self.services.queries
        root = queries.tree.root.code
        inside = set(queries.units_below(area))
        rendered = []
        for view in views:
            sums = {code: summary for (name, code), summary in self.totals.items() if name == view}
            data: dict[str, object] = {
                "revision": self.board.revision,
                "day": self.board.day.isoformat(),
                **self.now,
                "track": view,
                "names": COLUMNS,
                "units": [[code, *self.board.map_row(code, view).wire()] for code in self.codes if code in inside],
                "townships": {code: summary for code, summary in sums.items() if code != root},
            }
            if root in sums:
                data["totals"] = sums[root]
            rendered.append(event("change", data, self.board.revision if view == views[-1] else None))
        return b"".join(rendered)
