"""The daily reports: kept once, amended by one hand at a time, and moved as the table allows."""

import threading
from dataclasses import replace
from datetime import date
from hashlib import sha256
from itertools import product

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from dashboard.election.facts import FactDraft
from dashboard.store import schema
from dashboard.store.engine import reading
from dashboard.store.errors import (
    ReasonMissing,
    ReportChanged,
    ReportClosed,
    RequestIdReused,
    StaleUnit,
    UnknownArea,
    UnknownReport,
    UnknownRevision,
)
from dashboard.store.log import Entry, Submission
from dashboard.store.projection import differences
from dashboard.store.report import MOVES, WITH_FACTS, NewReport
from dashboard.store.reports import Reports
from tests.facts import draft

DAY = date(2018, 12, 14)
WORKBOOK = b"PK\x03\x04\x00\xff" + bytes(range(256)) * 500
END = draft("milestone", "12-03", stage="preparation", edge="end")
RECEIVED = draft("report_received", status="received")
STATUSES = ("draft", "submitted", "checked", "confirmed", "returned", "withdrawn")


@pytest.fixture
def reports(engine, tree, clock):
    return Reports(engine, tree, clock)


def brought(township="11", day=DAY, file=WORKBOOK, **more):
    named = {"file_name": "甲镇日报.xlsx", "file": file} if file is not None else {}
    return NewReport(**({"township": township, "day": day, "kind": "file", "sender": "甲镇", "content": {"rows": [{"单位": "示例一村"}]}} | named | more))  # fmt: skip


def take(reports, **more):
    report, _ = reports.receive(brought(**more))
    return report


def confirm(log, reports, report, request_id=None):
    """Record facts and confirm the report with them."""
    entries = [Entry("11", RECEIVED), Entry("111", END)]
    sent = Submission(entries, "李", report.id, request_id or f"confirm {report.id}")
    return log.append(sent, reports.confirming(report.id, report.version, "李"))


def retraction(queries, report):
    retracted = [
        Entry(fact.area_code, FactDraft(type="retracted", supersedes=fact.id, reason="报错村"))
        for fact in queries.counting_facts(report.revision)
    ]
    return Submission(retracted, "李", report.id, f"withdraw {report.id}")


def at(status, log, reports, **more):
    """Bring a report to a status, each by its shortest way."""
    report = take(reports, **more)
    if status in {"submitted", "checked", "confirmed"}:
        report = reports.move(report.id, "submitted", "submitted", "甲镇")
    if status == "checked":
        report = reports.move(report.id, "checked", "checked", "王")
    if status == "confirmed":
        confirm(log, reports, report)
        report = reports.get(report.id)
    if status in {"returned", "withdrawn"}:
        report = reports.move(report.id, status, status, "王", "缺第三列")
    assert report.status == status
    return report


def rows(engine, table):
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def at_once(*works):
    """Run functions in threads that start together; return what each returned or raised."""
    start, results = threading.Barrier(len(works)), [None] * len(works)

    def run(place, work):
        start.wait()
        try:
            results[place] = work()
        except Exception as error:  # noqa: BLE001 - the test judges it
            results[place] = error

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_a_report_is_kept_as_it_came(reports, clock):
    report, known = reports.receive(brought())
    assert (report.id, report.number, known) == ("20181214-001", 1, False)
    assert (report.township, report.day, report.kind, report.status) == ("11", DAY, "file", "draft")
    assert (report.file_name, report.size) == ("甲镇日报.xlsx", len(WORKBOOK))
    assert report.sha256 == sha256(WORKBOOK).hexdigest()
    assert (report.sender, report.received_at, report.version) == ("甲镇", clock.now(), 1)
    assert (report.content, report.amendments) == ({"rows": [{"单位": "示例一村"}]}, {})
    assert report.revision is None
    assert [(step.number, step.actor, step.action) for step in report.steps] == [(1, "甲镇", "received")]
    assert report.steps[0].at == clock.now()
    assert reports.get(report.id) == report
    assert reports.file(report.sha256) == WORKBOOK
    assert reports.file("0" * 64) is None


def test_what_has_no_file(reports, engine):
    first = take(reports, kind="zero", file=None, content={})
    second = take(reports, kind="zero", file=None, content={})
    assert (first.sha256, first.size, first.file_name) == (None, None, None)
    assert [first.id, second.id] == ["20181214-001", "20181214-002"]
    assert rows(engine, schema.report_file) == 0


def test_only_townships_report(reports, engine):
    for code in ("999", "1", "111"):
        with pytest.raises(UnknownArea, match=code):
            take(reports, township=code)
    assert rows(engine, schema.report_file) == 0
    for asked in (
        reports.get,
        lambda receipt: reports.move(receipt, "submitted", "submitted", "甲镇"),
        lambda receipt: reports.amend(receipt, {}, 1),
    ):
        with pytest.raises(UnknownReport, match="20181214-001"):
            asked("20181214-001")


def test_the_same_file_is_received_once(reports, engine):
    first = take(reports)
    again, known = reports.receive(brought(sender="乙", content={"other": 1}))
    assert (again, known) == (first, True)
    assert [reports.receive(other)[1] for other in (brought("12"), brought(day=date(2018, 12, 13)))] == [False] * 2
    assert take(reports, file=b"other").id == "20181214-003"
    assert rows(engine, schema.report) == 4
    assert rows(engine, schema.report_file) == 2, "a file is kept once, whoever sent it"


@pytest.mark.parametrize("end", ["returned", "withdrawn"])
def test_the_same_file_after_the_end_of_a_report_is_a_new_one(reports, end):
    first = take(reports)
    reports.move(first.id, end, end, "王", "缺第三列")
    second, known = reports.receive(brought())
    assert (second.id, known) == ("20181214-002", False)
    assert reports.receive(brought()) == (second, True)
    assert reports.file(second.sha256) == WORKBOOK


def test_the_index_is_the_last_defence(reports, engine):
    first = take(reports)
    values = {"id": "20181214-002", "amendments": {}, "content": {}}
    with engine.begin() as connection:
        kept = dict(connection.execute(select(schema.report)).mappings().one()) | values
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(insert(schema.report).values(kept))
    reports.move(first.id, "returned", "returned", "王", "缺第三列")
    with engine.begin() as connection:
        connection.execute(insert(schema.report).values(kept))


def test_of_two_threads_with_the_same_file_one_brings_it(reports, engine):
    for number in range(5):
        new = brought(file=bytes([number]))
        results = at_once(lambda new=new: reports.receive(new), lambda new=new: reports.receive(new))
        assert sorted(known for _, known in results) == [False, True], results
        assert results[0][0] == results[1][0]
    assert rows(engine, schema.report) == rows(engine, schema.report_step) == rows(engine, schema.report_file) == 5


def test_receipt_numbers_have_no_gaps(reports, log):
    def bring(township):
        def work():
            return [take(reports, township=township, file=f"{township} {n}".encode()).id for n in range(6)]

        return work

    def write():
        for number in range(6):
            log.append(Submission([Entry("111", draft("counter", name="training", count=number))], "t", "t", f"c{number}"))  # fmt: skip

    first, second, wrote = at_once(bring("11"), bring("12"), write)
    assert wrote is None
    assert sorted(first + second) == [f"20181214-{number:03}" for number in range(1, 13)]
    other = date(2019, 1, 10)
    assert take(reports, day=other).id == "20190110-001", "each day counts for itself"


def test_amending_keeps_the_history_and_counts_the_version(reports):
    report = take(reports)
    first = reports.amend(report.id, {"rows": {"3": "漏填"}}, 1)
    assert (first.amendments, first.version, first.steps) == ({"rows": {"3": "漏填"}}, 2, report.steps)
    second = reports.amend(report.id, {"rows": {}}, 2)
    assert second == reports.get(report.id) == replace(report, amendments={"rows": {}}, version=3)
    with pytest.raises(ReportChanged, match=r"version 2, now 3") as refused:
        reports.amend(report.id, {"rows": {"4": "x"}}, 2)
    assert refused.value.params == {"report": report.id, "expected": 2, "actual": 3}
    assert reports.get(report.id) == second


def test_of_two_that_amend_the_same_version_one_wins(reports):
    report = take(reports)
    results = at_once(*(lambda who=who: reports.amend(report.id, {"by": who}, 1) for who in "ab"))
    assert sorted(type(result).__name__ for result in results) == ["ReportChanged", "StoredReport"]
    assert reports.get(report.id).version == 2


def test_amending_ends_with_the_check(log, reports):
    for status in STATUSES:
        report = at(status, log, reports, file=None)
        if status in {"draft", "submitted"}:
            assert reports.amend(report.id, {"a": 1}, report.version).amendments == {"a": 1}
        else:
            with pytest.raises(ReportClosed, match=f"is {status}; nobody can amend it"):
                reports.amend(report.id, {"a": 1}, report.version)


def test_the_table_decides_every_move(log, reports):
    """Each action from each status, to each status, goes exactly where the table says."""
    gone, standing = [], {}
    for status, action, target in product(STATUSES, ("received", *STATUSES[1:]), STATUSES):
        allowed = MOVES.get((status, action)) == target and action not in WITH_FACTS
        if allowed and status == "confirmed":
            continue  # its facts have to go first: a test of its own
        report = standing.get(status) or at(status, log, reports, file=None)
        standing[status] = None if allowed else report
        if allowed:
            gone.append((status, action))
            moved = reports.move(report.id, action, target, "王", "事由", version=report.version)
            last, count = moved.steps[-1], len(report.steps) + 1
            assert (moved.status, moved.version) == (target, report.version + 1)
            assert (last.number, last.actor, last.action, last.reason) == (count, "王", action, "事由")
            assert reports.get(report.id) == moved
        else:
            with pytest.raises(ReportClosed, match=f"is (a )?{status}; nobody can"):
                reports.move(report.id, action, target, "王", "事由")
            assert reports.get(report.id) == report
    assert gone == [
        ("draft", "submitted"),
        ("draft", "returned"),
        ("draft", "withdrawn"),
        ("submitted", "checked"),
        ("submitted", "returned"),
        ("submitted", "withdrawn"),
        ("checked", "returned"),
        ("checked", "withdrawn"),
    ]


def test_returning_and_withdrawing_want_a_reason(reports):
    report = take(reports)
    for action in ("returned", "withdrawn"):
        for reason in (None, "", "  "):
            with pytest.raises(ReasonMissing, match="write down the reason"):
                reports.move(report.id, action, action, "王", reason)
    assert reports.get(report.id) == report


def test_a_move_on_a_stale_version_is_refused(reports):
    report = take(reports)
    reports.amend(report.id, {"a": 1}, 1)
    with pytest.raises(ReportChanged):
        reports.move(report.id, "submitted", "submitted", "甲镇", version=1)
    assert reports.get(report.id).status == "draft"


def test_facts_and_confirmation_are_one_commit(log, reports, queries):
    report = at("checked", log, reports)
    receipt = confirm(log, reports, report)
    confirmed = reports.get(report.id)
    assert (confirmed.status, confirmed.revision, confirmed.version) == ("confirmed", receipt.revision, 4)
    assert [step.action for step in confirmed.steps] == ["received", "submitted", "checked", "confirmed"]
    assert queries.board().map_row("111", "party").phase == 1
    again = confirm(log, reports, report)
    assert (again.revision, again.replayed) == (receipt.revision, True)
    assert reports.get(report.id) == confirmed, "a request sent again confirms nothing again"


def test_a_confirmation_that_comes_too_late_records_nothing(log, reports, queries):
    report = at("submitted", log, reports)
    amended = reports.amend(report.id, {"a": 1}, report.version)
    with pytest.raises(ReportChanged, match="version 2, now 3"):
        confirm(log, reports, report)
    reports.move(report.id, "returned", "returned", "王", "缺第三列")
    returned = reports.get(report.id)
    with pytest.raises(ReportClosed, match="is returned; nobody can confirm it"):
        confirm(log, reports, returned)
    with pytest.raises(UnknownReport):
        confirm(log, reports, replace(amended, id="20181214-099"))
    assert (queries.revision(), queries.facts("111"), queries.facts("11")) == (0, [], [])
    assert reports.get(report.id) == returned


def test_of_two_that_confirm_one_wins(log, reports, queries):
    report = at("submitted", log, reports)
    results = at_once(*(lambda n=n: confirm(log, reports, report, request_id=f"c{n}") for n in range(2)))
    assert sorted(type(result).__name__ for result in results) == ["Receipt", "ReportChanged"]
    assert queries.revision() == 1
    assert len(queries.facts("111")) == 1


def test_what_fails_beside_the_facts_takes_them_back(log, queries, engine, tree, profile):
    def broken(connection, revision):
        assert connection.execute(select(schema.meta.c.revision)).scalar_one() == revision == 1
        raise ZeroDivisionError

    sent = Submission([Entry("111", END)], "t", "t", "one")
    with pytest.raises(ZeroDivisionError):
        log.append(sent, broken)
    assert (queries.revision(), queries.facts("111")) == (0, [])
    with reading(engine) as connection:
        assert differences(connection, tree, profile) == []
    seen = []
    assert log.append(sent, lambda _, revision: seen.append(revision)).revision == 1
    assert log.append(sent, broken).replayed
    with pytest.raises(RequestIdReused):
        log.append(replace(sent, entries=[Entry("112", END)]), broken)
    assert seen == [1]


def test_a_confirmed_report_is_withdrawn_with_its_facts(log, reports, queries):
    report = at("confirmed", log, reports)
    assert [fact.type for fact in queries.facts_of_revision(1)] == ["report_received", "milestone"]
    with pytest.raises(ReportClosed, match="is confirmed; nobody can withdraw it while its facts count"):
        reports.move(report.id, "withdrawn", "withdrawn", "王", "报错村")
    sent = retraction(queries, report)
    part = replace(sent, entries=sent.entries[:1], request_id="part")
    with pytest.raises(ReportClosed, match="while its facts count"):
        log.append(part, reports.withdrawing(report.id, report.version, "王", "报错村"))
    for version, reason, error in ((9, "报错村", ReportChanged), (report.version, " ", ReasonMissing)):
        with pytest.raises(error):
            log.append(sent, reports.withdrawing(report.id, version, "王", reason))
    assert queries.revision() == 1
    assert reports.get(report.id) == report
    log.append(sent, reports.withdrawing(report.id, report.version, "王", "报错村"))
    gone = reports.get(report.id)
    assert (gone.status, gone.revision, gone.steps[-1].reason) == ("withdrawn", 1, "报错村")
    assert queries.counting_facts(1) == []
    assert queries.board().map_row("111", "party").phase == 0
    assert queries.reports_between(DAY, DAY) == {}
    with pytest.raises(ReportClosed, match="is withdrawn"):
        log.append(replace(sent, entries=[Entry("111", END)], request_id="x"), reports.withdrawing(gone.id, gone.version, "王", "x"))  # fmt: skip


def test_only_a_confirmed_report_has_facts_to_retract(log, reports, queries):
    report = at("submitted", log, reports)
    sent = Submission([Entry("111", END)], "t", "t", "x")
    with pytest.raises(ReportClosed, match="is submitted"):
        log.append(sent, reports.withdrawing(report.id, report.version, "王", "报错村"))
    assert queries.revision() == 0


def test_a_report_whose_facts_were_all_corrected_is_withdrawn_by_a_move(log, reports, queries):
    report = at("confirmed", log, reports)
    log.append(retraction(queries, report))
    gone = reports.move(report.id, "withdrawn", "withdrawn", "王", "报错村", version=report.version)
    assert (gone.status, gone.revision) == ("withdrawn", 1)


def test_lists_name_what_is_wanted(log, reports, queries):
    eve = date(2018, 12, 13)
    first, second = take(reports, day=eve), take(reports, township="12")
    third, fourth = take(reports, file=b"third"), take(reports, file=b"fourth")
    reports.move(fourth.id, "returned", "returned", "王", "缺第三列")
    assert [line.id for line in reports.listing()] == [fourth.id, third.id, second.id, first.id]
    line = reports.listing(DAY, "11")[0]
    assert (line.status, line.active, line.steps[-1].reason) == ("returned", False, "缺第三列")
    assert not hasattr(line, "content")
    assert [line.id for line in reports.listing(DAY, active_only=True)] == [third.id, second.id]
    assert [line.id for line in reports.listing(last=eve)] == [first.id]
    assert [line.id for line in reports.listing(first=DAY, township="12")] == [second.id]
    assert reports.latest_active("11", DAY).id == third.id
    assert reports.latest_active("12", eve) is None


def test_a_later_report_of_the_day_is_a_corrected_version(reports):
    first, second = take(reports, file=b"1"), take(reports, file=b"2")
    take(reports, file=b"3", township="12")
    assert reports.earlier(first) == []
    assert [line.id for line in reports.earlier(second)] == [first.id]
    reports.move(first.id, "withdrawn", "withdrawn", "甲镇", "发错了")
    assert reports.earlier(second) == []


def test_the_thousandth_report_of_a_day_comes_after_the_one_before(reports, engine):
    first = take(reports, file=None, kind="unit")
    values = {"kind": "unit", "status": "draft", "sender": "t", "content": {}, "amendments": {}, "version": 1}
    more = [
        values | {"id": f"20181214-{number:03}", "township": "11", "day": DAY, "received_at": first.received_at}
        for number in range(2, 1000)
    ]
    with engine.begin() as connection:
        connection.execute(insert(schema.report), more)
    assert take(reports, file=None, kind="unit").id == "20181214-1000"
    assert [line.number for line in reports.listing()[:2]] == [1000, 999]


def test_an_open_draft_is_gone_on_with(reports):
    assert reports.open_draft("11", DAY) is None
    take(reports)
    grid = take(reports, kind="grid", file=None)
    assert reports.open_draft("11", DAY) == grid
    assert reports.open_draft("11", DAY, "unit") is None
    assert reports.open_draft("12", DAY) is None
    reports.move(grid.id, "submitted", "submitted", "甲镇")
    assert reports.open_draft("11", DAY) is None


def test_facts_of_a_township_are_read_with_their_revision(send, queries):
    send(("11", RECEIVED), ("111", END))
    send(("121", END))
    revision, facts = queries.facts_below("11")
    assert revision == 2
    assert list(facts) == ["11", "111", "112", "113"]
    assert [[fact.id for fact in heard] for heard in facts.values()] == [["1.0"], ["1.1"], [], []]
    assert list(queries.facts_below("111")[1]) == ["111"]
    with pytest.raises(UnknownArea):
        queries.facts_below("999")


def test_what_still_counts_of_a_revision(send, queries):
    send(("11", RECEIVED), ("111", END), ("112", END))
    fixed = draft("milestone", "12-05", stage="preparation", edge="end")
    send(("111", fixed.model_copy(update={"supersedes": "1.1", "reason": "日期有误"})))
    assert [fact.id for fact in queries.counting_facts(1)] == ["1.0", "1.2"]
    send(("111", FactDraft(type="retracted", supersedes="2.0", reason="更正有误")))
    assert [fact.id for fact in queries.counting_facts(1)] == ["1.0", "1.1", "1.2"]
    assert queries.counting_facts(2) == []
    assert [fact.id for fact in queries.counting_facts(3)] == ["3.0"], "a retraction counts until it is retracted"
    with pytest.raises(UnknownRevision):
        queries.facts_of_revision(4)


def test_the_calendar_of_reports(send, queries):
    at_nine = draft("report_received", "12-12", status="received").model_copy(update={"effective_time": queries.clock.now().time()})  # fmt: skip
    send(("11", draft("report_received", "12-11", status="late")), ("11", at_nine))
    send(("11", draft("report_received", "12-13", status="zero")), ("12", draft("report_received", "12-13", status="received")))  # fmt: skip
    send(("12", FactDraft(type="retracted", supersedes="2.1", reason="发错了")))
    found = queries.reports_between(date(2018, 12, 12), date(2018, 12, 13))
    assert {key: status for key, (status, _) in found.items()} == {
        ("11", date(2018, 12, 12)): "received",
        ("11", date(2018, 12, 13)): "zero",
    }
    assert found["11", date(2018, 12, 12)][1] == queries.clock.now().replace(day=12)


def test_many_units_are_compared_by_one_question(send, queries, engine):
    from sqlalchemy import event

    send(("111", END), ("112", END))
    asked = []
    event.listen(engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    send(("121", END), if_match={"111": 1, "112": 1, "113": 0, "121": 0, "122": 0})
    assert sum("max(" in question.lower() for question in asked) == 1
    with pytest.raises(StaleUnit, match="示例二村") as refused:
        send(("122", END), if_match={"111": 1, "112": 0, "121": 0})
    assert [change["id"] for change in refused.value.params["changes"]] == ["1.1"]
    with pytest.raises(UnknownArea):
        send(("122", END), if_match={"111": 1, "999": 0, "121": 0})
