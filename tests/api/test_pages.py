import json
import re

import pytest

PAGES = ["/", "/unit/110108024901", "/?track=committee&lang=en&theme=dark"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_carry_what_the_map_needs(client, path):
    page = client.get(path)
    assert page.status_code == 200
    boot = json.loads(re.search(r'id="boot">(.*?)</script>', page.text, re.DOTALL).group(1))
    assert len(boot["phases"]) == 8
    for url in (boot["urls"]["units"], boot["urls"]["towns"], boot["urls"]["static"], boot["urls"]["map"]):
        assert client.get(url).status_code == 200
    assert boot["demo"] is True
    assert ("演示数据" in page.text) or ("DEMO" in page.text)


def test_the_page_allows_only_its_own_scripts(client):
    page = client.get("/")
    policy = page.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert addresses
    assert not [address for address in addresses if re.match(r"https?:|//", address)]


def test_every_file_that_the_page_names_is_served(client):
    page = client.get("/").text
    for address in re.findall(r'(?:src|href)="(/[^"]*)"', page):
        assert client.get(address).status_code == 200, address


def test_languages(client):
    assert '<html lang="zh-CN"' in client.get("/").text
    english = client.get("/", params={"lang": "en"})
    assert '<html lang="en"' in english.text
    assert '<html lang="en"' in client.get("/").text, "the choice is remembered"


def test_an_unknown_unit_or_address_is_a_friendly_page(client):
    html = {"Accept": "text/html"}
    for path, told in (
        ("/unit/999", "999"),
        ("/unit/110108029", "110108029"),
        ("/nowhere/at/all", "nowhere/at/all"),
    ):
        page = client.get(path, headers=html)
        assert page.status_code == 404
        assert page.headers["content-type"].startswith("text/html")
        assert told in page.text
        assert 'href="/"' in page.text
    assert client.get("/nowhere").headers["content-type"] == "application/problem+json"
    script = client.get("/nowhere/<script>alert(1)</script>", headers=html)
    assert "<script>alert" not in script.text


def test_dash_opens_no_websocket(client):
    config = re.search(r'id="_dash-config"[^>]*>(.*?)</script>', client.get("/").text, re.DOTALL).group(1)
    assert "websocket" not in json.loads(config)


def test_health(client):
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz").json()
    assert (ready["status"], ready["database"], ready["geometry"]) == ("ready", "ok", "ok")
    assert ready["freshness"]["reported"] == 14
    assert ready["rules_failing"] == []


def test_the_api_documents_itself_from_its_own_files(client):
    page = client.get("/api/docs").text
    for address in re.findall(r'(?:src|href)="([^"]+)"', page):
        assert client.get(address).status_code == 200, address
    document = client.get("/api/openapi.json").json()
    assert {
        "/api/v1/map/{area}",
        "/api/v1/stream",
        "/api/v1/units",
        "/api/v1/units/{code}",
        "/api/v1/units/{code}/history",
        "/api/v1/units/{code}/facts",
        "/api/v1/areas/{code}/summary",
        "/geo/{digest}/{name}",
        "/healthz",
        "/readyz",
    } <= set(document["paths"])
    assert not [path for path in document["paths"] if "_dash" in path]


@pytest.mark.parametrize("address", ["10.0.0.5", "192.168.1.20", "2001:db8::1", "::ffff:10.0.0.5", "0.0.0.0"])
def test_other_machines_are_refused_with_a_sentence(application, address):
    from fastapi.testclient import TestClient

    stranger = TestClient(application.server, base_url="http://127.0.0.1", client=(address, 50_000))
    for path in ("/", "/api/v1/map/110108", "/healthz"):
        answer = stranger.get(path)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/loopback-only")
        assert answer.json()["detail"] == "尚未建立账号，只能在本机使用。"
    assert stranger.post("/api/v1/units/110108024901/facts", json={}).status_code == 403


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_this_machine_is_served(application, address):
    from fastapi.testclient import TestClient

    assert (
        TestClient(application.server, base_url="http://127.0.0.1", client=(address, 50_000))
        .get("/healthz")
        .status_code
        == 200
    )


def test_two_applications_live_in_one_process(client, demo_folder, tmp_path):
    from fastapi.testclient import TestClient

    from dashboard.factory import create_app
    from dashboard.settings import Settings
    from tests.apps import copy_of

    other = create_app(Settings(data_dir=copy_of(demo_folder, tmp_path / "other"), demo_speed=0, _env_file=None))
    with TestClient(other.server, base_url="http://127.0.0.1") as second:
        assert second.get("/api/v1/nope").status_code == 404
        assert client.get("/api/v1/nope").status_code == 404
        assert second.get("/").status_code == client.get("/").status_code == 200
    other.services.queries.engine.dispose()
