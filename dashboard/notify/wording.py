"""Put a notice into words: fixed sentences and the profile's labels, in the settings' language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dashboard.election.areas import AreaTree
from dashboard.errors import N_
from dashboard.messages import Messages
from dashboard.notify.notice import Kind, Notice, State
from dashboard.profile.base import Text
from dashboard.profile.model import Profile

_SENTENCES: Mapping[Kind, str] = {
    "incident": N_("Incident, {label}: {state}"),
    "alert": N_("Red alert, {label}: {state}"),
    "test": N_("Test message: incidents and red alerts are told here."),
}
_STATES: Mapping[State, str] = {
    "opened": N_("newly opened"),
    "step": N_("new step"),
    "escalated": N_("escalated to red"),
    "closed": N_("closed"),
    "reopened": N_("opened again"),
    "withdrawn": N_("taken back"),
}


@dataclass(frozen=True)
class Told:
    """Hold a notice in words.

    `lines` are the whole message; the other fields are parts of it for programs. `township` is None above
    units, `url` when the settings name no address of this site.
    """

    title: str
    label: str
    place: str
    township: str | None
    url: str | None
    demo: bool
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return the message."""
        return "\n".join(self.lines)


@dataclass(frozen=True)
class Wording:
    """Know the words.

    Parameters
    ----------
    origin : str or None
        Address of this site, without a slash at the end.
    rules : Mapping[str, Text]
        Names of the rules of early warning; of others their id is told.
    """

    profile: Profile
    tree: AreaTree
    say: Messages
    demo: bool
    origin: str | None = None
    rules: Mapping[str, Text] = field(default_factory=dict)

    def tell(self, notice: Notice) -> Told:
        """Return a notice in words."""
        say, area = self.say, self.tree.areas[notice.area]
        label = self._label(notice)
        state = say(_STATES[notice.state]) if notice.state in _STATES else ""
        if notice.corrected:
            state = say(N_("{state} (corrected)"), state=state)
        title = say(_SENTENCES[notice.kind], label=label, state=state)
        above = self.tree.areas.get(area.parent_code or "") if area.kind is not None else None
        township, url = above.name if above else None, self._url(notice)
        head = [self.profile.short_name.get(say.locale), *([say(N_("DEMO data"))] if self.demo else [])]
        place = [township, area.name] if township else [area.name]
        when = f"{say.full_day(notice.at.date())} {notice.at:%H:%M}"
        lines = (" ".join(head), title, " ".join(place), when, *([url] if url else []))
        return Told(title, label, area.name, township, url, self.demo, lines)

    def _label(self, notice: Notice) -> str:
        labels = self.profile.incident_categories if notice.kind == "incident" else self.rules
        return labels[notice.word].get(self.say.locale) if notice.word in labels else notice.word

    def _url(self, notice: Notice) -> str | None:
        if self.origin is None:
            return None
        if self.tree.areas[notice.area].kind is not None:
            return f"{self.origin}/unit/{notice.area}"
        return f"{self.origin}/incidents" if notice.kind == "incident" else f"{self.origin}/alerts"
