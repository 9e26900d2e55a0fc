"""Name what can be wrong with lists of places, and with what a person decided about them: with file and row."""

from geodata.errors import N_, GeodataError


class NothingMatched(GeodataError):
    """Say that no row of a file is a place of the list, nor like one."""

    text = N_(
        "{file}: no row is a place of the list (names read: {names}). If it is the file of this district, say "
        "with --name-column or --code-column which attribute is meant; it has {columns}."
    )


class BadCode(GeodataError):
    """Say which code is not one."""

    text = N_("{file}, row {row}: the code {code} is not made of digits and letters.")


class DuplicateCode(GeodataError):
    """Say which code stands twice."""

    text = N_("{file}, row {row}: the code {code} stands already in row {first_row}.")


class CodeRounded(GeodataError):
    """Say which code a spreadsheet has rounded."""

    text = N_(
        "{file}, row {row}: the code {value} was rounded by a spreadsheet. "
        "Format the column as text, enter the codes again and save."
    )


class UnknownTownship(GeodataError):
    """Say which township is named that is not listed."""

    text = N_("{file}, row {row}: {name} names the township {township}, which is not listed. Similar: {similar}.")


class CodeTaken(GeodataError):
    """Say which code belongs to an area above as well."""

    text = N_("{file}, row {row}: {name} has the code {code} of an area above it.")


class CircularParents(GeodataError):
    """Say which area lies in itself."""

    text = N_("{file}, row {row}: {name} ({code}) lies in itself by the chain of its parents.")


class MixedChildren(GeodataError):
    """Say which unit stands beside areas that have units of their own."""

    text = N_(
        "{file}, row {row}: {name} ({code}) belongs to {parent}, which is divided into areas. "
        "Give the units that lie in none of them an area of their own."
    )


class UnknownParent(GeodataError):
    """Say which place has a parent that is not listed."""

    text = N_("{file}, row {row}: {name} ({code}) belongs to {parent}, which is not listed.")


class RenameRefused(GeodataError):
    """Say why a place cannot take another code."""

    text = N_("{code} cannot become {new_code}: {reason}")


class AwkwardName(GeodataError):
    """Say that a file name cannot be passed on."""

    text = N_(
        "{file}: the path holds ! or ?, which the reader takes for something else. Rename the file or folder."
    )


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
