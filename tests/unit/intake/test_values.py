"""A cell's value is read as its column wants, or refused with what was expected."""

from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.intake.values import (
    Unreadable,
    is_empty,
    plain,
    read_choice,
    read_count,
    read_day,
    read_moment,
    read_number,
    read_percent,
    read_text,
    read_yes_no,
)
from tests.unit.intake.builders import moment

WINDOW = (date(2018, 11, 19), date(2019, 3, 31))
FIFTH = date(2019, 1, 5)
REVIEWS = {"48": ["48"], "24": ["24小时"], "general": ["一般", "普通类"], "key": ["重点"]}


def refused(read, *arguments):
    with pytest.raises(Unreadable) as caught:
        read(*arguments)
    return caught.value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("  ２０１９年　１月\u200b５日\n ", "2019年 1月5日"),
        ("温泉\u00ad村\ufeff\x07", "温泉村"),
        (12.0, "12"),
        (3.5, "3.5"),
        (True, "TRUE"),
        (moment("2019-01-05"), "2019-01-05"),
        (moment("2019-01-05 14:30"), "2019-01-05 14:30"),
        (FIFTH, "2019-01-05"),
        (time(14, 30), "14:30:00"),
        ("①ＡＢ（Ｃ）", "1AB(C)"),
    ],
)
def test_plain(value, text):
    assert plain(value) == text


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        " \u3000",
        "无",
        "—",
        "——",
        "-",
        "－",
        "/",
        "／",
        "\\",
        "暂无",
        "未",
        "N/A",
        "空",
        "…",
        "--",
        "\u200b",
        "待定",
    ],
)
def test_nothing(value):
    assert is_empty(value)
    assert is_empty(value, zero=True)


@pytest.mark.parametrize("value", ["是", "一", "1", 1, "×", "√", "0人", False, FIFTH])
def test_something(value):
    assert not is_empty(value)
    assert not is_empty(value, zero=True)


@pytest.mark.parametrize("value", [0, 0.0, "0", "０", "零"])
def test_zero_is_nothing_for_days_only(value):
    assert not is_empty(value)
    assert is_empty(value, zero=True)


@pytest.mark.parametrize(
    "value",
    [
        "2019.1.5", "2019-1-5", "2019/01/05", "20190105", 20190105, 20190105.0, "2019年1月5日", "2019 年 1 月 5 日", "19年1月5日",
        "19.1.5", "19-01-05", "1月5日", "1月5号", "１月５日", "01月05日", "1.5", "1-5", "1/5", "01.05", "1月5", "一月五日", "二〇一九年一月五日",
        "2019年1月5日（周六）", "1月5日 星期六", "1.5(周六)", "2019-01-05 14:30", "2019-01-05T14:30:00", "1月5日14时30分", "1月5日下午2点半",
        43470, 43470.0, 43470.6, "43470", "43470.6", FIFTH, moment("2019-01-05 14:30"), "2019-1-5。", "截至1月5日17时", "截至二〇一九年一月五日",
    ],
)  # fmt: skip
def test_days(value):
    assert read_day(value, WINDOW) == FIFTH


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("12月25日", date(2018, 12, 25)),
        ("11.19", date(2018, 11, 19)),
        ("3月31日", date(2019, 3, 31)),
        ("4月2日", date(2019, 4, 2)),
        ("11月18日", date(2018, 11, 18)),
        ("2月28日", date(2019, 2, 28)),
        ("2月29日", date(2020, 2, 29)),
        ("十二月二十五日", date(2018, 12, 25)),
        ("2025-12-31", date(2025, 12, 31)),
        (36526, date(2000, 1, 1)),
    ],
)
def test_a_day_without_a_year_takes_the_campaigns(value, day):
    assert read_day(value, WINDOW) == day


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1.5, "cannot be told from a month"),
        (2019.1, "cannot be told from a month"),
        (105, "a date such as"),
        (0, "a date such as"),
        (True, "a date such as"),
        (time(12), "a date such as"),
        (None, "a date such as"),
        ("", "a date such as"),
        ("105", "a date such as"),
        ("今天", "a date such as"),
        ("1月", "a date such as"),
        ("2019年1月", "a date such as"),
        ("1月5日-7日", "a date such as"),
        ("1月5日至1月7日", "a date such as"),
        ("1月5日前", "a date such as"),
        ("1.5-1.7", "a date such as"),
        ("1/5/2019", "a date such as"),
        ("12/5/19", "with its year"),
        ("05.01.19", "with its year"),
        ("2月30日", "a day that exists"),
        ("2019-02-29", "a day that exists"),
        ("13月1日", "a day that exists"),
        ("20191305", "a day that exists"),
        ("1900-01-01", "a day that exists"),
        ("9999-12-31", "a day that exists"),
        (date(1999, 12, 31), "a day that exists"),
        (moment("2101-01-01"), "a day that exists"),
        ("1月5日（周日）", "2019-01-05 is no 周日"),
        ("1月5日25时", "a time such as"),
        ("1月5日14:60", "a time such as"),
    ],
)
def test_what_is_no_day(value, expected):
    assert expected in refused(read_day, value, WINDOW).expected


def test_a_window_of_two_years_wants_the_year():
    assert "with its year" in refused(read_day, "1月5日", (date(2018, 1, 1), date(2019, 12, 31))).expected


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("2019-01-05 14:30", time(14, 30)), ("1月5日14时30分", time(14, 30)), ("1月5日下午2点半", time(14, 30)), ("1月5日 17时", time(17)),
        ("1月5日17:00", time(17)), ("2019-01-05T14:30:15.000", time(14, 30, 15)), ("1月5日上午9点一刻", time(9, 15)), ("1月5日中午12点", time(12)),
        ("1月5日中午1点", time(13)), ("1月5日凌晨12点", time(0)), ("1月5日晚8时", time(20)), ("1月5日晚上12点", time(23, 59)), ("1月5日24时", time(23, 59)),
        ("1月5日24:00", time(23, 59)), ("1月5日0时", time(0)), ("1月5日（周六）下午三点", time(15)), ("统计截止时间：2019年1月5日17时整", time(17)),
        ("1月5日下午14点", time(14)), ("2019/1/5 2:30 PM", time(14, 30)), ("2019/1/5 12:00 AM", time(0)),
        (moment("2019-01-05 14:30"), time(14, 30)), (moment("2019-01-05"), None), (FIFTH, None), (43470.5, time(12)), (43470, None), ("1.5", None),
    ],
)  # fmt: skip
def test_moments(value, at):
    assert read_moment(value, WINDOW) == (FIFTH, at)


@pytest.mark.parametrize(
    "value",
    [
        "1月5日下午25点",
        "1月5日24时30分",
        "1月5日晚2点",
        "1月5日上午14点",
        "1月5日17",
        "1月5日左右",
        "1月5日14:30-16:00",
    ],
)
def test_what_is_no_moment(value):
    refused(read_moment, value, WINDOW)


@pytest.mark.parametrize(
    ("value", "count"),
    [(12, 12), (12.0, 12), ("12", 12), ("１２", 12), ("12人", 12), ("12 名", 12), ("1,234", 1234), ("１，２３４票", 1234), ("12.0", 12),
     ("十二", 12), ("一百零五人", 105), ("两百", 200), ("三千二百一十", 3210), (0, 0), ("0", 0), ("零", 0), ("3件", 3)],
)  # fmt: skip
def test_counts(value, count):
    assert read_count(value) == count


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("约12", "a whole number such as 12"),
        ("12余", "a whole number such as 12"),
        ("10-12", "a whole number such as 12"),
        ("1,23", "a whole number such as 12"),
        ("", "a whole number such as 12"),
        (None, "a whole number such as 12"),
        ("无", "a whole number such as 12"),
        (True, "a whole number such as 12"),
        (FIFTH, "a whole number such as 12"),
        ("9" * 400, "a whole number such as 12"),
        (1e300, "a whole number such as 12"),
        ("百", "a whole number such as 12"),
        (-3, "not below zero"),
        ("-3", "not below zero"),
        ("－3人", "not below zero"),
        (3.5, "without decimals"),
        ("3.5", "without decimals"),
    ],
)
def test_what_is_no_count(value, expected):
    error = refused(read_count, value)
    assert error.expected.endswith(expected)
    assert error.read == plain(value)


@pytest.mark.parametrize(
    "value",
    ["是", "有", "√", "✓", "✔️", "已", "Y", "yes", "TRUE", True, 1, 1.0, "１", "完成", "已完成", "已观看", " 是。"],
)
def test_yes(value):
    assert read_yes_no(value) is True


@pytest.mark.parametrize(
    "value", ["否", "无", "×", "✗", "未", "N", "no", "FALSE", False, 0, "0", "未完成", "没有", "未观看", "X"]
)
def test_no(value):
    assert read_yes_no(value) is False


@pytest.mark.parametrize("value", [None, "", "是/否", "否决", "已取消", 2, 0.5, "大概", FIFTH])
def test_neither_yes_nor_no(value):
    assert "是" in refused(read_yes_no, value).expected


@pytest.mark.parametrize(
    ("value", "percent"),
    [(0.953, 95.3), ("95.3%", 95.3), ("95.3", 95.3), (95.3, 95.3), ("９５．３％", 95.3), ("0.953", 95.3), (1, 100), (1.0, 100), (100, 100),
     ("100%", 100), (0, 0), ("0", 0), ("1%", 1), ("0.5%", 0.5), ("1.5 %", 1.5), (2, 2)],
)  # fmt: skip
def test_percentages(value, percent):
    assert read_percent(value) == percent


@pytest.mark.parametrize(
    "value", ["1", 1.05, "1.5", 100.5, "101%", -0.5, "-5%", "", None, True, "九成", FIFTH, "nan", float("nan")]
)
def test_what_is_no_percentage(value):
    assert "95.3%" in refused(read_percent, value).expected


@pytest.mark.parametrize(
    ("value", "number"),
    [(45.2, 45.2), ("45.2岁", 45.2), ("45周岁", 45), (45, 45), ("1,234.5", 1234.5), ("-3", -3)],
)
def test_numbers(value, number):
    assert read_number(value) == number


@pytest.mark.parametrize("value", ["四十多", "", None, True, "45-50", float("inf"), FIFTH])
def test_what_is_no_number(value):
    assert "45.2" in refused(read_number, value).expected


@pytest.mark.parametrize(
    ("value", "key"),
    [("48小时", "48"), ("48h", "48"), (48, "48"), ("48.0", "48"), (48.0, "48"), ("４８ 小时", "48"), ("24", "24"), ("一般类", "general"), ("普通", "general"), ("“重点”", "key")],
)  # fmt: skip
def test_choices(value, key):
    assert read_choice(value, REVIEWS) == key


@pytest.mark.parametrize("value", ["", None, "12", "重", "4.8", "48天"])
def test_what_is_no_choice(value):
    assert refused(read_choice, value, REVIEWS).expected == "one of these: 48, 24小时, 一般, 重点"


def test_a_word_of_two_keys_is_no_choice():
    refused(read_choice, "难点", {"a": ["难点级"], "b": ["难点类"]})


def test_texts_keep_lines_and_punctuation():
    assert (
        read_text(" 一是：资金不足；\r\n\r\n 二是\u200b　场地（小）。\x07")
        == "一是：资金不足；\n二是 场地（小）。"
    )
    assert read_text(None) == ""
    assert read_text(12.0) == "12"
    error = refused(read_text, "长" * 2001)
    assert error.expected == "a text of at most 2000 characters"
    assert len(error.read) < 30
    assert refused(read_text, "abc", 2).expected.params == {"limit": 2}


VALUES = st.one_of(
    st.text(max_size=20),
    st.text("0123456789.-/年月日时分点半上下午人%约 一二十百〇", max_size=14),
    st.floats(),
    st.integers(-(2**53), 2**53),
    st.booleans(),
    st.none(),
    st.datetimes(),
    st.times(),
)


@settings(max_examples=400, deadline=None)
@given(VALUES)
def test_any_value_is_read_or_refused(value):
    for read in (read_count, read_number, read_percent, read_yes_no, read_text):
        try:
            read(value)
        except Unreadable:
            continue
    try:
        day, _ = read_moment(value, WINDOW)
    except Unreadable:
        pass
    else:
        assert day == read_day(value, WINDOW)
        assert 2000 <= day.year <= 2100
    with suppress(Unreadable):
        assert read_choice(value, REVIEWS) in REVIEWS


@given(st.dates(*WINDOW))
def test_every_day_of_the_campaign_comes_back(day):
    month, of_month = day.month, day.day
    for text in (
        f"{month}月{of_month}日",
        f"{month}.{of_month}",
        f"{day:%m/%d}",
        f"{day:%y.%m.%d}",
        f"{day:%Y%m%d}",
        str((day - date(1899, 12, 30)).days),
    ):
        assert read_day(text, WINDOW) == day


@given(st.integers(0, 9999))
def test_every_count_comes_back(count):
    assert read_count(f"{count:,}人") == read_count(float(count)) == count
