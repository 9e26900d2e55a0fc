"""Every figure lists as many units as it says, and every unit the facts by which it counts."""

import pytest

from dashboard.election.figures import FIGURES


def ask(client, figure, **params):
    answer = client.get(f"/api/v1/figures/{figure}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("track", ["party", "committee", "overall"])
def test_every_figure_lists_what_it_counts(client, track):
    totals = client.get("/api/v1/map/110108", params={"track": track}).json()["totals"]
    for name, figure in FIGURES.items():
        told = ask(client, name, track=track)
        assert told["value"] == totals[name], name
        if figure.of is None:
            assert len(told["counted"]) == totals[name], name
            assert told["rest"] == []
        elif totals[name] is not None:
            whole = len(told["counted"]) + len(told["rest"])
            assert len(told["counted"]) / whole == totals[name]


def test_new_and_gone_explain_the_difference_to_the_day_before(client):
    answer = client.get("/api/v1/map/110108", params={"track": "party"}).json()
    for name, figure in FIGURES.items():
        told = ask(client, name, track="party")
        new = sum(row["new"] for row in told["counted"])
        if figure.of is None:
            assert new - len(told["gone"]) == answer["totals"][name] - answer["previous"]["totals"][name], name
    assert any(row["new"] for name in FIGURES for row in ask(client, name)["counted"]), "the demo moves every day"


def test_a_township_has_its_own_figures(client):
    answer = client.get("/api/v1/map/110108", params={"track": "party"}).json()
    for code, totals in list(answer["townships"].items())[:6]:
        told = ask(client, "elected", track="party", area=code)
        assert len(told["counted"]) == totals["elected"]
        assert {row["township"] for row in told["counted"]} <= {code}


@pytest.mark.parametrize(
    "figure", ["started", "polls", "elected", "completed", "one_time_success_rate", "polls_today"]
)
def test_every_counted_unit_has_facts_that_show_it(client, figure):
    rows = ask(client, figure, track="party")["counted"]
    assert rows
    for row in rows[:: max(1, len(rows) // 12)]:
        found = client.get(
            f"/api/v1/figures/{figure}/evidence", params={"unit": row["code"], "track": row["track"], "lang": "en"}
        ).json()
        assert found, row
        for fact in found:
            assert fact["text"]
            assert fact["who"]
            assert fact["source"]


def test_a_matter_is_shown_by_its_facts(client):
    body = {"type": "matter", "subject": "m-test", "payload": {"department": "区住建委", "text": "拆迁资金"}}
    assert client.post("/api/v1/units/110108024901/facts", json=body).status_code == 201
    before = ask(client, "matters")
    mine = [row for row in before["counted"] if row["subject"] == "m-test"]
    assert [row["code"] for row in mine] == ["110108024901"]
    assert mine[0]["new"]
    params = {"unit": "110108024901", "subject": "m-test", "lang": "zh"}
    (fact,) = client.get("/api/v1/figures/matters/evidence", params=params).json()
    assert fact["text"] == "需区住建委协调：拆迁资金"
    body["payload"] |= {"closed": True, "reply": "已拨付"}
    client.post("/api/v1/units/110108024901/facts", json=body)
    assert ask(client, "matters")["value"] == before["value"] - 1


def test_an_unknown_figure_is_refused(client):
    answer = client.get("/api/v1/figures/votes", params={"lang": "en"})
    assert answer.status_code == 404
    assert answer.json()["type"] == "/problems/unknown-figure"
    assert "completion_rate" in answer.json()["detail"]
