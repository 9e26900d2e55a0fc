"""kill -9 between any two statements of a confirmation leaves facts and report as they were, or both done."""

import json
import subprocess
import sys

from dashboard.store.engine import reading
from dashboard.store.projection import differences
from dashboard.store.report import NewReport
from dashboard.store.reports import Reports
from tests.conftest import ROOT

CHILD = """
import json, os, signal, sys
from datetime import datetime
from zoneinfo import ZoneInfo
from sqlalchemy import event
from dashboard.clock import FixedClock
from dashboard.profile.load import load_profile, profile_path
from dashboard.store.engine import open_engine
from dashboard.store.log import Entry, Log, Submission
from dashboard.store.report import NewReport
from dashboard.store.reports import Reports
from dashboard.store.setup import open_founded
from tests.facts import draft

url, receipt = sys.argv[1:]
profile = load_profile(profile_path("haidian"))
zone = ZoneInfo(profile.time_zone)
clock = FixedClock(datetime(2018, 12, 14, 15, tzinfo=zone), zone)
entries = [Entry("11", draft("report_received", status="received")),
           Entry("111", draft("milestone", "12-03", stage="preparation", edge="end"))]

def opened():
    engine = open_engine(url)
    tree = open_founded(engine, profile).tree
    return engine, Log(engine, tree, profile, clock), Reports(engine, tree, clock)

def confirm(fatal):
    engine, log, reports = opened()
    version = reports.get(receipt).version
    count = 0

    def strike(*_):
        nonlocal count
        count += 1
        if count == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", strike)
    event.listen(engine, "commit", strike)
    sent = Submission(entries=entries, actor="t", source=receipt, request_id="confirm " + receipt)
    log.append(sent, reports.confirming(receipt, version, "t"))
    os._exit(0)

def seen():
    engine, log, reports = opened()
    report = reports.get(receipt)
    with engine.connect() as connection:
        told = [connection.exec_driver_sql(sql).scalar()
                for sql in ("SELECT revision FROM meta", "SELECT count(*) FROM fact")]
    engine.dispose()
    return [report.status, report.version, report.revision, len(report.steps), *told]

ends = []
while not ends or ends[-1][0]:
    child = os.fork() or confirm(len(ends) + 1)
    ends.append([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), seen()])
print(json.dumps(ends))
"""


def test_kill_between_any_two_statements_of_a_confirmation(engine, tree, profile, clock, queries):
    reports = Reports(engine, tree, clock)
    new = NewReport("11", clock.today(), "file", "甲镇", {}, "a.xlsx", b"workbook")
    report = reports.receive(new)[0]
    reports.move(report.id, "submitted", "submitted", "甲镇")
    url = engine.url.render_as_string(hide_password=False)
    run = subprocess.run(
        [sys.executable, "-c", CHILD, url, report.id], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert run.returncode == 0, run.stderr
    *killed, (code, after) = json.loads(run.stdout)
    assert len(killed) >= 14, "the strokes fell inside the transaction"
    for number, end in enumerate(killed, 1):
        assert end == [-9, ["submitted", 2, None, 2, 0, 0]], f"killed before statement {number}"
    assert (code, after) == (0, ["confirmed", 3, 1, 3, 1, 2]), "the same report can be confirmed afterwards"
    with reading(engine) as connection:
        assert differences(connection, tree, profile) == []
    assert queries.counting_facts(1) == queries.facts_of_revision(1)
