"""Work with reports from the shell: take files in, and write those of the simulated townships."""

import argparse
import getpass
import sys
from collections.abc import Iterator
from pathlib import Path

from tqdm import tqdm

from dashboard.arguments import BadArgument, day_of
from dashboard.bootstrap import open_scenario, open_services
from dashboard.cli_parser import H_, Commands
from dashboard.demo.day_books import day_books
from dashboard.demo.feed import Feed
from dashboard.demo.scenario import SEED
from dashboard.demo.sending import ACTOR
from dashboard.errors import N_, Sentence, SituationError
from dashboard.intake.delivery import Delivery, Until, deliver, findings, verdict
from dashboard.messages import messages
from dashboard.settings import Settings
from dashboard.store.demo import recorded_requests
from dashboard.store.engine import shown
from dashboard.store.errors import NoDemo

_TABLES = frozenset({".xlsx", ".xlsm", ".xls", ".csv"})


class NoSuchFile(SituationError):
    """Say that a file or folder named in a command is not there."""

    text = N_("{file}: there is no such file or folder.")


class NoTablesInside(SituationError):
    """Say that a folder named in a command holds no tables."""

    text = N_("{folder}: the folder holds no .xlsx, .xls or .csv.")


class FolderNotWritable(SituationError):
    """Say that a folder cannot be written."""

    text = N_("The folder {folder} cannot be written: {reason}.")


def add_commands(commands: Commands) -> None:
    """Add the commands to those of `python -m dashboard`."""
    take = commands.add_parser(
        "import-report",
        help=H_("take files of townships in; 0: all clean, 1: some are not, 2: wrong use"),
    )
    take.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help=H_("an .xlsx, .xls or .csv, or a folder of such")
    )
    step = take.add_mutually_exclusive_group()
    step.add_argument("--submit", action="store_true", help=H_("hand in what is clean"))
    step.add_argument("--confirm", action="store_true", help=H_("hand in what is clean, and give every approval"))
    take.add_argument("--on", metavar="DATE", help=H_("business day; default: what the file says"))
    take.add_argument("--township", metavar="CODE", help=H_("whose report; default: what the file says"))
    take.set_defaults(command=_import)
    write = commands.add_parser("demo-workbooks", help=H_("write the simulated townships' reports of a day"))
    write.add_argument("--day", required=True, metavar="DATE", help=H_("such as 2019-01-11"))
    write.add_argument(
        "--out", required=True, type=Path, metavar="DIR", help=H_("folder; it is made when missing")
    )
    write.add_argument("--township", metavar="CODE", help=H_("only this one"))
    write.set_defaults(command=_write_workbooks)


# ---------------------------------------------------------------- import-report


def _import(parsed: argparse.Namespace, settings: Settings) -> int:
    day, files = day_of("--on", parsed.on), list(_files(parsed.files))
    services, say = open_services(settings), messages(settings.locale)
    desk, actor = services.desk, getpass.getuser()
    if parsed.township is not None:
        desk.township(parsed.township)
    until = Until.CONFIRMED if parsed.confirm else Until.SUBMITTED if parsed.submit else Until.DRAFT
    bar = tqdm(files, file=sys.stderr, leave=False, disable=len(files) == 1 or not sys.stderr.isatty())
    clean = True
    for path in bar:
        try:
            delivery = deliver(desk, path, actor, until, parsed.township, day)
        except OSError as error:
            delivery = Delivery(path.name, refused=BadArgument(argument=path, reason=error.strerror))
        clean = clean and delivery.clean
        told = [verdict(delivery, say), *(f"  {line}" for line in findings(delivery, services.profile, say))]
        bar.write("\n".join(told), file=sys.stdout)
    return 0 if clean else 1


def _files(named: list[Path]) -> Iterator[Path]:
    """Yield the files named, of a folder its tables by name; raise NoSuchFile or NoTablesInside."""
    for path in named:
        if path.is_dir():
            tables = sorted(each for each in path.iterdir() if _is_table(each))
            if not tables:
                raise NoTablesInside(folder=path)
            yield from tables
        elif path.exists():
            yield path
        else:
            raise NoSuchFile(file=path)


def _is_table(path: Path) -> bool:
    """Say whether a file is a table, and not one that Excel or WPS keeps while it is open."""
    return path.suffix.lower() in _TABLES and not path.name.startswith(("~$", ".")) and path.is_file()


# ---------------------------------------------------------------- demo-workbooks


def _write_workbooks(parsed: argparse.Namespace, settings: Settings) -> int:
    day = day_of("--day", parsed.day)
    services, say = open_services(settings), messages(settings.locale)
    engine = services.queries.engine
    if not services.demo:
        raise NoDemo(database=shown(engine))
    campaign = services.profile.campaign
    if day is None or not campaign.start <= day <= campaign.end:
        text = N_("the campaign lasts from {start} to {end}")
        reason = Sentence(text, start=campaign.start, end=campaign.end)
        raise BadArgument(argument=f"--day {parsed.day}", reason=reason)
    if parsed.township is not None:
        services.desk.township(parsed.township)
    books = day_books(
        Feed(services.desk, SEED),
        open_scenario(services),
        day,
        recorded_requests(engine, ACTOR),
        parsed.township,
    )
    count = 0
    try:
        parsed.out.mkdir(parents=True, exist_ok=True)
        for count, book in enumerate(books, 1):  # noqa: B007 - counted on
            (parsed.out / book.name).write_bytes(book.content)
    except OSError as error:
        raise FolderNotWritable(folder=parsed.out, reason=error.strerror) from error
    print(
        say(
            N_("{count} workbooks of {day} are in {folder}."),
            count=count,
            day=say.full_day(day),
            folder=parsed.out,
        )
    )
    return 0
