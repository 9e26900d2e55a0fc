import pytest

from dashboard.cli import main
from dashboard.settings import SettingInvalid, Settings, read_settings
from dashboard.targets import Target, read_targets

WECOM = "wecom=https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4"
DINGTALK = "dingtalk=https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef#SECdeadbeef"
GENERIC = "generic=http://10.0.0.7:8080/hooks/a-long-path-token?x=1#k%3B%25%20y"


def test_off_by_default():
    assert Settings(_env_file=None).targets == ()
    assert Settings(webhooks="", _env_file=None).targets == ()
    assert Settings(webhooks=" ;\n ", _env_file=None).targets == ()


@pytest.mark.parametrize("between", [";", " ", "\n", " ;\n "])
def test_a_list_of_targets_is_read(between):
    wecom, dingtalk, generic = read_targets(between.join([WECOM, DINGTALK, GENERIC]))
    assert wecom == Target("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4")
    assert dingtalk.url == "https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef"
    assert dingtalk.secret == "SECdeadbeef"
    assert (generic.url, generic.secret) == ("http://10.0.0.7:8080/hooks/a-long-path-token?x=1", "k;% y")


@pytest.mark.parametrize(
    "entry",
    [
        "https://host/secret-path",
        "slack=https://host/secret-path",
        "generic=ftp://host/secret-path",
        "generic=file:///etc/secret-path",
        "generic=//host/secret-path",
        "generic=https://",
        "generic=https:///secret-path",
        "generic=https://user:pass@host/secret-path",
        "generic=https://host:0/secret-path",
        "generic=https://host:99999/secret-path",
        "generic=https://host:x/secret-path",
        "generic=https://[::zz]/secret-path",
        "generic=https://区.example/secret-path",
        "generic=https://host/密secret-path",
        "generic=",
        "wecom=https://host/secret-path#SEC",
        f"{WECOM};{WECOM}",
    ],
)
def test_a_bad_value_is_refused_at_the_start_and_never_printed(monkeypatch, capsys, entry):
    monkeypatch.setenv("SITUATION_WEBHOOKS", entry)
    with pytest.raises(SettingInvalid) as refused:
        read_settings()
    assert refused.value.params["name"] == "SITUATION_WEBHOOKS"
    assert main(["settings"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("SITUATION_WEBHOOKS=…")
    assert len(told.err.splitlines()) == 1
    for secret in ("secret-path", "pass@", "693a91f6"):
        assert secret not in told.err


def test_the_second_entry_is_named_when_it_is_wrong():
    with pytest.raises(ValueError, match="entry 2 "):
        read_targets(f"{WECOM};generic=nowhere")


def test_settings_show_kind_and_host_only(monkeypatch, capsys):
    monkeypatch.setenv("SITUATION_WEBHOOKS", f"{WECOM};{DINGTALK};{GENERIC}")
    assert main(["settings"]) == 0
    told = capsys.readouterr().out
    line = next(line for line in told.splitlines() if line.startswith("SITUATION_WEBHOOKS="))
    assert "wecom=https://qyapi.weixin.qq.com/…" in line
    assert "dingtalk=https://oapi.dingtalk.com/…" in line
    assert "generic=http://10.0.0.7:8080/…" in line
    shown = told + repr(read_settings()) + repr(read_settings().targets)
    for secret in ("693a91f6", "0123456789abcdef", "SECdeadbeef", "a-long-path-token", "k;% y", "k%3B"):
        assert secret not in shown


def test_keys_tell_targets_apart_and_hold_no_address():
    keys = [target.key for target in read_targets(f"{WECOM};{WECOM}0;{DINGTALK};{GENERIC}")]
    assert len(set(keys)) == 4
    assert all(len(key) <= 40 and "/" not in key for key in keys)


def test_another_secret_is_the_same_target():
    assert read_targets(DINGTALK)[0].key == read_targets(DINGTALK + "0")[0].key


def test_what_a_robot_echoes_is_blotted_out():
    (target,) = read_targets(GENERIC.replace("?x=1", "?key=abcdef"))
    echoed = f"bad {target.url} abcdef /hooks/a-long-path-token {target.secret}; keyword missing"
    shown = target.without_secrets(echoed)
    assert "abcdef" not in shown
    assert "a-long-path-token" not in shown
    assert "k;% y" not in shown
    assert shown.endswith("; keyword missing")
