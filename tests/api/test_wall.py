"""What the wall is told agrees with the map, the boards and the log, and holds no word that a person wrote."""

import json
import re
from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from dashboard.messages import messages
from dashboard.wall.picture import wall
from dashboard.wall.scene import Scene
from tests.api.test_boards import figures, page
from tests.api.test_pandas import read_log
from tests.doors import application_in, open_site, problem

DISTRICT, UNIT, TOWN = "110108", "110108026901", "110108026"
TODAY = date(2019, 1, 10)
KINDS = ["district", "township", "alert", "key", "matters", "polls"]
HAN = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(scope="module")
def site(demo_folder, tmp_path_factory):
    yield from open_site(application_in(demo_folder, tmp_path_factory.mktemp("wall") / "data"))


@pytest.fixture(scope="module")
def screen(site):
    return site.screen()


@pytest.fixture(scope="module")
def log(site):
    facts, units = read_log(site.services.settings.data_dir / "situation.db")
    return facts, units


def told(client, area=DISTRICT, **query):
    answer = client.get(f"/api/v1/wall/{area}", params={"lang": "zh", **query})
    assert answer.status_code == 200, answer.text[:500]
    return answer.json()


def on_map(client, track):
    return client.get(f"/api/v1/map/{DISTRICT}", params={"track": track}).json()


@pytest.mark.parametrize("track", ["party", "committee", "overall"])
def test_progress_is_the_map_s(screen, track):
    shown, there = told(screen, track=track), on_map(screen, track)
    burn_up, totals = shown["burn_up"], there["totals"]
    assert (burn_up["due"], burn_up["actual_today"]) == (totals["due"], totals["completed"])
    assert shown["matters"]["open"] == totals["matters"]
    assert (shown["revision"], shown["day"], shown["track"]) == (there["revision"], there["day"], track)
    assert burn_up["days"][len(burn_up["actual"]) - 1] == there["day"], "the last actual day is today"
    assert len(burn_up["days"]) == len(burn_up["planned"])
    assert len(burn_up["expected"]) == len(burn_up["days"]) - len(burn_up["actual"]) + 1
    assert burn_up["expected"][0] == burn_up["actual_today"]
    behind = [code for code, town in there["townships"].items() if town["band"] == "attention"]
    assert [stop["area"] for stop in shown["stops"] if stop["kind"] == "township"] == behind[:6]


def test_polls_of_today_are_the_map_s(screen):
    shown, totals = told(screen)["polls"], on_map(screen, "overall")["totals"]
    states = Counter(one["state"] for one in shown["today"])
    assert (len(shown["today"]), states["reported"]) == (totals["polls_today"], totals["polls_closed"])
    assert states["reported"] > 0
    for one in shown["today"]:
        assert (one["result"] is not None) == (one["state"] == "reported")
    hours = [one["at"] or "99" for one in shown["today"]]
    assert hours == sorted(hours)
    assert {one["state"] for one in shown["tomorrow"]} == {"waiting"}
    assert [one["count"] for one in shown["days"][:2]] == [len(shown["today"]), len(shown["tomorrow"])]
    assert [one["day"] for one in shown["days"]] == [(TODAY + timedelta(days=n)).isoformat() for n in range(8)]


def test_polls_of_today_are_those_of_the_log(screen, log):
    facts, units = log
    due = {(row.code, track) for row in units.itertuples() for track, yes in row.due.items() if yes}
    held = facts[(facts["type"] == "poll_held") & (facts["on"] == TODAY)]
    called = facts[facts["type"] == "poll_scheduled"].groupby(["area_code", "track"])["payload"].last()
    done = {(row.area_code, row.track) for row in facts[facts["type"] == "poll_held"].itertuples()}
    expected = {key for key, payload in called.items() if payload["on"] == str(TODAY)} - done
    expected |= {(row.area_code, row.track) for row in held.itertuples()}
    assert {(one["area"], one["track"]) for one in told(screen)["polls"]["today"]} == expected & due
    share = {
        (row.area_code, row.track): f"{row.payload['present'] / row.payload['eligible']:.1%}"
        for row in held.itertuples()
    }
    for one in told(screen)["polls"]["today"]:
        if one["result"]:
            assert share[one["area"], one["track"]] in one["result"]


def test_alerts_are_those_of_the_log_the_map_and_the_board(site, screen, log):
    facts, _ = log
    steps = facts[facts["type"] == "alert_action"].sort_values(["revision", "seq"])
    open_ones, raised = {}, {}
    for step in steps.itertuples():
        name, action = (step.area_code, step.subject), step.payload["action"]
        if action in {"opened", "reopened", "escalated"}:
            open_ones[name] = step.payload["level"]
            if action != "escalated":
                raised[name] = datetime.fromisoformat(step.recorded_at)
        elif action == "resolved":
            open_ones.pop(name, None)
    shown = told(screen)
    counts = Counter(open_ones.values())
    assert shown["levels"] == {str(level): counts[level] for level in (1, 2, 3)}
    assert counts[3] > 0
    assert Counter((one["area"], one["level"]) for one in shown["alerts"]) == Counter(
        (area, level) for (area, _), level in open_ones.items()
    )
    assert len({one["id"] for one in shown["alerts"]}) == len(open_ones)
    order = [(-one["level"], one["since"]) for one in shown["alerts"]]
    assert order == sorted(order)
    there = on_map(screen, "party")
    highest = dict(zip(there["codes"], there["columns"]["alert"], strict=True))
    for one in shown["alerts"]:
        assert not one["unit"] or highest[one["area"]] >= one["level"]
        assert one["text"]
        assert one["who"]
    board = figures(page(site.person("viewer", "viewer"), "/alerts"))
    assert (board["红色预警"], board["橙色预警"], board["黄色预警"]) == (
        str(counts[3]),
        str(counts[2]),
        str(counts[1]),
    )


def test_matters_are_those_of_the_log(screen, log):
    facts, _ = log
    matters = facts[facts["type"] == "matter"].groupby(["area_code", "subject"])
    first, last = matters["on"].first(), matters["payload"].last()
    waiting = {name: matter for name, matter in last.items() if not matter.get("closed")}
    shown = told(screen)["matters"]
    assert shown["open"] == len(shown["list"]) == len(waiting)
    assert Counter((one["area"], one["department"], one["days"], one["due"]) for one in shown["list"]) == Counter(
        (name[0], matter["department"], (TODAY - first[name]).days, matter.get("due"))
        for name, matter in waiting.items()
    )
    for one in shown["list"]:
        assert one["overdue"] == (one["due"] is not None and one["due"] < TODAY.isoformat())


def test_key_villages_are_those_of_the_log(screen, log):
    facts, units = log
    named = facts[facts["type"] == "key_village"].groupby("area_code")["payload"].last()
    keys = [code for code in units["code"] if code in named.index and named[code]["level"]]
    measures = facts[facts["type"] == "measure"].groupby(["area_code", "subject"])["payload"].last()
    shown = told(screen)["key"]
    assert [one["area"] for one in shown] == keys
    for one in shown:
        own = list(measures[one["area"]]) if one["area"] in measures.index.get_level_values(0) else []
        assert (one["all"], one["done"]) == (len(own), sum(each["progress"] == 100 for each in own))
        late = any(each["progress"] < 100 and each["due"] < TODAY.isoformat() for each in own)
        assert (one["state"] == "overdue") == late
        assert one["post"]
    there = on_map(screen, "committee")
    place = {code: number for number, code in enumerate(there["codes"])}
    for one in shown:
        (phase,) = [track["phase"] for track in one["tracks"] if track["track"] == "committee"]
        assert phase == there["columns"]["phase"][place[one["area"]]]
        assert one["alert"] == there["columns"]["alert"][place[one["area"]]]


def test_the_tour_visits_every_kind_in_order_and_tells_a_sentence_of_each(screen):
    shown = told(screen)
    stops = shown["stops"]
    assert list(dict.fromkeys(stop["kind"] for stop in stops)) == KINDS
    assert len({stop["id"] for stop in stops}) == len(stops)
    most = {"township": 6, "alert": 8, "key": 8}
    for kind, count in Counter(stop["kind"] for stop in stops).items():
        assert count <= most.get(kind, 1)
    for stop in stops:
        assert 2 <= len(stop["facts"]) <= 4, stop
        assert stop["story"].endswith("。")
        assert "{" not in stop["story"]
    red = [one["area"] for one in shown["alerts"] if one["level"] == 3]
    assert [stop["area"] for stop in stops if stop["kind"] == "alert"] == red[:8]
    levels = [stop["level"] > 0 for stop in stops if stop["kind"] == "key"]
    assert levels == sorted(levels, reverse=True), "key villages with alerts come first"


def test_the_same_stop_has_the_same_id_in_both_languages_and_a_minute_later(site, screen):
    ids = [[stop["id"] for stop in told(screen, lang=lang)["stops"]] for lang in ("zh", "en")]
    assert ids[0] == ids[1]
    later = site.services.clock.now() + timedelta(minutes=1)
    assert [stop.id for stop in picture(site, later).stops] == ids[0]


def test_visitors_are_shown_progress_only(screen):
    shown, whole = told(screen, visitors=1), told(screen)
    assert (shown["levels"], shown["alerts"], shown["key"], shown["open_items"]) == (None, [], [], [])
    assert shown["matters"] == {"open": None, "list": []}
    assert [stop["kind"] for stop in shown["stops"]] == ["district", "polls"]
    assert len(shown["polls"]["today"]) == len(whole["polls"]["today"])
    assert {one["state"] for one in shown["polls"]["today"]} <= {"waiting", "open", "closed"}
    assert {one["result"] for one in shown["polls"]["today"]} == {None}
    assert shown["burn_up"] == whole["burn_up"]
    assert shown["changes"]
    assert all(one["text"].endswith("完成") for one in shown["changes"]), "only stages that ended"
    assert not re.search("预警|重点|难点|落后|逾期|晚", json.dumps(shown["stops"], ensure_ascii=False))


def names_of(site):
    """What is called the same in both languages: places, posts and departments."""
    tree = site.services.queries.tree
    names = {name for area in tree.areas.values() for name in (area.name, area.short_name)}
    facts = site.services.queries.counting(("assignment", "matter"))
    posts = {getattr(fact.payload, "post", None) or getattr(fact.payload, "department", "") for fact in facts}
    return re.compile("|".join(map(re.escape, sorted(filter(None, names | posts), key=len, reverse=True))))


@pytest.mark.parametrize("visitors", [0, 1])
def test_neither_language_has_a_word_of_the_other(site, screen, visitors):
    names = names_of(site)

    def texts(value, key=""):
        if isinstance(value, dict):
            return [text for name, one in value.items() for text in texts(one, name)]
        if isinstance(value, list):
            return [text for one in value for text in texts(one, key)]
        plain = {
            "text",
            "story",
            "label",
            "title",
            "facts",
            "result",
            "track_label",
            "state_label",
            "who",
            "items",
        }
        return [value] if isinstance(value, str) and key in plain | {"phase_label", "level_label"} else []

    for text in texts(told(screen, lang="en", visitors=visitors)):
        assert not HAN.search(names.sub("", text)), text
    for text in texts(told(screen, lang="zh", visitors=visitors)):
        assert not re.search(r"[A-Za-z]{2,}", text), text


def picture(site, now, view="party", lang="zh_CN", area=DISTRICT, visitors=False):
    queries = site.services.queries
    return wall(Scene(queries, site.services.states, messages(lang), now, view, queries.area(area), visitors))


def test_a_day_without_alerts_has_a_tour_too(site):
    now = site.services.clock.now().replace(year=2018, month=11, day=22)
    shown = picture(site, now)
    assert shown.levels == {"1": 0, "2": 0, "3": 0}
    assert (shown.alerts, shown.polls.today, shown.matters.open) == ([], [], 0)
    assert {stop.kind for stop in shown.stops} == {"district", "key"}
    assert shown.burn_up.actual_today == 0
    assert len(shown.burn_up.actual) == 4, "from the campaign's first day to this one"
    nobody = picture(site, now, visitors=True)
    assert [stop.kind for stop in nobody.stops] == ["district"]


def test_a_township_s_wall_holds_only_its_own(site, screen):
    own = {TOWN, *site.services.queries.tree.units_below[TOWN]}
    shown = told(screen, TOWN)
    for part in (shown["alerts"], shown["key"], shown["matters"]["list"], shown["changes"]):
        assert part
        assert {one["area"] for one in part} <= own
    assert {stop["area"] for stop in shown["stops"]} <= own | {None}
    whole = told(screen)
    assert [one["id"] for one in shown["alerts"]] == [one["id"] for one in whole["alerts"] if one["area"] in own]


def test_an_unchanged_wall_is_not_sent_again(screen):
    path = f"/api/v1/wall/{DISTRICT}?lang=zh"
    tag = screen.get(path).headers["etag"]
    again = screen.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    for other in ("&lang=en", "&visitors=1", "&track=committee"):
        query = f"/api/v1/wall/{DISTRICT}?{other.lstrip('&')}" if "lang" in other else path + other
        assert screen.get(query, headers={"If-None-Match": tag}).status_code == 200


def test_what_does_not_exist_is_said_to_be_unknown(screen):
    assert problem(screen.get("/api/v1/wall/nowhere")) == (404, "unknown-area")
    assert problem(screen.get(f"/api/v1/wall/{DISTRICT}?track=tea")) == (404, "unknown-track")


# ---------------------------------------------------------------- what changes (each with a site of its own)


@pytest.fixture
def fresh(demo_folder, tmp_path):
    yield from open_site(application_in(demo_folder, tmp_path / "data"))


def record(client, code, *facts):
    answer = client.post(f"/api/v1/units/{code}/facts", json={"facts": list(facts)})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_poll_waits_is_open_and_has_a_result_once_it_is_reported(fresh):
    office, screen = fresh.person("office", "office"), fresh.screen()
    waiting = next(one for one in told(screen)["polls"]["today"] if one["at"] is None and one["track"] == "party")
    code = waiting["area"]

    def state():
        (found,) = [
            one for one in told(screen)["polls"]["today"] if (one["area"], one["track"]) == (code, "party")
        ]
        return found["at"], found["state"], found["result"]

    assert state() == (None, "waiting", None)
    called = {"type": "poll_scheduled", "track": "party"}
    for at, expected in (("16:00", "waiting"), ("15:20", "open"), ("14:00", "open")):
        record(office, code, called | {"payload": {"on": TODAY.isoformat(), "at": at}})
        assert state() == (at, expected, None)
    held = {"eligible": 200, "present": 187, "seats": 5, "candidates": 6, "elected": 5, "outcome": "success"}
    record(office, code, {"type": "poll_held", "track": "party", "payload": held})
    assert state() == ("14:00", "reported", "到会（参选）率93.5%，全部选出")
    newest = told(screen)["changes"][0]
    assert (newest["area"], newest["text"]) == (code, "选举已报：到会（参选）率93.5%，全部选出")
    assert newest["icon"].startswith("phase-")
    assert told(screen, visitors=1)["changes"][0]["area"] != code


def test_a_first_poll_of_tomorrow_with_an_open_item_is_told(fresh):
    office, screen = fresh.person("office", "office"), fresh.screen()
    assert told(screen)["open_items"] == []
    tomorrow = [one["area"] for one in told(screen)["polls"]["tomorrow"] if one["track"] == "party"]
    code = next(one for one in ("110108008041", "110108024008") if one in tomorrow)
    undone = {"type": "check", "track": "party", "payload": {"item": "present_police", "done": False}}
    record(office, code, undone)
    (found,) = told(screen)["open_items"]
    assert (found["area"], found["poll"], found["count"], len(found["items"])) == (code, "2019-01-11", 1, 1)
    assert "民警" in found["items"][0]


WORD = "马蹄莲暗号"


def free_texts():
    """Facts of one unit with WORD in everything that a person writes."""
    text, due = f"{WORD}说明", "2019-01-20"
    return [
        {"type": "measure", "subject": f"m-{WORD}",
         "payload": {"problem": text, "text": text, "post": "区民政局", "due": due, "result": text}},
        {"type": "matter", "subject": f"x-{WORD}",
         "payload": {"department": "区民政局", "text": text, "due": "2019-01-01", "reply": text}},
        {"type": "incident", "subject": f"i-{WORD}", "payload": {"category": "gathering", "text": text}},
        {"type": "remark", "track": "party", "subject": "remarks", "payload": {"topic": "remarks", "text": text}},
        {"type": "exception", "track": "committee", "payload": {"kind": "postponed", "cause": text}},
        {"type": "check", "track": "party", "payload": {"item": "disc", "done": True, "version": WORD}},
        {"type": "plan", "track": "committee", "payload": {"dates": {"poll": "2019-03-01"}, "cause": text}},
        {"type": "milestone", "track": "committee", "effective_on": "2019-01-09",
         "payload": {"stage": "audit", "edge": "end"}},
    ]  # fmt: skip


def test_no_word_that_a_person_wrote_is_on_the_wall(fresh):
    office, screen, services = fresh.person("office", "office"), fresh.screen(), fresh.services
    category = next(iter(services.profile.incident_categories))
    facts = free_texts()
    facts[2]["payload"]["category"] = category
    record(office, UNIT, *facts)
    (milestone,) = [fact for fact in services.queries.facts(UNIT) if fact.effective_on == date(2019, 1, 9)][-1:]
    correction = {"payload": {"stage": "audit", "edge": "end"}, "effective_on": "2019-01-08"}
    fix = {"type": milestone.type, "track": milestone.track, "supersedes": milestone.id, "reason": WORD}
    record(office, UNIT, fix | correction)
    alert = next(one for one in services.queries.alerts() if one.live and one.area == UNIT)
    step = {"rule": alert.rule, "level": alert.level}
    for action, more in (
        ("acknowledged", {"text": WORD}),
        ("commented", {"text": WORD}),
        ("assigned", {"post": WORD}),
    ):
        record(
            office,
            UNIT,
            {"type": "alert_action", "subject": alert.subject, "payload": {**step, "action": action, **more}},
        )
    forge(services, category)
    written = json.dumps(
        [fact.payload.model_dump(mode="json") for fact in services.queries.facts(UNIT)], ensure_ascii=False
    )
    assert written.count(WORD) >= 12, "the words are in the log"
    for lang in ("zh", "en"):
        for query in ({}, {"visitors": 1}, {"track": "committee"}, {"track": "overall"}):
            assert WORD not in screen.get(f"/api/v1/wall/{DISTRICT}", params={"lang": lang, **query}).text
    shown = told(screen)
    assert [one for one in shown["matters"]["list"] if (one["area"], one["overdue"]) == (UNIT, True)]
    assert [one for one in shown["alerts"] if (one["area"], one["level"]) == (UNIT, 3)], "the forged one is told"


def forge(services, category):
    """Record an alert whose values are words, as no rule would, but a shell can."""
    from dashboard.election.facts import FactDraft
    from dashboard.store.log import Entry, Submission

    rule = next(rule for rule in services.profile.alerts if rule.kind == "incident_open")
    values = {"category": WORD, "since": WORD, category: WORD}
    payload = {"rule": rule.id, "action": "opened", "level": 3, "values": values}
    entry = Entry(UNIT, FactDraft(type="alert_action", subject=f"{rule.id}-{WORD}", payload=payload))
    services.log.append(Submission(entries=[entry], actor="shell", source="cli", request_id="forged"))


def test_everybody_is_shown_the_same(fresh):
    office, screen = fresh.person("office", "office"), fresh.screen()
    clerk = fresh.person("clerk", "clerk", areas=[TOWN])
    assert told(office) == told(screen) == told(clerk)
