"""Bring shapes to EPSG:4326 in lon/lat order from the CRS that their file declares or a person gives."""

import re

import geopandas as gpd
import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from geodata.crs import WGS84
from geodata.errors import N_, MissingCrs, OutOfRange, SwappedAxes, UnknownCrs
from geodata.notes import Note

_OLD = re.compile(r"beijing|xi'?an|krassowsky|iag.?75", re.IGNORECASE)
_CGCS2000 = re.compile(r"china.*2000|cgcs.?2000", re.IGNORECASE)
_BEYOND = 6.0  # degrees beyond the area of use of a projection in which a file may still be meant
_SLACK = 1e-6  # degrees

_Bounds = tuple[float, float, float, float]


def parse_crs(text: str, label: str) -> CRS:
    """Return the CRS that a person named, such as `EPSG:4490`, `4490` or its WKT.

    Raises
    ------
    UnknownCrs
        There is none such, or it says nothing of longitude and latitude.
    """
    try:
        return _checked(CRS.from_user_input(int(text) if text.strip().isdecimal() else text.strip()), label)
    except (CRSError, OverflowError) as error:
        raise UnknownCrs(file=label, crs=text[:100]) from error


def settle_crs(declared: CRS | None, given: str | None, label: str) -> tuple[CRS, tuple[Note, ...]]:
    """Return the CRS to take, and what is to be said about it.

    Raises
    ------
    MissingCrs, UnknownCrs
        Neither the file nor a person says it.
    """
    if given is not None:
        crs = parse_crs(given, label)
    elif declared is not None:
        crs = _checked(declared, label)
    else:
        raise MissingCrs(file=label)
    notes = []
    if declared is not None and not declared.to_2d().equals(crs, ignore_axis_order=True):
        text = N_("{file}: the file declares {declared}; {crs} was taken, as asked.")
        notes.append(Note(text, {"file": label, "declared": declared.name, "crs": crs.name}))
    datum = " ".join(part.name for part in (crs.geodetic_crs, crs.datum) if part is not None)
    if _OLD.search(datum):
        text = N_(
            "{file}: {crs} is an old datum, taken without its shift; positions may be off by tens of metres "
            "or more."
        )
        notes.append(Note(text, {"file": label, "crs": crs.name}))
    elif _CGCS2000.search(datum):
        text = N_("{file}: {crs} is taken for WGS84; they agree within some decimetres.")
        notes.append(Note(text, {"file": label, "crs": crs.name}))
    return crs, tuple(notes)


def to_lonlat(shapes: gpd.GeoSeries, crs: CRS, label: str, outline: gpd.GeoSeries | None = None) -> gpd.GeoSeries:
    """Return shapes in EPSG:4326, lon/lat.

    Parameters
    ----------
    shapes : GeoSeries
        East (or longitude) before north; finite.
    crs : CRS
        Theirs, whatever they declare.
    outline : GeoSeries, optional
        Where they are expected, in any CRS it declares: tells a swap that the numbers alone do not.

    Raises
    ------
    SwappedAxes, OutOfRange
        The numbers are no positions in that CRS.
    """
    bounds = _bounds(shapes)
    turned = (bounds[1], bounds[0], bounds[3], bounds[2])
    told = {"file": label, "x": f"{_outermost(bounds[::2]):.8g}", "y": f"{_outermost(bounds[1::2]):.8g}"}
    found, other = _lonlat(bounds, crs), _lonlat(turned, crs)
    if found is None:
        raise SwappedAxes(**told) if other is not None else OutOfRange(**told, crs=crs.name)
    if outline is not None and other is not None:
        expected = _bounds(outline.to_crs(WGS84))
        if _meet(other, expected) and not _meet(found, expected):
            raise SwappedAxes(**told)
    placed = shapes.set_crs(crs, allow_override=True)
    try:
        moved = placed.to_crs(WGS84)
    except (ProjError, CRSError) as error:
        raise UnknownCrs(file=label, crs=crs.name) from error
    if not np.isfinite(moved.get_coordinates().to_numpy()).all():
        raise OutOfRange(**told, crs=crs.name)
    return moved


def _checked(crs: CRS, label: str) -> CRS:
    flat = crs.to_2d()
    if flat.geodetic_crs is None or not (flat.is_geographic or flat.is_projected):
        raise UnknownCrs(file=label, crs=crs.name)
    return flat


def _bounds(shapes: gpd.GeoSeries) -> _Bounds:
    west, south, east, north = map(float, shapes.total_bounds)
    return west, south, east, north


def _outermost(values: tuple[float, ...]) -> float:
    """Return the coordinate that shows best what is wrong."""
    return max(values, key=abs)


def _lonlat(bounds: _Bounds, crs: CRS) -> _Bounds | None:
    """Return bounds in lon/lat; None when there is no such place in the CRS."""
    west, south, east, north = bounds
    if not crs.is_geographic:
        try:
            forward = Transformer.from_crs(crs, WGS84, always_xy=True)
            lon, lat = forward.transform([west, west, east, east], [south, north, south, north])
        except ProjError:
            return None
        west, south, east, north = min(lon), min(lat), max(lon), max(lat)
    limits: _Bounds = (-180.0, -90.0, 180.0, 90.0)
    area = None if crs.is_geographic else crs.area_of_use
    if area is not None and area.west < area.east:
        limits = (
            max(limits[0], area.west - _BEYOND),
            max(limits[1], area.south - _BEYOND),
            min(limits[2], area.east + _BEYOND),
            min(limits[3], area.north + _BEYOND),
        )
    inside = (
        west >= limits[0] - _SLACK
        and south >= limits[1] - _SLACK
        and east <= limits[2] + _SLACK
        and north <= limits[3] + _SLACK
    )
    return (west, south, east, north) if inside else None


def _meet(one: _Bounds, other: _Bounds) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
