"""The report of an import is one page that needs nothing else, tells everything and trusts no file."""

import re
from collections import Counter
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import box

from dashboard.messages import messages
from geodata.drawing import Frame, scale_bar
from geodata.edge_lines import edge_lines
from geodata.findings import Findings
from geodata.import_report import Change, Changes, Examined, ImportReport, Matching, ReadFile, Shown
from geodata.map_marks import Spot
from geodata.notes import Note
from geodata.overview_map import overview_map
from geodata.reconcile import Place, Row, reconcile
from geodata.repair import examine
from geodata.report import render_report
from geodata.report_problems import groups, plain
from tests.unit.geodata.test_repair import square

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">&amp;'
ARABIC = "قرية النور"
VOID = {"meta", "br", "img", "hr", "input", "link", "rect", "circle", "path"}
SPOKEN = {"zh_CN": messages("zh_CN"), "en": messages("en")}


class Page(HTMLParser):
    """Read a page as a browser would; stumble over tags that do not match."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.attributes, self.said = [], Counter(), [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        self.attributes += attrs
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags[tag] += 1
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert tag not in VOID
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.said.append(data)

    @property
    def text(self):
        return re.sub(r"\s+", " ", "".join(self.said))

    def values(self, name):
        return [value for key, value in self.attributes if key == name]


def broken(name="示例村"):
    """Return shapes with every kind of trouble, and their names."""
    shapes = [
        square(0, 0),
        square(990, 0),
        square(0, 1000),
        square(1000, 1000, 400),
        square(1400, 1000, 600),
        square(1000, 1400, 400),
        square(1000, 1800, 1000),
        square(2000, 0, 2800),
        square(0, 2000, 800),
        shapely.Polygon([(116.05, 40.05), (116.06, 40.06), (116.06, 40.05), (116.05, 40.06)]),
        square(6000, 6000),
        square(6000, 6000),
        square(30000, 30000),
        None,
        shapely.Point(116, 40),
        shapely.force_3d(square(9000, 0)),
    ]
    names = [f"{name}{place}" for place in range(len(shapes))]
    return gpd.GeoSeries(shapes, crs=4326), names


def report_of(shapes, names, outline=None, **more):
    found = examine(shapes, names, outline)
    good = shapes[
        [place for place, shape in shapes.items() if shape is not None and shape.area and shape.is_valid]
    ]
    cells = gpd.GeoSeries(good.to_numpy(), index=[f"90{place:02}" for place in good.index], crs=4326)
    towns = gpd.GeoSeries([box(116, 40, 116.15, 40.1)], index=["90"], crs=4326)
    official = [Place(f"90{place:02}", f"示例{place}村", "90") for place in range(len(shapes) + 30)]
    rows = [Row(place, name, "示例镇") for place, name in enumerate(names, start=1)]
    values = {
        "title": "示例区",
        "when": datetime(2026, 11, 26, 11, 30),
        "dry": True,
        "files": (ReadFile("村.shp", "Units", "ab" * 32, 1234567, "layer", "GB18030", "EPSG:4490"),),
        "counts": {"Townships": 1, "Units": len(shapes)},
        "shown": Shown(
            towns, cells, pd.Series([False, *[True] * (len(cells) - 1)], index=cells.index), {"90": "示例"}
        ),
        "examined": (Examined("村.shp", found, shapes, {place: f"90{place:02}" for place in range(len(shapes))}),),
        "matchings": (
            Matching(
                "Units",
                "村.shp",
                reconcile(rows, official, [Place("90", "示例镇", "")]),
                dict(enumerate(names, start=1)),
                {place.code: place.name for place in official},
            ),
        ),
        "changes": Changes(renamed=(Change("9001", "旧村", "新村"),)),
        "todo": (Note("Ask for {file}.", {"file": "村.shp"}),),
    }
    return ImportReport(**(values | more))


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_the_page_needs_nothing_from_elsewhere_and_is_well_formed(locale):
    html = render_report(report_of(*broken()), SPOKEN[locale])
    page = Page(html)
    assert html.startswith("<!DOCTYPE html>")
    assert page.values("lang") == [SPOKEN[locale].tag]
    assert not {"script", "link", "img", "iframe", "object", "embed", "base", "use", "image"} & set(page.tags)
    assert not page.values("src")
    assert all(link.startswith("#") for link in page.values("href"))
    assert "url(" not in html
    assert "@import" not in html
    assert "http://" not in html
    assert "https://" not in html


def test_every_problem_has_a_number_a_sentence_and_where_it_has_a_place_a_mark_and_a_detail():
    outline = gpd.GeoSeries([box(116, 40, 116.15, 40.1)], crs=4326)
    shapes, names = broken()
    report = report_of(shapes, names, outline)
    findings = report.examined[0].findings
    assert len(findings.counts) == 9, "nothing is a mere strip; all other kinds are there"
    page = Page(render_report(report, SPOKEN["en"]))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.values("href")} <= set(ids), "every link leads somewhere"
    for number, finding in enumerate(findings, start=1):
        assert f"p{number}" in ids
        assert (f"m{number}" in ids) == (finding.place is not None)
        assert re.sub(r"\s+", " ", str(finding)) in page.text
    drawn = [problem for group in groups(report.examined) for problem in group.problems if problem.detail]
    assert len(drawn) == sum(finding.place is not None for finding in findings)


def test_what_a_file_says_is_shown_and_never_obeyed():
    shapes, names = broken(HOSTILE)
    names[0] = ARABIC
    names[1] = "evil\u202egnirts\x07"
    hostile = report_of(
        shapes,
        names,
        title=HOSTILE,
        files=(
            ReadFile(HOSTILE, HOSTILE, "0" * 64, 1, HOSTILE, HOSTILE, HOSTILE, (Note("{x}", {"x": HOSTILE}),)),
        ),
        changes=Changes(added=(Change(HOSTILE, None, HOSTILE),)),
        shift=Note("Off by {kind}.", {"kind": HOSTILE}),
        filled=(Note("Drawn: {codes}.", {"codes": HOSTILE}),),
    )
    hostile = replace(hostile, shown=replace(hostile.shown, names={"90": "<b>"}))
    harmless = report_of(*broken())
    html = render_report(hostile, SPOKEN["en"])
    page = Page(html)
    assert set(page.tags) <= set(Page(render_report(harmless, SPOKEN["en"])).tags)
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert HOSTILE in page.text
    assert f"\u2068{ARABIC}" in page.text
    assert "\u202e" not in html
    assert "\x07" not in html


@pytest.fixture(scope="module")
def harmless_tags():
    shapes = gpd.GeoSeries([square(0, 0), square(990, 0), None], crs=4326)
    return set(Page(render_report(report_of(shapes, ["a", "b", "c"]), SPOKEN["zh_CN"])).tags)


@settings(max_examples=25, deadline=None)
@given(name=st.text(st.characters(), max_size=30))
def test_any_name_makes_a_page_of_the_same_tags(harmless_tags, name):
    shapes = gpd.GeoSeries([square(0, 0), square(990, 0), None], crs=4326)
    html = render_report(report_of(shapes, [name, "b", name], title=name), SPOKEN["zh_CN"])
    assert set(Page(html).tags) == harmless_tags
    assert html.encode("utf-8").decode("utf-8") == html


def test_names_alone_and_a_clean_file_make_a_page_too():
    report = ImportReport("示例区", datetime(2026, 1, 2), False, (), {"Units": 3}, None, without=3)
    page = Page(render_report(report, SPOKEN["en"]))
    assert "the district is shown as equal tiles alone" in page.text
    assert "nothing is wrong" in page.text
    assert "svg" not in page.tags
    assert "Dry run" not in page.text


def test_a_wrong_file_of_hundreds_of_problems_stays_a_page_that_can_be_read():
    dice = np.random.default_rng(4)
    shapes = gpd.GeoSeries(
        [square(1000 * (n % 25) + dice.uniform(-9, 9), 1000 * (n // 25)) for n in range(600)], crs=4326
    )
    report = report_of(shapes, [f"示例{place}村" for place in range(600)])
    (overlaps, *_) = groups(report.examined)
    assert len(overlaps.problems) > 250
    areas = [problem.finding.area for problem in overlaps.problems]
    assert areas == sorted(areas, reverse=True)
    html = render_report(report, SPOKEN["zh_CN"])
    assert len(html) < 1_500_000
    before, after = html.split("<details", 1)
    assert before.count('<article class="problem"') == 8
    assert after.count('<article class="problem"') == len(report.examined[0].findings) - 8
    assert len([1 for mark in re.findall(r'class="badge', html)]) < 100, "the rest are dots"


def test_numbers_on_the_map_cover_no_other():
    spots = [Spot(number, 116.05, 40.05, False, True) for number in range(90, 300)]
    marks = overview_map(report_of(*broken()).shown, spots).marks
    numbers = [
        box(x - mark.half, y - 9, x + mark.half, y + 9) for mark in marks if mark.badge for x, y in [mark.badge]
    ]
    assert 40 < len(numbers) < len(marks), "where there is no room a dot has to do"
    assert shapely.union_all(numbers).area == pytest.approx(sum(number.area for number in numbers))


def test_the_bar_of_a_detail_tells_the_true_length():
    shapes = gpd.GeoSeries([square(0, 0), square(900, 0)], crs=4326)
    (group,) = groups((Examined("a", examine(shapes, ["a", "b"]), shapes),))
    detail = group.problems[0].detail
    xs = [float(x) for x in re.findall(r"(-?[\d.]+),", detail.piece)]
    metres = Geod(ellps="WGS84").inv(116.009, 40, 116.01, 40)[2]
    length, unit = re.fullmatch(r"([\d.]+) (k?m)", detail.bar.label).groups()
    bar = float(length) * (1000 if unit == "km" else 1)
    assert (max(xs) - min(xs)) / detail.bar.length == pytest.approx(metres / bar, rel=0.01)
    assert "M" in detail.own[0]
    assert "M" in detail.own[1]


@given(st.floats(1e-3, 1e7), st.floats(0.2, 5))
def test_a_scale_bar_is_a_round_length_that_fits(reach, aspect):
    frame = Frame.around((0, 0, reach, reach * aspect), 264, 176, 20)
    bar = scale_bar(frame)
    assert 0.1 * frame.width <= bar.length <= 0.3 * frame.width * (1 + 1e-9)
    assert re.fullmatch(r"0\.0*[125] m|[125]0* m|[125][0,]* km|[125]e-0\d m", bar.label)


def test_an_edge_that_two_areas_share_is_drawn_once_and_as_the_weightier_of_them():
    shapes = np.array([box(0, 0, 1, 1), shapely.MultiPolygon([box(1, 0, 2, 1), box(5, 5, 6, 6)]), box(2, 0, 3, 1)])
    heavy, light = edge_lines(shapes, np.array([True, False, False]))
    assert heavy.length == pytest.approx(4)
    assert light.length == pytest.approx(3 + 4 + 3)


def test_texts_from_files_keep_their_direction_to_themselves():
    assert plain("village") == "village"
    assert plain(ARABIC) == f"\u2068{ARABIC}\u2069"
    assert plain("a\u202eb\x00") == "a\ufffdb\ufffd"


def test_findings_of_several_files_are_numbered_through():
    shapes, names = broken()
    sheet = report_of(shapes, names).examined[0]
    nothing = Findings((), 0.0, 0.0)
    found = groups((sheet, Examined("none.shp", nothing, shapes), replace(sheet, file="b.shp")))
    numbers = [problem.number for group in found for problem in group.problems]
    assert numbers == list(range(1, 2 * len(sheet.findings) + 1))
    assert {group.file for group in found} == {"村.shp", "b.shp"}


def test_what_one_types_stands_out_and_names_stay_texts():
    note = Note("Run `python -m dashboard {file}` again.", {"file": "<b>"})
    page = render_report(replace(report_of(*broken()), todo=(note,)), messages("en"))
    assert "Run <code>python -m dashboard &lt;b&gt;</code> again." in page
