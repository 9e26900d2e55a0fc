"""The dossier's content is a pure function of the unit's state."""

import json
from datetime import date

import plotly
import pytest

from dashboard.access.roles import Identity, Role
from dashboard.views.panels.dossier import Asked, dossier_or_error

OFFICE = Identity("office", Role.OFFICE, "account")


@pytest.fixture(scope="module")
def services(demo_folder):
    from dashboard.bootstrap import open_services
    from dashboard.settings import Settings

    opened = open_services(Settings(data_dir=demo_folder, demo_speed=0, _env_file=None))
    yield opened
    opened.queries.engine.dispose()


def texts(component):
    """Collect all strings of a component tree."""
    found = []

    def walk(node):
        if isinstance(node, str):
            found.append(node)
        elif isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            walk(node.get("props", {}).get("children"))

    walk(json.loads(json.dumps(component, cls=plotly.utils.PlotlyJSONEncoder)))
    return found


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("zh_CN", ["示例一村", "东升地区", "代码 110108024901", "村", "党组织", "村（居）委会", "达到", "要求超过 4/5", "记录"]),
        ("en", ["示例一村", "Code 110108024901", "Village", "Party organisation", "reached", "more than 4/5 wanted", "History"]),
    ],
)  # fmt: skip
def test_what_a_dossier_tells(services, locale, expected):
    told = texts(dossier_or_error(services, Asked("110108024901", locale), OFFICE))
    for text in expected:
        assert text in told
    assert any("暂行条例" in text or "Provisional Regulations" in text for text in told), "the rule's source"


def test_every_due_unit_has_a_dossier_in_both_languages(services):
    for unit in services.queries.tree.units[::7]:
        for locale in ("zh_CN", "en"):
            assert unit.name in texts(dossier_or_error(services, Asked(unit.code, locale), OFFICE))


def test_no_real_unit_is_told_to_be_late(services):
    real = [unit for unit in services.queries.tree.units if any(unit.due.values()) and unit.code[-3] != "9"]
    assert len(real) > 500
    for unit in real[::29]:
        shown = json.dumps(
            dossier_or_error(services, Asked(unit.code, "zh_CN"), OFFICE), cls=plotly.utils.PlotlyJSONEncoder
        )
        assert "data-late" not in shown
        assert '"late"' not in shown


def test_an_unknown_unit_says_so(services):
    assert "没有代码为 999 的区域。" in texts(dossier_or_error(services, Asked("999", "zh_CN"), OFFICE))


def test_a_dossier_of_an_earlier_day_tells_that_day(services):
    now, then = (
        texts(dossier_or_error(services, Asked("110108024901", "en", day), OFFICE))
        for day in (None, date(2018, 12, 1))
    )
    assert any("all seats filled" in text for text in now)
    assert not any("all seats filled" in text for text in then)


def test_what_a_page_sets_is_read_with_care():
    asked = Asked.of({"code": "1", "locale": "xx", "as_of": "yesterday", "known": "many"}, "zh_CN")
    assert asked == Asked("1", "zh_CN", None, None)
    assert Asked.of({"code": "1", "as_of": "2019-01-05", "known": 7}, "en") == Asked(
        "1", "en", date(2019, 1, 5), 7
    )


def test_the_form_is_offered_to_those_who_report_for_the_unit(services):
    clerk = Identity("clerk", Role.CLERK, "account", areas=("110108024",))
    elsewhere = Identity("clerk", Role.CLERK, "account", areas=("110108010",))
    viewer = Identity("leader", Role.VIEWER, "account")
    offered = {
        who: "更新进展" in texts(dossier_or_error(services, Asked("110108024901", "zh_CN"), who))
        for who in (OFFICE, clerk, elsewhere, viewer)
    }
    assert offered == {OFFICE: True, clerk: True, elsewhere: False, viewer: False}


def test_the_history_says_which_facts_another_version_of_the_profile_took(services):
    from dataclasses import replace

    version = "recorded under version 2018.1 of the profile"
    assert version not in texts(dossier_or_error(services, Asked("110108024901", "en"), OFFICE))
    later = replace(services, profile=services.profile.model_copy(update={"version": "2018.2"}))
    assert version in texts(dossier_or_error(later, Asked("110108024901", "en"), OFFICE))


def test_a_level_that_the_profile_does_not_know_any_more_is_shown_by_its_id(services):
    from dataclasses import replace

    levels = {"key_levels": {}, "assessment_levels": {}}
    later = replace(services, profile=services.profile.model_copy(update=levels))
    board = services.queries.board()
    code = next(code for code, row in board.units.items() if row.key_level == "district")
    assert "district" in texts(dossier_or_error(later, Asked(code, "en"), OFFICE))
