"""A profile changes in mid-campaign: the projection is derived anew, and the change can be rehearsed before."""

import logging
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from dashboard.profile.load import profile_path, read_profile
from dashboard.profile.procedure import Stage
from dashboard.store.engine import open_engine, open_to_read, reading
from dashboard.store.errors import DatabaseOlder, DatabaseUnreachable
from dashboard.store.log import Entry, Log, Submission
from dashboard.store.projection import derive, derive_outdated, differences, stored
from dashboard.store.queries import Queries
from dashboard.store.rehearsal import rehearse
from dashboard.store.setup import set_up
from tests.facts import draft
from tests.parents import clock_at, parents, school_tree, vote
from tests.parents import draft as school_draft

TEXT = profile_path("haidian").read_text(encoding="utf-8")
REVIEW = 'id = "review", phase = "reviewing", planned_days = 2'
INSPECTION = 'id = "inspection", phase = "reviewing"'


def changed(tmp_path, *pairs):
    text = TEXT
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = tmp_path / "changed.toml"
    path.write_text(text, encoding="utf-8")
    return read_profile(path)


@pytest.fixture
def moved(tmp_path):
    """A new version in which review and inspection stand in another phase."""
    return changed(
        tmp_path,
        ('version = "2018.1"', 'version = "2018.2"'),
        (REVIEW, REVIEW.replace("reviewing", "public_notice")),
        (INSPECTION, INSPECTION.replace("reviewing", "public_notice")),
    )


def phase(queries, profile):
    (row,) = [row for row in _tracks(queries) if (row.area_code, row.track) == ("111", "party")]
    return profile.phases[row.phase].id


def _tracks(queries):
    with reading(queries.engine) as connection:
        return stored(connection)[1]


def test_a_new_version_is_taken_and_the_projection_derived_anew(
    engine, tree, profile, queries, send, moved, caplog
):
    send(("111", draft("milestone", "12-03", stage="recommendation", edge="end")))
    assert phase(queries, profile) == "reviewing"
    caplog.set_level(logging.INFO, "dashboard.store.projection")
    derive_outdated(engine, tree, moved)
    assert phase(queries, moved) == "public_notice"
    assert "taken in version 2018.2 after 2018.1" in caplog.text
    with reading(engine) as connection:
        assert differences(connection, tree, moved) == []
    caplog.clear()
    derive_outdated(engine, tree, moved)
    assert caplog.text == "", "the second start finds it taken"


def test_contents_that_change_under_their_version_are_taken_with_a_warning(engine, tree, moved, profile, caplog):
    same = moved.model_copy(update={"version": profile.version})
    derive_outdated(engine, tree, same)
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert "still the version 2018.1: give it a new version" in record.getMessage()


def test_each_fact_knows_the_version_it_was_recorded_under(engine, tree, profile, moved, clock, queries, send):
    send(("111", draft("milestone", "12-03", stage="preparation", edge="end")))
    later = Log(engine, tree, moved, clock)
    sent = Entry("111", draft("milestone", "12-04", stage="appraisal", edge="end"))
    later.append(Submission([sent], "t", "t", "later"))
    assert [fact.profile_version for fact in queries.facts("111")] == ["2018.1", "2018.2"]


def test_a_rehearsal_tells_what_would_change_and_changes_nothing(engine, profile, queries, send, moved, url):
    send(("111", draft("milestone", "12-03", stage="recommendation", edge="end")))
    send(("112", draft("milestone", "12-03", stage="preparation", edge="end")))
    revision = queries.revision()
    found = rehearse(queries, moved)
    assert [(one.code, one.view, one.what) for one in found.unit_changes()] == [("111", "party", "phase")]
    (change,) = found.unit_changes()
    assert (profile.phases[change.before].id, moved.phases[change.after].id) == ("reviewing", "public_notice")
    assert found.not_admitted == []
    assert queries.revision() == revision
    assert phase(queries, profile) == "reviewing", "the kept projection stays"


def test_a_rehearsal_names_the_facts_that_would_not_be_taken(tmp_path, tree, queries, send):
    sent = draft("poll_held", "12-10", voting_rights=100, excluded={"abroad": 5}, eligible=95, present=90, seats=5, elected=5, outcome="success")  # fmt: skip
    send(("111", sent), ("112", draft("milestone", "12-03", stage="preparation", edge="end")))
    without = changed(
        tmp_path,
        ('version = "2018.1"', 'version = "2018.2"'),
        ('abroad = { zh_CN = "出国出境半年以上", en = "Abroad for over half a year" }\n', ""),
    )
    (refused,) = rehearse(queries, without).not_admitted
    assert (refused.fact.id, refused.fact.area_code) == ("1.0", "111")
    assert "excluded: the profile knows away, confined" in str(refused.refusal)


def test_a_withdrawn_fact_would_trouble_nobody(tmp_path, queries, send):
    sent = draft("check", "12-10", item="venue", done=True)
    send(("111", sent))
    taken_back = draft("retracted").model_copy(update={"supersedes": "1.0", "reason": "slip of the pen"})
    send(("111", taken_back))
    line = next(line for line in TEXT.splitlines(keepends=True) if line.startswith("venue ="))
    without = changed(tmp_path, ('version = "2018.1"', 'version = "2018.2"'), (line, ""))
    assert rehearse(queries, without).not_admitted == []


def test_a_stage_that_is_gone_leaves_its_facts_in_the_log(tmp_path, tree, profile, queries, send, engine):
    send(("111", draft("milestone", "12-03", stage="recommendation", edge="end")))
    send(("111", draft("milestone", "12-06", stage="review", edge="end")))
    track = profile.tracks[0]
    procedure = track.procedures[0]
    stages = tuple(one for one in procedure.stages if one.id != "review")
    assert isinstance(stages[0], Stage)
    shorter = profile.model_copy(
        update={
            "version": "2018.2",
            "tracks": (
                track.model_copy(update={"procedures": (procedure.model_copy(update={"stages": stages}),)}),
                *profile.tracks[1:],
            ),
        }
    )
    found = rehearse(queries, shorter)
    assert [one.fact.id for one in found.not_admitted] == ["2.0"]
    assert "there is no stage review" in str(found.not_admitted[0].refusal)
    derive_outdated(engine, tree, shorter)
    (row,) = [row for row in _tracks(queries) if (row.area_code, row.track) == ("111", "party")]
    assert row.stage == "inspection", "the end of the stage before it starts the next that there is"
    assert len(queries.facts("111")) == 2


def test_a_database_is_opened_to_read_alone(url, engine, tree, profile, calendar, clock, send):
    send(("111", draft("milestone", "12-03", stage="preparation", edge="end")))
    opened = open_to_read(url)
    assert Queries(opened, tree, profile, calendar, clock).revision() == 1
    with pytest.raises(DBAPIError, match="read-?only|readonly"), opened.begin() as connection:
        connection.exec_driver_sql("UPDATE meta SET revision = 7")
    opened.dispose()
    assert Queries(engine, tree, profile, calendar, clock).revision() == 1


def test_reading_makes_no_file_and_brings_no_schema_up(tmp_path, engine, url):
    with pytest.raises(DatabaseUnreachable):
        open_to_read(f"sqlite:///{tmp_path / 'nowhere.db'}")
    assert not (tmp_path / "nowhere.db").exists()
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0008'")
    with pytest.raises(DatabaseOlder, match="earlier release"):
        open_to_read(url)


# ---------------------------------------------------------------- another election altogether


@pytest.fixture
def schools(url):
    profile, tree = parents(), school_tree()
    engine = open_engine(url)
    set_up(engine, list(tree.areas.values()), profile, "places")
    yield Log(engine, tree, profile, clock_at())
    engine.dispose()


def test_the_log_of_another_election_is_folded_like_any(schools):
    profile, tree, engine = schools.profile, schools.tree, schools.engine
    entries = [
        Entry("911", school_draft("milestone", clock_at().today(), stage="proposal", edge="end")),
        Entry("912", school_draft("poll_held", clock_at().today(), **vote())),
    ]
    receipt = schools.append(Submission(entries, "t", "t", "one"))
    assert receipt.revision == 1
    with reading(engine) as connection:
        assert differences(connection, tree, profile) == []
        _, tracks = derive(connection, tree, profile)
    phases = {row.area_code: row.phase for row in tracks}
    assert {code: phase if phase is None else profile.phases[phase].id for code, phase in phases.items()} == {
        "911": "voting",
        "912": "closing",
        "913": None,
        "921": "waiting",
    }


def test_nothing_is_written_while_a_file_is_rehearsed(tmp_path, tree, profile, calendar, clock, moved):
    url = f"sqlite:///{tmp_path / 'one.db'}"
    engine = open_engine(url)
    set_up(engine, list(tree.areas.values()), profile, "places")
    engine.dispose()
    before = sha256(Path(tmp_path / "one.db").read_bytes()).hexdigest()
    opened = open_to_read(url)
    rehearse(Queries(opened, tree, profile, calendar, clock), moved)
    opened.dispose()
    assert sha256(Path(tmp_path / "one.db").read_bytes()).hexdigest() == before
