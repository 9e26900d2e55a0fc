"""Write cells and headings the way the clerk of one township does: every real file has habits of its own."""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from dashboard.election.areas import Area
from dashboard.intake.standing import Value
from dashboard.intake.words import written
from dashboard.messages import Messages
from dashboard.profile.model import Profile
from dashboard.profile.report import Column
from geodata.match import Names

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_DAYS = ("real", "dots", "dashes", "chinese", "no_year", "serial", "compact")
_YES = (("是", "否"), ("√", "×"), ("有", "无"), ("Y", "N"))
_NOTHING = ("", "", "", "—", "/", "无")
_EPOCH = date(1899, 12, 30)

Written = str | int | float | datetime | None
"""What is put into a cell."""


@dataclass(frozen=True)
class Hand:
    """Hold the habits of a clerk.

    Attributes
    ----------
    days : str
        How days are written.
    full_names : bool
        Whether units have their full official names, or short ones where these are clear.
    codes : str
        `text`, `number` or `none`.
    grouped : bool
        Whether headings stand on two rows, the upper one merged over its group.
    titles : int
        Rows of title above the table.
    totals, notes, hidden_copy, one_sheet, wide_digits : bool
        A row of totals; notes below; a hidden sheet with an older copy; both tables on one sheet;
        full-width digits.
    nothing : str
        What stands in empty cells.
    """

    days: str
    full_names: bool
    codes: str
    grouped: bool
    titles: int
    totals: bool
    notes: bool
    hidden_copy: bool
    one_sheet: bool
    wide_digits: bool
    yes: tuple[str, str]
    nothing: str

    @classmethod
    def of(cls, random: Random) -> "Hand":
        """Draw the habits of a clerk."""
        full_names = random.random() < 0.5  # noqa: PLR2004 - habits
        return cls(
            days=random.choice(_DAYS),
            full_names=full_names,
            codes=random.choice(("text", "text", "number", "none")),
            grouped=random.random() < 0.6,  # noqa: PLR2004
            titles=random.randint(1, 3),
            totals=random.random() < 0.6,  # noqa: PLR2004
            notes=random.random() < 0.6,  # noqa: PLR2004
            hidden_copy=random.random() < 0.2,  # noqa: PLR2004
            one_sheet=random.random() < 0.2,  # noqa: PLR2004
            wide_digits=random.random() < 0.2,  # noqa: PLR2004
            yes=random.choice(_YES),
            nothing=random.choice(_NOTHING),
        )

    def name(self, area: Area, names: Names) -> str:
        """Write a unit's name: short only where it is clear within its township."""
        clear = names.find(area.short_name).code == area.code
        return area.short_name if clear and not self.full_names else area.name

    def code(self, code: str) -> Written:
        """Write a unit's code."""
        if self.codes == "number" and code.isdecimal():
            return int(code)
        return None if self.codes == "none" else code

    def cell(self, value: Value, column: Column, say: Messages, profile: Profile) -> Written:
        """Write a value; blank ones as this clerk leaves them."""
        kind = column.said.kind
        if value is None:
            return self.nothing if self.nothing and kind not in {"count", "yes_no"} else None
        if isinstance(value, date):
            return self.day(value)
        if kind == "yes_no":
            return self.yes[0] if value else self.yes[1]
        if isinstance(value, int) and self.wide_digits:
            return str(value).translate(_WIDE)
        if isinstance(value, int | float):
            return value
        return written(value, column, say, profile)

    def day(self, value: date) -> Written:
        """Write a day, with the hour where it has one."""
        moment = value if isinstance(value, datetime) else None
        hour = f" {moment:%H:%M}" if moment else ""
        match self.days:
            case "real":
                return moment or datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day on paper
            case "serial":
                days = ((moment.date() if moment else value) - _EPOCH).days
                return days + (moment.hour * 60 + moment.minute) / 1440 if moment else days
            case "dots":
                return f"{value.year}.{value.month}.{value.day}{hour}"
            case "chinese":
                return f"{value.year}年{value.month}月{value.day}日{hour}"
            case "no_year":
                return f"{value.month}月{value.day}日{hour}"
            case "compact" if moment is None:
                return f"{value:%Y%m%d}"
        return f"{value.year}-{value.month}-{value.day}{hour}"
