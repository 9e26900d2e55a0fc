import hashlib
import hmac
import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from dashboard.messages import messages
from dashboard.notify.formats import SIGNATURE, outgoing, signed_url
from dashboard.notify.notice import Notice
from dashboard.notify.wording import Wording
from dashboard.profile.base import Text
from dashboard.targets import Target

NOW = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)
AT = datetime(2018, 12, 14, 15, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
RULES = {"quorum": Text(zh_CN="到会风险", en="Quorum at risk")}


@pytest.fixture
def wording(profile, tree):
    def words(locale="zh_CN", demo=False, origin="https://map.example"):
        return Wording(profile, tree, messages(locale), demo=demo, origin=origin, rules=RULES)

    return words


def notice(kind="incident", state="opened", word="petition", area="111", corrected=False):
    return Notice("12.0", kind, state, word, area, AT, "0011223344556677", corrected)


def test_plain_json(wording):
    sent = outgoing(Target("generic", "https://desk.example/hook"), notice(), wording().tell(notice()), NOW)
    assert sent.url == "https://desk.example/hook"
    assert sent.headers["Content-Type"] == "application/json; charset=utf-8"
    assert SIGNATURE not in sent.headers
    assert json.loads(sent.body) == {
        "version": 1,
        "id": "12.0",
        "demo": False,
        "kind": "incident",
        "state": "opened",
        "corrected": False,
        "thread": "0011223344556677",
        "category": "petition",
        "label": "集体上访",
        "area": {"code": "111", "name": "示例一村", "township": "甲镇"},
        "at": "2018-12-14T15:20:00+08:00",
        "title": "突发事件·集体上访：新发",
        "text": "“两委”换届选情地图\n突发事件·集体上访：新发\n甲镇 示例一村\n2018年12月14日 15:20\nhttps://map.example/unit/111",
        "url": "https://map.example/unit/111",
    }


@pytest.mark.parametrize("kind", ["wecom", "dingtalk"])
def test_group_robots_get_a_text(wording, kind):
    told = wording(demo=True).tell(notice("alert", "escalated", "quorum"))
    sent = outgoing(Target(kind, "https://robot.example/send?key=k"), notice(), told, NOW)
    assert sent.url == "https://robot.example/send?key=k"
    assert json.loads(sent.body) == {
        "msgtype": "text",
        "text": {
            "content": "“两委”换届选情地图 演示数据\n红色预警·到会风险：升级为红色\n甲镇 示例一村\n2018年12月14日 15:20\n"
            "https://map.example/unit/111"
        },
    }
    assert "选情".encode() in sent.body, "the keyword that a robot may ask for, unescaped"


def test_the_settings_language_is_spoken(wording):
    told = wording("en", demo=True).tell(notice(state="closed", corrected=True))
    assert told.lines == (
        "Election Situation Map DEMO data",
        "Incident, Collective petition: closed (corrected)",
        "甲镇 示例一村",
        "December 14, 2018 15:20",
        "https://map.example/unit/111",
    )


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
@pytest.mark.parametrize("kind", ["incident", "alert", "test"])
def test_the_demo_is_marked_in_every_message(wording, locale, kind):
    state = "test" if kind == "test" else "opened"
    marked = wording(locale, demo=True).tell(notice(kind, state))
    assert ("DEMO" if locale == "en" else "演示数据") in marked.lines[0]
    assert marked.demo
    earnest = wording(locale).tell(notice(kind, state))
    assert not earnest.demo
    assert "DEMO" not in earnest.text
    assert "演示" not in earnest.text


@pytest.mark.parametrize(
    ("kind", "area", "url", "place"),
    [
        ("incident", "11", "https://map.example/incidents", "甲镇"),
        ("alert", "11", "https://map.example/alerts", "甲镇"),
        ("alert", "1", "https://map.example/alerts", "试区"),
        ("alert", "121", "https://map.example/unit/121", "乙镇 示例四社区"),
    ],
)
def test_the_page_and_the_place_of_an_area(wording, kind, area, url, place):
    told = wording().tell(notice(kind, area=area))
    assert told.url == url
    assert told.lines[2] == place


def test_without_an_address_of_this_site_there_is_no_link(wording):
    told = wording(origin=None).tell(notice())
    assert told.url is None
    assert len(told.lines) == 4


def test_a_word_of_an_older_profile_is_told_as_it_is(wording):
    assert wording().tell(notice(word="landslide")).title == "突发事件·landslide：新发"
    assert wording().tell(notice("alert", word="stage_late")).title == "红色预警·stage_late：新发"


def test_a_signed_body(wording):
    sent = outgoing(Target("generic", "https://a/b", "k;% y"), notice(), wording().tell(notice()), NOW)
    expected = hmac.new(b"k;% y", sent.body, hashlib.sha256).hexdigest()
    assert sent.headers[SIGNATURE] == f"sha256={expected}"
    assert "k;% y" not in repr(sent)


@pytest.mark.parametrize(
    ("url", "begins"),
    [
        ("https://oapi.dingtalk.com/robot/send?access_token=abc", "https://oapi.dingtalk.com/robot/send?access_token=abc&timestamp="),
        ("https://proxy.example/robot", "https://proxy.example/robot?timestamp="),
    ],
)  # fmt: skip
def test_a_signed_address(url, begins):
    """The value was computed with openssl: printf '%s\\n%s' … | openssl dgst -sha256 -hmac … -binary | base64."""
    signed = signed_url(Target("dingtalk", url, "SECtest"), NOW)
    assert signed.startswith(begins)
    query = parse_qs(urlsplit(signed).query, strict_parsing=True)
    assert query["timestamp"] == ["1767323045678"]
    assert query["sign"] == ["ol8A7KbJueHPwPgdjH7LSArciV30W7iLcSFTtyNNkdA="]


def test_a_robot_without_a_secret_is_not_signed(wording):
    target = Target("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=abc")
    assert outgoing(target, notice(), wording().tell(notice()), NOW).url == target.url
