"""Over HTTP: what is told raises an alert by itself, a person deals with it, and it ends by itself."""

import time

UNIT = "110108024901"
FACTS = f"/api/v1/units/{UNIT}/facts"
RULE = "incident_open"
TOLD = {"type": "incident", "subject": "i1", "payload": {"category": "order"}}


def steps(client, count):
    """Wait for so many steps of the incident's alert, oldest first."""
    for _ in range(300):
        facts = client.get(f"/api/v1/units/{UNIT}/history", params={"limit": 1000}).json()["facts"]
        found = [fact for fact in facts if fact["type"] == "alert_action" and fact["payload"]["rule"] == RULE]
        if len(found) >= count:
            return found[::-1]
        time.sleep(0.05)
    raise AssertionError(f"not within a quarter of a minute: {found}")


def test_an_incident_is_red_until_it_is_closed(client):
    before = client.get(f"/api/v1/units/{UNIT}").json()["revision"]
    assert client.post(FACTS, json=TOLD).status_code == 201
    (opened,) = steps(client, 1)
    assert (opened["payload"]["action"], opened["payload"]["level"]) == ("opened", 3)
    picture = client.get("/api/v1/map/110108").json()
    assert picture["columns"]["alert"][picture["codes"].index(UNIT)] == 3
    seen = {
        "type": "alert_action",
        "subject": opened["subject"],
        "payload": {"rule": RULE, "action": "acknowledged", "level": 3},
    }
    assert client.post(FACTS, json=seen).status_code == 201
    assert client.post(FACTS, json={**TOLD, "payload": {"category": "order", "closed": True}}).status_code == 201
    last = steps(client, 3)[-1]
    assert last["payload"]["action"] == "resolved"
    assert last["payload"]["text"] == "重大问题办结"
    assert client.get(f"/api/v1/units/{UNIT}").json()["revision"] >= before + 5
    assert client.get("/readyz").json()["rules_failing"] == []


def test_an_edit_is_not_outdated_by_the_rules_own_step(client):
    told = client.post(FACTS, json=TOLD)
    steps(client, 1)
    edit = {"type": "counter", "payload": {"name": "training", "count": 3}}
    seen = {"If-Match": f'"{told.json()["revision"]}"'}
    assert client.post(FACTS, json=edit, headers=seen).status_code == 201
    assert client.post(FACTS, json=edit, headers=seen).status_code == 412
