"""Screens follow a presenter: pairing by a code, commands, the long poll, and who may what."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import httpx2 as httpx
import pytest

from dashboard.store.accounts import Attempts
from tests.apps import Server, copy_of
from tests.doors import ORIGIN, application_in, open_site, problem

PAIRING, PRESENTER = "/api/v1/wall/pairing", "/api/v1/presenter"
TOWN, UNIT = "110108026", "110108026002"


@pytest.fixture
def site(demo_folder, tmp_path):
    yield from open_site(application_in(demo_folder, tmp_path / "data"))


@pytest.fixture
def office(site):
    return site.person("office", "office")


@pytest.fixture
def wall(site, office):
    return site.screen("大厅大屏")


@pytest.fixture
def pool():
    with ThreadPoolExecutor(4) as made:
        yield made


def offer(wall, screen=None):
    answer = wall.post(PAIRING, json={"screen": screen})
    assert answer.status_code == 200, answer.text
    return answer.json()


def join(presenter, code):
    return presenter.post(f"{PRESENTER}/screens", json={"code": code})


def paired(wall, presenter):
    """Pair a screen; return its id."""
    offered = offer(wall)
    assert join(presenter, offered["code"]).status_code == 200
    return offered["screen"]


def follow(wall, screen, after=None):
    return wall.get(f"{PAIRING}/{screen}", params={"after": after} if after else {})


def shown(wall, screen):
    answer = follow(wall, screen)
    assert answer.status_code == 200, answer.text
    return answer.json()


def order(presenter, do, **more):
    return presenter.post(f"{PRESENTER}/commands", json={"command": {"do": do, **more}})


def waits(site, pool, wall, screen):
    """Let a screen wait for news in a thread of its own; return when it does."""
    told = pool.submit(follow, wall, screen, shown(wall, screen)["version"])
    for _ in range(500):
        if site.application.followers.waiting:
            return told
        time.sleep(0.01)
    raise AssertionError(f"the screen does not wait: {told.result(1).text}")


# ---------------------------------------------------------------- pairing


def test_a_presenter_is_told_which_days_there_are_to_show(site, office):
    told, campaign = office.get(PRESENTER).json(), site.services.profile.campaign
    assert (told["first"], told["last"]) == (str(campaign.start), str(site.services.clock.today()))


def test_a_screen_follows_whoever_enters_its_code(wall, office):
    offered = offer(wall)
    assert len(offered["code"]) == 7
    assert 0 < (datetime.fromisoformat(offered["until"]) - datetime.now(UTC)).total_seconds() <= 300
    nobody = {"version": "0.0.0", "following": False, "state": None, "command": None}
    assert shown(wall, offered["screen"]) == nobody
    told = join(office, offered["code"]).json()
    assert [(one["number"], one["name"], one["screen"]) for one in told["screens"]] == [
        (1, "大厅大屏", offered["screen"])
    ]
    assert shown(wall, offered["screen"])["following"]


@pytest.mark.parametrize("write", [str, lambda code: code.replace(" ", ""), lambda code: code.replace(" ", "-")])
def test_a_code_may_be_entered_with_and_without_its_gap(wall, office, write):
    assert join(office, write(offer(wall)["code"])).status_code == 200


def test_full_width_digits_are_digits(wall, office):
    code = offer(wall)["code"].translate({48 + n: 0xFF10 + n for n in range(10)})
    assert join(office, code).status_code == 200


def test_a_code_is_kept_as_a_keyed_hash_and_noted_nowhere(site, wall, office):
    offered = offer(wall)
    with site.services.queries.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT code FROM screen").fetchall()
    assert [len(row.code) for row in rows] == [64]
    join(office, offered["code"])
    entries = [str(vars(one)) for one in site.noted()]
    digits = offered["code"].replace(" ", "")
    assert not [one for one in entries if digits in one or offered["code"] in one]


def test_a_wrong_code_and_one_that_was_used_are_refused(wall, office):
    offered = offer(wall)
    other = f"{(int(offered['code'].replace(' ', '')) + 1) % 1_000_000:06}"
    assert problem(join(office, other)) == (422, "pairing-code-unknown")
    assert problem(join(office, "x")) == (422, "pairing-code-unknown")
    assert join(office, offered["code"]).status_code == 200
    assert problem(join(office, offered["code"])) == (422, "pairing-code-unknown")


def test_a_code_that_is_too_old_is_refused(site, wall, office):
    offered = offer(wall)
    with site.services.queries.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE screen SET code_until = '2020-01-01 00:00:00.000000'")
    assert problem(join(office, offered["code"])) == (422, "pairing-code-unknown")
    assert not shown(wall, offered["screen"])["following"]


def test_who_guesses_codes_has_to_wait_even_with_the_right_one(site, wall, office):
    code = offer(wall)["code"]
    wrong = f"{(int(code.replace(' ', '')) + 1) % 1_000_000:06}"
    told = [problem(join(office, wrong)) for _ in range(5)]
    assert told == [(422, "pairing-code-unknown")] * 5
    key = "presenter:account:office"
    assert site.doors.accounts.attempts([key])[key].blocked_until is not None
    site.doors.accounts.count_attempts({key: lambda _: Attempts(11, datetime.now(UTC))})
    assert problem(join(office, wrong)) == (422, "pairing-code-unknown")
    held_up = join(office, code)
    assert problem(held_up) == (429, "too-many-attempts")
    assert 60 < int(held_up.headers["Retry-After"]) <= 129
    viewer = site.person("leader", "viewer")
    assert join(viewer, code).status_code == 200, "another is not held up by it"


def test_more_codes_than_can_be_told_from_guesses_are_not_given(site, wall):
    for _ in range(100):
        offer(wall)
    assert problem(wall.post(PAIRING, json={})) == (503, "too-many-codes")


def test_a_screen_that_asks_again_keeps_its_id_and_the_older_code_is_void(wall, office):
    first = offer(wall)
    again = offer(wall, first["screen"])
    assert again["screen"] == first["screen"]
    if again["code"] != first["code"]:
        assert problem(join(office, first["code"])) == (422, "pairing-code-unknown")
    assert join(office, again["code"]).status_code == 200


def test_a_screen_cannot_choose_an_id_that_is_not_known(wall):
    chosen = "0" * 32
    assert offer(wall, chosen)["screen"] != chosen
    assert problem(wall.post(PAIRING, json={"screen": "../x"}))[0] == 422


def test_a_new_pairing_replaces_the_old(site, wall, office):
    screen, leader = paired(wall, office), site.person("leader", "viewer")
    offered = offer(wall, screen)
    assert shown(wall, screen)["following"], "a code alone changes nothing"
    join(leader, offered["code"])
    assert office.get(PRESENTER).json()["screens"] == []
    assert [one["screen"] for one in leader.get(PRESENTER).json()["screens"]] == [screen]


def test_a_screen_leaves_by_itself(wall, office):
    screen = paired(wall, office)
    assert wall.post(f"{PAIRING}/{screen}/leave").json()["following"] is False
    assert not shown(wall, screen)["following"]
    assert problem(order(office, "next")) == (409, "no-screen-follows")


def test_a_presenter_lets_a_screen_go_and_nobody_elses(site, wall, office):
    screen, leader = paired(wall, office), site.person("leader", "viewer")
    assert problem(leader.delete(f"{PRESENTER}/screens/{screen}")) == (404, "unknown-screen")
    assert shown(wall, screen)["following"]
    assert office.delete(f"{PRESENTER}/screens/{screen}").json()["screens"] == []
    assert not shown(wall, screen)["following"]


# ---------------------------------------------------------------- who may


@pytest.mark.parametrize("role", ["clerk", "township_reviewer", "department", "admin", "auditor"])
def test_who_does_not_lead_is_refused(site, wall, office, role):
    areas = [TOWN] if role in {"clerk", "township_reviewer"} else []
    department = "区民政局" if role == "department" else None
    person = site.person("other", role, areas=areas, department=department)
    code, screen = offer(wall)["code"], paired(wall, office)
    for answer in (
        join(person, code),
        person.get(PRESENTER),
        order(person, "next"),
        person.delete(f"{PRESENTER}/screens/{screen}"),
    ):
        assert problem(answer) == (403, "not-yours")
    assert shown(wall, screen)["state"]["steps"] == 0


def test_a_screen_does_not_lead(wall, office):
    assert problem(join(wall, offer(wall)["code"])) == (403, "not-yours")
    assert problem(order(wall, "next")) == (403, "not-yours")


@pytest.mark.parametrize("role", ["office", "viewer", "supervisor"])
def test_who_leads(site, wall, role):
    leader = site.person("leader", role, areas=[TOWN] if role == "supervisor" else [])
    screen = paired(wall, leader)
    assert order(leader, "next").json()["state"]["steps"] == 1
    assert shown(wall, screen)["state"]["steps"] == 1


def test_whoever_looks_at_the_demo_without_accounts_pairs_and_leads(client):
    screen = paired(client, client)
    assert order(client, "blank", on=True).status_code == 200
    assert shown(client, screen)["state"]["blank"] is True


def test_another_site_leads_nothing(wall, office):
    screen = paired(wall, office)
    forged = office.post(
        f"{PRESENTER}/commands", json={"command": {"do": "next"}}, headers={"Origin": "https://elsewhere.example"}
    )
    assert problem(forged) == (403, "cross-site")
    office.headers.pop("X-CSRFToken")
    assert problem(order(office, "next")) == (403, "cross-site")
    assert shown(wall, screen)["state"]["steps"] == 0


def test_what_is_done_is_in_the_audit_log(site, wall, office):
    screen = paired(wall, office)
    order(office, "area", code=UNIT)
    office.delete(f"{PRESENTER}/screens/{screen}")
    noted = {one.action: one for one in site.noted(actor="office")}
    assert noted["screen.paired"].subject == noted["screen.released"].subject == screen[:8]
    assert noted["screen.led"].detail == {"do": "area", "code": UNIT}
    assert [one.actor for one in site.noted(action="screen.code")] == ["大厅大屏"]


# ---------------------------------------------------------------- commands


def test_two_screens_follow_one_presenter(site, wall, office):
    other = site.screen("会议室")
    first, second = paired(wall, office), paired(other, office)
    told = office.get(PRESENTER).json()
    assert [(one["number"], one["name"]) for one in told["screens"]] == [(1, "大厅大屏"), (2, "会议室")]
    order(office, "area", code=TOWN)
    for screen, one in ((first, wall), (second, other)):
        assert shown(one, screen)["state"]["area"] == TOWN
        assert shown(one, screen)["command"] == {"do": "area", "code": TOWN}


def test_a_screen_that_reconnects_or_joins_late_takes_the_state_as_it_is(site, wall, office):
    first = paired(wall, office)
    for do, more in (
        ("next", {}),
        ("next", {}),
        ("pause", {}),
        ("ground", {"ground": "tiles"}),
        ("colour", {"by": "late"}),
        ("day", {"as_of": "2018-12-01"}),
        ("visitors", {"on": True}),
        ("polls", {"on": True}),
        ("track", {"track": "overall"}),
    ):
        assert order(office, do, **more).status_code == 200, do
    wanted = {
        "homes": 0,
        "steps": 2,
        "paused": True,
        "area": None,
        "ground": "tiles",
        "by": "late",
        "day": "2018-12-01",
    }
    wanted |= {"playing": False, "blank": False, "visitors": True, "polls": True, "track": "overall"}
    assert shown(wall, first)["state"] == wanted
    late = site.screen("后来")
    assert shown(late, paired(late, office))["state"] == wanted
    assert office.get(PRESENTER).json()["state"] == wanted


@pytest.mark.parametrize(
    ("command", "refused"),
    [
        ({"do": "area", "code": "999"}, (422, "area-not-shown")),
        ({"do": "area", "code": "110108"}, (422, "area-not-shown")),
        ({"do": "day", "as_of": "2018-09-01"}, (422, "day-not-shown")),
        ({"do": "day", "as_of": "2019-03-31"}, (422, "day-not-shown")),
        ({"do": "track", "track": "nowhere"}, (404, "unknown-track")),
        ({"do": "colour", "by": "assessment"}, (422, "malformed")),
        ({"do": "colour", "by": "petitions"}, (422, "malformed")),
        ({"do": "say", "text": "欢迎"}, (422, "malformed")),
        ({"do": "next", "times": 100}, (422, "malformed")),
    ],
)
def test_a_command_names_what_there_is(wall, office, command, refused):
    screen = paired(wall, office)
    before = shown(wall, screen)
    answer = office.post(f"{PRESENTER}/commands", json={"command": command})
    assert problem(answer) == refused
    assert shown(wall, screen) == before


def test_a_day_is_shown_up_to_today_and_not_ahead(site, wall, office):
    paired(wall, office)
    today = site.services.clock.today()
    first = site.services.profile.campaign.start
    assert order(office, "day", as_of=str(today)).json()["state"]["day"] == str(today)
    assert order(office, "day", as_of=str(first)).status_code == 200
    ahead = today.replace(day=today.day + 1) if today.day < 28 else today.replace(year=today.year + 1)
    assert problem(order(office, "day", as_of=str(ahead))) == (422, "day-not-shown")
    assert order(office, "day", as_of=None).json()["state"]["day"] is None


def test_without_a_screen_a_command_reaches_nobody(office):
    assert problem(order(office, "next")) == (409, "no-screen-follows")


# ---------------------------------------------------------------- the long poll


def test_a_screen_that_is_unknown_is_told_so(wall):
    assert problem(follow(wall, "0" * 32)) == (404, "unknown-screen")


def test_a_waiting_screen_is_told_of_a_command(site, pool, wall, office):
    screen = paired(wall, office)
    told = waits(site, pool, wall, screen)
    order(office, "next")
    answer = told.result(10).json()
    assert (answer["state"]["steps"], answer["command"]) == (1, {"do": "next"})
    assert answer["version"] == shown(wall, screen)["version"]


def test_a_waiting_screen_is_told_that_it_is_joined_and_let_go(site, pool, wall, office):
    offered = offer(wall)
    told = waits(site, pool, wall, offered["screen"])
    join(office, offered["code"])
    assert told.result(10).json()["following"] is True
    told = waits(site, pool, wall, offered["screen"])
    office.delete(f"{PRESENTER}/screens/{offered['screen']}")
    assert told.result(10).json()["following"] is False


@pytest.mark.parametrize("end", ["sign-out", "disable"])
def test_following_ends_with_the_presenters_session(site, pool, wall, end):
    leader = site.person("leader", "viewer")
    told = waits(site, pool, wall, paired(wall, leader))
    if end == "sign-out":
        assert leader.post("/api/v1/access/sign-out").status_code == 200
    else:
        admin = site.person("admin", "admin")
        assert admin.post("/api/v1/access/accounts/leader/disable").status_code == 200
    answer = told.result(10).json()
    assert (answer["following"], answer["state"], answer["command"]) == (False, None, None)


def test_a_screen_that_is_revoked_does_not_wait_on(site, pool, wall, office):
    told = waits(site, pool, wall, paired(wall, office))
    (device,) = site.doors.sessions.devices()
    admin = site.person("admin", "admin")
    assert admin.post(f"/api/v1/access/devices/{device.id}/revoke").status_code == 200
    assert problem(told.result(15)) == (401, "sign-in-needed")


def test_two_screens_that_wait_are_told_by_one_look(site, pool, wall, office):
    other = site.screen("会议室")
    screens = [(wall, paired(wall, office)), (other, paired(other, office))]
    told = [waits(site, pool, one, screen) for one, screen in screens]
    order(office, "blank", on=True)
    assert [answer.result(10).json()["state"]["blank"] for answer in told] == [True, True]
    assert site.application.followers.waiting == 0


def test_a_waiting_screen_is_answered_when_the_server_stops(demo_folder, tmp_path, pool):
    server = Server(copy_of(demo_folder, tmp_path / "data")).start()
    try:
        with httpx.Client(base_url=server.url, timeout=60) as here:
            screen = here.post(PAIRING, json={}).json()["screen"]
            known = here.get(f"{PAIRING}/{screen}").json()
            told = pool.submit(here.get, f"{PAIRING}/{screen}", params={"after": known["version"]})
            time.sleep(1)  # by then it waits; were it slower, the answer would be the same
            server.stop()
            assert told.result(30).json() == known, "not cut off: that would raise"
    finally:
        server.stop()


def test_a_screen_that_may_open_the_wall_only_is_paired_as_any_other(site, office):
    _, code = site.services.house.add_device("只看大屏", "/wall?lang=zh-CN", "test", ORIGIN)
    wall = site.visitor()
    assert wall.post("/api/v1/access/link", json={"code": code}).status_code == 200
    site.carrying(wall)
    assert shown(wall, paired(wall, office))["following"]
