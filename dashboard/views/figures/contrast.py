"""Measure how well the colours of phases and alerts are told apart, also by those who see fewer colours."""

import logging
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dashboard.errors import N_, Sentence
from dashboard.profile.base import Text
from dashboard.profile.contrast import ContrastTerms
from dashboard.profile.model import Profile
from dashboard.views.figures.palette import Palette

logger = logging.getLogger(__name__)

VISIONS = {
    None: N_("with normal colour vision"),
    "deuteranomaly": N_("with deuteranomaly"),
    "protanomaly": N_("with protanomaly"),
    "tritanomaly": N_("with tritanomaly"),
}
"""Kind of colour vision, as `colorspacious` names it → its words."""
_THEMES = {"dark": N_("In the dark theme"), "light": N_("In the light theme")}
_ALERTS = {"a1": N_("Yellow alert"), "a2": N_("Orange alert"), "a3": N_("Red alert")}
_CLASH = N_(
    "{theme}, {vision}, {first} {first_colour} and {second} {second_colour} are {distance} apart;"
    " at least {least} is asked for."
)
_MOST_LOGGED = 5


@dataclass(frozen=True)
class Swatch:
    """Name a colour: the label of its phase, or the level of its alert."""

    name: Text | Sentence
    colour: str


@dataclass(frozen=True)
class Gap:
    """Hold the distance between two colours that a person must tell apart, and what is asked for.

    Attributes
    ----------
    theme : str
        `dark` or `light`.
    vision : str or None
        A key of `VISIONS`.
    distance, least : float
        Units of CAM02-UCS.
    """

    theme: str
    vision: str | None
    first: Swatch
    second: Swatch
    distance: float
    least: float

    @property
    def sentence(self) -> Sentence:
        """Tell the gap; the distance is rounded down, so that it never reads as enough."""
        return Sentence(
            _CLASH,
            theme=Sentence(_THEMES[self.theme]),
            vision=Sentence(VISIONS[self.vision]),
            first=self.first.name,
            first_colour=self.first.colour,
            second=self.second.name,
            second_colour=self.second.colour,
            distance=math.floor(self.distance * 10) / 10,
            least=f"{self.least:g}",
        )


def gaps(palettes: Mapping[str, Palette], profile: Profile) -> Iterator[Gap]:
    """Measure each phase against the next, and each alert against every phase, in all themes and visions."""
    for theme, palette in palettes.items():
        phases = [Swatch(phase.label, fill) for phase, fill in zip(profile.phases, palette.phases, strict=True)]
        alerts = [Swatch(Sentence(name), palette[token]) for token, name in _ALERTS.items()]
        for vision in VISIONS:
            yield from _seen(theme, vision, phases, alerts, profile.contrast)


def clashes(palettes: Mapping[str, Palette], profile: Profile) -> Sequence[Sentence]:
    """Tell which colours lie too near to each other, first those that fall shortest of what is asked for."""
    short = [gap for gap in gaps(palettes, profile) if gap.distance < gap.least]
    return [gap.sentence for gap in sorted(short, key=lambda gap: gap.distance / gap.least)]


def warn_of_clashes(palettes: Mapping[str, Palette], profile: Profile) -> None:
    """Log the worst clashes, one a line, and how many more there are."""
    told = clashes(palettes, profile)
    for clash in told[:_MOST_LOGGED]:
        logger.warning("colours of the profile: %s", clash)
    if len(told) > _MOST_LOGGED:
        logger.warning("colours of the profile: %d more are too near to each other", len(told) - _MOST_LOGGED)


def _seen(
    theme: str, vision: str | None, phases: Sequence[Swatch], alerts: Sequence[Swatch], terms: ContrastTerms
) -> Iterator[Gap]:
    points = _points([swatch.colour for swatch in (*phases, *alerts)], vision, terms.severity)
    of_phases = list(zip(phases, points, strict=False))
    of_alerts = list(zip(alerts, points[len(phases) :], strict=True))
    for (first, here), (second, there) in pairwise(of_phases):
        yield Gap(theme, vision, first, second, math.dist(here, there), terms.phases)
    for first, here in of_alerts:
        for second, there in of_phases:
            yield Gap(theme, vision, first, second, math.dist(here, there), terms.alerts)


def _points(colours: Sequence[str], vision: str | None, severity: float) -> list[list[float]]:
    """Return where colours (`#rrggbb`) lie in CAM02-UCS (J′, a′, b′) for a kind of vision."""
    from colorspacious import cspace_convert  # no command needs it, and it brings numpy along

    rgb = [[int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)] for colour in colours]
    space: object = "sRGB1"
    if vision is not None:
        space = {"name": "sRGB1+CVD", "cvd_type": vision, "severity": severity}
    points: list[list[float]] = cspace_convert(rgb, space, "CAM02-UCS").tolist()
    return points
