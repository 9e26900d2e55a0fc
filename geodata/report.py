"""Write the report of an import as one HTML page that needs nothing else: no network, no other file, no script."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from geodata.errors import N_
from geodata.import_report import ImportReport
from geodata.overview_map import overview_map
from geodata.report_problems import groups, plain, spots

_HOW = {
    "code": N_("by code"),
    "exact": N_("by name"),
    "alias": N_("by alias"),
    "normalised": N_("by normalised name"),
    "accepted": N_("as decided"),
}
_TYPED = re.compile(r"`([^`]+)`")
_UNITS = ("B", "kB", "MB", "GB")
_STEP = 1000


class Say(Protocol):
    """Translate into one language, as the catalogues of the dashboard do."""

    @property
    def tag(self) -> str:
        """Give the BCP 47 tag, such as `zh-CN`."""

    def __call__(self, text: str, /, **params: object) -> str:
        """Translate an English text with named fields and fill them in."""


def render_report(report: ImportReport, say: Say) -> str:
    """Return the page.

    Parameters
    ----------
    report : ImportReport
        What the import did.
    say : Say
        Of the language of the page.
    """
    found = groups(report.examined)
    problems = [problem for group in found for problem in group.problems]
    page = _templates().get_template("report.html")
    written = page.render(
        report=report,
        groups=found,
        problems=len(problems),
        mended=sum(problem.finding.mended for problem in problems),
        map=overview_map(report.shown, spots(found)) if report.shown is not None else None,
        hows=_HOW,
        tag=say.tag,
        _=_careful(say),
    )
    return written.strip() + "\n"


def _careful(say: Say) -> Callable[..., str]:
    """Return `say` with the texts of files made plain; what is a sentence itself stays one, to be translated."""

    def told(text: str, /, **params: object) -> str:
        return say(text, **{key: plain(value) if type(value) is str else value for key, value in params.items()})

    return told


def _templates() -> Environment:
    """Return the templates beside this module; every value from a file is escaped."""
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"plain": plain, "commands": _commands, "size": _size, "square_metres": _square_metres}
    return templates


def _commands(text: str) -> Markup:
    """Write what stands between backticks as what one types."""
    return Markup(_TYPED.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped just now


def _size(count: int) -> str:
    """Write a number of bytes."""
    value, power = float(count), 0
    while value >= _STEP and power < len(_UNITS) - 1:
        value, power = value / _STEP, power + 1
    return f"{value:.{0 if power == 0 else 1}f} {_UNITS[power]}"


def _square_metres(area: float) -> str:
    """Write an area with its unit."""
    return f"{area / 1e6:,.2f} km²" if area >= 1e6 else f"{area:,.2f} m²"  # noqa: PLR2004 - a square kilometre
