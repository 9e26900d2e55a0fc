"""Answer what every board asks: who looks, at which day, at which township, and what may be recorded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from dashboard.access.roles import Action, Identity, Role
from dashboard.access.writing import RECORDED
from dashboard.election.areas import Area, AreaTree
from dashboard.election.discretion import told_to
from dashboard.election.facts import Fact
from dashboard.errors import N_
from dashboard.messages import Messages
from dashboard.profile.base import Text
from dashboard.profile.model import Profile
from dashboard.services import Services
from dashboard.views.boards.model import Filter, Link


@dataclass(frozen=True)
class Asking:
    """Hold one request for a board.

    Attributes
    ----------
    past : date or None
        The earlier day that is looked at; None for the present.
    """

    services: Services
    identity: Identity
    say: Messages
    query: Mapping[str, str]
    past: date | None

    @property
    def profile(self) -> Profile:
        """Return the election's profile."""
        return self.services.profile

    @property
    def tree(self) -> AreaTree:
        """Return the areas."""
        return self.services.queries.tree

    @cached_property
    def day(self) -> date:
        """Return the day that is looked at."""
        return self.past or self.services.clock.today()

    @cached_property
    def now(self) -> datetime:
        """Return the instant that is looked at: a past day at its end."""
        if self.past is None:
            return self.services.clock.now()
        return datetime.combine(self.past + timedelta(days=1), time.min, self.zone) - timedelta(seconds=1)

    @cached_property
    def zone(self) -> ZoneInfo:
        """Return the profile's time zone."""
        return ZoneInfo(self.profile.time_zone)

    # ------------------------------------------------------------ what is looked at

    def facts(self, *types: str) -> list[Fact]:
        """Return the counting facts of some types, with small counts veiled where the asker needs them not."""
        found = self.services.queries.counting(types, self.past)
        return told_to(found, small_counts=self.identity.sees_small_counts)

    @cached_property
    def town(self) -> str | None:
        """Return the township that the address asks for."""
        asked = self.query.get("town")
        return asked if asked in {town.code for town in self.tree.townships} else None

    @cached_property
    def within(self) -> frozenset[str]:
        """Return the codes of all areas that are looked at: of the township, or of the district."""
        if self.town is None:
            return frozenset(self.tree.areas)
        return frozenset((self.town, *self.tree.units_below[self.town]))

    def area(self, code: str) -> Area:
        """Return an area; facts name only those there are."""
        return self.tree.areas[code]

    def link(self, code: str) -> Link:
        """Lead to the page of a unit; a township leads to the map."""
        area = self.area(code)
        path = f"/unit/{code}" if area.kind else f"/?town={code}"
        return Link(area.name, path)

    def home(self, code: str) -> Area:
        """Return the township of an area; the area itself when it is none's."""
        area = self.area(code)
        return self.tree.areas.get(area.parent_code or "", area) if area.kind else area

    def town_name(self, code: str) -> str:
        """Return the short name of an area's township."""
        return self.home(code).short_name

    # ------------------------------------------------------------ words

    def label(self, texts: Mapping[str, Text], word: str | None) -> str:
        """Return the profile's label of a word; an earlier profile may have known others."""
        if word is None:
            return "—"
        return texts[word].get(self.say.locale) if word in texts else word

    def labels(self, texts: Mapping[str, Text]) -> list[tuple[str, str]]:
        """Return the words of a list with their labels."""
        return [(word, text.get(self.say.locale)) for word, text in texts.items()]

    def track(self, track: str | None) -> str:
        """Return the short name of a track."""
        known = {one.id: one.short_label for one in self.profile.tracks}
        return self.label(known, track)

    def tracks(self) -> list[tuple[str, str]]:
        """Return the tracks with their names."""
        return [(one.id, one.short_label.get(self.say.locale)) for one in self.profile.tracks]

    def listed(self, words: Iterable[str]) -> str:
        """Join words as the language does."""
        return self.say(N_(", ")).join(words)

    def moment(self, instant: datetime | None) -> str:
        """Write an instant to the minute."""
        return "—" if instant is None else self.say.moment(instant)

    # ------------------------------------------------------------ filters

    def by_town(self) -> Filter:
        """Offer the townships."""
        towns = [(town.code, town.name) for town in self.tree.townships]
        return Filter("town", self.say(N_("Township")), towns, self.town or "")

    def choose(self, name: str, label: str, options: Sequence[tuple[str, str]]) -> Filter:
        """Offer values of a member of the address."""
        asked = self.query.get(name, "")
        return Filter(name, label, options, asked if asked in dict(options) else "")

    # ------------------------------------------------------------ what may be recorded

    def may(self, code: str, fact_type: str) -> bool:
        """Say whether the asker records facts of a type about an area; never about a past day."""
        allowed = fact_type in RECORDED.get(self.identity.role, frozenset())
        return (
            self.past is None
            and allowed
            and self.identity.may(Action.RECORD)
            and self.identity.reaches(self.tree, code)
        )

    def may_anywhere(self, fact_type: str) -> bool:
        """Say whether the asker records facts of a type about any area at all."""
        return any(self.may(code, fact_type) for code in self.identity.areas or (self.tree.root.code,))

    def places(self, *, townships: bool = False, units: bool = True) -> list[tuple[str, str]]:
        """Return the areas of the asker as choices, `township · unit`."""
        found: list[tuple[str, str]] = []
        for town in self.tree.townships:
            inside = [town.code, *self.tree.units_below[town.code]]
            for code in inside:
                area = self.area(code)
                wanted = units if area.kind else townships
                if wanted and self.identity.reaches(self.tree, code):
                    found.append((code, f"{town.short_name} · {area.name}" if area.kind else area.name))
        return found

    def own_posts(self) -> list[str]:
        """Return the posts under which the asker records visits; none when any will do."""
        identity = self.identity
        if identity.role is not Role.SUPERVISOR or identity.kind != "account":
            return []
        return [post for post in (identity.post, *identity.posts) if post]
