"""Write the empty workbook: a sheet for each type, with drop-downs and the words that may stand in them."""

from collections.abc import Iterable
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.errors import N_
from dashboard.intake.registers.forms import LEADING, Column, Register, words_of
from dashboard.messages import Messages
from dashboard.profile.model import Profile

_HEAD = PatternFill("solid", fgColor="DFEAFA")
_ROWS = 500
_LOCALE_PLACE = {"zh_CN": 0, "en": 1}
_WIDE = {"text": 30, "choices": 24, "choice": 20, "day": 13}
_WORDS = N_("Words")


def register_template(forms: Iterable[Register], profile: Profile, say: Messages, *, demo: bool) -> bytes:
    """Return the workbook as an .xlsx file; its sheets are named in the language of `say`."""
    book = Workbook()
    listed = book.active
    if not isinstance(listed, Worksheet):
        msg = "a new workbook begins with a sheet"
        raise TypeError(msg)
    listed.title = say(_WORDS)
    place = 0
    for register in forms:
        sheet, name = book.create_sheet(say(register.label)), say(register.label)
        told = say(N_("{sheet}: one row each, with code or name. The day is today unless given."), sheet=name)
        sheet["A1"] = f"{told} · {say(N_('DEMO data'))}" if demo else told
        sheet["A1"].font = Font(bold=True)
        for number, column in enumerate((*LEADING, *register.columns), 1):
            _head(sheet, number, column, say)
            words = [
                known[min(_LOCALE_PLACE[say.locale], len(known) - 1)]
                for known in words_of(column, profile).values()
            ]
            if column.kind == "yes":
                words = [say(N_("yes")), say(N_("no"))]
            if words:
                place += 1
                _offer(sheet, listed, number, place, words, say, several=column.kind == "choices")
        sheet.freeze_panes = "C3"
    listed.sheet_state = "hidden"
    book.move_sheet(listed, len(book.sheetnames))
    book.active = 0
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _head(sheet: Worksheet, number: int, column: Column, say: Messages) -> None:
    cell = sheet.cell(2, number, column.heading(say))
    cell.font, cell.fill = Font(bold=column.required), _HEAD
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    sheet.column_dimensions[get_column_letter(number)].width = _WIDE.get(column.kind, 12)
    wanted = {"day": "yyyy-mm-dd", "time": "hh:mm"}.get(column.kind)
    for row in range(3, _ROWS + 3):
        if wanted:
            sheet.cell(row, number).number_format = wanted
        elif column.name == "code":
            sheet.cell(row, number).number_format = "@"


def _offer(
    sheet: Worksheet, listed: Worksheet, number: int, place: int, words: list[str], say: Messages, *, several: bool
) -> None:
    """Offer words in a column; where several may stand, others are taken too."""
    letter = get_column_letter(place)
    for row, word in enumerate(words, 1):
        listed.cell(row, place, word)
    source = f"{quote_sheetname(listed.title)}!${letter}$1:${letter}${len(words)}"
    rule = DataValidation(type="list", formula1=f"={source}", allow_blank=True, showErrorMessage=not several)
    rule.error = say(N_("Please choose one of the words of the list."))
    column = get_column_letter(number)
    rule.add(f"{column}3:{column}{_ROWS + 2}")
    sheet.add_data_validation(rule)
