from datetime import date

from tests.facts import draft

TYPES = ("milestone", "poll_scheduled")
LATER = date(2018, 12, 31)


def end(stage, on):
    return draft("milestone", on, stage=stage, edge="end")


def ids(facts):
    return [fact.id for fact in facts]


def test_the_last_recorded_comes_first_whenever_it_happened(send, queries):
    send(("111", end("preparation", "12-03")), ("112", end("preparation", "12-04")))
    send(("121", end("preparation", "12-01")))
    assert ids(queries.newest(TYPES, 10, LATER)) == ["2.0", "1.1", "1.0"]
    assert ids(queries.newest(TYPES, 2, LATER)) == ["2.0", "1.1"]


def test_only_the_types_areas_and_days_that_are_asked_for_are_told(send, queries):
    send(("111", end("preparation", "12-03")), ("112", end("preparation", "12-05")))
    send(("111", draft("remark", "12-03", topic="remarks", text="会场")))
    assert ids(queries.newest(TYPES, 10, LATER)) == ["1.1", "1.0"]
    assert ids(queries.newest(TYPES, 10, LATER, ["111"])) == ["1.0"]
    assert ids(queries.newest(TYPES, 10, date(2018, 12, 4))) == ["1.0"]


def test_what_was_corrected_or_withdrawn_is_not_told(send, queries):
    send(("111", end("preparation", "12-03")), ("112", end("preparation", "12-04")))
    fix = end("preparation", "12-02").model_copy(update={"supersedes": "1.0", "reason": "typing error"})
    send(("111", fix))
    gone = draft("retracted").model_copy(update={"supersedes": "1.1", "reason": "wrong village"})
    send(("112", gone))
    assert ids(queries.newest(TYPES, 10, LATER)) == ["2.0"]


def test_a_correction_that_is_withdrawn_lets_the_first_word_count_again(send, queries):
    send(("111", end("preparation", "12-03")))
    fix = end("preparation", "12-02").model_copy(update={"supersedes": "1.0", "reason": "typing error"})
    send(("111", fix))
    send(("111", draft("retracted").model_copy(update={"supersedes": "2.0", "reason": "it was right"})))
    assert ids(queries.newest(TYPES, 10, LATER)) == ["1.0"]


def test_counting_facts_of_some_areas_are_those_of_all_without_the_others(send, queries):
    send(("111", end("preparation", "12-03")), ("112", end("preparation", "12-04")))
    fix = end("preparation", "12-02").model_copy(update={"supersedes": "1.0", "reason": "typing error"})
    send(("111", fix))
    assert ids(queries.counting(TYPES)) == ["2.0", "1.1"]
    assert ids(queries.counting(TYPES, codes=["111"])) == ["2.0"]
    assert ids(queries.counting(TYPES, codes=["112", "121"])) == ["1.1"]
    assert queries.counting(TYPES, codes=[]) == []
