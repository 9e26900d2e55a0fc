import pytest
from fastapi.testclient import TestClient

from dashboard.factory import create_app
from dashboard.settings import Settings
from tests.apps import copy_of


@pytest.fixture
def application(demo_folder, tmp_path):
    folder = copy_of(demo_folder, tmp_path / "data")
    made = create_app(Settings(data_dir=folder, demo_speed=0, _env_file=None))
    yield made
    made.services.queries.engine.dispose()


@pytest.fixture
def client(application):
    with TestClient(application.server, base_url="http://127.0.0.1") as made:
        yield made
