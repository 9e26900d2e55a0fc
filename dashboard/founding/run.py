"""Run an import: read, tell, ask, install, report."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from dashboard.arguments import BadArgument, day_of
from dashboard.bootstrap import district_folder
from dashboard.errors import N_, Sentence, SituationError
from dashboard.founding.install import found
from dashboard.founding.told import Chosen, next_steps, told
from dashboard.messages import LOCALES, Messages, messages
from dashboard.profile.load import load_profile, profile_path
from dashboard.profile.model import Profile
from dashboard.settings import Settings
from dashboard.store.accounts import Accounts
from dashboard.store.engine import Engine, open_engine
from dashboard.store.refound import holds_facts
from dashboard.store.setup import installed_codes, installed_source
from geodata.importing import STEPS, Brought, Order, bring
from geodata.joining import Given
from geodata.notes import Note
from geodata.read import TOWNS, UNITS, Source, read_source
from geodata.report import render_report
from geodata.suggestions import write_suggestions
from geodata.summary import report_of

_BAR = 24  # letters of the progress bar


class NotWritten(SituationError):
    """Say that a file of the report or of the district could not be written."""

    text = N_(
        "{path} cannot be written: {reason}. Make room there, or let the account that runs this write there, and "
        "run the command again."
    )


class BeforeMissing(SituationError):
    """Say that nothing can be compared: the database holds facts, this machine not the district's files."""

    text = N_(
        "The database holds facts of a district whose files are not in {folder}, so what changes cannot be shown, "
        "and places without a code would get new ones. Copy that folder from the machine on which `init` was run. "
        "If it is lost, and every place of your list has its code, run the command with --yes."
    )


def run(parsed: argparse.Namespace, settings: Settings) -> int:
    """Bring in what the arguments name; return 0, or 1 when nothing was installed though it was meant to be.

    Raises
    ------
    SituationError, GeodataError
        Something cannot be read, understood or written; the sentence says where and what to do.
    """
    try:
        return _run(parsed, settings)
    except OSError as error:  # files that are read have sentences of their own
        path = error.filename or settings.data_dir
        raise NotWritten(path=path, reason=error.strerror or error) from error


def _run(parsed: argparse.Namespace, settings: Settings) -> int:
    say = messages(settings.locale)
    settings.require_data_dir()
    profile = load_profile(profile_path(parsed.profile or settings.profile))
    now = datetime.now(ZoneInfo(profile.time_zone))
    out = _report_folder(parsed.out, now)
    engine = open_engine(settings.database)
    before = _installed(installed_source(engine), settings)
    if before is None and not parsed.yes and installed_source(engine) is not None and holds_facts(engine):
        raise BeforeMissing(folder=settings.data_dir / "district")
    progress = _Progress(say)
    with TemporaryDirectory(prefix="district-") as folder:
        order = replace(_order(parsed, profile, now), codes=installed_codes(engine))
        brought = bring(order, Path(folder), before, progress.step)
        progress.done()
        _print(told(brought, say))
        _keep_lists(brought, Path(folder), out)
        installed = not parsed.dry_run and (not holds_facts(engine) or _agreed(parsed, brought, say))
        if installed:
            found(engine, settings, profile, brought.boundaries, Path(folder), now.date())
        name = parsed.profile or settings.profile
        chosen = Chosen(profile, name, out, now.date(), parsed.dry_run, installed)
        steps = (*_stranded(engine, brought), *next_steps(brought, settings, chosen))
        print(say(N_("Installed.")) if installed else say(N_("Nothing was installed.")))
        page = out / "import-report.html"
        report = report_of(brought, order, now, steps, installed=installed)
        page.write_text(render_report(report, say), encoding="utf-8")
        print(say(N_("Report: {path}"), path=page))
        _print(f"→ {say(step.text, **step.params)}" for step in steps)
    return 0 if installed or parsed.dry_run else 1


def _stranded(engine: Engine, brought: Brought) -> Iterator[Note]:
    """Yield which accounts were given areas that the list has not."""
    places = brought.places
    listed = {places.root, *places.areas["code"], *places.units["code"]}
    logins = [one.login for one in Accounts(engine).listing() if not listed.issuperset(one.areas)]
    if logins:
        text = N_(
            "Accounts with areas that the list has not: {logins}. Give them others: "
            "`python -m dashboard user change …`."
        )
        yield Note(text, {"logins": ", ".join(logins)})


def _keep_lists(brought: Brought, source: Path, out: Path) -> None:
    """Write the lists as they were understood, and what a person has to decide."""
    for name in (UNITS, TOWNS):
        (out / name).write_text((source / name).read_text(encoding="utf-8"), encoding="utf-8-sig")
    for number, one in enumerate(brought.joined, start=1):
        if one.done.suggestions:
            write_suggestions(out / f"suggestions-{number}.csv", one.done.suggestions)


def _report_folder(asked: Path | None, now: datetime) -> Path:
    """Return the folder of the report; one that is not empty is not written into."""
    folder = asked or Path(f"import-report-{now:%Y%m%d-%H%M%S}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        filled = any(folder.iterdir())
    except OSError as error:
        reason = Sentence(N_("the folder cannot be written: {reason}"), reason=error.strerror)
        raise BadArgument(argument=f"--out {folder}", reason=reason) from error
    if filled:
        raise BadArgument(argument=f"--out {folder}", reason=Sentence(N_("the folder is not empty")))
    return folder


def _installed(source: str | None, settings: Settings) -> Source | None:
    """Return the own district that is installed."""
    folder = district_folder(settings, source) if source is not None else None
    return read_source(folder) if folder is not None and folder.is_dir() else None


def _order(parsed: argparse.Namespace, profile: Profile, now: datetime) -> Order:
    dated = day_of("--dated", parsed.dated)
    outline = getattr(parsed, "outline", None)
    return Order(
        name=parsed.name,
        code=parsed.code,
        today=now.date(),
        kinds={kind: [label.get(locale) for locale in LOCALES] for kind, label in profile.kinds.items()},
        units=parsed.units,
        areas=parsed.areas,
        boundaries=tuple(Given(**one) for one in parsed.boundaries),
        outline=Given(**outline) if outline is not None else None,
        encoding=parsed.list_encoding,
        source=parsed.source,
        dated=dated.isoformat() if dated else None,
        review_no=parsed.review_no,
        name_en=parsed.name_en,
    )


class _Progress:
    """Show on standard error which step is being done: a bar on a terminal, else a line for each step."""

    def __init__(self, say: Messages) -> None:
        self.say = say
        self.steps = STEPS
        self.drawn = sys.stderr.isatty()

    def step(self, number: int) -> None:
        """Say that a step begins."""
        text = self.say(self.steps[number])
        self._write(number / len(self.steps), f"{number + 1}/{len(self.steps)} {text}")

    def done(self) -> None:
        """Leave the line."""
        if self.drawn:
            sys.stderr.write("\r\x1b[K")

    def _write(self, share: float, text: str) -> None:
        if self.drawn:
            full = round(share * _BAR)
            sys.stderr.write(f"\r\x1b[K{'█' * full}{'░' * (_BAR - full)} {text}")
        else:
            sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def _agreed(parsed: argparse.Namespace, brought: Brought, say: Messages) -> bool:
    """Ask a person whether the changes are meant; without a terminal, or with --yes, nobody is asked."""
    if parsed.yes or (brought.changes is not None and not len(brought.changes)):
        return True
    if not sys.stdin.isatty():
        return False
    answer = input(say(N_("Install this over the district that holds facts already? [y/N] ")))
    return answer.strip().casefold() in {"y", "yes", "是", "好"}
