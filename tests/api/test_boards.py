"""The boards of the command: what they say agrees with the log, and tells each only what is theirs to know."""

import re
from datetime import date
from html import unescape
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from dashboard.election.review import ReviewClock, batches_of, turnaround
from dashboard.election.tallies import counters_of
from dashboard.views.boards.page import BOARDS
from tests.api.test_pandas import read_log
from tests.doors import application_in, open_site

TOWN, VILLAGE = "110108010", "110108026901"
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def site(demo_folder, tmp_path_factory):
    yield from open_site(application_in(demo_folder, tmp_path_factory.mktemp("boards") / "data"))


@pytest.fixture(scope="module")
def people(site):
    return {
        "office": site.person("office", "office"),
        "viewer": site.person("viewer", "viewer"),
        "clerk": site.person("clerk", "clerk", areas=[TOWN]),
    }


@pytest.fixture(scope="module")
def log(site):
    facts, _ = read_log(site.services.settings.data_dir / "situation.db")
    return facts


def page(client, path, lang="zh-CN"):
    answer = client.get(f"{path}{'&' if '?' in path else '?'}lang={lang}", headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text[:500]
    return answer.text


def text_of(html):
    main = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def figures(html):
    return dict(re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd></div>", html[: html.index("</dl>")]))


@pytest.mark.parametrize("board", BOARDS)
def test_every_board_is_there_for_a_township_on_any_day_in_both_languages(people, board):
    for query in (
        "",
        f"?town={TOWN}",
        "?as_of=2018-12-01",
        "?town=999&as_of=never&level=none&of=tea&unit=1&poll=x",
    ):
        for lang in ("zh-CN", "en"):
            assert "Traceback" not in page(people["office"], f"/{board}{query}", lang)


@pytest.mark.parametrize("board", BOARDS)
def test_forms_are_offered_for_what_one_may_record_today(people, board):
    assert "data-form" not in page(people["viewer"], f"/{board}")
    assert "data-form" not in page(people["office"], f"/{board}?as_of=2018-12-20"), "the past is only read"


def test_a_key_village_has_a_page_and_another_unit_none(people):
    assert "一村一策" in page(people["viewer"], f"/key/{VILLAGE}")
    for code in ("110108010001", TOWN, "nothing", "1\"'<"):
        assert people["viewer"].get(f"/key/{code}", headers={"Accept": "text/html"}).status_code == 404


def test_counts_that_could_point_at_one_person_are_the_office_s(people):
    exact, veiled = (text_of(page(people[who], "/petitions")) for who in ("office", "clerk"))
    numbers = {int(number) for number in re.findall(r"近 30 天 (\d+) 件", exact)}
    assert numbers & {1, 2}, "the demo has small counts"
    assert not {int(number) for number in re.findall(r"近 30 天 (\d+) 件", veiled)} & {1, 2}
    assert "近 30 天 有 件" in veiled
    drawn = [
        float(height)
        for height in re.findall(r'<rect [^>]*height="([\d.]+)"', page(people["clerk"], "/petitions"))
    ]
    assert drawn, "the shape of a month is still seen"


def test_times_of_the_review_are_those_of_the_log(site, log):
    sent = log[log["type"] == "review_submitted"].set_index(["area_code", "track", "subject"])
    back = log[log["type"] == "review_returned"].set_index(["area_code", "track", "subject"])

    def instants(table):
        return pd.to_datetime(table["effective_on"] + " " + table["effective_time"].str[:8])

    joined = pd.DataFrame({"sent": instants(sent), "hours": sent["payload"].map(lambda one: one["hours"])}).join(
        instants(back).rename("back"), how="inner"
    )
    joined["took"] = (joined["back"] - joined["sent"]) / pd.Timedelta(hours=1)
    services = site.services
    clock = ReviewClock(services.profile.review, services.calendar, ZONE)
    told = turnaround(batches_of(services.queries.counting(["review_submitted", "review_returned"]), clock), clock)
    assert set(told) == set(joined["hours"])
    for hours, times in joined.groupby("hours")["took"]:
        assert told[hours].batches == len(times)
        assert told[hours].late == (times > hours).sum()
        assert told[hours].median == pytest.approx(times.median())
        assert told[hours].p90 == pytest.approx(np.quantile(times, 0.9, method="inverted_cdf"))


def test_work_done_is_the_sum_of_the_log(site, people, log):
    counted = log[log["type"] == "counter"]
    table = pd.DataFrame(counted["payload"].tolist(), index=counted.index).assign(area=counted["area_code"])
    sums = table.fillna({"people": 0}).groupby(["area", "name"])[["count", "people"]].sum()
    told = counters_of(site.services.queries.counting(["counter"]))
    assert {key: (one.count, one.people) for key, one in told.items()} == {
        key: (int(row["count"]), int(row["people"])) for key, row in sums.iterrows()
    }
    shown = figures(page(people["viewer"], "/counters"))
    training = table[table["name"] == "training"]
    assert shown["培训（场次、人次）"] == f"{training['count'].sum():,} / {training['people'].sum():,.0f} 人次"


def test_open_matters_and_key_villages_are_those_of_the_log(people, log):
    last = log[log["type"] == "matter"].groupby(["area_code", "subject"])["payload"].last()
    open_ones = [matter for matter in last if not matter.get("closed")]
    assert figures(page(people["viewer"], "/matters"))["未办结"] == str(len(open_ones))
    keys = log[log["type"] == "key_village"].groupby("area_code")["payload"].last()
    measures = log[log["type"] == "measure"].groupby(["area_code", "subject"])["payload"].last()
    today = date(2019, 1, 10)
    overdue = sum(one["progress"] < 100 and date.fromisoformat(one["due"]) < today for one in measures)
    shown = figures(page(people["viewer"], "/key"))
    assert (shown["重点难点村"], shown["措施"], shown["其中逾期"]) == (
        str(len(keys)),
        str(len(measures)),
        str(overdue),
    )


def test_open_alerts_are_those_of_the_log_and_explain_themselves(people, log):
    steps = log[log["type"] == "alert_action"].sort_values(["revision", "seq"])
    last = steps.groupby(["area_code", "subject"]).tail(1)
    live = last[last["payload"].map(lambda step: step["action"] != "resolved")]
    shown = figures(page(people["viewer"], "/alerts"))
    level = live["payload"].map(lambda step: step["level"])
    assert [shown[name] for name in ("红色预警", "橙色预警", "黄色预警")] == [
        str((level == one).sum()) for one in (3, 2, 1)
    ]
    assert text_of(page(people["viewer"], "/alerts")).count("解除条件：") == len(live)


def test_a_past_day_shows_what_stood_then(people, log):
    day = date(2018, 12, 20)
    then = log[log["on"] <= day]
    last = then[then["type"] == "matter"].groupby(["area_code", "subject"])["payload"].last()
    open_ones = [matter for matter in last if not matter.get("closed")]
    assert figures(page(people["viewer"], f"/matters?as_of={day}"))["未办结"] == str(len(open_ones))


def test_the_schedule_says_whether_a_day_is_possible(people):
    soon = text_of(page(people["office"], f"/schedule?unit={VILLAGE}&of=committee&poll=2019-01-12"))
    assert "不可行：最早合法日为" in soon
    later = text_of(page(people["office"], f"/schedule?unit={VILLAGE}&of=committee&poll=2019-03-20"))
    assert "不可行" not in later


def test_a_clerk_is_offered_the_own_township_only(people):
    html = page(people["clerk"], "/incidents")
    forms = re.search(r'"forms":(\[.*?\])}</script>', html, re.DOTALL).group(1)
    codes = set(re.findall(r'\["(\d{9,12})",', forms))
    assert codes
    assert all(code.startswith(TOWN) for code in codes)
