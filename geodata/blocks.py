"""Place townships on a coarse grid that keeps who lies west and who lies north of whom."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

APART = 1000.0
"""Metres between two centres, west to east or south to north, from which their order is looked at."""

_ROOMIEST = 1.75  # cells for each block
_WIDEST = 2.2  # columns for each row
_MIXES = (0.0, 0.25, 0.5, 0.75, 1.0)  # share of the rank in a coordinate, the rest is linear
_REFINED = 6  # candidates that are improved
_STEPS = 60  # swaps at most for each of them
_FAR = 0.02  # pairs that a block may gain for a squared cell by which it lies farther from where it belongs
_COST_OF_ROOM = 0.25  # of the score, for as many empty cells as blocks

Cell = tuple[int, int]
"""Row from the north, column from the west, both from 0."""

_Floats = NDArray[np.float64]
_Cells = NDArray[np.int64]


@dataclass(frozen=True)
class Grid:
    """Hold the cell of each block.

    Attributes
    ----------
    rows, columns : int
        Of the grid; no outer row or column is empty.
    cells : Mapping[str, Cell]
        By code, each cell once.
    """

    rows: int
    columns: int
    cells: Mapping[str, Cell]


def arrange(centres: Mapping[str, tuple[float, float]]) -> Grid:
    """Give each township a cell of a grid, so that as many pairs as possible keep their order.

    Several shapes of the grid and several ways to spread the centres over it are tried; each is an assignment
    of least squared distance, the best are improved by swaps. The same centres give the same grid whatever
    their order: ties go to the lower code.

    Parameters
    ----------
    centres : Mapping[str, tuple[float, float]]
        Code → x (to the east), y (to the north) in metres.
    """
    codes = sorted(centres)
    if not codes:
        return Grid(0, 0, {})
    spots = np.array([centres[code] for code in codes], dtype=np.float64)
    wanted = _wanted(spots)
    begun = [(_score(cells, wanted, shape), shape, wish, cells) for shape, wish, cells in _assigned(spots)]
    begun.sort(key=lambda entry: -entry[0])
    best = max(
        (
            (_score(cells, wanted, shape), -place, cells)
            for place, (_, shape, wish, first) in enumerate(begun[:_REFINED])
            for cells in [_improved(first, wish, wanted, shape)]
        ),
        key=lambda entry: entry[:2],
    )[2]
    best = np.column_stack([_closed(best[:, 0]), _closed(best[:, 1])])
    rows, columns = (int(size) + 1 for size in best.max(axis=0))
    return Grid(
        rows, columns, {code: (int(row), int(column)) for code, (row, column) in zip(codes, best, strict=True)}
    )


def in_rows(codes: Sequence[str]) -> Grid:
    """Return a square grid of blocks in their order, in rows from the north-west."""
    return below(Grid(0, math.ceil(math.sqrt(len(codes))), {}), codes)


def below(grid: Grid, codes: Sequence[str]) -> Grid:
    """Return a grid with more blocks in rows below those that it has."""
    columns = max(1, grid.columns)
    added = {code: (grid.rows + place // columns, place % columns) for place, code in enumerate(codes)}
    return Grid(grid.rows + math.ceil(len(codes) / columns), columns, {**grid.cells, **added})


def order_kept(
    centres: Mapping[str, tuple[float, float]], cells: Mapping[str, Cell]
) -> tuple[float | None, float | None]:
    """Return the share of pairs that keep their order: west to east, and north to south.

    Only pairs whose centres lie more than `APART` metres apart in that direction count; None where there are
    none. A pair in the same column, or row, has not kept its order.

    Parameters
    ----------
    centres : Mapping[str, tuple[float, float]]
        Code → x (to the east), y (to the north) in metres.
    cells : Mapping[str, Cell]
        Code → row, column.
    """
    codes = sorted(centres)
    if not codes:
        return None, None
    wanted = _wanted(np.array([centres[code] for code in codes], dtype=np.float64))
    placed = np.array([cells[code] for code in codes], dtype=np.int64)
    shares = []
    for direction, axis in zip(wanted, (1, 0), strict=True):
        pairs = np.count_nonzero(direction)
        shares.append(float(np.count_nonzero(_kept(direction, placed[:, axis])) / pairs) if pairs else None)
    return shares[0], shares[1]


def _wanted(spots: _Floats) -> tuple[_Floats, _Floats]:
    """Return for each pair the sign of (column, row) of the second less that of the first; 0 where it is free."""
    signs = []
    for coordinate in (spots[:, 0], -spots[:, 1]):
        between = coordinate[None, :] - coordinate[:, None]
        signs.append(np.where(np.abs(between) > APART, np.sign(between), 0.0))
    return signs[0], signs[1]


def _kept(direction: _Floats, place: _Cells) -> NDArray[np.bool_]:
    """Say which pairs keep the order in a direction, given their places in it."""
    between = np.sign(place[None, :] - place[:, None])
    kept: NDArray[np.bool_] = (direction != 0) & (between == direction)
    return kept


def _shapes(count: int) -> Iterator[Cell]:
    """List the grids that are worth trying, as rows and columns: wide rather than high, with some room."""
    for rows in range(1, count + 1):
        for columns in range(1, count + 1):
            fits = count <= rows * columns <= max(count + 1, math.ceil(count * _ROOMIEST))
            if fits and 1 <= columns / rows <= max(_WIDEST, count / rows**2):
                yield rows, columns


def _assigned(spots: _Floats) -> Iterator[tuple[Cell, _Floats, _Cells]]:
    """Give each shape, for each mix, where the blocks belong (row, column) and the cells that come nearest."""
    for shape in _shapes(len(spots)):
        grid = np.argwhere(np.ones(shape, dtype=bool))
        for mix in _MIXES:
            wish = np.column_stack(
                [_spread(-spots[:, 1], mix) * (shape[0] - 1), _spread(spots[:, 0], mix) * (shape[1] - 1)]
            )
            distance = ((wish[:, None, :] - grid[None, :, :]) ** 2).sum(axis=2)
            _, chosen = linear_sum_assignment(distance)
            yield shape, wish, grid[chosen]


def _spread(values: _Floats, mix: float) -> _Floats:
    """Return values from 0 to 1: a mix of their rank and of where they lie between the least and the greatest."""
    reach = float(np.ptp(values))
    linear = (values - values.min()) / reach if reach > 0 else np.full(len(values), 0.5)
    rank = np.argsort(np.argsort(values, kind="stable"), kind="stable") / float(max(len(values) - 1, 1))
    return mix * rank + (1 - mix) * linear


def _score(cells: _Cells, wanted: tuple[_Floats, _Floats], shape: Cell) -> float:
    """Rate a grid: the shares of pairs kept, the worse direction threefold, less the room that it leaves empty."""
    shares = [
        np.count_nonzero(_kept(direction, cells[:, axis])) / max(1, int(np.count_nonzero(direction)))
        for direction, axis in zip(wanted, (1, 0), strict=True)
    ]
    empty = shape[0] * shape[1] / len(cells) - 1
    return float(min(shares) + sum(shares) / 2 - _COST_OF_ROOM * empty)


def _improved(cells: _Cells, wish: _Floats, wanted: tuple[_Floats, _Floats], shape: Cell) -> _Cells:
    """Return the cells after swaps of two blocks, or moves into an empty cell, as long as one gains pairs."""
    grid = np.argwhere(np.ones(shape, dtype=bool))
    number = {(int(row), int(column)): place for place, (row, column) in enumerate(grid)}
    away = _FAR * ((wish[:, None, :] - grid[None, :, :]) ** 2).sum(axis=2)
    at = np.array([number[int(row), int(column)] for row, column in cells])
    blocks = np.arange(len(at))
    for _ in range(_STEPS):
        worth = _worth(grid[at], grid, wanted) - away  # of each block in each cell, the others where they are
        now = worth[blocks, at]
        moved = worth - now[:, None]
        swapped = worth[:, at] - now[:, None]
        swapped = swapped + swapped.T + _mutual(grid[at], wanted)
        moved[:, at] = -np.inf
        np.fill_diagonal(swapped, -np.inf)
        if max(moved.max(), swapped.max()) <= 1e-9:  # noqa: PLR2004 - nothing but rounding
            break
        if moved.max() >= swapped.max():
            block, cell = np.unravel_index(int(moved.argmax()), moved.shape)
            at[block] = cell
        else:
            one, other = np.unravel_index(int(swapped.argmax()), swapped.shape)
            at[one], at[other] = at[other], at[one]
    improved: _Cells = grid[at]
    return improved


def _worth(placed: _Cells, grid: _Cells, wanted: tuple[_Floats, _Floats]) -> _Floats:
    """Count for each block and each cell the pairs that the block would keep there."""
    total = np.zeros((len(placed), len(grid)))
    for direction, axis in zip(wanted, (1, 0), strict=True):
        between = np.sign(placed[None, :, axis] - grid[:, None, axis])  # cell, other block
        total += ((direction[:, None, :] != 0) & (direction[:, None, :] == between[None, :, :])).sum(axis=2)
    return total


def _mutual(placed: _Cells, wanted: tuple[_Floats, _Floats]) -> _Floats:
    """Correct the gain of a swap of two blocks for the pair that they are themselves.

    Each is tried in the other's cell while the other still stands there: their pair counts as lost for both,
    which is once too often where it was kept, and after the swap it stands the other way round.
    """
    total = np.zeros((len(placed), len(placed)))
    for direction, axis in zip(wanted, (1, 0), strict=True):
        place = placed[:, axis]
        total += _kept(direction, place).astype(np.float64) + _kept(direction, -place)
    return total


def _closed(places: _Cells) -> _Cells:
    """Return places without gaps: an empty row or column is left out."""
    return np.unique(places, return_inverse=True)[1].astype(np.int64)
