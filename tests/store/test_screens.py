"""Which screens follow whom, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.store import schema
from dashboard.store.accounts import Account, Accounts
from dashboard.store.errors import UnknownScreen
from dashboard.store.screens import KEPT, Screens
from dashboard.store.sessions import Sessions

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
UNTIL = NOW + 5 * MINUTE


def opening(_state):
    return {"steps": 0}


def forward(state):
    return {"steps": state["steps"] + 1}


@pytest.fixture
def screens(engine):
    return Screens(engine)


@pytest.fixture
def session(engine):
    """Begin a session of an account, which ends by itself after an hour."""
    Accounts(engine).add(Account("office", "office", "换届办", (), (), None, "-", False, False, NOW, NOW))
    Sessions(engine).begin("s1", NOW, "here", login="office", ends_at=NOW + 60 * MINUTE)
    return "s1"


def paired(screens, screen, owner="local:local", session=None, now=NOW):
    assert screens.offer(screen, None, f"code of {screen}", now, now + 5 * MINUTE)
    return screens.join(f"code of {screen}", owner, session, now, opening)


def standing(screens, screen, now=NOW):
    return screens.standing([screen], now)[screen]


def test_a_screen_follows_nobody_until_its_code_is_used(screens):
    screens.offer("a", "大厅", "x", NOW, UNTIL)
    assert (standing(screens, "a").following, standing(screens, "a").state) == (False, None)
    joined = screens.join("x", "local:local", None, NOW, opening)
    assert (joined.id, joined.name, joined.number) == ("a", "大厅", 1)
    assert (standing(screens, "a").following, standing(screens, "a").state) == (True, {"steps": 0})


def test_a_code_works_once(screens):
    paired(screens, "a")
    assert screens.join("code of a", "local:local", None, NOW, opening) is None


def test_a_code_works_until_its_end(screens):
    screens.offer("a", None, "x", NOW, UNTIL)
    assert screens.open_codes(UNTIL - MINUTE) == 1
    assert screens.open_codes(UNTIL) == 0
    assert screens.join("x", "local:local", None, UNTIL, opening) is None


def test_a_new_code_replaces_the_one_before(screens):
    screens.offer("a", None, "x", NOW, UNTIL)
    screens.offer("a", None, "y", NOW, UNTIL)
    assert screens.join("x", "local:local", None, NOW, opening) is None
    assert screens.join("y", "local:local", None, NOW, opening).id == "a"


def test_two_screens_never_show_one_code(screens):
    assert screens.offer("a", None, "x", NOW, UNTIL)
    assert not screens.offer("b", None, "x", NOW, UNTIL)
    assert screens.offer("b", None, "x", UNTIL + MINUTE, UNTIL + 6 * MINUTE), (
        "it is free again when its time is over"
    )


def test_of_many_who_use_a_code_at_once_one_gets_the_screen(screens):
    screens.offer("a", None, "x", NOW, UNTIL)
    with ThreadPoolExecutor(8) as pool:
        owners = [f"account:p{number}" for number in range(8)]
        found = list(pool.map(lambda owner: screens.join("x", owner, None, NOW, opening), owners))
    assert sum(one is not None for one in found) == 1


def test_two_screens_follow_one_presenter_and_are_numbered(screens):
    assert [paired(screens, one).number for one in "abc"] == [1, 2, 3]
    screens.release("b", NOW, "local:local")
    assert paired(screens, "d").number == 2, "the first free one"
    assert [one.id for one in screens.led_by("local:local", NOW)[0]] == ["a", "d", "c"]


def test_a_screen_that_joins_late_shows_what_the_others_do(screens):
    paired(screens, "a")
    screens.command("local:local", {"do": "next"}, NOW, forward)
    paired(screens, "b")
    assert standing(screens, "b").state == standing(screens, "a").state == {"steps": 1}
    assert standing(screens, "b").command == {"do": "next"}


def test_the_first_screen_of_a_presenter_begins_anew(screens):
    paired(screens, "a")
    screens.command("local:local", {"do": "next"}, NOW, forward)
    screens.release("a", NOW, "local:local")
    paired(screens, "b")
    assert standing(screens, "b").state == {"steps": 0}


def test_a_new_pairing_replaces_the_old(screens):
    paired(screens, "a", "account:one")
    paired(screens, "a", "account:two")
    assert screens.led_by("account:one", NOW)[0] == []
    assert [one.id for one in screens.led_by("account:two", NOW)[0]] == ["a"]


def test_commands_reach_the_screens_of_their_presenter_only(screens):
    paired(screens, "a", "account:one")
    paired(screens, "b", "account:two")
    assert screens.command("account:two", {"do": "next"}, NOW, forward)
    assert (standing(screens, "a").state, standing(screens, "b").state) == ({"steps": 0}, {"steps": 1})


def test_without_a_screen_a_command_has_no_effect(screens):
    assert not screens.command("local:local", {"do": "next"}, NOW, forward)
    paired(screens, "a")
    screens.release("a", NOW)
    assert not screens.command("local:local", {"do": "next"}, NOW, forward)


def test_of_commands_at_once_none_is_lost(screens):
    paired(screens, "a")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: screens.command("local:local", {"do": "next"}, NOW, forward), range(24)))
    assert standing(screens, "a").state == {"steps": 24}
    assert screens.led_by("local:local", NOW)[2] == 24


def test_the_version_differs_whenever_anything_does(screens):
    seen = []
    for act in (
        lambda: screens.offer("a", None, "code of a", NOW, UNTIL),
        lambda: screens.join("code of a", "local:local", None, NOW, opening),
        lambda: screens.command("local:local", {"do": "next"}, NOW, forward),
        lambda: screens.release("a", NOW),
        lambda: paired(screens, "a"),
        lambda: paired(screens, "a", "account:two"),
    ):
        act()
        seen.append(standing(screens, "a").version)
    assert len(set(seen)) == len(seen)


def test_nobody_lets_go_the_screen_of_another(screens):
    paired(screens, "a", "account:one")
    with pytest.raises(UnknownScreen):
        screens.release("a", NOW, "account:two")
    assert standing(screens, "a").following


def test_following_ends_with_the_presenters_session(screens, engine, session):
    paired(screens, "a", "account:office", session)
    assert standing(screens, "a").following
    before = standing(screens, "a").version
    Sessions(engine).end(session, NOW)
    after = standing(screens, "a")
    assert (after.following, after.state, after.command) == (False, None, None)
    assert after.version != before
    assert screens.led_by("account:office", NOW)[:2] == ([], None)
    assert not screens.command("account:office", {"do": "next"}, NOW, forward)


def test_following_ends_when_the_session_runs_out(screens, session):
    paired(screens, "a", "account:office", session)
    screens.touch("a", NOW + 59 * MINUTE)
    assert standing(screens, "a", NOW + 59 * MINUTE).following
    assert not standing(screens, "a", NOW + 60 * MINUTE).following


def test_a_screen_is_forgotten_twelve_hours_after_its_last_contact(screens):
    paired(screens, "a")
    screens.touch("a", NOW + MINUTE)
    assert screens.knows("a", NOW + KEPT)
    assert not screens.knows("a", NOW + KEPT + MINUTE)
    with pytest.raises(UnknownScreen):
        screens.release("a", NOW + KEPT + MINUTE)
    paired(screens, "b", now=NOW + KEPT + MINUTE)
    assert not screens.knows("a", NOW), "its row is gone"


def test_what_nobody_follows_any_more_is_forgotten_too(screens, engine):
    paired(screens, "a", "account:one")
    later = NOW + KEPT + MINUTE
    paired(screens, "b", "account:two", now=later)
    with engine.connect() as connection:
        assert connection.execute(schema.channel.select()).scalars().all() == ["account:two"]
