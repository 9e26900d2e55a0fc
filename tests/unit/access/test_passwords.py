"""Passwords: kept as argon2id hashes only, and refused when they are guessed first."""

import pytest
from argon2 import Type, extract_parameters

from dashboard.access import passwords
from dashboard.access.errors import PasswordRefused
from dashboard.access.passwords import LONGEST, first_password, hashed, matches, outdated, require_good
from dashboard.messages import messages

GOOD = "three blue kettles"


def refusal(password, shortest=12, login="clerk-11", common=True):
    """Return why a password is refused, in English; None when it is taken."""
    try:
        require_good(password, shortest, login=login, common=common)
    except PasswordRefused as refused:
        return messages("en").error(refused)
    return None


def test_a_password_is_kept_as_an_argon2id_hash():
    kept = hashed(GOOD)
    assert extract_parameters(kept).type is Type.ID
    assert GOOD not in kept
    assert matches(GOOD, kept)
    assert not matches(GOOD + " ", kept)
    assert hashed(GOOD) != kept, "each has a salt of its own"
    assert not outdated(kept)


def test_a_hash_of_weaker_parameters_is_outdated_and_still_matches():
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(GOOD)
    assert outdated(weak)
    assert matches(GOOD, weak)


@pytest.mark.parametrize("kept", ["", "plain", "$argon2id$broken", "$2b$12$aaaaaaaaaaaaaaaaaaaaaa"])
def test_what_is_no_hash_matches_nothing(kept):
    assert not matches(kept, kept)


def test_without_an_account_a_hash_as_dear_is_verified_and_never_matches(monkeypatch):
    verified, hasher = [], passwords._HASHER

    class Spy:
        def verify(self, kept, password):
            verified.append(kept)
            return hasher.verify(kept, password)

    dummy = hashed(GOOD)
    passwords._nobody()
    monkeypatch.setattr(passwords, "_HASHER", Spy())
    assert not matches(GOOD, None)
    assert [extract_parameters(kept) for kept in verified] == [extract_parameters(dummy)]
    monkeypatch.setattr(passwords, "_nobody", lambda: dummy)
    assert not matches(GOOD, None), "not even with the password of the hash that stands in"
    assert verified[-1] == dummy


def test_a_first_password_is_long_new_and_good():
    made = {first_password() for _ in range(50)}
    assert len(made) == 50
    assert {len(one) for one in made} == {19}
    assert not set("".join(made)) & set("01lo")
    assert {refusal(one) for one in made} == {None}


@pytest.mark.parametrize("password", [GOOD, "三只蓝色的水壶在炉子上烧着呢", "Xk7#mQ2$vT9!", "a" + "bcdefgh" * 28])
def test_a_good_password_is_taken(password):
    assert refusal(password) is None


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("Xk7#mQ2$vT9", "fewer than 12"),
        ("", "fewer than 12"),
        ("Xk7#mQ2$vT" * 20 + "x", f"more than {LONGEST}"),
        ("my-CLERK-11-forever", "name of the account"),
        ("abababababab", "repeats"),
        ("aAaAbBbBcCcC", "repeats"),
        ("            ", "repeats"),
        ("736482910583", "guessed first"),
        ("password1234", "guessed first"),
        ("1234Password!", "guessed first"),
        ("monkeymonkey", "guessed first"),
        ("MonkeyMonkey", "guessed first"),
    ],
)
def test_a_bad_password_is_refused_with_its_reason(password, told):
    assert told in refusal(password)


def test_the_shortest_length_is_a_setting():
    assert "fewer than 20" in refusal(GOOD, shortest=20)
    assert refusal("Xk7#mQ2$", shortest=8) is None


def test_the_list_of_common_ones_can_be_switched_off_and_nothing_else():
    assert refusal("password1234", common=False) is None
    assert "repeats" in refusal("abababababab", common=False)
    assert "fewer" in refusal("dragon", common=False)
    assert "name" in refusal("clerk-11-dragon", common=False)


def test_a_refusal_does_not_repeat_the_password():
    for password in ("password1234", "my-clerk-11-forever", "short"):
        assert password not in refusal(password)
