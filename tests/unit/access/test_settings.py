"""The settings of access: what is missing before other machines are served, and secrets that are never printed."""

import pytest

from dashboard.cli import main
from dashboard.messages import messages
from dashboard.settings import HostNotLoopback, SettingInvalid, Settings, read_settings

READY = {"host": "0.0.0.0", "secret_key": "s" * 32, "origins": "https://map.example"}


def missing(accounts=True, **settings):
    """Return the sentence that refuses to serve; None when nothing is missing."""
    try:
        Settings(**{**READY, **settings}, _env_file=None).require_served_safely(accounts=accounts)
    except HostNotLoopback as refused:
        return messages("en").error(refused)
    return None


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"accounts": False}, "python -m dashboard user add"),
        ({"secret_key": None}, "SITUATION_SECRET_KEY"),
        ({"origins": ""}, "SITUATION_ORIGINS"),
        ({"origins": " , "}, "SITUATION_ORIGINS"),
        ({"origins": "http://map.example"}, "SITUATION_ALLOW_HTTP"),
        ({"origins": "https://map.example,http://map.example"}, "SITUATION_ALLOW_HTTP"),
    ],
)
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.7", "map.example"])
def test_other_machines_are_not_served_before_all_is_there(settings, told, host):
    sentence = missing(**{"host": host, **settings})
    assert told in sentence
    assert sentence.startswith(f"SITUATION_HOST={host} ")
    assert "127.0.0.1" in sentence, "the way out"


def test_other_machines_are_served_when_all_is_there():
    assert missing() is None
    assert missing(origins="http://map.example", allow_http=True) is None


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_the_machine_itself_needs_nothing(host):
    assert missing(accounts=False, host=host, secret_key=None, origins="") is None


@pytest.mark.parametrize("secret", ["", "short-and-secret", "x" * 31])
def test_a_short_secret_is_refused_and_never_printed(monkeypatch, capsys, secret):
    monkeypatch.setenv("SITUATION_SECRET_KEY", secret)
    with pytest.raises(SettingInvalid) as refused:
        read_settings()
    assert refused.value.params["name"] == "SITUATION_SECRET_KEY"
    assert refused.value.params["value"] == "…"
    assert main(["settings"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "SITUATION_SECRET_KEY=…" in told.err
    assert not secret or secret not in told.err


def test_the_settings_are_printed_without_the_secret(monkeypatch, capsys):
    monkeypatch.setenv("SITUATION_SECRET_KEY", "long-enough-and-known-to-nobody-else")
    assert main(["settings"]) == 0
    told = capsys.readouterr().out
    assert "SITUATION_SECRET_KEY=…" in told
    assert "long-enough" not in told
    assert "long-enough" not in repr(read_settings())
    assert read_settings().secret == "long-enough-and-known-to-nobody-else"


@pytest.mark.parametrize(
    ("origins", "listed"),
    [
        ("", ()),
        ("https://map.example", ("https://map.example",)),
        ("https://map.example/ , http://10.0.0.7:8050", ("https://map.example", "http://10.0.0.7:8050")),
        ("https://[fd00::7]:8443", ("https://[fd00::7]:8443",)),
    ],
)
def test_origins_are_addresses_of_sites(origins, listed):
    assert Settings(origins=origins, _env_file=None).origin_list == listed


@pytest.mark.parametrize(
    "origins",
    [
        "map.example",
        "https://map.example/desk",
        "ftp://map.example",
        "https://",
        "https://a b",
        "https://*",
        "https://u@a",
    ],
)
def test_what_is_no_address_of_a_site_is_refused(monkeypatch, origins):
    monkeypatch.setenv("SITUATION_ORIGINS", origins)
    with pytest.raises(SettingInvalid, match="SITUATION_ORIGINS"):
        read_settings()
