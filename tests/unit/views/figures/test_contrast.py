"""The shipped colours are told apart by everybody; others are warned about, and never refused."""

import logging
from dataclasses import replace
from itertools import product

import pytest

from dashboard.profile.load import profile_path, read_profile
from dashboard.views.figures.contrast import VISIONS, clashes, gaps, warn_of_clashes
from dashboard.views.figures.palette import read_palettes
from tests.conftest import ROOT

SHEET = ROOT / "assets" / "css" / "10-tokens.css"
TEXT = profile_path("haidian").read_text(encoding="utf-8")


def measured(tmp_path, *changes):
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    profile = read_profile(path)
    return read_palettes(SHEET, profile), profile


@pytest.fixture(scope="module")
def palettes(profile):
    return read_palettes(SHEET, profile)


def test_the_shipped_colours_are_told_apart_by_everybody(palettes, profile):
    assert (profile.contrast.phases, profile.contrast.alerts, profile.contrast.severity) == (9, 11, 100)
    assert [gap for gap in gaps(palettes, profile) if gap.distance < gap.least] == []
    assert clashes(palettes, profile) == []


def test_every_neighbour_and_every_alert_is_measured_in_all_themes_and_visions(palettes, profile):
    found = list(gaps(palettes, profile))
    count = len(profile.phases)
    for theme, vision in product(("dark", "light"), VISIONS):
        here = [gap for gap in found if (gap.theme, gap.vision) == (theme, vision)]
        assert [gap.least for gap in here] == [9] * (count - 1) + [11] * (3 * count)
    assert len(found) == 2 * 4 * (count - 1 + 3 * count)


def test_the_smallest_distances_are_those_that_the_documentation_gives(palettes, profile):
    text = (ROOT / "docs" / "wall.md").read_text(encoding="utf-8")
    for theme, least in product(("dark", "light"), (9, 11)):
        nearest = min(gap.distance for gap in gaps(palettes, profile) if (gap.theme, gap.least) == (theme, least))
        row = next(line for line in text.splitlines() if line.startswith(f"| {theme} |"))
        assert f"{nearest:.1f}" in row.split("|")[2 if least == 9 else 3]


def test_the_measure_is_the_published_one(tmp_path):
    """Black and white are 100 apart in lightness J'; a grey is the same to everybody."""
    black_and_white = measured(tmp_path, ('"#dbe3ec"', '"#000000"'), ('"#b7d0f3"', '"#ffffff"'))
    first = [gap for gap in gaps(*black_and_white) if gap.theme == "light" and gap.second.colour == "#ffffff"]
    assert [round(gap.distance) for gap in first if gap.first.colour == "#000000"] == [100] * 4


def test_colours_that_only_some_confuse_are_told_with_their_vision(tmp_path):
    told = clashes(*measured(tmp_path, ('"#dbe3ec"', '"#c04040"'), ('"#b7d0f3"', '"#6f6a20"')))
    pair = [clash for clash in told if "#c04040 and Preparing #6f6a20" in clash]
    assert pair
    assert not any("with normal colour vision" in clash for clash in pair)


def test_the_worst_are_logged_and_the_others_counted(tmp_path, caplog):
    spoiled = measured(tmp_path, ('"#b7d0f3"', '"#c28a00"'), ('"#519bcd"', '"#85b4e1"'))
    told = clashes(*spoiled)
    assert len(told) > 5
    with caplog.at_level(logging.WARNING):
        warn_of_clashes(*spoiled)
    lines = [record.getMessage() for record in caplog.records]
    assert lines[:5] == [f"colours of the profile: {clash}" for clash in told[:5]]
    assert lines[5:] == [f"colours of the profile: {len(told) - 5} more are too near to each other"]


def test_nothing_is_logged_of_colours_that_are_told_apart(palettes, profile, caplog):
    warn_of_clashes(palettes, profile)
    assert caplog.records == []


def test_a_distance_just_short_is_not_told_as_enough(palettes, profile):
    short = replace(next(gaps(palettes, profile)), distance=8.97)
    assert short.sentence.endswith("are 8.9 apart; at least 9 is asked for.")
