"""Those who keep the house: accounts are changed, the profile is shown, the server is measured."""

import re

import pytest

from dashboard.profile.load import profile_path
from tests.doors import PASSWORD, application_in, open_site, problem

TOWN, OTHER = "110108010", "110108026"
ACCOUNTS = "/api/v1/access/accounts"


@pytest.fixture
def file(tmp_path):
    """The profile in a file of its own, so that a test may spoil it."""
    copied = tmp_path / "own.toml"
    copied.write_text(profile_path("haidian").read_text(encoding="utf-8"), encoding="utf-8")
    return copied


@pytest.fixture
def site(demo_folder, tmp_path, file):
    yield from open_site(application_in(demo_folder, tmp_path / "data", profile=str(file)))


@pytest.fixture
def admin(site):
    return site.person("admin", "admin")


def account(admin, login):
    return next(one for one in admin.get(ACCOUNTS).json()["accounts"] if one["login"] == login)


def test_an_account_gets_another_role_and_reach_and_its_sessions_end(site, admin):
    clerk = site.person("clerk", "clerk", areas=[TOWN])
    begin = {"township": OTHER, "kind": "zero"}
    assert problem(clerk.post("/api/v1/reports/entries", json=begin)) == (403, "not-your-area")
    asked = {"role": "township_reviewer", "post": " 镇党委副书记 ", "areas": [OTHER], "posts": ["镇长"]}
    assert admin.put(f"{ACCOUNTS}/clerk", json=asked).status_code == 200
    told = account(admin, "clerk")
    assert (told["role"], told["post"], told["posts"]) == ("township_reviewer", "镇党委副书记", ["镇长"])
    assert [area["code"] for area in told["areas"]] == [OTHER]
    assert clerk.get("/api/v1/access/me").status_code == 401
    again = site.enter("clerk", PASSWORD)
    assert again.post("/api/v1/reports/entries", json=begin).status_code == 201
    (noted,) = site.noted(action="account.changed")
    assert (noted.actor, noted.subject, noted.detail["areas"]) == ("admin", "clerk", [OTHER])


@pytest.mark.parametrize(
    ("login", "asked", "refused"),
    [
        ("clerk", {"role": "clerk", "post": "x"}, (422, "account-invalid")),
        ("clerk", {"role": "clerk", "post": "x", "areas": ["999"]}, (422, "account-invalid")),
        ("clerk", {"role": "office", "post": "x", "areas": [TOWN]}, (422, "account-invalid")),
        ("clerk", {"role": "device", "post": "x"}, (422, "account-invalid")),
        ("clerk", {"role": "viewer", "post": "13800138000"}, (422, "account-invalid")),
        ("clerk", {"role": "viewer", "post": "x", "password": "mine"}, (422, "malformed")),
        ("nobody", {"role": "viewer", "post": "x"}, (404, "unknown-account")),
        ("admin", {"role": "viewer", "post": "x"}, (409, "last-administrator")),
    ],
)
def test_an_account_is_not_changed_into_what_it_cannot_be(site, admin, login, asked, refused):
    site.account("clerk", "clerk", areas=[TOWN])
    before = site.standing()
    assert problem(admin.put(f"{ACCOUNTS}/{login}", json=asked)) == refused
    assert site.standing() == before


def test_an_administrator_may_leave_when_there_is_another(site, admin):
    assert problem(admin.post(f"{ACCOUNTS}/admin/disable")) == (409, "last-administrator")
    site.account("second", "admin")
    assert admin.put(f"{ACCOUNTS}/admin", json={"role": "viewer", "post": "区领导"}).status_code == 200
    second = site.enter("second")
    assert problem(second.post(f"{ACCOUNTS}/second/disable")) == (409, "last-administrator")


def test_the_profile_in_force_is_shown_and_held_against_its_file(site, admin, file):
    def shown():
        return admin.get("/api/v1/access/profile").json()

    told, profile = shown(), site.services.profile
    assert (told["id"], told["version"], told["file"]) == (profile.id, profile.version, "same")
    assert told["path"] == str(file)
    assert told["clashes"] == []
    assert [track["name"] for track in told["tracks"]] == [track.label.zh_CN for track in profile.tracks]
    file.write_text(file.read_text(encoding="utf-8").replace("17:00:00", "18:00:00", 1), encoding="utf-8")
    told = shown()
    assert (told["file"], told["reports_due"]) == ("changed", "17:00"), "in force until the program starts anew"
    file.write_text(file.read_text(encoding="utf-8").replace("18:00:00", '"late"', 1), encoding="utf-8")
    told = shown()
    assert told["file"] == "broken"
    assert "[campaign] reports_due" in told["problem"]


def test_colours_that_are_hard_to_tell_apart_are_told_where_the_profile_is_shown_and_in_the_log(
    demo_folder, tmp_path, file, caplog
):
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"#519bcd"', '"#85b4e1"', 1), encoding="utf-8")
    opened = open_site(application_in(demo_folder, tmp_path / "data", profile=str(file)))
    site = next(opened)
    try:
        told = site.person("admin", "admin").get("/api/v1/access/profile").json()["clashes"]
    finally:
        next(opened, None)
    for vision in ("色觉正常", "绿色觉异常", "红色觉异常", "蓝色觉异常"):
        assert (
            f"浅色主题下，{vision}时，“推荐提名”#85b4e1 与“资格联审”#85b4e1 的色差为 0.0，低于要求的 9。" in told
        )
    assert not any("深色主题" in clash for clash in told)
    logged = [record.getMessage() for record in caplog.records if "contrast" in record.name]
    assert len(logged) == min(len(told), 5) + (len(told) > 5)
    assert "In the light theme, with " in logged[0]


def test_the_server_is_measured(site):
    operator = site.visitor("127.0.0.1")
    operator.get("/healthz")
    operator.get("/api/v1/map/110108")  # nobody is signed in
    told = operator.get("/metrics")
    assert told.status_code == 200
    assert told.headers["content-type"].startswith("text/plain")
    text = told.text

    def value(name):
        return float(re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE).group(1))

    assert value('situation_requests_total{route="GET /healthz",status="200"}') == 1
    assert value('situation_request_seconds_count{route="GET /healthz"}') == 1
    assert value("situation_database_up") == 1
    assert value("situation_revision") == site.services.queries.revision()
    assert value("situation_streams") == 0
    freshness = site.services.queries.freshness()
    assert value("situation_townships_reported") == freshness.reported
    assert value("situation_townships_expected") == freshness.expected


def test_the_measurements_are_for_the_operator(site, admin):
    by_proxy = {"X-Forwarded-For": "10.0.0.9"}
    assert admin.get("/metrics", headers=by_proxy).status_code == 200
    assert problem(site.person("office", "office").get("/metrics", headers=by_proxy)) == (403, "not-yours")
    assert site.visitor("127.0.0.1").get("/metrics", headers=by_proxy).status_code == 401
