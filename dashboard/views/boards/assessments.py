"""Show the assessment of the situation (选情研判): what waits for the office, levels, and where they disagree."""

from collections import Counter
from collections.abc import Mapping

from dashboard.election.assessments import AssessmentCourse, assessments_of
from dashboard.election.rows import TrackRow
from dashboard.errors import N_
from dashboard.views.boards.asking import Asking
from dashboard.views.boards.model import (
    Badge,
    Board,
    Column,
    Do,
    Field,
    Figure,
    Form,
    Note,
    Part,
    Plain,
    Row,
    Table,
    Tone,
)


def assessments_board(asking: Asking) -> Board:
    """Return the board: sheets that wait first, then every assessed unit, the gravest level first."""
    say, terms = asking.say, asking.profile.assessment
    levels = list(asking.profile.assessment_levels)
    courses = {
        code: one
        for code, one in assessments_of(asking.facts("assessment_sheet", "assessment"), terms).items()
        if code in asking.within
    }
    by_level = asking.choose("level", say(N_("Level")), asking.labels(asking.profile.assessment_levels))
    shown = [one for one in courses.values() if by_level.chosen in {"", one.level}]
    shown.sort(key=lambda one: (-(levels.index(one.level) if one.level in levels else -1), _ordinal(asking, one)))
    waiting = sorted((one for one in courses.values() if one.waits), key=lambda one: _ordinal(asking, one))
    counts = Counter(one.level for one in courses.values())
    tracks = asking.services.queries.board(asking.day).tracks
    phases = {code: _phases(asking, tracks, code) for code in courses}
    started = {code for (code, _), row in tracks.items() if row.phase}
    gated = [one for one in courses.values() if one.level == terms.gate and one.area in started]
    return Board(
        title=say(N_("Assessment of the situation")),
        lead=say(
            N_("Townships fill in the score sheet, the office confirms the level: a judgement beside progress.")
        ),
        figures=[
            *(
                Figure(label, str(counts[level]), "bad" if level == terms.gate and counts[level] else "")
                for level, label in asking.labels(asking.profile.assessment_levels)
            ),
            Figure(say(N_("Wait for the office")), str(len(waiting)), "warn" if waiting else "good"),
            Figure(say(N_("Under way though held")), str(len(gated)), "warn" if gated else "good"),
        ],
        filters=[asking.by_town(), by_level],
        sections=[
            _waiting(asking, waiting),
            Table(
                id="levels",
                title=say(N_("Assessed units")),
                columns=[
                    Column(say(N_("Level"))),
                    Column(say(N_("Where"))),
                    Column(say(N_("Points")), number=True),
                    Column(say(N_("Since"))),
                    Column(say(N_("Course"))),
                    Column(say(N_("Progress"))),
                    Column(say(N_("Note"))),
                ],
                rows=[_row(asking, one, levels, phases[one.area], held=one in gated) for one in shown],
                none=say(N_("No unit is assessed here.")),
                tools=[_sheet(asking)] if asking.may_anywhere("assessment_sheet") else [],
            ),
        ],
    )


def _ordinal(asking: Asking, one: AssessmentCourse) -> int:
    return asking.area(one.area).ordinal


def _tone(asking: Asking, level: str | None) -> Tone:
    if level == asking.profile.assessment.gate:
        return "bad"
    return "good" if level == asking.profile.assessment.thresholds[0].level else "warn"


def _phases(asking: Asking, tracks: Mapping[tuple[str, str], TrackRow], code: str) -> str:
    """Name the phase of each track that is due."""
    profile = asking.profile
    return asking.listed(
        f"{asking.track(track.id)} {profile.phase_label(row.phase, track.id).get(asking.say.locale)}"
        for track in profile.tracks
        if (row := tracks.get((code, track.id))) is not None and row.phase is not None
    )


def _row(asking: Asking, one: AssessmentCourse, levels: list[str], phases: str, *, held: bool) -> Row:
    say, labels = asking.say, asking.profile.assessment_levels
    last = one.confirmed[-1] if one.confirmed else None
    course = " → ".join(asking.label(labels, step.level) for step in one.confirmed) or "—"
    notes: list[Part] = []
    if held:
        notes.append(Badge(say(N_("under way though held")), "warn"))
    if one.better_or_worse(levels) > 0:
        notes.append(Badge(say(N_("worse than before")), "warn"))
    return Row(
        cells=[
            [Badge(asking.label(labels, one.level), _tone(asking, one.level))],
            [asking.link(one.area), Note(asking.town_name(one.area))],
            [Plain("—" if last is None or last.score is None else str(last.score))],
            [Plain(say.day(last.on if last else None))],
            [Plain(course)],
            [Plain(phases)],
            notes,
        ],
        keys=[
            levels.index(one.level) if one.level in levels else None,
            _ordinal(asking, one),
            last.score if last else None,
            last.on.isoformat() if last else None,
            len(one.confirmed),
            phases,
            len(notes),
        ],
    )


def _waiting(asking: Asking, waiting: list[AssessmentCourse]) -> Table:
    say, factors = asking.say, asking.profile.assessment.factors
    rows = []
    for one in waiting:
        sheet = one.sheets[-1]
        confirm = Form(
            say(N_("Confirm the level")),
            [
                Field(
                    "level",
                    say(N_("Level")),
                    "choice",
                    sheet.proposed,
                    options=asking.labels(asking.profile.assessment_levels),
                )
            ],
            {"type": "assessment", "payload": {"score": sheet.score}},
            one.area,
        )
        do: list[Part] = [Do(say(N_("Confirm …")), confirm)] if asking.may(one.area, "assessment") else []
        rows.append(
            Row(
                [
                    [asking.link(one.area), Note(asking.town_name(one.area))],
                    *([Plain(str(sheet.factors.get(factor.id, "—")))] for factor in factors),
                    [Plain(str(sheet.score))],
                    [
                        Badge(
                            asking.label(asking.profile.assessment_levels, sheet.proposed),
                            _tone(asking, sheet.proposed),
                        )
                    ],
                    [Plain(asking.label(asking.profile.assessment_levels, one.level))],
                    do,
                ]
            )
        )
    return Table(
        id="waiting",
        title=say(N_("Wait for the office")),
        columns=[
            Column(say(N_("Where"))),
            *(Column(f"{factor.label.get(say.locale)} /{factor.points}", number=True) for factor in factors),
            Column(say(N_("Points")), number=True),
            Column(say(N_("Proposed"))),
            Column(say(N_("So far"))),
            Column(""),
        ],
        rows=rows,
        none=say(N_("No score sheet waits.")),
    )


def _sheet(asking: Asking) -> Do:
    """Ask a township for the points of one unit."""
    say = asking.say
    fields = [
        Field("area", say(N_("Where")), "unit", options=asking.places(), into="area"),
        *(
            Field(
                f"factors.{factor.id}",
                say(N_("{factor}, 0–{points}"), factor=factor.label.get(say.locale), points=factor.points),
                "count",
                most=factor.points,
            )
            for factor in asking.profile.assessment.factors
        ),
    ]
    title = say(N_("Fill in a score sheet"))
    return Do(title, Form(title, fields, {"type": "assessment_sheet"}))
