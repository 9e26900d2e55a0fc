"""Roles: what each may do, and how far an account reaches."""

import pytest

from dashboard.access.roles import (
    ALLOWED,
    NEEDS_AREAS,
    OWN,
    ROLE_NAMES,
    WHOLE_DISTRICT,
    Action,
    Identity,
    Role,
    local,
)


def account(role, **more):
    return Identity("someone", role, "account", **more)


@pytest.mark.parametrize(
    ("areas", "reached"),
    [
        (("11",), {"11", "111", "112", "113"}),
        (("111",), {"111"}),
        (("111", "12"), {"111", "12", "121", "122"}),
        (("1",), {"1", "11", "12", "111", "112", "113", "121", "122"}),
        ((), {"1", "11", "12", "111", "112", "113", "121", "122"}),
        (("99",), set()),
    ],
)
def test_an_account_reaches_its_areas_and_what_lies_below(tree, areas, reached):
    identity = account(Role.CLERK, areas=areas)
    assert {code for code in tree.areas if identity.reaches(tree, code)} == reached


def test_what_is_no_area_is_reached_by_none_that_names_areas(tree):
    assert not account(Role.CLERK, areas=("11",)).reaches(tree, "999")


def test_every_role_is_described():
    assert set(ALLOWED) == set(ROLE_NAMES) == set(Role)
    assert not NEEDS_AREAS & WHOLE_DISTRICT


def test_everybody_may_do_what_needs_no_role_and_nobody_what_is_not_listed():
    for role in Role:
        identity = account(role)
        assert identity.may(Action.PUBLIC)
        assert {action for action in Action if identity.may(action)} == ALLOWED[role] | {Action.PUBLIC}


def test_those_who_keep_the_house_see_nothing_of_the_campaign():
    campaign = OWN | {Action.SEE, Action.OPEN, Action.EXPORT, Action.BOARD}
    for role in (Role.ADMIN, Role.AUDITOR):
        assert not ALLOWED[role] & campaign
    keeping = {Action.ADMINISTER, Action.AUDIT, Action.OPERATE}
    holders = {action: {role for role in Role if action in ALLOWED[role]} for action in keeping}
    assert holders == {
        Action.ADMINISTER: {Role.ADMIN},
        Action.AUDIT: {Role.AUDITOR},
        Action.OPERATE: {Role.ADMIN},
    }


def test_a_screen_only_shows():
    assert ALLOWED[Role.DEVICE] == {Action.SEE}
    screen = account(Role.DEVICE, view="/?theme=dark")
    assert (screen.sees_texts, screen.sees_small_counts, screen.home) == (False, False, "/?theme=dark")


def test_small_counts_are_told_to_the_office_only():
    assert {role for role in Role if account(role).sees_small_counts} == {Role.OFFICE}


def test_the_page_on_which_each_begins():
    homes = {role: account(role).home for role in Role}
    assert {role: home for role, home in homes.items() if home != "/"} == {
        Role.ADMIN: "/admin",
        Role.AUDITOR: "/audit",
    }


def test_one_acts_for_the_own_post_unless_for_another():
    assert account(Role.CLERK, post="干事").on_behalf_of == "干事"
    assert account(Role.CLERK, post="干事", posts=("委员",), acting_for="委员").on_behalf_of == "委员"


def test_whoever_sits_at_the_machine_without_accounts_may_set_it_up():
    assert all(local().may(action) for action in (Action.ADMINISTER, Action.AUDIT, Action.OPERATE, Action.RECORD))
