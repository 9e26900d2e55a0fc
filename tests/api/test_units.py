import pytest

UNIT = "110108024901"
FACTS = f"/api/v1/units/{UNIT}/facts"
MEASURE = {"type": "counter", "payload": {"name": "training", "count": 3}}


def test_lists_are_filtered_and_paged(client):
    everything = client.get("/api/v1/units", params={"limit": 1000}).json()
    assert everything["total"] == 678
    keys = client.get("/api/v1/units", params={"flag": "key"}).json()
    assert keys["total"] == 15
    assert all(unit["name"].startswith("示例") for unit in keys["units"])
    villages = client.get(
        "/api/v1/units", params={"kind": "village", "township": ["110108029", "110108030"]}
    ).json()
    assert villages["total"] == 39
    page = client.get("/api/v1/units", params={"limit": 10, "offset": 670}).json()
    assert [unit["code"] for unit in page["units"]] == [unit["code"] for unit in everything["units"][670:]]
    phase = client.get("/api/v1/units", params={"phase": [7], "limit": 1000}).json()
    assert phase["total"] == client.get("/api/v1/map/110108").json()["totals"]["completed"]


def test_a_dossier_holds_both_tracks(client):
    answer = client.get(f"/api/v1/units/{UNIT}")
    unit = answer.json()
    assert unit["name"] == "示例一村"
    assert set(unit["tracks"]) == {"party", "committee"}
    assert [len(track["stages"]) for track in unit["tracks"].values()] == [10, 10]
    assert answer.headers["ETag"] == f'"{unit["revision"]}"'


def test_the_history_lists_everything_newest_first(client):
    history = client.get(f"/api/v1/units/{UNIT}/history", params={"limit": 1000}).json()
    revisions = [fact["revision"] for fact in history["facts"]]
    assert history["total"] == len(revisions)
    assert revisions == sorted(revisions, reverse=True)
    assert {"plan", "key_village", "milestone"} <= {fact["type"] for fact in history["facts"]}


def test_a_fact_is_recorded_and_idempotent(client):
    before = client.get(f"/api/v1/units/{UNIT}").json()["revision"]
    first = client.post(FACTS, json=MEASURE, headers={"Idempotency-Key": "k1", "If-Match": f'"{before}"'})
    assert first.status_code == 201
    again = client.post(FACTS, json=MEASURE, headers={"Idempotency-Key": "k1"})
    assert (again.status_code, again.json()["replayed"]) == (200, True)
    assert again.json()["fact_ids"] == first.json()["fact_ids"]
    other = client.post(FACTS, json={**MEASURE, "effective_on": "2019-01-02"}, headers={"Idempotency-Key": "k1"})
    assert (other.status_code, other.json()["type"]) == (409, "/problems/request-id-reused")


def test_a_stale_writer_learns_what_changed(client):
    before = client.get(f"/api/v1/units/{UNIT}").json()["revision"]
    client.post(FACTS, json=MEASURE)
    stale = client.post(FACTS, json=MEASURE, headers={"If-Match": f'"{before}"'})
    assert stale.status_code == 412
    problem = stale.json()
    assert problem["type"] == "/problems/stale-unit"
    assert (problem["expected"], problem["actual"] > before) == (before, True)
    assert [fact["type"] for fact in problem["changes"]] == ["counter"]


def test_several_facts_are_all_or_nothing(client):
    bad = {"type": "milestone", "track": "party", "payload": {"stage": "tea", "edge": "end"}}
    before = client.get(f"/api/v1/units/{UNIT}").json()["revision"]
    refused = client.post(FACTS, json={"facts": [MEASURE, bad]})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/fact-refused")
    assert client.get(f"/api/v1/units/{UNIT}").json()["revision"] == before
    taken = client.post(FACTS, json={"facts": [MEASURE, {**MEASURE, "effective_on": "2019-01-03"}]})
    assert len(taken.json()["fact_ids"]) == 2


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/api/v1/units/999", None, 404),
        ("GET", "/api/v1/units/110108029", None, 404),
        ("GET", "/api/v1/units/999/history", None, 404),
        ("POST", "/api/v1/units/999/facts", MEASURE, 404),
        ("POST", FACTS, {"type": "counter"}, 422),
        ("POST", FACTS, {"facts": []}, 422),
        ("POST", FACTS, {"type": "tea", "payload": {}}, 422),
        ("POST", FACTS, [], 422),
        ("DELETE", FACTS, None, 405),
        ("GET", "/api/v1/units?offset=-1", None, 422),
        ("GET", "/api/v1/units?flag=tea", None, 422),
        ("GET", "/api/v1/nope", None, 404),
        ("GET", "/api/v2", None, 404),
        ("GET", "/geo/x/y", None, 404),
        ("GET", "/static/x/map/main.js", None, 404),
    ],
)
def test_wrong_requests_are_problems(client, method, path, body, status):
    answer = client.request(method, path, json=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_personal_numbers_are_refused_with_an_explanation(client):
    fact = {"type": "matter", "payload": {"department": "区规自分局", "text": "联系13800138000"}}
    answer = client.post(FACTS, json=fact)
    assert answer.status_code == 422
    assert "电话号码" in answer.json()["detail"]
