"""Name what the intake refuses: one sentence each that says what is wrong and what to do."""

from dashboard.errors import N_, SituationError


class IntakeError(SituationError):
    """Refuse a report of a township."""


class FileRefused(IntakeError):
    """Refuse a file as a whole. Every message names it as `file`."""

    text = N_("{file}: the file cannot be read. Save it as .xlsx in Excel or WPS, and send that.")


class EmptyFile(FileRefused):
    """Say that a file has no bytes."""

    text = N_("{file}: the file is empty (0 bytes). Save the table again, and send the new file.")


class FileTooLarge(FileRefused):
    """Say that a file has too many bytes."""

    text = N_("{file}: the file has {size} MB, more than {limit} MB. Take pictures out, and send it again.")


class UnpacksTooLarge(FileRefused):
    """Say that a packed file would unpack to too many bytes."""

    text = N_(
        "{file}: unpacked it would have {size} MB, more than {limit} MB."
        " Copy the table into a new workbook, and send that."
    )


class TooManyParts(FileRefused):
    """Say that a packed file has absurdly many members, or a workbook absurdly many sheets."""

    text = N_(
        "{file}: the file consists of more than {limit} parts. Copy the table into a new workbook, and send that."
    )


class TooManyRows(FileRefused):
    """Say that a book has too many rows with contents."""

    text = N_("{file}: there are more than {limit} rows with contents. Send the report's sheets only.")


class TooManyColumns(FileRefused):
    """Say which sheet has too many columns with contents."""

    text = N_(
        "{file}, sheet “{sheet}”: more than {limit} columns have contents. Delete those that do not belong to the"
        " report."
    )


class TooManyCells(FileRefused):
    """Say that a book has too many cells with contents."""

    text = N_("{file}: there are more than {limit} cells with contents. Send the report's sheets only.")


class PasswordProtected(FileRefused):
    """Say that a file is encrypted."""

    text = N_("{file}: the file is protected by a password. Remove the password, save it, and send it again.")


class WpsFile(FileRefused):
    """Say that a file is in the format that only WPS reads (.et)."""

    text = N_("{file}: this is a table in WPS's own format. Open it in WPS, save it as .xlsx, and send that.")


class BinaryWorkbook(FileRefused):
    """Say that a file is an .xlsb."""

    text = N_("{file}: this is a binary workbook (.xlsb). Open it in Excel, save it as .xlsx, and send that.")


class OtherKind(FileRefused):
    """Say what a file is instead of a table; `what` is a sentence of its own."""

    text = N_("{file}: this is {what}, not a table. Save the table as .xlsx in Excel or WPS, and send that.")


class UnknownKind(FileRefused):
    """Say that a file is nothing that can be named."""

    text = N_("{file}: this is no table that can be read. Save the table as .xlsx in Excel or WPS, and send that.")


class UnknownEncoding(FileRefused):
    """Say that a text file's characters cannot be read."""

    text = N_("{file}: its characters are neither UTF-8 nor GBK. Save the table as .xlsx, and send that.")


class UnsafeXml(FileRefused):
    """Say that a workbook declares a document type or entities, which no program for tables writes."""

    text = N_("{file}: the file holds declarations that no workbook has. Save it anew as .xlsx in Excel or WPS.")


class DamagedFile(FileRefused):
    """Say that a file is truncated or corrupted."""

    text = N_("{file}: the file is damaged or incomplete. Open it in Excel or WPS, save it as .xlsx, send that.")


class NothingInside(FileRefused):
    """Say that a book has no sheets, or no cell with contents."""

    text = N_("{file}: there is nothing in the tables. Fill them in, save, and send the file again.")


class NoTable(IntakeError):
    """Say that no sheet holds one of the report's tables."""

    text = N_(
        "No sheet has the headings of the daily report ({tables}); found: {sheets}. "
        "Take the form from “Download the form” and send that."
    )


class TownshipUnknown(IntakeError):
    """Say that a file does not tell whose report it is."""

    text = N_(
        "{file}: it cannot be told which township reports (“{written}” is none of this district). "
        "Write the township into 填报单位, or choose it when sending."
    )


class ReportFaulty(IntakeError):
    """Say that a report has errors, or changes what was reported before without a reason."""

    text = N_(
        "The report {report} cannot be taken yet: {errors} errors to mend, "
        "{corrections} corrections without a reason."
    )


class ReportMoved(IntakeError):
    """Say that the record has moved since the report was looked at."""

    text = N_(
        "The record has changed since the report {report} was looked at. "
        "See the new differences, and confirm again."
    )


class NothingToRecord(IntakeError):
    """Say that a form of single units changes nothing."""

    text = N_("The report {report} changes nothing that is not recorded already.")


class RegisterFaulty(IntakeError):
    """Say that a workbook has rows that cannot be recorded."""

    text = N_("{file}: {count} rows are wrong, so nothing is recorded. Correct them, and send the workbook again.")


class RegisterMoved(IntakeError):
    """Say that what a workbook would record has changed since it was looked at."""

    text = N_("{file}: the record has changed since this workbook was looked at. Look at it again.")


class RegisterEmpty(IntakeError):
    """Say that a workbook holds nothing new."""

    text = N_("{file}: everything in this workbook is recorded already.")


class ReportBuiltUpon(IntakeError):
    """Say that a later report corrects what this one recorded."""

    text = N_("The later report {later} corrects what {report} recorded. Withdraw {later} first.")
