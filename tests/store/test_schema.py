import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import DBAPIError

from dashboard.access.audit import Audit, Origin
from dashboard.access.keys import Keys
from dashboard.store.engine import open_engine, reading
from dashboard.store.errors import DatabaseNewer, DatabaseOtherProfile, DatabaseUnreachable
from dashboard.store.log import Entry, Log, Submission
from dashboard.store.projection import derive_outdated
from dashboard.store.queries import Queries
from dashboard.store.report import NewReport
from dashboard.store.reports import Reports
from dashboard.store.schema import metadata
from dashboard.store.setup import is_empty, open_founded, set_up
from dashboard.store.trail import Trail
from tests.facts import draft


def test_the_migrations_build_exactly_the_tables(engine):
    with reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_a_database_of_an_earlier_release_is_upgraded(url, tree, profile, calendar, clock):
    old = open_engine(url)
    set_up(old, list(tree.areas.values()), profile, "places")
    sent = Submission([Entry("111", draft("milestone", "12-03", stage="preparation", edge="end"))], "t", "t", "t")
    Log(old, tree, profile, clock).append(sent)
    before = Queries(old, tree, profile, calendar, clock).board()
    with old.begin() as connection:  # as the second release left it
        tables = (
            "screen",
            "channel",
            "lease",
            "webhook_delivery",
            "webhook_mark",
            "session",
            "device",
            "account",
            "attempt",
            "audit",
            "report_step",
            "report",
            "report_file",
        )
        for table in tables:
            connection.exec_driver_sql(f"DROP TABLE {table}")
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("DROP FUNCTION audit_only_grows")
        connection.exec_driver_sql("ALTER TABLE track_state DROP COLUMN expected_poll_on")
        connection.exec_driver_sql("UPDATE meta SET projection = 2")
        connection.exec_driver_sql("ALTER TABLE meta DROP COLUMN profile_version")
        connection.exec_driver_sql("ALTER TABLE meta DROP COLUMN profile_digest")
        connection.exec_driver_sql("ALTER TABLE meta DROP COLUMN source")
        connection.exec_driver_sql("ALTER TABLE area DROP COLUMN closed_on")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0002'")
    old.dispose()
    new = open_engine(url)
    derive_outdated(new, tree, profile)
    with reading(new) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []
    assert Queries(new, tree, profile, calendar, clock).board() == before
    reports = Reports(new, tree, clock)
    report, _ = reports.receive(NewReport("11", clock.today(), "file", "甲镇", {}, "a.xlsx", b"workbook"))
    assert reports.listing()[0].id == report.id
    audit = Audit(Trail(new), Keys(b"k" * 32))
    audit.note("export", "t", Origin())
    with pytest.raises(DBAPIError, match="only ever added to"), new.begin() as connection:
        connection.exec_driver_sql("DELETE FROM audit")
    new.dispose()


def test_a_newer_database_is_refused(engine, url):
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseNewer, match=r"newer release \(schema 9999\)"):
        open_engine(url)


def test_opening_twice_changes_nothing(engine, url, tree, profile):
    again = open_engine(url)
    assert not is_empty(again)
    set_up(again, list(tree.areas.values()), profile, "other")
    assert open_founded(again, profile).places == "places", "a second set-up leaves the first"
    assert open_founded(again, profile).tree == tree
    again.dispose()


def test_another_profile_is_refused(engine, profile):
    with pytest.raises(DatabaseOtherProfile, match="haidian-2018.*other"):
        open_founded(engine, profile.model_copy(update={"id": "other"}))


def test_sqlite_is_safe_against_power_loss(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with reading(engine) as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    engine.dispose()


@pytest.mark.parametrize(
    "address",
    ["sqlite:////proc/nowhere/a.db", "postgresql://nobody:secret@127.0.0.1:1/nowhere"],
)
def test_an_unreachable_database_is_named_without_its_password(address):
    with pytest.raises(DatabaseUnreachable) as refused:
        open_engine(address)
    assert "secret" not in str(refused.value)
    assert "nowhere" in str(refused.value)


def test_a_file_that_is_no_database(tmp_path):
    (tmp_path / "a.db").write_bytes(b"this is not a database, it only looks like a file" * 30)
    with pytest.raises(DatabaseUnreachable, match="not a database"):
        open_engine(f"sqlite:///{tmp_path / 'a.db'}")
