import gzip
import json

import brotli
import pytest

from dashboard.election.figures import COUNTS
from dashboard.election.flags import Flag
from dashboard.election.progress import COLUMNS

MAP = "/api/v1/map/110108"


def test_columns_are_aligned_and_join_by_code(client):
    answer = client.get(MAP).json()
    assert len(answer["codes"]) == 678
    assert {name: len(column) for name, column in answer["columns"].items()} == dict.fromkeys(COLUMNS, 678)
    static = client.get(answer["static"]).json()
    assert static["codes"] == answer["codes"]
    assert answer["day"] == "2019-01-10"
    assert answer["track"] == "party"


def test_totals_are_the_counts_of_the_columns(client):
    for track in ("party", "committee"):
        answer = client.get(MAP, params={"track": track}).json()
        phases = answer["columns"]["phase"]
        totals = answer["totals"]
        assert totals["due"] == 619 == sum(phase is not None for phase in phases)
        assert totals["phases"] == [phases.count(number) for number in range(8)]
        assert totals["completed"] == phases.count(7)
        flags = answer["columns"]["flags"]
        assert sum(bool(flag & Flag.NOT_DUE) for flag in flags) == 59
        assert sum(bool(flag & Flag.RERUN) for flag in flags) == totals["rerun"]
        for name in ("due", "elected", "completed", "polls"):
            assert sum(town[name] for town in answer["townships"].values()) == totals[name]


def test_overall_counts_unit_tracks(client):
    party, committee, overall = (
        client.get(MAP, params={"track": track}).json()["totals"] for track in ("party", "committee", "overall")
    )
    assert overall["due"] == 1238
    assert overall["elected"] == party["elected"] + committee["elected"]


def test_an_unchanged_answer_is_not_sent_again(client):
    first = client.get(MAP)
    again = client.get(MAP, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(MAP, params={"track": "overall"}, headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200
    fact = {"type": "counter", "payload": {"name": "training", "count": 1}}
    assert client.post("/api/v1/units/110108024901/facts", json=fact).status_code == 201
    assert client.get(MAP, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_past_day_and_a_past_knowledge(client):
    now = client.get(MAP).json()
    past = client.get(MAP, params={"as_of": "2018-12-05"}).json()
    assert past["day"] == "2018-12-05"
    assert past["totals"]["elected"] == 0
    assert past["totals"]["started"] < now["totals"]["started"]
    known = client.get(MAP, params={"known": 0}).json()
    assert known["totals"]["started"] == 0


@pytest.mark.parametrize(
    ("params", "status", "slug"),
    [
        ({"track": "tea"}, 404, "unknown-track"),
        ({"as_of": "2019-01-11"}, 422, "as-of-ahead"),
        ({"as_of": "yesterday"}, 422, "malformed"),
        ({"known": 10**6}, 422, "unknown-revision"),
        ({"known": -1}, 422, "malformed"),
    ],
)
def test_wrong_questions_get_a_problem(client, params, status, slug):
    answer = client.get(MAP, params=params)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"/problems/{slug}"
    assert answer.json()["status"] == status


def test_problems_speak_the_users_language(client):
    url = "/api/v1/map/999"
    assert client.get(url).json()["detail"] == "没有代码为 999 的区域。", "the product's own language by default"
    assert (
        client.get(url, headers={"Accept-Language": "en"}).json()["detail"]
        == "There is no area with the code 999."
    )
    assert "999" in client.get(url, params={"lang": "en"}, headers={"Accept-Language": "zh"}).json()["detail"]


def test_geometry_is_immutable_and_compressed(client):
    urls = client.get(MAP).json()["geometry"]
    for url in urls.values():
        plain = client.get(url, headers={"Accept-Encoding": "identity"})
        assert plain.headers["cache-control"] == "public, max-age=31536000, immutable"
        with client.stream("GET", url, headers={"Accept-Encoding": "br, gzip"}) as answer:
            assert answer.headers["content-encoding"] == "br"
            assert brotli.decompress(b"".join(answer.iter_raw())) == plain.content
        with client.stream("GET", url, headers={"Accept-Encoding": "gzip"}) as answer:
            assert gzip.decompress(b"".join(answer.iter_raw())) == plain.content
    assert {f["properties"]["code"] for f in json.loads(plain.content)["features"]}
    assert client.get(url.replace("/geo/", "/geo/0")).status_code == 404


def test_the_tiles_join_the_columns_by_code(client):
    answer = client.get(MAP).json()
    url = answer["geometry"]["tiles"]
    assert url.endswith("/110108-tiles.geojson")
    served = client.get(url)
    assert "immutable" in served.headers["Cache-Control"]
    features = served.json()["features"]
    units = [feature["properties"] for feature in features if feature["properties"]["kind"] == "unit"]
    blocks = [feature["properties"] for feature in features if feature["properties"]["kind"] == "block"]
    assert [unit["code"] for unit in units] == answer["codes"]
    assert [block["code"] for block in blocks] == list(answer["townships"])
    assert {unit["township"] for unit in units} == set(answer["townships"])
    assert len({(block["row"], block["column"]) for block in blocks}) == len(blocks)


def test_a_township_is_a_map_too(client):
    answer = client.get("/api/v1/map/110108029").json()
    assert all(code.startswith("110108029") for code in answer["codes"])
    assert answer["totals"]["due"] == sum(phase is not None for phase in answer["columns"]["phase"])
    assert set(answer["townships"]) == {"110108029"}


def test_the_summary_of_an_area_and_what_it_counts(client):
    district = client.get("/api/v1/areas/110108/summary", params={"track": "overall"}).json()
    assert (district["counts"], district["totals"]["due"]) == ("unit-tracks", 1238)
    assert sum(town["due"] for town in district["townships"].values()) == 1238
    assert list(district["townships"]) == sorted(district["townships"]), "official order, never a ranking"
    unit = client.get("/api/v1/areas/110108024901/summary").json()
    assert (unit["counts"], unit["totals"]["due"]) == ("units", 1)


def test_the_digits_of_the_units_add_up_to_the_totals(client):
    for track in ("party", "committee", "overall"):
        answer = client.get(MAP, params={"track": track}).json()
        for place, name in enumerate(COUNTS):
            digits = [counts >> 3 * place & 7 for counts in answer["columns"]["counts"]]
            assert sum(digits) == answer["totals"][name], name


def test_the_timeline_tells_every_day_as_the_map_does(client):
    told = client.get(f"{MAP}/timeline", params={"track": "overall"})
    timeline = told.json()
    assert (timeline["days"][0], timeline["days"][-1]) == ("2018-11-19", "2019-01-09")
    assert timeline["names"] == list(COLUMNS)
    current = [list(row) for row in timeline["first"]]
    flags = COLUMNS.index("flags")
    for at, day in enumerate(timeline["days"]):
        for place, *row in timeline["steps"][at - 1] if at else ():
            current[place] = row
        if day in {"2018-11-19", "2018-12-14", "2019-01-05", "2019-01-09"}:
            answer = client.get(MAP, params={"track": "overall", "as_of": day}).json()
            rows = [list(row) for row in zip(*(answer["columns"][name] for name in COLUMNS), strict=True)]
            for row in rows:
                row[flags] &= ~Flag.NOT_REPORTED
            assert current == rows, day
            for town, summary in answer["townships"].items():
                report = timeline["reports"][town][at]
                assert (report and report[0]) == summary["report"]
    again = client.get(
        f"{MAP}/timeline", params={"track": "overall"}, headers={"If-None-Match": told.headers["ETag"]}
    )
    assert again.status_code == 304


def test_setbacks_are_those_of_the_fictional_units(client):
    answer = client.get(f"{MAP}/setbacks", params={"since": "2018-11-19"}).json()
    assert answer["setbacks"], "the demo revokes a stage of a fictional unit"
    for row in answer["setbacks"]:
        assert row["kind"] in {"revoked", "corrected", "withdrawn"}
        assert row["after"]
    assert client.get(f"{MAP}/setbacks", params={"as_of": "2018-11-20"}).json()["setbacks"] == []
    assert client.get(f"{MAP}/setbacks", params={"since": "2019-02-30"}).status_code == 422
