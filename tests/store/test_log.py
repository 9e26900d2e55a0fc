import threading
from datetime import date, timedelta

import pytest

from dashboard.election.errors import FactRefused
from dashboard.store.answers import Touched
from dashboard.store.engine import reading
from dashboard.store.errors import RequestIdReused, StaleUnit, SupersedesRefused, UnknownArea, UnknownRevision
from dashboard.store.projection import derive, differences
from tests.facts import day, draft

END = draft("milestone", "12-03", stage="preparation", edge="end")


def agrees(queries):
    with reading(queries.engine) as connection:
        return differences(connection, queries.tree, queries.profile) == []


def test_a_fact_gets_a_revision_and_moves_the_projection(send, queries):
    receipt = send(("111", END))
    assert (receipt.revision, receipt.fact_ids, receipt.replayed) == (1, ("1.0",), False)
    assert queries.board().map_row("111", "party").phase == 1
    assert queries.board().units["111"].revision == 1
    assert agrees(queries)


def test_what_is_read_is_what_was_sent(send, queries):
    sent = draft("poll_held", "12-10", eligible=50, present=49, seats=5, elected=5, outcome="success")
    send(("111", sent))
    (fact,) = queries.dossier("111").history
    assert fact.payload.model_dump(exclude_unset=True) == sent.payload
    assert (fact.effective_on, fact.track, fact.actor, fact.profile_version) == (
        day("12-10"),
        "party",
        "test",
        "2018.1",
    )
    assert fact.recorded_at == queries.clock.now()
    assert fact.recorded_at.tzinfo is not None


def test_a_batch_is_one_revision_or_nothing(send, queries):
    with pytest.raises(FactRefused):
        send(("111", END), ("112", draft("milestone", stage="tea", edge="end")))
    assert queries.revision() == 0
    assert queries.board().map_row("111", "party").phase == 0
    receipt = send(("111", END), ("112", END))
    assert receipt.fact_ids == ("1.0", "1.1")


def test_the_same_request_is_recorded_once(send, queries):
    first = send(("111", END), request_id="a")
    again = send(("111", END), request_id="a")
    assert (again.revision, again.fact_ids, again.replayed) == (first.revision, first.fact_ids, True)
    assert queries.revision() == 1
    with pytest.raises(RequestIdReused):
        send(("112", END), request_id="a")
    assert send(("112", END), request_id="b").revision == 2, "a repeat takes no revision"


def test_a_stale_writer_is_refused(send, queries):
    send(("111", END), if_match={"111": 0})
    with pytest.raises(StaleUnit, match="revision 0, now 1"):
        send(("111", draft("milestone", "12-05", stage="appraisal", edge="end")), if_match={"111": 0})
    send(("112", END))
    send(("111", draft("milestone", "12-05", stage="appraisal", edge="end")), if_match={"111": 1})
    assert queries.revision() == 3, "the unit's last revision counts, not the log's"


def test_of_two_writers_with_the_same_if_match_one_wins(send, queries):
    results, start = [], threading.Barrier(2)

    def write(stage):
        start.wait()
        try:
            results.append(
                send(("111", draft("milestone", "12-05", stage=stage, edge="end")), if_match={"111": 0})
            )
        except StaleUnit as error:
            results.append(error)

    threads = [threading.Thread(target=write, args=(stage,)) for stage in ("preparation", "appraisal")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(result).__name__ for result in results) == ["Receipt", "StaleUnit"]
    assert len(queries.dossier("111").history) == 1
    assert agrees(queries)


def test_many_writers_queue_and_no_revision_is_skipped(send, queries):
    def write(number):
        for step in range(5):
            send(("111" if number % 2 else "121", draft("counter", None, name="training", count=step)))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    revisions = [fact.revision for code in ("111", "121") for fact in queries.dossier(code).history]
    assert sorted(revisions) == list(range(1, 21))


def test_corrections_want_a_living_target_of_the_same_kind(send, queries):
    send(("111", END))
    fixed = draft("milestone", "12-05", stage="preparation", edge="end")

    def correct(target, sent=fixed, area="111"):
        return send((area, sent.model_copy(update={"supersedes": target, "reason": "typing error"})))

    with pytest.raises(SupersedesRefused, match="no such fact"):
        correct("9.9")
    with pytest.raises(SupersedesRefused, match="no such fact"):
        correct("1.0", area="112")
    with pytest.raises(SupersedesRefused, match="same type, track and subject"):
        correct("1.0", draft("milestone", "12-05", track="committee", stage="audit", edge="end"))
    correct("1.0")
    with pytest.raises(SupersedesRefused, match="no longer counts"):
        correct("1.0")
    dossier = queries.dossier("111")
    assert dossier.struck_by["1.0"].id == "2.0"
    assert dossier.state.tracks["party"].stages[0].end == day("12-05")
    assert agrees(queries)


def test_unknown_areas_and_revisions(send, queries):
    with pytest.raises(UnknownArea, match="999"):
        send(("999", END))
    with pytest.raises(UnknownArea):
        queries.dossier("11")
    with pytest.raises(UnknownRevision, match="no revision 5; the latest is 0"):
        queries.board(known=5)


def test_past_days_and_past_knowledge(send, queries):
    send(("111", END))
    send(("111", draft("milestone", "12-07", stage="appraisal", edge="end")))
    retract = draft("retracted").model_copy(update={"supersedes": "2.0", "reason": "wrong village"})
    send(("111", retract))
    assert queries.board().map_row("111", "party").phase == 1
    assert queries.board(known=2).map_row("111", "party").phase == 2
    assert queries.board(day("12-05"), known=2).map_row("111", "party").phase == 1
    assert queries.board(day("12-01")).map_row("111", "party").phase == 0
    assert agrees(queries)


def test_silence_and_freshness(send, queries):
    assert queries.freshness().reported == 0
    assert queries.board().silent == {"11", "12"}
    send(("11", draft("report_received", status="zero")))
    freshness = queries.freshness()
    assert (freshness.reported, freshness.expected) == (1, 2)
    assert freshness.last_report_at == queries.clock.now()
    assert queries.board().silent == {"12"}
    assert queries.board(day("12-13")).silent == {"11", "12"}


def test_what_was_touched_since(send, queries):
    send(("111", END))
    send(("112", END), ("11", draft("counter", name="training", count=1)))
    assert queries.touched_since(0) == (2, Touched(("111", "112"), {"11", "111", "112"}, {"111", "112"}))
    assert queries.touched_since(1) == (2, Touched(("112",), {"11", "112"}, {"112"}))
    assert queries.touched_since(2) == (2, Touched((), set(), set()))
    send(("11", draft("report_received", status="received")))
    touched = queries.touched_since(2)[1]
    assert touched == Touched(("111", "112", "113"), {"11"}, set()), "a report changes the signs of all units"


def test_the_board_of_a_past_day_equals_the_fold_of_the_log(send, queries):
    send(("111", draft("milestone", "12-03", stage="preparation", edge="end")))
    send(("111", draft("milestone", "12-06", stage="appraisal", edge="end")), ("112", END))
    send(("121", draft("key_village", "12-10", level="district")))
    for number in range(1, 15):
        past = queries.board(date(2018, 12, number))
        with reading(queries.engine) as connection:
            units, tracks = derive(connection, queries.tree, queries.profile, as_of=past.day)
        assert past.units == {row.area_code: row for row in units}
        assert past.tracks == {(row.area_code, row.track): row for row in tracks}


def test_a_past_board_advances_with_corrections_and_late_facts(send, queries):
    yesterday = queries.clock.today() - timedelta(1)
    past, before = queries.board(yesterday), queries.board()
    matter = draft("matter", "12-13", department="区国土分局", text="征地补偿款拨付")
    matter = matter.model_copy(update={"subject": "m1"})
    steps = [
        ("111", draft("milestone", "12-14", stage="preparation", edge="end")),
        ("112", draft("milestone", "12-13", stage="preparation", edge="end")),
        ("11", draft("report_received", "12-13", status="late")),
        ("111", draft("retracted").model_copy(update={"supersedes": "1.0", "reason": "wrong village"})),
        ("121", matter),
    ]
    for step in steps:
        send(step)
        now, touched = queries.advance(before)
        past, before = queries.advance_past(past, touched, now.revision), now
        read = queries.board(yesterday)
        assert (past.tracks, past.reports, past.matters) == (read.tracks, read.reports, read.matters)
    assert past.matters == {("121", "m1")}
    assert past.reports["11"].status == "late"


def test_closed_matters_do_not_wait(send, queries):
    def matter(subject, **more):
        made = draft("matter", department="区国土分局", text="征地补偿款拨付", **more)
        return made.model_copy(update={"subject": subject})

    send(("111", matter("m1")), ("11", matter("m1")), ("111", matter("m2")))
    assert queries.board().matters == {("111", "m1"), ("11", "m1"), ("111", "m2")}
    send(("111", matter("m1", reply="已拨付", closed=True)))
    assert queries.board().matters == {("11", "m1"), ("111", "m2")}
    assert queries.board(known=1).matters == {("111", "m1"), ("11", "m1"), ("111", "m2")}


def test_an_advanced_board_equals_one_read_anew(send, queries):
    before = queries.board()
    send(("111", END), ("121", draft("key_village", level="district")))
    send(("12", draft("report_received", status="zero")))
    board, touched = queries.advance(before)
    assert board == queries.board()
    assert touched == Touched(("111", "121", "122"), {"111", "12", "121"}, {"111"})
    assert queries.advance(board) == (board, Touched((), set(), set()))


def test_no_commit_slips_between_a_board_and_what_touched_it(send, queries):
    """The units told and the revision told come from one read, however fast others write."""
    board, told, done = queries.board(), set(), threading.Event()

    def write():
        for number in range(30):
            send(("111" if number % 3 else "121", draft("counter", None, name="training", count=number)))
        done.set()

    thread = threading.Thread(target=write)
    thread.start()
    while not (done.is_set() and board.revision == 30):
        after, touched = queries.advance(board)
        told |= {
            (code, revision)
            for code in touched.units
            for revision in range(board.revision + 1, after.revision + 1)
        }
        board = after
    thread.join()
    for code in ("111", "121"):
        assert {(code, fact.revision) for fact in queries.dossier(code).history} <= told
