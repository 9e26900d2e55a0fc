"""A unit that the list has no more can be read at its address, says so, and offers nothing."""

import json

import plotly.utils
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text

from dashboard.access.roles import Identity, Role
from dashboard.election.alerts.alert import open_alerts
from dashboard.factory import create_app
from dashboard.settings import Settings
from dashboard.views.panels.dossier import Asked, dossier_or_error
from tests.apps import copy_of

CLOSED, OPEN = "110108024901", "110108024902"
OFFICE = Identity("office", Role.OFFICE, "account")


@pytest.fixture
def application(demo_folder, tmp_path):
    folder = copy_of(demo_folder, tmp_path / "data")
    engine = create_engine(f"sqlite:///{folder / 'situation.db'}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE area SET closed_on = '2018-12-15' WHERE code = :code"), {"code": CLOSED})
    engine.dispose()
    made = create_app(Settings(data_dir=folder, demo_speed=0, _env_file=None))
    yield made
    made.services.queries.engine.dispose()


def dossier(application, code, locale):
    shown = dossier_or_error(application.services, Asked(code, locale), OFFICE)
    return json.loads(json.dumps(shown, cls=plotly.utils.PlotlyJSONEncoder))


def test_the_dossier_says_since_when_and_offers_no_form(application):
    for locale, told in (("zh_CN", "已于2018-12-15撤销"), ("en", "Closed since 2018-12-15")):
        written = json.dumps(dossier(application, CLOSED, locale), ensure_ascii=False)
        assert told in written
        assert "update-unit" not in written
        other = json.dumps(dossier(application, OPEN, locale), ensure_ascii=False)
        assert "closed-since" not in other
        assert "update-unit" in other


def test_a_closed_unit_is_warned_of_no_more(application):
    queries = application.services.queries
    warned = {alert.area: alert for alert in open_alerts(queries.counting(["alert_action"]))}
    code = next(code for code in warned if queries.area(code).kind is not None)
    assert "/alerts?unit=" in json.dumps(dossier(application, code, "en"))
    with queries.engine.begin() as connection:
        close = "UPDATE area SET closed_on = '2018-12-14' WHERE code = :code"
        connection.execute(text(close), {"code": code})
    reopened = create_app(application.services.settings)
    told = json.dumps(dossier(reopened, code, "en"))
    reopened.services.queries.engine.dispose()
    assert "/alerts?unit=" not in told
    assert "Closed since 2018-12-14" in told


def test_address_and_api_know_it(application):
    with TestClient(application.server, base_url="http://127.0.0.1") as client:
        told = [client.get(f"/api/v1/units/{code}").json()["closed_on"] for code in (CLOSED, OPEN)]
        pages = [client.get(f"/unit/{code}") for code in (CLOSED, OPEN)]
    assert told == ["2018-12-15", None]
    assert [page.status_code for page in pages] == [200, 200]
    assert ['id="to-map"' in page.text for page in pages] == [False, True]
