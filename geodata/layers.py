"""Describe the layers of a file before they are loaded, and choose the one that is meant."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd

from geodata.errors import ChooseLayer, NoFeatures, NoGeometry, UnknownLayer
from geodata.limits import Limits
from geodata.notes import Note


@dataclass(frozen=True)
class Opened:
    """Hold a file on its way to a reader.

    Attributes
    ----------
    path : Path
        Where it lies.
    label : str
        What sentences call it, such as `boundaries.zip/villages.shp`.
    work : Path
        An empty folder for a mended copy.
    encoding : str or None
        Of its text, when the user gave one.
    """

    path: Path
    label: str
    work: Path
    encoding: str | None
    limits: Limits


@dataclass(frozen=True)
class Loaded:
    """Hold a layer as it was read: its CRS as declared (None when it is not), coordinates x before y."""

    frame: gpd.GeoDataFrame
    encoding: str
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Layer:
    """Describe a layer.

    Attributes
    ----------
    name : str
        Unique in what was given.
    kind : str or None
        What its shapes are, an OGC name; None when the rows have no positions.
    count : int
        Rows.
    load : callable
        Reads it.
    """

    name: str
    kind: str | None
    count: int
    load: Callable[[], Loaded]


def choose_layer(layers: Sequence[Layer], wanted: str | None, file: str) -> Layer:
    """Return the layer that is named, or the only one with positions.

    Raises
    ------
    ChooseLayer, UnknownLayer, NoGeometry, NoFeatures
        There are several, or none.
    """
    placed = [layer for layer in layers if layer.kind is not None]
    if wanted is not None:
        for layer in placed:
            if layer.name == wanted:
                return _with_rows(layer, file)
        raise UnknownLayer(file=file, layer=wanted, layers=describe(placed) or "—")
    if not placed:
        raise NoGeometry(file=file)
    filled = [layer for layer in placed if layer.count] or placed[:1]
    if len(filled) > 1:
        raise ChooseLayer(file=file, layers=describe(filled))
    return _with_rows(filled[0], file)


def describe(layers: Sequence[Layer]) -> str:
    """List layers with their counts and kinds."""
    return ", ".join(f"{layer.name} ({layer.count} {layer.kind})" for layer in layers)


def _with_rows(layer: Layer, file: str) -> Layer:
    if not layer.count:
        raise NoFeatures(file=file, layer=layer.name)
    return layer
