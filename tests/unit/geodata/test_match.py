"""A written name finds its own place or none, whatever form it takes."""

import csv
from collections import defaultdict

import pytest

from geodata.match import Match, Names
from geodata.name_forms import squash, town_form, unit_form, unit_grammar
from geodata.names import short_town_name, short_unit_name
from geodata.numerals import arabic_digits, chinese_number
from tests.conftest import ROOT

HAIDIAN = ROOT / "geodata" / "haidian"


def table(name):
    with (HAIDIAN / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


UNITS_OF = defaultdict(list)
for place in table("units.csv"):
    UNITS_OF[place["parent_code"]].append((place["code"], (place["name"],)))
TOWNS = [(town["code"], (town["name"], *filter(None, town["aliases"].split("|")))) for town in table("towns.csv")]
WENQUAN, ZHONGGUANCUN, WANLIU, SIJIQING = "110108026", "110108011", "110108023", "110108027"
BODIES = {"village": ("村", "村委会", "村民委员会", "村村委会"), "community": ("社区", "居委会", "社区居民委员会")}


def name_of(township, code):
    return dict(UNITS_OF[township])[code][0]


@pytest.mark.parametrize("township", UNITS_OF)
def test_every_form_of_a_name_finds_its_own_unit_or_none(township):
    names = Names.of(UNITS_OF[township])
    forms = {unit_form(squash(name)): code for code, (name,) in UNITS_OF[township]}
    shorts = {squash(short_unit_name(name)): code for code, (name,) in UNITS_OF[township]}
    for code, (name,) in UNITS_OF[township]:
        assert names.find(name).code == code
        assert names.find(name).how == "exact"
        unclear = "六郎庄生活区" in name  # 六郎庄 may be 六郎庄社区 as well
        assert names.find(short_unit_name(name)).code == (None if unclear else code)
        assert names.find(f" {squash(name)} ").code == code
        form = unit_form(squash(name))
        for body in BODIES[form.kind]:
            assert names.find(form.core + body).code == code, (name, form.core + body)
        for other in (form.core, *(form.core + body for bodies in BODIES.values() for body in bodies)):
            found = names.find(other)
            assert found.code in {None, code, shorts.get(squash(other)), forms.get(unit_form(squash(other)))}, (
                name,
                other,
            )
            assert found.code or (code, name) in found.suggestions, (name, other)


def test_the_core_alone_means_another_unit_only_where_it_is_its_short_name():
    others = {
        (name, found)
        for township, units in UNITS_OF.items()
        for code, (name,) in units
        if (found := Names.of(units).find(unit_form(squash(name)).core).code) not in {None, code}
    }
    assert {(name, name_of(found[:9], found)) for name, found in others} == {
        ("门头村社区居委会", "门头村村委会"),
    }


def test_every_name_of_a_township_finds_it():
    names = Names.of_towns(TOWNS)
    for code, (name, *aliases) in TOWNS:
        assert names.find(name).code == code
        assert names.find(short_town_name(name)).code == (None if short_town_name(name) == "海淀" else code)
        assert names.find(f"北京市海淀区{name}").code == code
        assert names.find(f"海淀区{name}办事处").code == code
        core = town_form(squash(name)).core
        ending = "街道" if name.endswith("街道") else "镇"
        for written in (core + ending, f"海淀区{core}{ending}党委", f"北京市海淀区{core} {ending}"):
            assert names.find(written).code == code, written
        for alias in aliases:
            assert (names.find(alias).code, names.find(alias).how) == (code, "alias")


def test_a_street_is_no_town():
    names = Names.of_towns(TOWNS)
    assert names.find("海淀镇").code == WANLIU
    assert names.find("海淀街道").code == "110108012"
    assert names.find("曙光镇").code is None
    assert ("110108025", "曙光街道") in names.find("曙光镇").suggestions
    assert names.find("海淀区").code is None


def test_a_core_that_two_share_finds_neither_and_suggests_both():
    names = Names.of(UNITS_OF[WENQUAN])
    found = names.find("温泉")
    assert found.code is None
    assert found.how is None
    assert {name for _, name in found.suggestions} == {"温泉社区居委会", "温泉村委会"}
    assert name_of(WENQUAN, names.find("温泉社区").code) == "温泉社区居委会"
    assert name_of(WENQUAN, names.find("温泉居委会").code) == "温泉社区居委会"
    assert name_of(WENQUAN, names.find("温泉村").code) == "温泉村委会"
    assert name_of(WENQUAN, names.find("温泉村党支部").code) == "温泉村委会"


def test_a_name_of_the_other_kind_is_only_a_suggestion():
    names = Names.of([("1", ["白家疃村委会"]), ("2", ["红联村社区居委会"])])
    assert names.find("白家疃社区").code is None
    assert names.find("白家疃社区").suggestions == (("1", "白家疃村委会"),)
    assert names.find("红联村").code == "2"
    assert names.find("红联").code is None


@pytest.mark.parametrize(
    ("township", "written", "name"),
    [
        (WENQUAN, "三〇四所", "三0四所社区居委会"),
        (WENQUAN, "304所社区", "三0四所社区居委会"),
        (WENQUAN, "高里掌", "高里掌村股份经济合作社生活区"),
        (WENQUAN, "高里掌村委会", "高里掌村股份经济合作社生活区"),
        (SIJIQING, "门头村", "门头村村委会"),
        (SIJIQING, "门头村社区", "门头村社区居委会"),
        ("110108001", "翠微路２１号", "翠微路21号社区居委会"),
        ("110108001", "翠微路二十一号社区", "翠微路21号社区居委会"),
        ("110108010", "中国矿业大学(北京)社区", "中国矿业大学（北京）社区居委会"),
        ("110108010", "二里庄", "二里庄社区居委会"),
        ("110108010", "2里庄社区", "二里庄社区居委会"),
    ],
)
def test_other_ways_of_writing(township, written, name):
    found = Names.of(UNITS_OF[township]).find(written)
    assert name_of(township, found.code) == name
    assert found.how == "normalised"


def test_one_name_in_two_townships_is_told_apart_by_the_township():
    everywhere = Names.of(unit for units in UNITS_OF.values() for unit in units)
    found = everywhere.find("航天社区居委会")
    assert found.code is None
    assert len(found.suggestions) == 2
    assert Names.of(UNITS_OF[ZHONGGUANCUN]).find("航天社区").code.startswith(ZHONGGUANCUN)


def test_what_stands_before_a_name_is_passed_over():
    names = Names.of(UNITS_OF[WENQUAN], prefixes=("北京市", "海淀区", "温泉镇", "温泉地区"))
    assert name_of(WENQUAN, names.find("北京市海淀区温泉镇白家疃村").code) == "白家疃村委会"
    assert name_of(WENQUAN, names.find("温泉镇温泉村").code) == "温泉村委会"


def test_former_names_count_after_present_ones():
    names = Names.of(
        [("1", ["甲庄村委会", "乙庄村委会"]), ("2", ["乙庄村委会", ""]), ("3", ["丙庄村委会", "老丙村委会"])]
    )
    assert names.find("乙庄村").code == "2"
    assert (names.find("老丙村").code, names.find("老丙村").how) == ("3", "alias")
    assert names.find("乙庄") == Match(None, (("1", "甲庄村委会"), ("2", "乙庄村委会")))


def test_digits_that_make_two_names_one_match_neither():
    names = Names.of([("1", ["五十一号社区居委会"]), ("2", ["51号社区居委会"])])
    assert names.find("51号社区").code is None
    assert {code for code, _ in names.find("51号社区").suggestions} == {"1", "2"}


def test_a_similar_name_is_only_a_suggestion():
    names = Names.of(UNITS_OF[WENQUAN])
    found = names.find("白家滩村")
    assert found.code is None
    assert "白家疃村委会" in {name for _, name in found.suggestions}
    assert len(found.suggestions) <= 3
    assert names.find("合计") == names.find("（ ）") == names.find("") == names.find("社区")
    assert names.find("合计").suggestions == ()


@pytest.mark.parametrize(
    ("numeral", "number"),
    [("十", 10), ("十二", 12), ("二十", 20), ("一百零五", 105), ("二千零一十九", 2019), ("二〇一九", 2019), ("零", 0),
     ("两百", 200), ("", None), ("百", None), ("三十四五", None), ("一二三四五", None), ("十十", None), ("甲", None),
     ("二零十", None), ("一百一", None), ("零五十", None), ("一百二零", None)],
)  # fmt: skip
def test_numerals(numeral, number):
    assert chinese_number(numeral) == number


@pytest.mark.parametrize(
    ("name", "expected"),
    [("二十一号", "21号"), ("三0四所", "304所"), ("苏三四", "苏34"), ("百旺家苑", "百旺家苑"), ("十五所", "15所")],
)
def test_digits_of_names(name, expected):
    assert arabic_digits(name) == expected


SCHOOLS = unit_grammar({"primary": ["小学", "小"], "secondary": ["中学", "初级中学", "中"]})


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("示例三小学", "1"),
        ("示例三小", "1"),
        ("示例3小", "1"),
        ("示例三中", "2"),
        ("示例三初级中学", "2"),
        ("示例四", "3"),
        ("示例三", None),
        ("小学", None),
    ],
)
def test_another_election_knows_names_by_words_of_its_own(written, code):
    names = Names.of([("1", ["示例三小学"]), ("2", ["示例三中学"]), ("3", ["示例四小学"])], (), SCHOOLS)
    assert names.find(written).code == code
