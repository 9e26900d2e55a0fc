"""Make the report files that are sent: those of a simulated day, one of many rows, one that unpacks to 1 GB."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook, load_workbook
from sqlalchemy import update

from dashboard.bootstrap import open_scenario, open_services
from dashboard.clock import Anchor
from dashboard.demo.day_books import DayBook, day_books
from dashboard.demo.feed import Feed
from dashboard.demo.scenario import SEED
from dashboard.demo.sending import ACTOR
from dashboard.intake.book import read_book
from dashboard.intake.rows import read_content
from dashboard.intake.template import template
from dashboard.messages import messages
from dashboard.services import Services
from dashboard.settings import Settings
from dashboard.store import schema
from dashboard.store.demo import recorded_requests
from dashboard.store.engine import writing
from dashboard.store.setup import anchor_values

DAY = date(2019, 1, 11)
_GIGABYTE = 1_000_000_000
_HEADINGS = 4  # rows of the form above its units


@dataclass(frozen=True)
class Files:
    """Hold the files to send."""

    of_the_day: Sequence[DayBook]
    of_40_rows: DayBook
    of_5000_rows: bytes
    of_a_gigabyte: bytes


def staged_day(folder: Path) -> Files:
    """Let the demo in a folder go on to the evening of DAY, whose reports are still to come; return the files."""
    services = open_services(Settings(data_dir=folder, demo_speed=0, _env_file=None))
    try:
        scenario, feed = open_scenario(services), Feed(services.desk, SEED)
        morning = datetime.combine(DAY, time.min, services.clock.zone)
        for instant, submission in scenario.between(scenario.opening(), morning):
            feed.send(instant, submission)
        _set_clock(services, datetime.combine(DAY, time(17), services.clock.zone))
        books = list(day_books(feed, scenario, DAY, recorded_requests(services.queries.engine, ACTOR)))
        middling = min(books, key=lambda book: abs(rows_in(book.content, services) - 40))
        return Files(books, middling, _many_rows(services, 5000), _unpacks_to_a_gigabyte())
    finally:
        services.queries.engine.dispose()


def rows_in(content: bytes, services: Services) -> int:
    """Count the rows that tell of a unit."""
    return len(read_content(read_book("report.xlsx", content), services.profile).rows)


def _set_clock(services: Services, instant: datetime) -> None:
    now = datetime.now(UTC)
    with writing(services.queries.engine) as connection:
        connection.execute(update(schema.clock).values(**anchor_values(Anchor(instant, now, 0, now))))


def _many_rows(services: Services, count: int) -> bytes:
    """Fill a township's form with its units again and again."""
    township = services.queries.tree.expected_reporters(services.profile)[0]
    book = load_workbook(BytesIO(template(services.desk, township, DAY, messages("zh_CN"), demo=True)))
    sheet = book.worksheets[0]
    units = [row for row in sheet.iter_rows(min_row=_HEADINGS + 1, values_only=True) if row[1]]
    for number in range(count - len(units)):
        sheet.append(units[number % len(units)])
    return _saved(book)


def _unpacks_to_a_gigabyte() -> bytes:
    """Return a workbook whose sheet is a gigabyte of spaces, and about a megabyte packed."""
    honest, packed = BytesIO(_saved(Workbook())), BytesIO()
    piece = b" " * 10_000_000
    with ZipFile(honest) as source, ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            with target.open(name, "w") as part:
                if name.startswith("xl/worksheets/"):
                    for _ in range(_GIGABYTE // len(piece)):
                        part.write(piece)
                part.write(source.read(name))
    return packed.getvalue()


def _saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()
