"""Passwords and codes are guessed in vain: who fails has to wait, and learns nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.access.doors import UNKNOWN
from dashboard.store.accounts import Attempts
from tests.doors import ORIGIN, PASSWORD, application_in, open_site, problem

OWN = "110108010"
SITE = "http://situation.example"


@pytest.fixture(scope="module")
def site(demo_folder, tmp_path_factory):
    yield from open_site(application_in(demo_folder, tmp_path_factory.mktemp("guesses") / "data", origins=SITE))


@pytest.fixture
def stranger(site):
    """Somebody at another machine; what he has tried before is forgotten."""
    site.doors.accounts.clear_attempts("address:10.0.0.9")
    return site.visitor(address="10.0.0.9", base=SITE)


def guess(stranger, login, password, **headers):
    return stranger.post("/api/v1/access/sign-in", json={"login": login, "password": password}, headers=headers)


def failed_before(site, key, failures):
    """Count failures of an hour's work at once, so that the next one is waited for long."""
    site.doors.accounts.count_attempts({key: lambda _: Attempts(failures, datetime.now(UTC))})


def test_who_guesses_a_password_has_to_wait_even_with_the_right_one(site, stranger):
    site.account("guessed", "clerk", areas=[OWN])
    with site.nothing_changes("guessed", action="sign-in.refused"):
        told = [problem(guess(stranger, "guessed", f"wrong {n}")) for n in range(3)]
        assert told == [(401, "sign-in-refused")] * 3
        kept = site.doors.accounts.attempts(["account:guessed"])["account:guessed"]
        assert (kept.failures, kept.blocked_until - kept.last_at) == (3, timedelta(seconds=1))
        failed_before(site, "account:guessed", 9)
        assert problem(guess(stranger, "guessed", "wrong")) == (401, "sign-in-refused")
        held_up = guess(stranger, "Guessed ", PASSWORD)
        assert problem(held_up) == (429, "too-many-attempts")
        assert 60 < int(held_up.headers["Retry-After"]) <= 129
        elsewhere = site.visitor(address="10.0.0.10", base=SITE)
        assert guess(elsewhere, "guessed", PASSWORD).status_code == 429
    failed_before(site, "account:guessed", 10)
    assert guess(stranger, "guessed", PASSWORD).status_code == 200, "when the wait is over, the right one is right"


def test_an_account_that_is_not_there_is_answered_like_one_that_is(site, stranger):
    site.account("known", "clerk", areas=[OWN])
    told = {}
    for login in ("known", "unknown"):
        answer = guess(stranger, login, "wrong")
        failed_before(site, f"account:{login}", 19)
        again, held_up = guess(stranger, login, "wrong"), guess(stranger, login, "wrong")
        told[login] = [(one.status_code, one.json()["type"]) for one in (answer, again, held_up)]
        assert held_up.status_code == 429
    assert told["known"] == told["unknown"]


@pytest.mark.parametrize(
    "login", ["' OR 1=1 --", "clerk' --", "%", "_lerk", "clerk*", "<script>", "{0.__class__}", "x" * 200]
)
def test_odd_names_sign_nobody_in(site, stranger, login):
    with site.nothing_changes(UNKNOWN, action="sign-in.refused"):
        assert problem(guess(stranger, login, PASSWORD)) == (401, "sign-in-refused")


def test_an_address_that_tries_many_codes_has_to_wait_whatever_it_says_it_is(site, stranger):
    key = "address:10.0.0.9"
    with site.nothing_changes("—", action="device.refused"):
        for number in range(3):
            headers = {"X-Forwarded-For": f"10.9.9.{number}", "X-Real-IP": f"10.9.9.{number}"}
            answer = stranger.post("/api/v1/access/link", json={"code": f"0000-0000-{number:04}"}, headers=headers)
            assert problem(answer) == (422, "code-unknown")
        assert site.doors.accounts.attempts([key])[key].failures == 3
        failed_before(site, key, 27)
        assert problem(stranger.post("/api/v1/access/link", json={"code": "1"})) == (422, "code-unknown")
        held_up = stranger.post(
            "/api/v1/access/link", json={"code": "1"}, headers={"X-Forwarded-For": "10.9.9.99"}
        )
        assert problem(held_up) == (429, "too-many-attempts")
        assert 120 < int(held_up.headers["Retry-After"]) <= 257
        assert guess(stranger, "anybody", "wrong").status_code == 429


def test_a_code_works_once(site):
    _, code = site.services.house.add_device("门厅", "/", "test", ORIGIN)
    first, second = (site.visitor().post("/api/v1/access/link", json={"code": code}) for _ in range(2))
    assert (first.status_code, problem(second)) == (200, (422, "code-unknown"))


def test_a_screen_that_opens_its_link_at_each_start_stays_in(site):
    device, code = site.services.house.add_device("走廊", "/wall", "test", ORIGIN)
    screen = site.visitor(address="10.0.0.10", base=SITE)
    assert screen.post("/api/v1/access/link", json={"code": code}).json() == {"home": "/wall"}
    site.carrying(screen)
    for wrong in (0, 40):
        failed_before(site, "address:10.0.0.10", wrong)
        answer = screen.post("/api/v1/access/link", json={"code": code})
        assert (answer.status_code, answer.json()) == (200, {"home": "/wall"})
    site.services.house.revoke_device(device.id, "test", ORIGIN)
    del screen.headers["X-CSRFToken"]
    assert problem(screen.post("/api/v1/access/link", json={"code": code})) == (429, "too-many-attempts")


def test_a_wrong_old_password_has_to_wait_too(site):
    person, body = site.person("changer", "clerk", areas=[OWN]), {"old": "wrong", "new": "blackberries in june"}
    with site.nothing_changes("changer", action="password.refused"):
        failed_before(site, "account:changer", 9)
        told = [
            problem(person.post("/api/v1/access/password", json=body | {"old": old})) for old in ("x", PASSWORD)
        ]
        assert told == [(401, "sign-in-refused"), (429, "too-many-attempts")]
