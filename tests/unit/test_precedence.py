"""Long work gives way while a change is told, and never for ever."""

import threading
import time

from dashboard.precedence import Precedence


def test_work_goes_on_when_nothing_is_told():
    precedence = Precedence()
    began = time.monotonic()
    for _ in range(1000):
        precedence.give_way()
    assert time.monotonic() - began < 60  # it would be 250 s if each had waited


def test_work_waits_until_everything_is_told():
    precedence, steps = Precedence(), []
    precedence.begin()
    precedence.begin()

    def work():
        while "told" not in steps:
            precedence.give_way()
        steps.append("worked")

    worker = threading.Thread(target=work)
    worker.start()
    precedence.end()
    assert worker.is_alive()
    steps.append("told")
    precedence.end()
    worker.join(60)
    assert steps == ["told", "worked"]


def test_a_stream_that_hangs_holds_nothing_up():
    precedence = Precedence()
    precedence.begin()
    precedence.give_way()  # comes back


def test_a_check_asks_before_every_row(profile, calendar, tree):
    from dashboard.intake.check import Checker
    from dashboard.intake.content import Amendments, Content
    from tests.unit.intake.reports import DAY, Reporting

    reporting, asked = Reporting(profile, calendar, tree), []
    checked = reporting.party(
        ("启动日期",), ("示例一村", None, None, "12月3日"), ("示例二村", None, None, "12月3日")
    )
    content = Content(rows=[one.row for one in checked.rows])
    polite = Checker(profile, calendar, tree, later_reason="", pause=lambda: asked.append(1))
    polite.check(content, Amendments(), tree.areas["11"], DAY, DAY, {})
    assert len(asked) == len(checked.rows) == 2
