"""What another list changes is told by code: added, removed, renamed, moved, drawn anew; a new code is guessed at only."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geodata.about import About
from geodata.changes import changes
from geodata.read import Source

CELL = shapely.box(116.0, 39.9, 116.1, 39.95)
TOWNS = {"a": "东村街道", "b": "西村镇"}
UNITS = {"u1": ("甲村", "a"), "u2": ("乙村", "a"), "u3": ("丙村", "b")}


def source(units=UNITS, towns=TOWNS, shapes=None, name="某区", kinds=None, not_due=()):
    listed = [
        (code, unit, parent, (kinds or {}).get(code, "village"), code not in not_due)
        for code, (unit, parent) in units.items()
    ]
    shapes = {"u1": CELL} if shapes is None else shapes
    return Source(
        pd.DataFrame(listed, columns=["code", "name", "parent_code", "kind", "due"]),
        pd.DataFrame([(code, town, "R") for code, town in towns.items()], columns=["code", "name", "parent_code"]),
        None,
        gpd.GeoSeries(list(shapes.values()), index=list(shapes), crs=4326),
        frozenset(),
        About("R", name, "", "", ""),
    )


def told(found):
    kinds = ("added", "removed", "renamed", "moved", "redrawn", "altered", "recoded")
    return {
        kind: [(one.code, one.before, one.after) for one in getattr(found, kind)]
        for kind in kinds
        if getattr(found, kind)
    }


@pytest.mark.parametrize(
    ("after", "expected", "count"),
    [
        ({}, {}, 0),
        ({"units": UNITS | {"u4": ("丁村", "b")}}, {"added": [("u4", "", "西村镇")]}, 1),
        ({"units": {"u1": UNITS["u1"], "u2": UNITS["u2"]}}, {"removed": [("u3", "西村镇", "")]}, 1),
        ({"units": UNITS | {"u1": ("甲新村", "a")}}, {"renamed": [("u1", "甲村", "甲新村")]}, 1),
        ({"units": UNITS | {"u1": ("甲村", "b")}}, {"moved": [("u1", "东村街道", "西村镇")]}, 1),
        ({"units": UNITS | {"u1": ("甲新村", "b")}},
         {"renamed": [("u1", "甲村", "甲新村")], "moved": [("u1", "东村街道", "西村镇")]}, 2),
        ({"towns": TOWNS | {"b": "西村街道"}}, {"renamed": [("b", "西村镇", "西村街道")]}, 1),
        ({"name": "新区"}, {"renamed": [("R", "某区", "新区")]}, 1),
        ({"units": {"u1": UNITS["u1"], "u2": UNITS["u2"], "u9": ("丙 村", "b")}},
         {"added": [("u9", "", "西村镇")], "removed": [("u3", "西村镇", "")], "recoded": [("u9", "u3", "u9")]}, 2),
        ({"shapes": {}}, {"redrawn": [("u1", "", "")]}, 1),
        ({"shapes": {"u1": CELL, "u2": CELL}}, {"redrawn": [("u2", "", "")]}, 1),
        ({"shapes": {"u1": shapely.affinity.translate(CELL, 0.01)}}, {"redrawn": [("u1", "", "")]}, 1),
        ({"shapes": {"u1": shapely.affinity.translate(CELL, 1e-6)}}, {}, 0),
        ({"shapes": {"u1": shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])}}, {"redrawn": [("u1", "", "")]}, 1),
    ],
)  # fmt: skip
def test_what_changes_is_told(after, expected, count):
    found = changes(source(), source(**after))
    assert told(found) == expected
    assert len(found) == count


def test_another_kind_and_another_due_are_changes():
    found = changes(source(), source(kinds={"u1": "community"}, not_due={"u3"}))
    assert told(found) == {"altered": [("u1", "village ✓", "community ✓"), ("u3", "village ✓", "village ✗")]}
    assert len(found) == 2


def test_back_again_is_the_opposite():
    other = source(units={"u1": ("甲村", "b"), "u9": ("丁村", "a")})
    there, back = changes(source(), other), changes(other, source())
    assert [one.code for one in there.added] == [one.code for one in back.removed] == ["u9"]
    assert [one.code for one in there.removed] == [one.code for one in back.added] == ["u2", "u3"]
