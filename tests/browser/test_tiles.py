"""Equal tiles: the same units, colours, filters and hands as the geography, in other places."""

import httpx2 as httpx
import pytest

from tests.browser.conftest import DESK
from tests.browser.test_map import columns, painted

XUEYUANLU = "110108010"
MOVED = "110108030907"
OTHERWISE = "(was) => [...situationMap.grounds.tiles.slots].some(([code, slot]) => was[code] !== slot)"


@pytest.fixture
def tiles(open_page):
    def visit(path="/?view=tiles", **options):
        page = open_page(path, **options)
        page.wait_for_function(DESK)
        settle(page, "tiles" if "view=tiles" in path else "map")
        return page

    return visit


def settle(page, ground="tiles"):
    page.wait_for_function("(name) => situationMap.view.ground.name === name", arg=ground)
    page.evaluate("async () => { await situationMap.view.arranged; await situationMap.view.idle(); }")


def drawn(page):
    """Return unit → what the map has drawn of it: state and corners on the screen."""
    return page.evaluate(
        """() => {
          const { map } = situationMap.view;
          const seen = {};
          for (const { properties, state, geometry } of map.queryRenderedFeatures({ layers: ["unit-fill"] })) {
            const spots = geometry.coordinates[0].map((place) => map.project(place));
            const [xs, ys] = [spots.map((spot) => spot.x), spots.map((spot) => spot.y)];
            seen[properties.code] = { phase: state.phase, dim: state.dim ?? false, box: [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] };
          }
          return seen;
        }"""
    )


def slots(page):
    return page.evaluate("() => Object.fromEntries(situationMap.grounds.tiles.slots)")


def pressed(page):
    return page.locator("#crumbs .segmented [aria-pressed=true]").all_text_contents()


def test_the_same_units_stand_as_equal_tiles_and_back(tiles, server):
    page = tiles("/?lang=zh-CN")
    assert "tiles" not in page.url
    page.click("[data-ground-view=tiles]")
    settle(page)
    expected = {code: -1 if phase is None else phase for code, phase in columns(server).items()}
    assert painted(page) == expected
    seen = drawn(page)
    assert {code: tile["phase"] for code, tile in seen.items()} == expected, "all are in sight"
    sides = [
        round(box[place + 2] - box[place]) for tile in seen.values() for box in [tile["box"]] for place in (0, 1)
    ]
    assert max(sides) - min(sides) <= 1
    rollups = httpx.get(f"{server.url}/api/v1/map/110108").json()["townships"]
    heads = page.evaluate("() => situationMap.grounds.tiles.labels().features.map((label) => label.properties)")
    assert [head["count"] for head in heads if head.get("rate")] == [
        f"{town['elected']}/{town['due']}" for town in rollups.values() if town["due"]
    ]
    assert "view=tiles" in page.url
    page.go_back()
    settle(page, "map")
    assert pressed(page) == ["按阶段", "地理"]
    page.go_forward()
    settle(page)
    assert pressed(page) == ["按阶段", "等面积格"]


def test_a_tile_is_picked_by_mouse_and_keyboard(tiles):
    page = tiles()
    spot = page.evaluate(
        "(code) => situationMap.view.where(situationMap.situation.units.get(code))", "110108024901"
    )
    page.mouse.click(spot["x"], spot["y"])
    page.wait_for_selector(".dossier h2")
    assert page.locator(".dossier h2").text_content() == "示例一村"
    page.wait_for_function("() => !situationMap.view.map.isMoving()")
    settle(page)
    assert len(drawn(page)) == 678, "the tiles stand beside the dossier"
    page.focus("#map")
    page.keyboard.press("ArrowRight")
    order = page.evaluate(
        "() => situationMap.grounds.tiles.blocks.get('110108024').units.map((unit) => unit.name)"
    )
    after = order[order.index("示例一村") + 1]
    assert page.locator("#announcer").text_content().startswith(after), "the arrow leads to the next tile"


def test_the_address_brings_order_filter_and_block_back(tiles):
    page = tiles(f"/?view=tiles&order=code&lang=zh-CN&kind=community&town={XUEYUANLU}")
    page.wait_for_function("() => !situationMap.view.map.isMoving()")
    settle(page)
    assert pressed(page) == ["按代码", "等面积格"]
    matched = page.evaluate("() => [...situationMap.filter.matched]")
    assert matched
    seen = drawn(page)
    assert {code for code, tile in seen.items() if not tile["dim"]} == set(matched), "the block is in sight"
    page.click("[data-ground-order=phase]")
    settle(page)
    page.wait_for_function("() => !location.search.includes('order=')")
    page.click("[data-ground-view=map]")
    settle(page, "map")
    assert {code for code, tile in drawn(page).items() if not tile["dim"]} == set(matched), "the filter stays"


def test_places_by_code_are_fixed_and_playing_holds_them(tiles, server):
    page = tiles("/?view=tiles&track=committee")
    before = slots(page)
    page.click("[data-ground-order=code]")
    page.wait_for_function(OTHERWISE, arg=before)
    settle(page)
    places = slots(page)
    server.record(MOVED, "milestone", {"stage": "registration", "edge": "end"}, track="committee")
    page.wait_for_function("(code) => situationMap.phaseOf(code) === 2", arg=MOVED)
    assert slots(page) == places
    page.click("[data-ground-order=phase]")
    page.wait_for_function(OTHERWISE, arg=places)
    settle(page)
    moved = slots(page)
    assert moved != before
    page.wait_for_function("() => situationMap.situation.past !== null")
    page.click("[data-time-action=play]")
    page.wait_for_function("() => situationMap.time.playing")
    assert slots(page) == places, "while the days play everybody keeps the place"
    page.wait_for_function("() => situationMap.time.day > '2018-11-21'")
    assert slots(page) == places
    page.click("[data-time-action=play]")
    page.click("[data-time-action=live]")
    page.wait_for_function("() => situationMap.time.day === null && !situationMap.situation.earlier")
    page.wait_for_function(
        "(slots) => [...situationMap.grounds.tiles.slots].every(([code, slot]) => slots[code] === slot)", arg=moved
    )
