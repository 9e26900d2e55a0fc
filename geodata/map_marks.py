"""Place numbered marks on a map so that none covers another."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodata.drawing import Frame

_BADGE = 9.0  # half the height of a number, and half its width with one or two digits
_DIGIT = 3.5  # more for each further digit
_ROUNDS, _STEP = 6, 20.0  # circles around its place on which a number may stand, and pixels between them

_Places = NDArray[np.float64]


@dataclass(frozen=True)
class Spot:
    """Say where a problem lies.

    Attributes
    ----------
    number : int
        In the report.
    lon, lat : float
        Degrees.
    numbered : bool
        False: a dot will do; among hundreds of numbers none can be read.
    """

    number: int
    lon: float
    lat: float
    mended: bool
    numbered: bool


@dataclass(frozen=True)
class Mark:
    """Hold a mark in pixels. A place that lies beyond the map is marked at its rim.

    Attributes
    ----------
    x, y : float
        The place itself.
    badge : tuple of float or None
        The middle of the number; None: a dot has to do.
    half : float
        Half the width of the number.
    """

    number: int
    x: float
    y: float
    badge: tuple[float, float] | None
    half: float
    mended: bool


def place_marks(spots: Sequence[Spot], places: _Places, frame: Frame) -> tuple[Mark, ...]:
    """Return the marks; each number stands where it covers no other, near its place.

    Parameters
    ----------
    spots : sequence of Spot
        Those that come first are placed first.
    places : array of shape (n, 2)
        The same spots, east and north in metres.
    frame : Frame
        Of the map.
    """
    if not spots:
        return ()
    pixels = frame.pixels(places)
    rim = np.array([frame.width - _BADGE, frame.height - _BADGE])
    pixels = np.round(np.minimum(np.maximum(pixels, _BADGE), rim), 1)
    offsets = np.round(np.array([(0.0, 0.0), *_around()]), 1)
    taken: list[tuple[float, float, float]] = []
    marks = []
    for spot, place in zip(spots, pixels, strict=True):
        half = _BADGE + _DIGIT * max(0, len(str(spot.number)) - 2)
        badge = _free(place + offsets, half, taken, rim) if spot.numbered else None
        if badge is not None:
            taken.append((*badge, half))
        marks.append(Mark(spot.number, float(place[0]), float(place[1]), badge, half, spot.mended))
    return tuple(marks)


def _around() -> list[tuple[float, float]]:
    """Return places around one, nearest first, at which numbers cover neither it nor each other."""
    return [
        (radius * np.cos(turn), radius * np.sin(turn))
        for radius in _STEP * np.arange(1, _ROUNDS + 1)
        for turn in np.linspace(0, 2 * np.pi, int(2 * np.pi * radius / _STEP), endpoint=False) - np.pi / 4
    ]


def _free(
    wanted: _Places, half: float, taken: Sequence[tuple[float, float, float]], rim: _Places
) -> tuple[float, float] | None:
    """Return the first of the wanted places at which a number covers no other; None when there is none."""
    good = ((wanted >= _BADGE) & (wanted <= rim)).all(axis=1)
    others = np.array(taken).reshape(-1, 3)
    across, up = np.abs(wanted[:, None, :] - others[None, :, :2]).transpose(2, 0, 1)
    good &= ~((across < half + others[:, 2] + 1) & (up < 2 * _BADGE + 1)).any(axis=1)
    if not good.any():
        return None
    x, y = wanted[int(np.argmax(good))].tolist()
    return round(x, 1), round(y, 1)
