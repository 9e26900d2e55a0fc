"""An own country over HTTP: a map of every district, overviews above them, and only the children of what is shown."""

import json
import re
from datetime import date

import pytest
from fastapi.testclient import TestClient

from dashboard.factory import create_app
from dashboard.founding.install import found
from dashboard.profile.load import load_profile, profile_path
from dashboard.settings import Settings
from dashboard.store.engine import open_engine
from geodata.importing import Order, bring
from geodata.joining import Given

KINDS = {"village": ("村",), "community": ("社区",)}
UNITS = "名称,上级代码,代码\n甲村,T1,u1\n乙村,T1,u2\n丙村,T2,u3\n丁村,T3,u4\n"
AREAS = "名称,上级代码,代码\n省,R,P\n东县,P,D1\n西县,P,D2\n东镇,D1,T1\n中镇,D1,T2\n西镇,D2,T3\n空县,P,D3\n"


def square(west, south, size=0.1):
    east, north = west + size, south + size
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def served(folder, shapes):
    (folder / "source").mkdir()
    (folder / "units.csv").write_text(UNITS, encoding="utf-8")
    (folder / "areas.csv").write_text(AREAS, encoding="utf-8")
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": rings}}
        for code, rings in shapes.items()
    ]
    path = folder / "shapes.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    boundaries = (Given(path),) if shapes else ()
    order = Order("某国", date(2026, 1, 1), KINDS, "R", folder / "units.csv", folder / "areas.csv", boundaries)
    done = bring(order, folder / "source", None, lambda step: None)
    settings = Settings(data_dir=folder / "data", demo=False, _env_file=None)
    settings.require_data_dir()
    engine = open_engine(settings.database)
    found(
        engine,
        settings,
        load_profile(profile_path(settings.profile)),
        done.boundaries,
        folder / "source",
        date(2019, 1, 10),
    )
    engine.dispose()
    made = create_app(settings)
    with TestClient(made.server, base_url="http://127.0.0.1") as client:
        yield client
    made.services.queries.engine.dispose()


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    yield from served(
        tmp_path_factory.mktemp("drawn"), {"T1": square(10, 50), "T2": square(10.1, 50), "T3": square(10.2, 50)}
    )


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    yield from served(tmp_path_factory.mktemp("names"), {})


def links(page):
    return re.findall(r'<tr data-area="([^"]+)">', page)


@pytest.mark.parametrize(("area", "children", "shown"), [("", ["P"], 0), ("R", ["P"], 0), ("P", ["D1", "D2"], 2)])
def test_an_overview_lists_the_settled_children_and_draws_those_whose_shape_is_known(drawn, area, children, shown):
    answer = drawn.get(f"/?area={area}")
    assert answer.status_code == 200
    assert links(answer.text) == children
    assert len(re.findall(r'<path d="M[^"]+Z"', answer.text)) == shown


def test_without_geography_there_is_the_list_alone(names):
    page = names.get("/?area=P").text
    assert links(page) == ["D1", "D2"]
    assert "overview-map" not in page


@pytest.mark.parametrize(
    ("area", "shapes", "units"),
    [
        ("R", {"children"}, ["u1", "u2", "u3", "u4"]),
        ("P", {"children"}, ["u1", "u2", "u3", "u4"]),
        ("D1", {"units", "towns", "tiles"}, ["u1", "u2", "u3"]),
        ("D2", {"units", "towns", "tiles"}, ["u4"]),
        ("T2", {"units", "towns", "tiles"}, ["u3"]),
    ],
)
def test_the_map_of_an_area_names_its_own_geometry(drawn, area, shapes, units):
    told = drawn.get(f"/api/v1/map/{area}").json()
    assert told["codes"] == units
    assert set(told["geometry"]) == shapes
    assert (told["static"] is None) == (shapes == {"children"})
    for url in (*told["geometry"].values(), *filter(None, [told["static"]])):
        answer = drawn.get(url)
        assert answer.status_code == 200, url
        assert "immutable" in answer.headers["cache-control"]
    if shapes == {"children"}:
        sent = drawn.get(told["geometry"]["children"]).json()["features"]
        assert [one["properties"]["code"] for one in sent] in (["P"], ["D1", "D2"], []), (
            "no shape of anything else"
        )


def test_nothing_above_the_districts_is_drawn_unless_it_was_given(drawn, names):
    for client, expected in ((drawn, ["D1", "D2"]), (names, [])):
        url = client.get("/api/v1/map/P").json()["geometry"]["children"]
        assert [one["properties"]["code"] for one in client.get(url).json()["features"]] == expected


@pytest.mark.parametrize("address", ["/api/v1/map/X", "/api/v1/map/%2e%2e", "/geo/0000/R-children.geojson"])
def test_an_area_that_is_not_there_is_not_found(drawn, address):
    assert drawn.get(address).status_code == 404
