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


class NothingGiven(GeodataError):
    """Say that there is nothing to bring in."""

    text = N_("Neither a list (--units) nor boundaries (--boundaries) are given.")


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


class ShapesUnreadable(GeodataError):
    """Say that a file of surveyed shapes is none."""

    text = N_("{file}: no GeoJSON with polygons that carry a code.")


class OutlineInvalid(GeodataError):
    """Say where an outline crosses or touches itself."""

    text = N_("{file}: the outline crosses or touches itself: {place}.")


class InvalidCoverage(GeodataError):
    """Say which cells overlap or leave gaps along shared edges."""

    text = N_("The cells are no coverage: {count} of them do not share their edges, first {codes}.")


class BrokenCatalog(GeodataError):
    """Say that installed boundaries cannot be read."""

    text = N_("{file}: the installed boundaries cannot be read ({reason}). Delete the folder and start again.")


class UnknownFormat(GeodataError):
    """Say that boundaries are not read from such a file."""

    text = N_("{file}: boundaries are not read from such a file. What is read: {formats}.")


class NotThatFormat(GeodataError):
    """Say that a file is something else than its name says."""

    text = N_("{file}: the name says {expected}, the contents are {found}. Export the file again as {expected}.")


class PictureFile(GeodataError):
    """Say that a picture holds no boundaries."""

    text = N_("{file}: a picture or raster ({found}) holds no boundaries. Ask its maker for polygons (SHP, GPKG).")


class OtherArchive(GeodataError):
    """Say that an archive is not a ZIP."""

    text = N_(
        "{file}: archives of the kind {found} are not opened. Unpack it and give the folder, or pack it as ZIP."
    )


class NoList(GeodataError):
    """Say that a file is no table of places."""

    text = N_("{file}: no list is read from such a file. Save it as an Excel workbook (.xlsx) or as CSV.")


class OldWorkbook(GeodataError):
    """Say that a workbook is old or locked."""

    text = N_("{file}: an old workbook, or one with a password. Save it as .xlsx without a password.")


class NoReader(GeodataError):
    """Say that this installation lacks what a format needs."""

    text = N_("{file}: this installation cannot read {format}. Save it as GeoPackage (GPKG) and give that file.")


class TooLarge(GeodataError):
    """Say that a file is larger than what is read."""

    text = N_("{file}: {size} MB is more than the {limit} MB that are read. Cut the file to the district first.")


class TooManyMembers(GeodataError):
    """Say that an archive or folder holds too many files."""

    text = N_("{file}: more than {limit} files inside. Give only the files of the boundaries.")


class TooManyFeatures(GeodataError):
    """Say that a layer has too many rows."""

    text = N_("{file}: {count} rows are more than the {limit} that are read. Cut the file to the district first.")


class TooManyVertices(GeodataError):
    """Say that shapes are too detailed."""

    text = N_(
        "{file}: {count} vertices are more than the {limit} that are read. Cut the file to the "
        "district, or simplify it."
    )


class BrokenFile(GeodataError):
    """Say that a file is damaged."""

    text = N_("{file}: the file is damaged or incomplete ({reason}). Copy or export it again.")


class BrokenArchive(GeodataError):
    """Say that an archive is damaged."""

    text = N_("{file}: the archive is damaged or incomplete. Copy it again, or give the unpacked folder.")


class LockedArchive(GeodataError):
    """Say that an archive has a password."""

    text = N_("{file}: the archive has a password. Unpack it and give the folder.")


class UnsafeArchive(GeodataError):
    """Say that an archive would write outside its folder."""

    text = N_(
        "{file}: the archive holds {member}, which leads out of its folder. Nothing was unpacked; pack it anew."
    )


class NothingToRead(GeodataError):
    """Say that a folder or archive holds no boundaries."""

    text = N_("{file}: no file with boundaries inside. What is read: {formats}.")


class MissingPart(GeodataError):
    """Say which part of a shapefile is missing."""

    text = N_(
        "{file}: {part}, which belongs to the shapefile, is missing. Give all its files (.shp .shx .dbf .prj)."
    )


class ChooseLayer(GeodataError):
    """Say which layers there are to choose from."""

    text = N_("{file} holds several layers: {layers}. Name the one with the boundaries with --layer.")


class UnknownLayer(GeodataError):
    """Say that there is no such layer."""

    text = N_("{file} has no layer {layer} with positions. It has: {layers}.")


class NoFeatures(GeodataError):
    """Say that a layer is empty."""

    text = N_("{file}: the layer {layer} has no rows. Export it again with its contents.")


class NoGeometry(GeodataError):
    """Say that nothing in a file has a position."""

    text = N_("{file}: no shape or position inside. Give the file that holds the polygons or points.")


class OnlyLines(GeodataError):
    """Say that there are only lines."""

    text = N_("{file}: only lines inside. Boundaries must be polygons; convert the lines to polygons first.")


class BadNumber(GeodataError):
    """Say which coordinate is not a finite number."""

    text = N_("{file}, feature {row}: a coordinate is not a finite number. Correct or delete that feature.")


class BadCell(GeodataError):
    """Say which cell holds no coordinate or shape."""

    text = N_("{file}, row {row}, column {column}: “{value}” is no coordinate or shape. Correct the cell.")


class NoPositionColumns(GeodataError):
    """Say that a table has no columns with positions."""

    text = N_(
        "{file}: no columns with positions. Name them lon and lat (经度, 纬度), or wkt. The columns are {found}."
    )


class MissingCrs(GeodataError):
    """Say that a file does not declare its coordinate reference system."""

    text = N_(
        "{file}: the file does not say its coordinate reference system. Ask its maker and give it with --crs, "
        "such as --crs EPSG:4490 (CGCS2000) or EPSG:4326 (WGS84)."
    )


class UnknownCrs(GeodataError):
    """Say that a coordinate reference system is not known."""

    text = N_("{file}: the coordinate reference system {crs} is not known. Give one such as EPSG:4490 with --crs.")


class SwappedAxes(GeodataError):
    """Say that longitude and latitude are the wrong way round."""

    text = N_(
        "{file}: longitude and latitude are swapped (such as {x}, {y}). Swap the two columns, or export "
        "the file again with longitude first."
    )


class OutOfRange(GeodataError):
    """Say that positions do not fit the coordinate reference system."""

    text = N_(
        "{file}: the position {x}, {y} does not exist in {crs}. The file is in another coordinate reference "
        "system; give the right one with --crs, such as EPSG:4527 (zone 39) or EPSG:4548 (117°E)."
    )


class AcrossAntimeridian(GeodataError):
    """Say that a shape spans half the globe."""

    text = N_(
        "{file}, feature {row}: the shape is wider than 180°. Cut it at the antimeridian and export it again."
    )


class UnknownEncoding(GeodataError):
    """Say that an encoding is not known."""

    text = N_("{file}: the encoding {encoding} is not known. Give one such as UTF-8 or GB18030 with --encoding.")


class WrongEncoding(GeodataError):
    """Say that a text is not in an encoding."""

    text = N_("{file}: the text is not {encoding}. Give the right encoding with --encoding, or save it as UTF-8.")
