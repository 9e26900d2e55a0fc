"""Show who answers for what (包联、督导、指导), the log of visits, and what one's own post answers for."""

from collections import Counter
from collections.abc import Sequence

from dashboard.election.duty import Duties, PostDuty, Trip, duties_of
from dashboard.errors import N_
from dashboard.views.boards.asking import Asking
from dashboard.views.boards.key_forms import duty_form, visit_form
from dashboard.views.boards.model import (
    Badge,
    Board,
    Column,
    Figure,
    Filter,
    Link,
    Note,
    Part,
    Plain,
    Row,
    Table,
)

_SHOWN = 6
_LATEST = 100


def duty_board(asking: Asking) -> Board:
    """Return the board of all posts, or of the one that the address names."""
    say = asking.say
    duties = duties_of(asking.facts("assignment", "visit"))
    by_duty = asking.choose("duty", say(N_("Duty")), asking.labels(asking.profile.duties))
    post = asking.query.get("post", "")
    if post == "me":
        post = asking.identity.on_behalf_of or ""
    own = duties.posts.get(post)
    posts = [
        one for one in duties.posts.values() if _shown(asking, one, by_duty.chosen) and post in {"", one.post}
    ]
    posts.sort(key=lambda one: (-len(one.unvisited(asking.tree)), one.post))
    if not by_duty.chosen and not post:  # hundreds of guidance groups answer for a few units each
        posts = [one for one in posts if not _quiet(asking, one)]
    trips = [(who, trip) for who, trip in duties.trips if trip.area in asking.within and post in {"", who}]
    kinds = Counter(trip.kind for _, trip in trips)
    return Board(
        title=post or say(N_("Duty and visits")),
        lead=say(N_("Who answers for which township and village, who has been where, and who has not.")),
        figures=[
            Figure(say(N_("Posts")), str(len(posts))),
            Figure(say(N_("Visits")), str(len(trips))),
            *(
                Figure(label, str(kinds[kind]))
                for kind, label in asking.labels(asking.profile.visit_kinds)
                if kinds[kind]
            ),
            Figure(say(N_("Decided on the spot")), str(sum(trip.decided for _, trip in trips))),
        ],
        filters=[asking.by_town(), by_duty, _by_post(asking, duties, post)],
        sections=[
            *([_areas(asking, own)] if own else [_posts(asking, posts)]),
            _log(asking, trips),
        ],
    )


def _shown(asking: Asking, one: PostDuty, duty: str) -> bool:
    inside = any(code in asking.within and duty in {"", of} for of, code in one.areas)
    return inside or (not duty and any(trip.area in asking.within for trip in one.trips))


def _quiet(asking: Asking, one: PostDuty) -> bool:
    """Say whether a post has none but duties that the profile leaves out."""
    return bool(one.duties) and set(one.duties) <= set(asking.profile.quiet_duties)


def _by_post(asking: Asking, duties: Duties, post: str) -> Filter:
    names = sorted(name for name, one in duties.posts.items() if name == post or not _quiet(asking, one))
    mine = [("me", asking.say(N_("My own post")))] if asking.identity.on_behalf_of else []
    return Filter("post", asking.say(N_("Post")), [*mine, *((name, name) for name in names)], post)


def _posts(asking: Asking, posts: list[PostDuty]) -> Table:
    say = asking.say
    return Table(
        id="posts",
        title=say(N_("Posts")),
        columns=[
            Column(say(N_("Post"))),
            Column(say(N_("Duty"))),
            Column(say(N_("Answers for"))),
            Column(say(N_("Visits")), number=True),
            Column(say(N_("Decided")), number=True),
            Column(say(N_("Last visit"))),
            Column(say(N_("Not yet visited"))),
        ],
        rows=[_post_row(asking, one) for one in posts],
        none=say(N_("Nobody answers for anything here.")),
        tools=[duty_form(asking, asking.town or asking.tree.root.code)]
        if asking.may_anywhere("assignment") and asking.town
        else [],
        hint="" if asking.town else say(N_("Choose a township to assign a duty there.")),
    )


def _post_row(asking: Asking, one: PostDuty) -> Row:
    say, tree = asking.say, asking.tree
    left = one.unvisited(tree)
    last = one.trips[-1] if one.trips else None
    return Row(
        cells=[
            [Link(one.post, f"/duty?post={one.post}")],
            [Plain(asking.listed(asking.label(asking.profile.duties, duty) for duty in one.duties) or "—")],
            [Plain(_names(asking, dict.fromkeys(code for _, code in one.areas)))],
            [Plain(str(len(one.trips)))],
            [Plain(str(sum(trip.decided for trip in one.trips)))],
            [Plain(say.day(last.on if last else None)), *([Note(asking.area(last.area).name)] if last else [])],
            [Plain(_names(asking, dict.fromkeys(left)), "warn")] if left else [Badge(say(N_("all")), "good")],
        ],
        keys=[
            one.post,
            one.duties[0] if one.duties else None,
            len(one.areas),
            len(one.trips),
            sum(trip.decided for trip in one.trips),
            last.on.isoformat() if last else None,
            len(left),
        ],
    )


def _names(asking: Asking, codes: dict[str, None]) -> str:
    names = [asking.area(code).short_name for code in codes]
    told = asking.listed(names[:_SHOWN])
    return (
        told
        if len(names) <= _SHOWN
        else asking.say(N_("{names} and {count} more"), names=told, count=len(names) - _SHOWN)
    )


def _areas(asking: Asking, own: PostDuty) -> Table:
    """List what one post answers for, with how it stands there."""
    say, profile = asking.say, asking.profile
    board = asking.services.queries.board(asking.day)
    visited = own.visited(asking.tree)
    rows = []
    for duty, code in own.areas:
        area = asking.area(code)
        stands: list[Part] = []
        for track in profile.tracks:
            row = board.tracks.get((code, track.id))
            if row is not None and row.phase is not None:
                phase = profile.phase_label(row.phase, track.id).get(say.locale)
                stands.append(Note(f"{track.short_label.get(say.locale)} {phase}"))
        seen = Badge(say(N_("visited")), "good") if code in visited else Badge(say(N_("not yet")), "warn")
        rows.append(
            Row(
                [
                    [asking.link(code), *([Note(asking.town_name(code))] if area.kind else [])],
                    [Plain(asking.label(profile.duties, duty))],
                    stands,
                    [seen],
                    [visit_form(asking, code)] if asking.may(code, "visit") else [],
                ],
                [area.ordinal, duty, None, code in visited],
            )
        )
    return Table(
        id="mine",
        title=say(N_("Answers for")),
        columns=[
            Column(say(N_("Where"))),
            Column(say(N_("Duty"))),
            Column(say(N_("Progress"))),
            Column(say(N_("Visits"))),
            Column(""),
        ],
        rows=rows,
        none=say(N_("Nobody answers for anything here.")),
    )


def _log(asking: Asking, trips: Sequence[tuple[str, Trip]]) -> Table:
    say = asking.say
    shown = trips[::-1][:_LATEST]
    return Table(
        id="visits",
        title=say(N_("Log of visits, the latest first")),
        columns=[
            Column(say(N_("Day"))),
            Column(say(N_("Where"))),
            Column(say(N_("Post"))),
            Column(say(N_("Kind"))),
            Column(say(N_("Decided on the spot")), number=True),
        ],
        rows=[
            Row(
                [
                    [Plain(say.day(trip.on))],
                    [asking.link(trip.area), Note(asking.town_name(trip.area))],
                    [Plain(who)],
                    [Plain(asking.label(asking.profile.visit_kinds, trip.kind))],
                    [Plain(str(trip.decided))],
                ],
                [trip.on.isoformat(), asking.area(trip.area).ordinal, who, trip.kind, trip.decided],
            )
            for who, trip in shown
        ],
        none=say(N_("Nobody has been there yet.")),
        tools=[visit_form(asking, None)] if asking.may_anywhere("visit") else [],
        hint=say(N_("The latest {count}."), count=_LATEST) if len(trips) > _LATEST else "",
    )
