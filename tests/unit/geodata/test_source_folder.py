"""What is written as one folder is read back as it was, whatever letters an office uses."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.about import About
from geodata.read import read_source
from geodata.roster import AREA_COLUMNS, UNIT_COLUMNS, Roster
from geodata.source_folder import write_source

LETTERS = st.sampled_from([*"a,\"'|;\n\r\t\u2028=+-@#\\", "村", "ق", "é", "\u0301", "\u202e", "😀", " "])
NAMES = st.text(
    st.one_of(LETTERS, st.characters(exclude_categories=["Cs", "Cc"])), min_size=1, max_size=12
).filter(lambda text: text == text.strip() and text)
ALIASES = st.lists(NAMES.filter(lambda text: "|" not in text), max_size=3, unique=True)
ABOUT = About("R", "某区", "某局", "2026-01-01", "EPSG:4490")
NO_SHAPES = gpd.GeoSeries([], index=pd.Index([], dtype=str), crs=4326)


def places(units, areas=()):
    return Roster(
        pd.DataFrame(units, columns=UNIT_COLUMNS, dtype=object),
        pd.DataFrame(areas, columns=AREA_COLUMNS, dtype=object),
        "R",
        (),
    )


def unit(code, name="甲村", aliases="", lon="", lat="", due="true"):
    return (code, name, "R", "village", due, lon, lat, aliases, 2)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(NAMES, ALIASES, st.booleans()), min_size=1, max_size=4), NAMES, NAMES)
def test_any_names_come_back(tmp_path_factory, listed, town, called):
    folder = tmp_path_factory.mktemp("source")
    rows = [
        (f"u{number}", name, "t", "village", str(due).lower(), "", "", "|".join(aliases), 2)
        for number, (name, aliases, due) in enumerate(listed)
    ]
    about = About("R", called, called, "2026-01-01", "EPSG:4490", None, called)
    write_source(folder, places(rows, [("t", town, "R", "", 2)]), None, NO_SHAPES, frozenset(), about)
    read = read_source(folder)
    found = zip(read.units["name"], read.units["aliases"], read.units["due"], strict=True)
    assert list(found) == [(name, tuple(aliases), due) for name, aliases, due in listed]
    assert list(read.towns["name"]) == [town]
    assert read.about == about


@settings(max_examples=40, deadline=None)
@given(st.floats(-179, 178), st.floats(-85, 84), st.booleans())
def test_shapes_and_positions_come_back_to_a_tenth_of_a_millimetre(tmp_path_factory, west, south, drawn):
    folder = tmp_path_factory.mktemp("source")
    shape = shapely.box(west, south, west + 0.7, south + 0.3)
    spot = (repr(west + 0.35), repr(south + 0.15))
    marked = frozenset({"u"}) if drawn else frozenset()
    shapes = gpd.GeoSeries([shape], index=["u"], crs=4326)
    write_source(folder, places([unit("u", lon=spot[0], lat=spot[1])]), shapes, shapes, marked, ABOUT)
    read = read_source(folder)
    assert read.shapes["u"].normalize().equals_exact(shape.normalize(), 1e-9)
    assert read.outline.iloc[0].normalize().equals_exact(shape.normalize(), 1e-9)
    assert (read.units["lon"][0], read.units["lat"][0]) == (float(spot[0]), float(spot[1]))
    assert read.drawn == marked


@pytest.mark.parametrize("name", ["outline.geojson", "shapes.geojson"])
def test_what_is_not_known_is_not_written(tmp_path, name):
    write_source(tmp_path, places([unit("u")]), None, NO_SHAPES, frozenset(), ABOUT)
    assert not (tmp_path / name).exists()
    read = read_source(tmp_path)
    assert read.outline is None
    assert read.shapes.empty
    assert list(read.towns["code"]) == [], "names alone need no townships"


def test_the_same_places_are_the_same_bytes(tmp_path):
    shapes = gpd.GeoSeries([shapely.box(1, 1, 2, 2), shapely.box(0, 0, 1, 1)], index=["v", "u"], crs=4326)
    for name, given_shapes in (("a", shapes), ("b", shapes[::-1])):
        (tmp_path / name).mkdir()
        write_source(tmp_path / name, places([unit("u"), unit("v")]), None, given_shapes, frozenset("u"), ABOUT)
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes(), file.name
