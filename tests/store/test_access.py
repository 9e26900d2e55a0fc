"""Accounts, sessions and devices as the database keeps them; what is signed in to, and what ends it."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.store import accounts as accounts_module
from dashboard.store.accounts import Account, Accounts, Attempts
from dashboard.store.errors import AccountExists, LastOfItsRole, UnknownAccount, UnknownDevice
from dashboard.store.sessions import Device, Sessions

NOW = datetime(2018, 12, 14, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
CLERK = Account(
    login="clerk-11",
    role="clerk",
    post="甲镇选举干事",
    posts=("甲镇党委组织委员",),
    areas=("11",),
    department=None,
    password="$argon2id$one",
    must_change=True,
    disabled=False,
    created_at=NOW,
    password_at=NOW,
)
HALL = Device("d1", "大厅", "/?theme=dark", "c" * 64, NOW + timedelta(minutes=30), "admin", NOW)


@pytest.fixture
def accounts(engine):
    kept = Accounts(engine)
    kept.add(CLERK)
    return kept


@pytest.fixture
def sessions(engine, accounts):
    return Sessions(engine)


def at_once(*works):
    """Run works in threads that start together; return what each returned or raised."""
    gate, results = threading.Barrier(len(works)), [None] * len(works)

    def run(place, work):
        gate.wait()
        try:
            results[place] = work()
        except Exception as error:  # noqa: BLE001 - told by the test that asks
            results[place] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return results


def test_an_account_is_found_as_it_was_added(engine, accounts):
    assert accounts.find("clerk-11") == CLERK
    assert accounts.find("clerk-12") is None
    other = replace(CLERK, login="answers", role="department", areas=(), posts=(), department="民政局")
    accounts.add(other)
    assert accounts.listing() == [other, CLERK], "by login"


def test_whether_there_are_accounts_at_all(engine):
    kept = Accounts(engine)
    assert not kept.any()
    kept.add(replace(CLERK, disabled=True))
    assert kept.any(), "one that is disabled still closes the house"


def test_a_name_is_given_once(accounts):
    with pytest.raises(AccountExists, match="clerk-11"):
        accounts.add(replace(CLERK, post="other"))
    assert accounts.listing() == [CLERK]


def test_of_two_that_take_a_name_at_once_one_gets_it(engine, accounts):
    posts = [f"post {number}" for number in range(4)]
    results = at_once(*(lambda post=post: accounts.add(replace(CLERK, login="new", post=post)) for post in posts))
    assert sum(result is None for result in results) == 1
    assert all(isinstance(result, AccountExists) for result in results if result is not None), results


def test_an_account_is_changed(accounts):
    accounts.change("clerk-11", LATER, areas=["12"], must_change=False)
    assert accounts.find("clerk-11") == replace(CLERK, areas=("12",), must_change=False)
    with pytest.raises(UnknownAccount, match="nobody"):
        accounts.change("nobody", LATER, disabled=True)


def test_one_of_a_role_is_left_also_when_all_go_at_once(accounts):
    for number in range(4):
        accounts.add(replace(CLERK, login=f"admin-{number}", role="admin"))
    gone = [{"disabled": True}, {"role": "viewer"}] * 2
    results = at_once(
        *(
            lambda number=number, values=values: accounts.change(
                f"admin-{number}", LATER, leave_one="admin", **values
            )
            for number, values in enumerate(gone)
        )
    )
    assert sum(isinstance(result, LastOfItsRole) for result in results) == 1, results
    assert len([one for one in accounts.listing() if one.role == "admin" and not one.disabled]) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"password": "$argon2id$two"},
        {"role": "township_reviewer"},
        {"areas": ["12"]},
        {"posts": []},
        {"department": "民政局"},
        {"disabled": True},
    ],
    ids=lambda values: next(iter(values)),
)
def test_what_an_account_may_do_changes_only_with_its_sessions(accounts, sessions, values):
    accounts.add(replace(CLERK, login="other"))
    for key, login in (("one", "clerk-11"), ("two", "clerk-11"), ("three", "other")):
        sessions.begin(key, NOW, "10.0.0.7", login=login)
    accounts.change("clerk-11", LATER, **values)
    assert set(sessions.standing(["one", "two", "three"])) == {"three"}
    assert sessions.find("one") is None
    assert sessions.find("three").account.login == "other"


def test_a_new_post_or_a_chosen_password_mark_leaves_the_sessions(accounts, sessions):
    sessions.begin("one", NOW, "10.0.0.7", login="clerk-11")
    accounts.change("clerk-11", LATER, post="甲镇选举办", must_change=False)
    assert sessions.find("one").account.post == "甲镇选举办"


def test_an_account_is_not_changed_when_its_sessions_cannot_be_ended(accounts, sessions, monkeypatch):
    sessions.begin("one", NOW, "10.0.0.7", login="clerk-11")

    def fail(*_):
        raise RuntimeError

    monkeypatch.setattr(accounts_module, "end_sessions", fail)
    with pytest.raises(RuntimeError):
        accounts.change("clerk-11", LATER, password="$argon2id$two")
    assert accounts.find("clerk-11") == CLERK
    assert set(sessions.standing(["one"])) == {"one"}


def test_a_session_is_found_touched_and_ended(sessions):
    sessions.begin("one", NOW, "10.0.0.7", login="clerk-11", ends_at=NOW + timedelta(hours=12))
    found = sessions.find("one")
    assert (found.id, found.account, found.device, found.acting_for) == ("one", CLERK, None, None)
    assert (found.began_at, found.seen_at, found.ends_at) == (NOW, NOW, NOW + timedelta(hours=12))
    sessions.touch("one", LATER, "10.0.0.8")
    found = sessions.find("one")
    assert (found.began_at, found.seen_at, found.address) == (NOW, LATER, "10.0.0.8")
    sessions.act_for("one", "甲镇党委组织委员")
    assert sessions.find("one").acting_for == "甲镇党委组织委员"
    sessions.end("one", LATER)
    assert sessions.find("one") is None
    assert set(sessions.standing(["one"])) == set()
    assert sessions.find("two") is None


def test_a_new_session_ends_the_one_that_the_browser_held(sessions):
    sessions.begin("one", NOW, "10.0.0.7", login="clerk-11")
    sessions.begin("other", NOW, "10.0.0.9", login="clerk-11")
    sessions.begin("two", LATER, "10.0.0.7", login="clerk-11", instead_of="one")
    assert set(sessions.standing(["one", "two", "other"])) == {"two", "other"}


def test_when_accounts_were_seen_last(accounts, sessions):
    assert accounts.last_seen() == {}
    sessions.begin("one", NOW, "10.0.0.7", login="clerk-11")
    sessions.begin("two", LATER, "10.0.0.7", login="clerk-11")
    sessions.end("two", LATER)
    assert accounts.last_seen() == {"clerk-11": LATER}


def test_a_code_links_once(sessions):
    sessions.add_device(HALL)
    assert sessions.link("x" * 64, "other", LATER, "10.0.0.7") is None
    linked = sessions.link("c" * 64, "one", LATER, "10.0.0.7")
    assert (linked.id, linked.view, linked.code, linked.linked_at) == ("d1", "/?theme=dark", None, LATER)
    found = sessions.find("one")
    assert (found.account, found.device.name, found.ends_at) == (None, "大厅", None)
    assert sessions.link("c" * 64, "two", LATER, "10.0.0.7") is None
    assert set(sessions.standing(["one", "two", "other"])) == {"one"}


def test_a_code_links_one_of_two_that_try_at_once(engine, sessions):
    for number in range(5):
        code = str(number) * 64
        sessions.add_device(replace(HALL, id=f"d{number}", code=code))
        keys = [f"{number}.{place}" for place in range(2)]
        results = at_once(*(lambda key=key, code=code: sessions.link(code, key, LATER, "") for key in keys))
        assert sorted(result is not None for result in results) == [False, True], results
        assert len(set(sessions.standing(keys))) == 1


def test_a_code_links_nothing_after_its_end(sessions):
    sessions.add_device(HALL)
    assert sessions.link("c" * 64, "late", HALL.code_until, "") is None
    assert sessions.link("c" * 64, "just", HALL.code_until - timedelta(seconds=1), "") is not None


def test_a_revoked_device_is_shut_out(sessions):
    sessions.add_device(HALL)
    sessions.link("c" * 64, "one", NOW, "10.0.0.7")
    gone = sessions.revoke("d1", LATER)
    assert (gone.name, gone.revoked_at) == ("大厅", LATER)
    assert sessions.find("one") is None
    assert set(sessions.standing(["one"])) == set()
    assert sessions.revoke("d1", LATER + timedelta(days=1)).revoked_at == LATER, "the first time counts"
    with pytest.raises(UnknownDevice, match="d2"):
        sessions.revoke("d2", LATER)


def test_a_device_that_was_revoked_before_is_never_linked(sessions):
    sessions.add_device(HALL)
    sessions.revoke("d1", NOW)
    assert sessions.link("c" * 64, "one", NOW, "") is None


def test_devices_are_listed_with_their_last_contact(sessions):
    sessions.add_device(HALL)
    sessions.add_device(replace(HALL, id="d2", name="会议室", code="e" * 64, created_at=LATER))
    sessions.link("c" * 64, "one", NOW, "10.0.0.7")
    sessions.touch("one", LATER, "10.0.0.8")
    told = [(one.id, one.seen_at, one.address) for one in sessions.devices()]
    assert told == [("d2", None, None), ("d1", LATER, "10.0.0.8")], "the newest first"


def test_attempts_are_counted_and_forgotten(accounts):
    keys = ["account:clerk-11", "address:10.0.0.7"]
    assert accounts.attempts(keys) == {keys[0]: Attempts(), keys[1]: Attempts()}
    blocked, counted = Attempts(4, NOW, LATER), Attempts(2, LATER, None)
    accounts.count_attempts({keys[0]: lambda _: blocked, keys[1]: lambda _: counted})
    assert accounts.attempts(keys) == {keys[0]: blocked, keys[1]: counted}
    accounts.clear_attempts(keys[1])
    assert accounts.attempts(keys) == {keys[0]: blocked, keys[1]: Attempts()}
    accounts.forget_attempts(NOW)
    assert accounts.attempts(keys)[keys[0]] == blocked, "those of that very moment stay"
    accounts.forget_attempts(LATER)
    assert accounts.attempts(keys)[keys[0]] == Attempts()


def test_no_attempt_is_lost_when_eight_fail_at_once(accounts):
    def once_more(before):
        return Attempts(before.failures + 1, NOW)

    def guess():
        for _ in range(5):
            accounts.count_attempts({"account:clerk-11": once_more, "address:10.0.0.7": once_more})

    assert at_once(*[guess] * 8) == [None] * 8
    assert [one.failures for one in accounts.attempts(["account:clerk-11", "address:10.0.0.7"]).values()] == [
        40,
        40,
    ]
