"""What is installed stays whole: a kill, a failure or the same contents again never take it away."""

import json
import subprocess
import sys
from datetime import date

import pytest

from geodata import catalog as module
from geodata.catalog import FORMAT, digest_inputs, install, open_catalog, switch
from geodata.importing import Order, bring
from geodata.joining import Given
from tests.conftest import ROOT

KINDS = {"village": ("村",), "community": ("社区",)}
TREE = "名称,上级代码,代码\n甲村,T1,u1\n乙村,T1,u2\n丙村,T2,u3\n丁村,T3,u4\n"
AREAS = "名称,上级代码,代码\n省,R,P\n东县,P,D1\n西县,P,D2\n东镇,D1,T1\n中镇,D1,T2\n西镇,D2,T3\n空县,P,D3\n"


def brought(folder, text=TREE, areas=AREAS, shapes=None):
    """Bring a small country in, of names alone unless there are shapes by code."""
    for name in ("source", "given"):
        (folder / name).mkdir(parents=True)
    (folder / "given" / "units.csv").write_text(text, encoding="utf-8")
    (folder / "given" / "areas.csv").write_text(areas, encoding="utf-8")
    boundaries = ()
    if shapes:
        features = [
            {
                "type": "Feature",
                "properties": {"code": code},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
            for code, ring in shapes.items()
        ]
        path = folder / "given" / "shapes.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        boundaries = (Given(path),)
    order = Order(
        "某国",
        date(2026, 1, 1),
        KINDS,
        "R",
        folder / "given" / "units.csv",
        folder / "given" / "areas.csv",
        boundaries,
    )
    return bring(order, folder / "source", None, lambda step: None)


def square(west, south, size=0.1):
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def kept(folder, tmp_path, name, **given):
    done = brought(tmp_path / name, **given)
    return install(done.boundaries, digest_inputs(tmp_path / name / "source", {}), folder)


def contents(catalog):
    return {path.name: path.read_bytes() for path in catalog.folder.iterdir()}


def test_every_district_and_what_lies_above_has_a_map(tmp_path):
    catalog = kept(tmp_path / "geo", tmp_path, "a")
    assert list(catalog.maps) == ["R", "P", "D1", "D2"], "an area without units has none"
    assert [found.above for found in catalog.maps.values()] == [True, True, False, False]
    assert not any(found.geography for found in catalog.maps.values())
    assert [found.units for found in catalog.maps.values()] == [0, 0, 3, 1]
    children = json.loads(catalog.files["P-children.geojson"].path.read_text(encoding="utf-8"))
    assert children["features"] == [], "nothing is known of their places"
    columns = json.loads(catalog.files["D1-units.json"].path.read_text(encoding="utf-8"))["columns"]
    assert columns["lon"] == columns["radius"] == [None, None, None]


def test_shapes_of_townships_are_drawn_above_and_what_was_drawn_is_counted(tmp_path):
    catalog = kept(
        tmp_path / "geo",
        tmp_path,
        "a",
        shapes={"T1": square(10, 50), "T3": square(10.2, 50), "u4": square(10.2, 50)},
    )
    children = json.loads(catalog.files["P-children.geojson"].path.read_text(encoding="utf-8"))["features"]
    assert [one["properties"]["code"] for one in children] == ["D1", "D2"]
    assert catalog.maps["P"].bounds == (10.0, 50.0, 10.3, 50.1)
    assert (catalog.maps["D1"].drawn, catalog.maps["D1"].geography) == (2, True), "the third has no township"
    units = json.loads(catalog.files["D1-units.geojson"].path.read_text(encoding="utf-8"))["features"]
    assert all(one["properties"]["schematic"] is True for one in units)


def test_nothing_uses_what_is_installed_before_the_switch(tmp_path):
    folder = tmp_path / "geo"
    first = kept(folder, tmp_path, "a")
    assert open_catalog(folder) is None
    switch(first)
    second = kept(folder, tmp_path, "b", text=TREE.replace("甲", "新"))
    assert open_catalog(folder) == first
    assert open_catalog(folder, second.hash) == second
    switch(second)
    assert open_catalog(folder) == second


def test_a_failure_while_writing_leaves_the_old_and_no_rubbish(tmp_path, monkeypatch):
    folder = tmp_path / "geo"
    switch(kept(folder, tmp_path, "a"))
    before = {path.name for path in folder.iterdir()}

    def full(path, value):
        raise OSError(28, "no space left")

    monkeypatch.setattr(module, "_write_json", full)
    with pytest.raises(OSError, match="no space"):
        kept(folder, tmp_path, "b", text=TREE.replace("甲", "新"))
    assert {path.name for path in folder.iterdir()} == before
    assert open_catalog(folder).folder.is_dir()


KILLED = """
import os, signal, sys
from pathlib import Path
from geodata import catalog, encode
from geodata.build import build
from geodata.read import read_source
die = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[3] == "writing":
    encode.brotli.compress = die
elif sys.argv[3] == "renaming":
    Path.rename = die
elif sys.argv[3] == "switching":
    Path.replace = die
source = Path(sys.argv[1])
made = catalog.install(build(read_source(source)), catalog.digest_inputs(source, {}), Path(sys.argv[2]))
catalog.switch(made)
"""


@pytest.mark.parametrize("moment", ["writing", "renaming", "switching"])
def test_a_kill_leaves_the_old_and_the_next_run_succeeds(tmp_path, moment):
    folder = tmp_path / "geo"
    old = kept(folder, tmp_path, "a")
    switch(old)
    before = contents(old)
    brought(tmp_path / "b", text=TREE.replace("甲", "新"))
    arguments = [str(tmp_path / "b" / "source"), str(folder)]
    died = subprocess.run([sys.executable, "-c", KILLED, *arguments, moment], cwd=ROOT, check=False)
    assert died.returncode == -9
    assert open_catalog(folder) == old
    assert contents(old) == before
    subprocess.run([sys.executable, "-c", KILLED, *arguments, "never"], cwd=ROOT, check=True)
    assert any(place.name == "新村" for place in open_catalog(folder).places())


def test_the_same_contents_again_are_not_taken_away_from_under_a_server(tmp_path, monkeypatch):
    folder = tmp_path / "geo"
    first = kept(folder, tmp_path, "a")
    switch(first)
    nodes = {path.name: path.stat().st_ino for path in first.folder.iterdir()}
    again = kept(folder, tmp_path, "b")
    assert again == first
    assert {path.name: path.stat().st_ino for path in first.folder.iterdir()} == nodes
    assert not list(folder.glob(".building-*"))


def test_what_is_damaged_is_written_again(tmp_path):
    folder = tmp_path / "geo"
    first = kept(folder, tmp_path, "a")
    whole = contents(first)
    (first.folder / "D1-units.json").write_bytes(b"")
    (first.folder / "places.json").unlink()
    assert contents(kept(folder, tmp_path, "b")) == whole


@pytest.mark.parametrize("file", ["units.csv", "towns.csv", "about.toml", "shapes.geojson"])
def test_the_digest_is_of_every_file(tmp_path, file):
    brought(tmp_path, shapes={"T1": square(10, 50)})
    source = tmp_path / "source"
    before = digest_inputs(source, {})
    (source / file).write_bytes((source / file).read_bytes() + b"\n")
    assert digest_inputs(source, {}) != before
    assert digest_inputs(source, {"a": ("b", "c")}) != digest_inputs(source, {})


def test_the_manifest_names_the_format_and_other_words_of_earlier_releases_are_passed_over(tmp_path):
    catalog = kept(tmp_path / "geo", tmp_path, "a")
    assert catalog.format == FORMAT
    path = catalog.folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["about"]["mood"] = "old"
    del manifest["format"]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert open_catalog(tmp_path / "geo", catalog.hash).format == ""
