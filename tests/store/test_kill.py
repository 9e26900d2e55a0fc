"""kill -9 between any two statements of an append leaves everything or nothing, and it can be sent again."""

import subprocess
import sys

from dashboard.store.engine import reading
from dashboard.store.projection import differences
from tests.conftest import ROOT

CHILD = """
import os, signal, sys
from sqlalchemy import event
from dashboard.clock import FixedClock
from dashboard.profile.load import load_profile, profile_path
from dashboard.store.engine import open_engine
from dashboard.store.log import Entry, Log, Submission
from dashboard.store.setup import open_founded
from datetime import datetime
from zoneinfo import ZoneInfo
from tests.facts import draft

url, fatal = sys.argv[1], int(sys.argv[2])
profile = load_profile(profile_path("haidian"))
engine = open_engine(url)
zone = ZoneInfo(profile.time_zone)
log = Log(engine, open_founded(engine, profile).tree, profile, FixedClock(datetime(2018, 12, 14, 15, tzinfo=zone), zone))
count = 0

def strike(*_):
    global count
    count += 1
    if count == fatal:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(engine, "before_cursor_execute", strike)
event.listen(engine, "commit", strike)
entries = [Entry("111", draft("milestone", "12-03", stage="preparation", edge="end")),
           Entry("112", draft("key_village", level="district"))]
receipt = log.append(Submission(entries=entries, actor="t", source="t", request_id="the one request"))
print(receipt.revision, receipt.replayed)
"""


def append(url, fatal):
    return subprocess.run(
        [sys.executable, "-c", CHILD, url, str(fatal)], capture_output=True, text=True, cwd=ROOT, check=False
    )


def test_kill_between_any_two_statements(engine, url, queries, tree, profile):
    url = engine.url.render_as_string(hide_password=False)
    killed, fatal = 0, 0
    while True:
        fatal += 1
        run = append(url, fatal)
        facts = len(queries.dossier("111").history) + len(queries.dossier("112").history)
        with reading(engine) as connection:
            assert differences(connection, tree, profile) == []
        if run.returncode == 0:
            break
        assert run.returncode == -9, run.stderr
        killed += 1
        assert (facts, queries.revision()) == (0, 0), f"killed before statement {fatal}"
    assert killed >= 10, "the strokes fell inside the transaction"
    assert run.stdout.split() == ["1", "False"]
    assert (facts, queries.revision()) == (2, 1)
    assert append(url, 10_000).stdout.split() == ["1", "True"], "sent again, it is recorded once"
