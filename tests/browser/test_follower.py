"""The wall's side of the remote control: it follows, lets go, and survives what happens to servers."""

import httpx2 as httpx
import pytest

from tests.apps import Server, copy_of
from tests.browser.conftest import fresh_context

PRESENTER = "/api/v1/presenter"
FOLLOW = """async () => {
  const { Follower } = await import(new URL('../wall/presenter.js', document.querySelector('[src$="door.js"]').src));
  window.heard = { states: [], codes: [], following: [] };
  window.follower = new Follower({
    onState: (state, delta) => { heard.states.push([state, delta]); if (window.clumsy) throw new Error('clumsy'); },
    onPairing: (code) => heard.codes.push(code),
    onFollowing: (following) => heard.following.push(following),
  });
  follower.start();
}"""


@pytest.fixture(scope="module")
def own(demo_folder, tmp_path_factory):
    """A server that a test may stop."""
    started = Server(copy_of(demo_folder, tmp_path_factory.mktemp("led") / "data")).start()
    yield started
    started.stop()


@pytest.fixture
def screen(browser, own):
    """A page that follows; it is the plainest that there is."""
    context, watch = fresh_context(browser, own)
    page = context.new_page()
    page.goto(f"{own.url}/device")
    page.evaluate(FOLLOW)
    yield page
    page.evaluate("() => follower.leave()")
    context.close()
    assert [text for text in watch.problems if "Failed to load resource" not in text] == []


@pytest.fixture
def presenter(own):
    with httpx.Client(base_url=own.url, timeout=60) as made:
        yield made
        for one in made.get(PRESENTER).json()["screens"]:
            made.delete(f"{PRESENTER}/screens/{one['screen']}")


def paired(page, presenter):
    page.evaluate("() => follower.askForCode()")
    code = page.evaluate("() => heard.codes.at(-1)")
    assert presenter.post(f"{PRESENTER}/screens", json={"code": code}).status_code == 200
    page.wait_for_function("() => follower.following")


def order(presenter, do, **more):
    assert presenter.post(f"{PRESENTER}/commands", json={"command": {"do": do, **more}}).status_code == 200


def last(page):
    """Return the state heard last, and how many stops to go."""
    return page.evaluate("() => heard.states.at(-1)")


def test_a_screen_shows_its_code_until_somebody_joins(screen, presenter):
    paired(screen, presenter)
    code, gone = screen.evaluate("() => heard.codes")
    assert (len(code), gone) == (7, None)
    assert screen.evaluate("() => heard.following") == [True]
    state, delta = last(screen)
    assert (state["steps"], state["visitors"], delta) == (0, None, 0)


def test_it_hears_what_is_asked_and_how_many_stops_to_go(screen, presenter):
    paired(screen, presenter)
    order(presenter, "next")
    screen.wait_for_function("() => heard.states.length === 2")
    assert last(screen)[1] == 1
    order(presenter, "previous")
    screen.wait_for_function("() => heard.states.length === 3")
    assert last(screen)[1] == -1
    order(presenter, "blank", on=True)
    screen.wait_for_function("() => heard.states.at(-1)[0].blank")
    assert last(screen)[1] == 0


def test_a_screen_that_is_loaded_again_goes_on_with_the_state_and_takes_no_old_steps(screen, presenter):
    paired(screen, presenter)
    order(presenter, "next")
    order(presenter, "area", code="110108010")
    screen.reload()
    screen.evaluate(FOLLOW)
    screen.wait_for_function("() => heard.states.length === 1")
    state, delta = last(screen)
    assert (state["steps"], state["area"], delta) == (1, "110108010", 0)


def test_it_is_on_its_own_again_when_it_is_let_go_and_when_it_leaves(screen, presenter):
    paired(screen, presenter)
    (one,) = presenter.get(PRESENTER).json()["screens"]
    presenter.delete(f"{PRESENTER}/screens/{one['screen']}")
    screen.wait_for_function("() => heard.following.at(-1) === false")
    paired(screen, presenter)
    screen.evaluate("() => follower.leave()")
    assert screen.evaluate("() => heard.following.at(-1)") is False
    assert presenter.get(PRESENTER).json()["screens"] == []


def test_it_goes_on_when_the_page_stumbles_over_a_state(screen, presenter):
    paired(screen, presenter)
    screen.evaluate("() => { window.clumsy = true; }")
    order(presenter, "next")
    screen.wait_for_function("() => heard.states.length === 2")
    order(presenter, "next")
    screen.wait_for_function("() => heard.states.length === 3")


def test_a_screen_without_storage_follows_all_the_same(screen, presenter):
    screen.evaluate(
        "() => Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } })"
    )
    paired(screen, presenter)
    order(presenter, "next")
    screen.wait_for_function("() => heard.states.length === 2")


def test_a_screen_that_was_forgotten_asks_for_a_code_and_is_another(screen, presenter):
    screen.evaluate("() => follower.leave()")
    screen.evaluate("() => localStorage.setItem('screen', '0'.repeat(32))")
    screen.evaluate(FOLLOW)
    screen.wait_for_function("() => localStorage.getItem('screen') === null")
    paired(screen, presenter)


def test_it_follows_on_when_the_server_was_away(screen, presenter, own):
    paired(screen, presenter)
    order(presenter, "next")
    screen.wait_for_function("() => heard.states.length === 2")
    own.stop()
    screen.evaluate("() => follower.askForCode()")
    assert screen.evaluate("() => heard.codes.at(-1)") is None, "no code is shown that nobody knows"
    own.start(own.port)
    order(presenter, "area", code="110108010")
    screen.wait_for_function("() => heard.states.at(-1)[0].area === '110108010'")
    assert (screen.evaluate("() => heard.following"), last(screen)[1]) == ([True], 0)
