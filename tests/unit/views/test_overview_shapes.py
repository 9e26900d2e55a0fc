"""The picture above the districts: everything known is drawn, names never lie on one another."""

import json
import re
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.messages import messages
from dashboard.views.areas import caption_of
from dashboard.views.overview import _legend, _step
from dashboard.views.overview_shapes import WIDTH, overview_shapes
from geodata.about import About
from geodata.catalog import CatalogFile, MapArea

NAMES = ["海淀", "Saint-Étienne-du-Mont", "الجزائر العاصمة", "I", "内蒙古自治区"]


def catalog(folder, boxes, name=None):
    """A picture of boxes: west, south, width, height in degrees."""
    features = [
        {
            "properties": {
                "code": str(number), "short_name": name or NAMES[number % len(NAMES)],
                "lon": west + width / 2, "lat": south + height / 2,
            },
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[west, south], [west + width, south], [west + width, south + height],
                                 [west, south + height], [west, south]]],
            },
        }
        for number, (west, south, width, height) in enumerate(boxes)
    ]  # fmt: skip
    path = folder / "R-children.geojson"
    path.write_text(json.dumps({"features": features}), encoding="utf-8")
    bounds = (
        min(box[0] for box in boxes), min(box[1] for box in boxes),
        max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes),
    )  # fmt: skip
    files = {"R-children.geojson": CatalogFile(path, "application/geo+json", 0)}
    return SimpleNamespace(files=files, maps={"R": MapArea(bounds, True, 0, 0)})


def breadth(name):
    return max(sum(15.0 if ord(letter) >= 0x2E80 else 8.2 for letter in name), 9 * 8.2)


BOXES = st.lists(
    st.tuples(st.floats(-170, 160), st.floats(-80, 75), st.floats(0.001, 9), st.floats(0.001, 9)),
    min_size=1,
    max_size=40,
)


@settings(max_examples=50, deadline=None)
@given(BOXES)
def test_any_children_are_all_drawn_inside_the_picture_and_no_label_lies_on_another(tmp_path_factory, boxes):
    drawing = overview_shapes(catalog(tmp_path_factory.mktemp("o"), boxes), "R")
    assert [shape.code for shape in drawing.shapes] == [str(number) for number in range(len(boxes))]
    for shape in drawing.shapes:
        points = [tuple(map(float, pair)) for pair in re.findall(r"(-?[\d.]+) (-?[\d.]+)", shape.path)]
        assert points, "even what is smaller than a pixel"
        assert all(0 <= x <= WIDTH and 0 <= y <= drawing.height for x, y in points)
    placed = [
        (*shape.label, breadth(NAMES[int(shape.code) % len(NAMES)])) for shape in drawing.shapes if shape.label
    ]
    assert placed, "the largest has its name"
    for number, (x, y, wide) in enumerate(placed):
        for other_x, other_y, other_wide in placed[:number]:
            beside = abs(x - other_x) * 2 >= wide + other_wide - 0.5
            assert beside or abs(y - other_y) >= 30 - 0.5


def test_the_larger_keeps_its_name_and_the_smaller_goes_without(tmp_path):
    drawing = overview_shapes(catalog(tmp_path, [(10.4, 10.4, 0.2, 0.2), (10, 10, 1, 1), (0, 0, 30, 30)]), "R")
    labels = {shape.code: shape.label is not None for shape in drawing.shapes}
    assert labels == {"0": False, "1": True, "2": True}


@pytest.mark.parametrize(("wide", "high"), [(40, 20), (4, 20)])
def test_the_picture_has_the_proportions_of_the_map(tmp_path, wide, high):
    drawing = overview_shapes(catalog(tmp_path, [(0, -high / 2, wide, high)]), "R")
    assert drawing.height - 16 == pytest.approx((WIDTH - 16) * high / wide, rel=0.02)


@pytest.mark.parametrize(
    ("drawn", "told"),
    [
        (0, None),
        (5, "Boundaries of the units are drawn, not surveyed"),
        (3, "Dashed boundaries are drawn, not surveyed: 3 of 5"),
    ],
)
@pytest.mark.parametrize("locale", ["en", "zh_CN"])
def test_a_caption_says_what_is_drawn_only(drawn, told, locale):
    about = About("R", "某区", "某局", "2026-01-01", "EPSG:4490", "京S(2026)001号")
    services = SimpleNamespace(
        catalog=SimpleNamespace(about=about, maps={"R": MapArea((0, 0, 1, 1), True, 5, drawn)})
    )
    say = messages(locale)
    caption = caption_of(services, "R", say)
    assert (caption["source"], caption["date"], caption["crs"]) == ("某局", "2026-01-01", "EPSG:4490")
    assert caption["review_no"] == "京S(2026)001号"
    if locale == "en":
        assert caption["drawn"] == told
        assert "not authoritative" in caption["text"]
    else:
        assert (caption["drawn"] is None) == (told is None)
        assert "不作划界依据" in caption["text"]


@pytest.mark.parametrize(
    ("rate", "step"),
    [(None, "none"), (0.0, "0"), (0.001, "1"), (0.249, "1"), (0.25, "2"), (0.5, "3"), (0.75, "4"), (0.999, "4"), (1.0, "5")],
)  # fmt: skip
def test_a_rate_is_one_step_of_the_legend(rate, step):
    assert _step(rate) == step
    assert len(_legend(messages("en"))) == 6, "0 to 5"
