"""The audit log: only ever added to, without gaps, and a chain that says where it was tampered with."""

import json
import threading

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from dashboard.access.audit import Audit, Origin
from dashboard.access.keys import Keys
from dashboard.access.roles import Identity, Role
from dashboard.store.engine import reading, writing
from dashboard.store.schema import audit as table
from dashboard.store.trail import BEGINNING, Trail

HERE = Origin("10.0.0.7", "r1")
OFFICE = Identity("office", Role.OFFICE, "account", post="区选举办")


@pytest.fixture
def audit(engine):
    return Audit(Trail(engine), Keys(b"k" * 32))


@pytest.fixture
def written(audit):
    """Five entries."""
    for number in range(1, 6):
        audit.note("report.opened", OFFICE, HERE, f"20181214-00{number}", {"township": "11", "rows": number})
    return audit


@pytest.fixture
def tamper(engine):
    """Run statements as somebody does who may do everything with the database: without its triggers."""

    def run(*statements):
        with writing(engine) as connection:
            if connection.dialect.name == "sqlite":
                for what in ("update", "delete"):
                    connection.exec_driver_sql(f"DROP TRIGGER audit_no_{what}")
            else:
                connection.exec_driver_sql("DROP TRIGGER audit_only_grows ON audit")
            for statement in statements:
                connection.execute(statement) if not isinstance(statement, str) else connection.exec_driver_sql(
                    statement
                )

    return run


def test_an_entry_is_read_as_it_was_noted(audit):
    acting = Identity(
        "office", Role.OFFICE, "account", post="区选举办", posts=("区民政局",), acting_for="区民政局"
    )
    audit.note("account.added", acting, HERE, "clerk-11", {"role": "clerk", "areas": ["11"]})
    audit.note("sign-in.refused", "nobody", Origin())
    last, first = audit.trail.latest(10)
    assert (first.seq, first.actor, first.role, first.on_behalf_of) == (1, "office", "office", "区民政局")
    assert (first.address, first.request_id, first.action, first.subject) == (
        "10.0.0.7",
        "r1",
        "account.added",
        "clerk-11",
    )
    assert first.detail == {"role": "clerk", "areas": ["11"]}
    assert (first.previous, last.previous) == (BEGINNING, first.seal)
    assert (last.actor, last.role, last.on_behalf_of, last.detail) == ("nobody", None, None, {})


def test_the_latest_entries_are_chosen(written):
    written.note("sign-out", "clerk_11", HERE)
    written.note("sign%", "clerk", HERE)
    trail = written.trail

    def numbers(*arguments):
        return [entry.seq for entry in trail.latest(*arguments)]

    assert numbers(2) == [7, 6]
    assert numbers(2, 4) == [3, 2], "before the fourth"
    assert numbers(9, None, "office") == [5, 4, 3, 2, 1]
    assert numbers(9, None, None, "sign") == [7, 6]
    assert numbers(9, None, None, "sign%") == [7], "a sign of LIKE stands for itself"
    assert numbers(9, None, None, "report.opened", "20181214-003") == [3]


def test_eight_writers_at_once_leave_no_gap(audit):
    gate, failed = threading.Barrier(8), []

    def write(name):
        gate.wait()
        try:
            for number in range(10):
                audit.note("export", name, HERE, detail={"units": number})
        except Exception as error:  # noqa: BLE001 - told by the test that asks
            failed.append(error)

    threads = [threading.Thread(target=write, args=(f"w{place}",)) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(100)
    assert failed == []
    entries = list(audit.trail.all())
    assert [entry.seq for entry in entries] == list(range(1, 81))
    for place in range(8):
        told = [entry.detail["units"] for entry in entries if entry.actor == f"w{place}"]
        assert told == list(range(10)), "each in the order in which it was written"
    assert audit.verify().whole


def test_the_walk_goes_on_past_a_page(audit, monkeypatch):
    monkeypatch.setattr("dashboard.store.trail._PAGE", 2)
    for _ in range(4):
        audit.note("export", OFFICE, HERE)
    assert [entry.seq for entry in audit.trail.all()] == [1, 2, 3, 4]


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit", "TRUNCATE audit"])
def test_the_database_itself_refuses_to_change_the_log(engine, written, statement):
    if statement.startswith("TRUNCATE") and engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    before = list(written.trail.all())
    with pytest.raises(DBAPIError, match="only ever added to"), engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert list(written.trail.all()) == before


def test_what_was_written_is_whole(written):
    verdict = written.verify()
    (last,) = written.trail.latest(1)
    assert (verdict.whole, verdict.entries, verdict.last_seal) == (True, 5, last.seal)
    assert (verdict.broken, verdict.unknown_key) == ((), ())


def test_an_empty_log_is_whole(audit):
    verdict = audit.verify()
    assert (verdict.whole, verdict.entries, verdict.last_seal) == (True, 0, BEGINNING)


@pytest.mark.parametrize(
    "values",
    [
        {"actor": "other"},
        {"role": "clerk"},
        {"on_behalf_of": None},
        {"address": "10.0.0.8"},
        {"request_id": None},
        {"action": "export"},
        {"subject": "20181214-009"},
        {"detail": {"township": "12", "rows": 3}},
    ],
    ids=lambda values: next(iter(values)),
)
def test_an_entry_that_was_changed_is_named(written, tamper, values):
    tamper(update(table).where(table.c.seq == 3).values(**values))
    verdict = written.verify()
    assert (verdict.broken, verdict.unknown_key, verdict.whole) == ((3,), (), False)


def test_a_changed_time_is_named(written, tamper):
    from datetime import timedelta

    at = next(entry.at for entry in written.trail.all() if entry.seq == 3)
    tamper(update(table).where(table.c.seq == 3).values(at=at + timedelta(microseconds=1)))
    assert written.verify().broken == (3,)


def test_an_entry_sealed_again_without_the_secret_is_named_with_its_follower(written, tamper):
    entry = next(entry for entry in written.trail.all() if entry.seq == 3)
    forged = Audit(written.trail, Keys(b"guess" * 8)).seal(entry)
    tamper(update(table).where(table.c.seq == 3).values(seal=forged))
    assert written.verify().broken == (3, 4)


@pytest.mark.parametrize(("gone", "named"), [(1, (2,)), (3, (4,))])
def test_what_follows_an_entry_that_was_taken_out_is_named(written, tamper, gone, named):
    tamper(f"DELETE FROM audit WHERE seq = {gone}")
    assert written.verify().broken == named


def test_an_entry_taken_out_is_not_hidden_by_new_numbers(written, tamper):
    tamper(
        "DELETE FROM audit WHERE seq = 3",
        "UPDATE audit SET seq = 3 WHERE seq = 4",
        "UPDATE audit SET seq = 4 WHERE seq = 5",
    )
    assert written.verify().broken == (3, 4)


def test_an_entry_that_was_put_in_is_named(engine, written, tamper):
    with reading(engine) as connection:
        row = connection.execute(table.select().where(table.c.seq == 5)).mappings().one()
    put = {**row, "seq": 6, "previous": row["seal"], "seal": "f" * 64}
    with writing(engine) as connection:
        connection.execute(table.insert().values(**put))
    assert written.verify().broken == (6,)


def test_an_entry_that_was_put_between_is_named_with_those_that_moved(engine, written, tamper):
    with reading(engine) as connection:
        row = dict(connection.execute(table.select().where(table.c.seq == 3)).mappings().one())
    tamper(
        "UPDATE audit SET seq = 6 WHERE seq = 5",
        "UPDATE audit SET seq = 5 WHERE seq = 4",
        table.insert().values(**{**row, "seq": 4, "previous": row["seal"]}),
    )
    assert written.verify().broken == (4, 5, 6)


def test_two_that_were_swapped_are_named_with_their_follower(written, tamper):
    tamper(
        "UPDATE audit SET seq = 99 WHERE seq = 2",
        "UPDATE audit SET seq = 2 WHERE seq = 3",
        "UPDATE audit SET seq = 3 WHERE seq = 99",
    )
    assert written.verify().broken == (2, 3, 4)


def test_what_another_secret_sealed_cannot_be_checked(written):
    other = Audit(written.trail, Keys(b"o" * 32))
    other.note("export", OFFICE, HERE)
    verdict = other.verify()
    assert (verdict.broken, verdict.unknown_key, verdict.whole) == ((), (1, 2, 3, 4, 5), False)
    assert written.verify().unknown_key == (6,)


def test_the_place_in_the_chain_counts_under_another_secret_too(written, tamper):
    tamper("DELETE FROM audit WHERE seq = 3")
    verdict = Audit(written.trail, Keys(b"o" * 32)).verify()
    assert (verdict.broken, verdict.unknown_key) == ((4,), (1, 2, 4, 5))


def test_an_entry_does_not_escape_by_naming_another_secret(written, tamper):
    tamper(update(table).where(table.c.seq == 3).values(actor="other", key="f" * 16))
    verdict = written.verify()
    assert (verdict.unknown_key, verdict.whole) == ((3,), False)


def test_entries_hold_what_json_can_write(audit):
    audit.note("report.received", OFFICE, HERE, "甲镇 😀 \\u0041", {"units": 1.5, "names": ["“甲”", None, True]})
    (entry,) = audit.trail.latest(1)
    assert json.dumps(entry.detail, ensure_ascii=False) == '{"units": 1.5, "names": ["“甲”", null, true]}'
    assert audit.verify().whole
