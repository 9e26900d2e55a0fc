"""Compose the events of the live stream: the day, a change, a heartbeat."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dashboard.election.progress import COLUMNS, Board
from dashboard.services import Services
from dashboard.store.answers import Freshness

_NEVER = object()

Summaries = Mapping[tuple[str, str], Mapping[str, object]]
"""(view, township or district code) → totals, rates and band; in a change only the members that changed."""


def event(name: str, data: Mapping[str, object], revision: int | None = None) -> bytes:
    """Write one server-sent event; a `revision` becomes its id, with which a browser resumes."""
    head = f"id: {revision}\n" if revision is not None else ""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"{head}event: {name}\ndata: {body}\n\n".encode()


def freshness_wire(freshness: Freshness) -> dict[str, object]:
    """Return the freshness as JSON writes it."""
    last = freshness.last_report_at
    return {
        "last_report_at": last.isoformat(timespec="seconds") if last else None,
        "reported": freshness.reported,
        "expected": freshness.expected,
    }


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


def gone_event() -> bytes:
    """Tell a client that its session has ended; its page shows nothing any more."""
    return event("gone", {}, None)


def changed_members(fresh: Summaries, before: Summaries) -> Summaries:
    """Return of each summary the members that differ from `before`; a summary that is equal is left out."""
    changed = {
        key: {name: value for name, value in summary.items() if before.get(key, {}).get(name, _NEVER) != value}
        for key, summary in fresh.items()
    }
    return {key: members for key, members in changed.items() if members}


def summaries(services: Services, board: Board, areas: Iterable[str]) -> Summaries:
    """Return the rollups of `areas` (townships or the district) for every view."""
    return {
        (view, area): board.summary(area, services.queries.units_below(area), view)
        for view in services.profile.views
        for area in areas
    }


def day_before(services: Services, past: Board) -> Summaries:
    """Return the figures of townships and district on the earlier day of `past`, for every view."""
    tree = services.queries.tree
    return {
        (view, area): past.figures(area, services.queries.units_below(area), view)
        for view in services.profile.views
        for area in [*(township.code for township in tree.townships), tree.root.code]
    }


@dataclass(frozen=True)
class Change:
    """Hold what one or several commits changed.

    Attributes
    ----------
    codes : tuple[str, ...]
        Every unit touched, even when its columns stay equal.
    totals, previous : Summaries
        What changed in the rollups of the day, and in the figures of the day before.
    now : Mapping[str, object]
        What `now_wire` gave when the board was read.
    """

    services: Services
    board: Board
    codes: tuple[str, ...]
    totals: Summaries
    previous: Summaries
    now: Mapping[str, object]

    def render(self, area: str, views: tuple[str, ...]) -> bytes:
        """Write one event per view for the units inside `area`; the last carries the revision as id."""
        inside = set(self.services.queries.units_below(area))
        rendered = []
        for view in views:
            data: dict[str, object] = {
                "revision": self.board.revision,
                "day": self.board.day.isoformat(),
                **self.now,
                "track": view,
                "names": COLUMNS,
                "units": [[code, *self.board.map_row(code, view).wire()] for code in self.codes if code in inside],
                **self._rollups(self.totals, view),
            }
            previous = self._rollups(self.previous, view)
            if previous["townships"] or "totals" in previous:
                data["previous"] = previous
            rendered.append(event("change", data, self.board.revision if view == views[-1] else None))
        return b"".join(rendered)

    def _rollups(self, summaries: Summaries, view: str) -> dict[str, object]:
        """Return the members that changed: those of townships, and of the district when there are any."""
        root = self.services.queries.tree.root.code
        sums = {code: summary for (name, code), summary in summaries.items() if name == view}
        townships = {code: summary for code, summary in sums.items() if code != root}
        return {"townships": townships, **({"totals": sums[root]} if root in sums else {})}
