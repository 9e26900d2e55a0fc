"""Every unit has one position that can be used, or none; those of no use are told."""

import geopandas as gpd
import pytest
import shapely

from geodata.listing import Listed, Listing
from geodata.positions import with_positions
from geodata.roster import roster

OUTLINE = gpd.GeoSeries([shapely.box(116.0, 39.9, 116.1, 40.0)], crs=4326)


def placed(units, spots=(), outline=OUTLINE):
    rows = tuple(Listed(row, code, code, lon=lon, lat=lat) for row, (code, lon, lat) in enumerate(units, 2))
    places = roster(Listing(rows, "l", "UTF-8"), None, "R", {"village": ()})
    given = [
        gpd.GeoSeries([shapely.Point(*at) for at in one.values()], index=list(one), crs=4326) for one in spots
    ]
    done = with_positions(places, given, outline)
    found = dict(zip(done.units["code"], zip(done.units["lon"], done.units["lat"], strict=True), strict=True))
    return found, [note.params for note in done.notes if "codes" in note.params]


@pytest.mark.parametrize(
    ("unit", "spots", "position"),
    [
        (("u", 116.05, 39.95), [], ("116.05", "39.95")),
        (("u", None, None), [], ("", "")),
        (("u", None, None), [{"u": (116.01, 39.91)}], ("116.01", "39.91")),
        (("u", 116.05, 39.95), [{"u": (116.01, 39.91)}], ("116.05", "39.95")),
        (("u", 116.05, None), [{"u": (116.01, 39.91)}], ("116.01", "39.91")),
        (("u", None, None), [{"u": (116.01, 39.91)}, {"u": (116.02, 39.92)}], ("116.01", "39.91")),
        (("u", None, None), [{"x": (116.01, 39.91)}, {"u": (116.02, 39.92)}], ("116.02", "39.92")),
    ],
)
def test_the_list_goes_before_the_first_file_before_the_next(unit, spots, position):
    found, notes = placed([unit], spots)
    assert found == {"u": position}
    assert notes == []


@pytest.mark.parametrize(
    ("units", "codes"),
    [
        ([("u", 117.0, 39.95)], "u"),
        ([("u", 39.95, 116.05)], "u"),
        ([("u", 0.0, 0.0)], "u"),
        ([("u", 116.05, 39.95), ("v", 116.05, 39.95)], "v"),
        ([("u", 200.0, 39.95)], "u"),
    ],
    ids=["outside", "swapped", "zero", "twice", "impossible"],
)
def test_a_position_of_no_use_is_told_and_left_out(units, codes):
    found, (note,) = placed(units)
    assert note == {"count": 1, "codes": codes}
    assert found[codes] == ("", "")


def test_without_an_outline_no_position_is_outside():
    assert placed([("u", 117.0, 39.95)], outline=None) == ({"u": ("117.0", "39.95")}, [])


def test_a_sentence_names_only_some():
    _, (note,) = placed([(f"u{number}", 117.0, 30.0 + number) for number in range(20)])
    assert note["count"] == 20
    assert note["codes"].endswith(" …")
    assert len(note["codes"].split(", ")) == 8
