"""Name what can be wrong with boundaries and lists of places: one sentence each, with file and row."""

from typing import ClassVar


def N_(text: str) -> str:  # noqa: N802 - the gettext convention for "extract, translate later"
    """Mark a text for a message catalogue without translating it."""
    return text


class GeodataError(Exception):
    """Refuse boundaries or places.

    Attributes
    ----------
    text : str
        English sentence with named fields.
    params : dict[str, object]
        Values of the fields. `row` counts as a spreadsheet does: the header is row 1.
    """

    text: ClassVar[str] = N_("The boundaries cannot be used.")

    def __init__(self, **params: object) -> None:
        self.params = params
        super().__init__(self.text.format_map(params))


class MissingFile(GeodataError):
    """Say that a file is not there."""

    text = N_("{file}: the file is missing.")


class BrokenEncoding(GeodataError):
    """Say where a text file is not UTF-8."""

    text = N_("{file}, row {row}: not UTF-8. Save the file as “CSV UTF-8” and try again.")


class BrokenTable(GeodataError):
    """Say that a file is not a CSV table."""

    text = N_("{file}: not a CSV table: {reason}")


class EmptyTable(GeodataError):
    """Say that a table has no rows."""

    text = N_("{file}: the table has no rows.")


class MissingColumn(GeodataError):
    """Say which column a table lacks."""

    text = N_("{file}: the column {column} is missing. The columns are {found}.")


class BadCode(GeodataError):
    """Say which code is not one."""

    text = N_("{file}, row {row}: the code {code} is not a row of digits.")


class DuplicateCode(GeodataError):
    """Say which code stands twice."""

    text = N_("{file}, row {row}: the code {code} stands already in row {first_row}.")


class UnknownParent(GeodataError):
    """Say which place has a parent that is not listed."""

    text = N_("{file}, row {row}: {name} ({code}) belongs to {parent}, which is not listed.")


class BadValue(GeodataError):
    """Say which cell holds a value that is not understood."""

    text = N_("{file}, row {row}, column {column}: “{value}” is not understood; expected {expected}.")


class BadPosition(GeodataError):
    """Say which place has no usable position."""

    text = N_("{file}, row {row}: {name} ({code}) has no usable position (lon {lon}, lat {lat}).")


class OutsideOutline(GeodataError):
    """Say which place lies outside the district."""

    text = N_("{file}, row {row}: {name} ({code}) at lon {lon}, lat {lat} lies outside the district's outline.")


class DuplicatePosition(GeodataError):
    """Say which two places stand on one spot."""

    text = N_("{file}, row {row}: {name} ({code}) stands at the same position as row {first_row}.")


class OutlineUnreadable(GeodataError):
    """Say that a file holds no polygons."""

    text = N_("{file}: no GeoJSON with polygons.")


class OutlineNotPolygon(GeodataError):
    """Say what an outline is instead of one polygon."""

    text = N_("{file}: expected one polygon, found {found}.")


class OutlineInvalid(GeodataError):
    """Say where an outline crosses or touches itself."""

    text = N_("{file}: the outline crosses or touches itself: {place}.")


class InvalidCoverage(GeodataError):
    """Say which cells overlap or leave gaps along shared edges."""

    text = N_("The cells are no coverage: {count} of them do not share their edges, first {codes}.")


class RenameRefused(GeodataError):
    """Say why a place cannot take another code."""

    text = N_("{code} cannot become {new_code}: {reason}")


class BrokenCatalog(GeodataError):
    """Say that installed boundaries cannot be read."""

    text = N_("{file}: the installed boundaries cannot be read ({reason}). Delete the folder and start again.")


class AcceptedNoRow(GeodataError):
    """Say which line of accepted pairs names no row."""

    text = N_("{file}, line {line}: “{value}” is not the number of a row.")


class AcceptedUnknownRow(GeodataError):
    """Say which accepted row the boundaries do not have."""

    text = N_("Row {row}, accepted as {code}, is not in the boundaries.")


class AcceptedUnknownCode(GeodataError):
    """Say which accepted code is not official."""

    text = N_("Row {row} was accepted as {code}, a code that is not in the official list.")


class AcceptedContradicts(GeodataError):
    """Say which accepted pair contradicts another match."""

    text = N_("Row {row} cannot be {code}: row {other_row} is matched to {other_code} already.")
