"""Give figures the colours of the page: the tokens of its style sheet, and the phases of the profile."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dashboard.profile.model import Profile

_BLOCK = re.compile(r'\[data-mantine-color-scheme="(?P<theme>\w+)"\]\s*\{(?P<body>[^}]*)\}')
_TOKEN = re.compile(r"--(?P<name>[\w-]+):\s*(?P<colour>#[0-9a-fA-F]{6});")
PHASES_SHEET = "phases.css"
"""Name of the style sheet of the phases, in the bundle."""
_FONT = re.compile(r"--font:\s*(?P<font>[^;]+);")


@dataclass(frozen=True)
class Palette:
    """Hold the colours of one theme, and the font of both.

    Attributes
    ----------
    tokens : Mapping[str, str]
        Name of a token without its dashes, such as `panel` → colour.
    phases : tuple[str, ...]
        Fill of each phase.
    """

    tokens: Mapping[str, str]
    phases: tuple[str, ...]
    font: str

    def __getitem__(self, name: str) -> str:
        """Return a colour by the name of its token."""
        return self.tokens[name]

    def faint(self, name: str, opacity: float) -> str:
        """Return a colour that lets what lies behind it shine through."""
        red, green, blue = (int(self[name][at : at + 2], 16) for at in (1, 3, 5))
        return f"rgba({red},{green},{blue},{opacity})"


def phases_sheet(profile: Profile) -> bytes:
    """Return the style sheet that gives whatever carries a phase (`data-phase`) its colour and ink."""
    rules = [
        f'[data-mantine-color-scheme="{theme}"] [data-phase="{index}"]'
        f" {{ --phase: {paint.fill}; --ink: {paint.ink}; }}"
        for index, phase in enumerate(profile.phases)
        for theme, paint in (("dark", phase.dark), ("light", phase.light))
    ]
    return "\n".join(rules).encode()


def read_palettes(style_sheet: Path, profile: Profile) -> Mapping[str, Palette]:
    """Return the palettes of the page's themes, by name (`assets/css/10-tokens.css`)."""
    text = style_sheet.read_text(encoding="utf-8")
    found = _FONT.search(text)
    font = found["font"].replace("'", "") if found else "sans-serif"
    return {
        block["theme"]: Palette(
            tokens={token["name"]: token["colour"] for token in _TOKEN.finditer(block["body"])},
            phases=tuple(
                phase.dark.fill if block["theme"] == "dark" else phase.light.fill for phase in profile.phases
            ),
            font=font,
        )
        for block in _BLOCK.finditer(text)
    }
