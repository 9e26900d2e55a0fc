"""What a presenter asks, folded into what the screens show."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from dashboard.presenter.commands import Command
from dashboard.presenter.state import State, fold, kept_state, read_state

COMMANDS = TypeAdapter(Command)
ANY = st.one_of(
    st.sampled_from(["next", "previous", "pause", "resume", "home"]).map(lambda do: {"do": do}),
    st.sampled_from(["12", "122"]).map(lambda code: {"do": "area", "code": code}),
    st.sampled_from(["map", "tiles"]).map(lambda ground: {"do": "ground", "ground": ground}),
    st.sampled_from(["phase", "late", "success"]).map(lambda by: {"do": "colour", "by": by}),
    st.sampled_from(["2018-12-01", None]).map(lambda day: {"do": "day", "as_of": day}),
    st.builds(
        lambda do, on: {"do": do, "on": on},
        st.sampled_from(["play", "blank", "visitors", "polls"]),
        st.booleans(),
    ),
    st.just({"do": "track", "track": "party"}),
)


def after(*commands, state=None):
    state = state or State()
    for command in commands:
        state = fold(state, COMMANDS.validate_python(command))
    return state


def test_steps_are_counted_both_ways():
    assert after({"do": "next"}, {"do": "next"}, {"do": "previous"}).steps == 1


def test_a_step_leaves_the_place_at_which_the_screens_stayed_and_the_tour_stays_held():
    state = after({"do": "area", "code": "122"}, {"do": "next"})
    assert (state.area, state.paused, state.steps) == (None, True, 1)


def test_a_chosen_place_holds_the_tour_until_it_goes_on():
    state = after({"do": "area", "code": "122"})
    assert (state.area, state.paused) == ("122", True)
    state = after({"do": "resume"}, state=state)
    assert (state.area, state.paused) == (None, False)


def test_a_pause_keeps_the_place():
    assert after({"do": "area", "code": "122"}, {"do": "pause"}).area == "122"


def test_home_is_the_present_with_the_tour_going_on_and_keeps_how_it_looks():
    commands = [{"do": "day", "as_of": "2018-12-01"}, {"do": "area", "code": "12"}]
    looks = [
        {"do": "ground", "ground": "tiles"},
        {"do": "visitors", "on": True},
        {"do": "track", "track": "party"},
    ]
    assert after(*commands, *looks, {"do": "home"}) == State(homes=1, ground="tiles", visitors=True, track="party")


def test_a_chosen_day_stops_playing():
    state = after({"do": "play", "on": True}, {"do": "day", "as_of": "2018-12-01"})
    assert (state.playing, state.day) == (False, date(2018, 12, 1))


@pytest.mark.parametrize("switch", ["blank", "visitors", "polls"])
def test_a_switch_goes_on_and_off_alone(switch):
    on = after({"do": switch, "on": True})
    assert on == State(**{switch: True})
    assert getattr(after({"do": switch, "on": False}, state=on), switch) is False


def test_a_screen_opened_for_visitors_is_not_told_otherwise_by_pairing_alone():
    opening = State()
    assert (opening.visitors, opening.polls, opening.track, opening.ground, opening.by) == (None,) * 5


@given(st.lists(ANY, max_size=12))
def test_what_is_kept_is_read_again_as_it_was(commands):
    state = after(*commands)
    assert read_state(kept_state(state)) == state


@given(st.lists(ANY, max_size=8), ANY)
def test_what_is_not_counted_may_be_asked_twice(commands, last):
    once = after(*commands, last)
    counted = {"steps": State().steps, "homes": State().homes}
    assert after(last, state=once).model_copy(update=counted) == once.model_copy(update=counted)


def test_each_way_home_is_counted():
    assert after({"do": "home"}, {"do": "next"}, {"do": "home"}).homes == 2


def test_a_state_of_another_release_is_the_opening_one():
    assert read_state({"steps": "many"}) == State()
    assert read_state(None) == State()


@pytest.mark.parametrize(
    "command",
    [
        {"do": "reload"},
        {"do": "next", "by": 3},
        {"do": "colour", "by": "assessment"},
        {"do": "colour", "by": "petitions"},
        {"do": "ground", "ground": "globe"},
        {"do": "area"},
        {"do": "area", "code": ""},
        {"do": "day", "as_of": "yesterday"},
        {"do": "track", "track": "<b>"},
        {"do": "blank", "on": "perhaps"},
        {},
    ],
)
def test_nothing_free_form_is_a_command(command):
    with pytest.raises(ValidationError):
        COMMANDS.validate_python(command)
