"""Say what is legal in a profile and yet probably not meant."""

import re
from collections.abc import Collection, Iterator
from datetime import date, timedelta

from dashboard.errors import N_, Sentence
from dashboard.messages import LOCALES, messages
from dashboard.profile.base import Model, Text
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.errors import CalendarYearMissing
from dashboard.profile.flaws import Flaw, Place
from dashboard.profile.model import Profile
from dashboard.profile.procedure import Procedure
from dashboard.profile.rules import LegalRule, Quorum

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LOOKED_BACK = timedelta(days=183)  # screens count working days from half a year before the campaign


def doubts(profile: Profile, icons: Collection[str]) -> Iterator[Flaw]:
    """Yield what a person should look at, in no order; `icons` are those that there are."""
    yield from _calendar(profile)
    yield from _phases(profile, icons)
    yield from _procedures(profile)
    yield from _rules(profile)
    yield from _labels(profile, ())
    yield from _words(profile)


def _calendar(profile: Profile) -> Iterator[Flaw]:
    days, first = WorkingDays.of(profile), profile.campaign.start - _LOOKED_BACK
    for year in range(first.year, profile.campaign.end.year + 1):
        missing = next((day for day in _days_of(year) if not _known(days, day)), None)
        if missing is not None:
            reason = N_(
                "no statutory holidays are known for {year}: list them under overrides, every day of the year"
            )
            yield Flaw(("calendar",), Sentence(reason, year=year))


def _days_of(year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    return (first + timedelta(days=number) for number in range((date(year, 12, 31) - first).days + 1))


def _known(days: WorkingDays, day: date) -> bool:
    try:
        days.is_working(day)
    except CalendarYearMissing:
        return False
    return True


def _phases(profile: Profile, icons: Collection[str]) -> Iterator[Flaw]:
    used = {stage.phase for track in profile.tracks for one in track.procedures for stage in one.stages}
    for number, phase in enumerate(profile.phases):
        if 0 < number < len(profile.phases) - 1 and phase.id not in used:
            yield Flaw(
                ("phases", number), Sentence(N_("no stage stands in this phase: no unit will ever show it"))
            )
    drawn = [(("phases", number), phase.icon) for number, phase in enumerate(profile.phases)]
    drawn += [(("flags", number), flag.icon) for number, flag in enumerate(profile.flags)]
    for place, icon in drawn:
        if icon not in icons:
            yield Flaw((*place, "icon"), Sentence(N_("there is no icon '{name}'"), name=icon))


def _procedures(profile: Profile) -> Iterator[Flaw]:
    walked: set[str] = set()
    for place, track in enumerate(profile.tracks):
        filled = {
            column.says
            for table in profile.report.unit_tables
            if table.track == track.id
            for column in table.columns
        }
        for number, procedure in enumerate(track.procedures):
            walked |= set(procedure.kinds)
            here = ("tracks", place, "procedures", number)
            yield from _unfilled(procedure, filled, here)
            if not any(isinstance(rule, Quorum) and procedure.id in rule.procedures for rule in profile.rules):
                reason = N_("no rule of the kind quorum binds it: a poll is valid however few take part")
                yield Flaw(here, Sentence(reason))
    for kind in profile.kinds:
        if kind not in walked:
            yield Flaw(("kinds", kind), Sentence(N_("no procedure is for this kind: its units are never due")))


def _unfilled(procedure: Procedure, filled: Collection[str], place: Place) -> Iterator[Flaw]:
    reason = N_("no column of the report tells when this stage ended: only a form or the shell can record it")
    for number, stage in enumerate(procedure.stages):
        if stage.id == procedure.poll_stage:
            if "poll_held.at" not in filled:
                yield Flaw((*place, "stages", number), Sentence(N_("no column of the report tells of the poll")))
        elif f"milestone.{stage.id}.end" not in filled:
            yield Flaw((*place, "stages", number), Sentence(reason))


def _rules(profile: Profile) -> Iterator[Flaw]:
    campaign = profile.campaign
    for number, rule in enumerate(profile.rules):
        if _outside(rule, campaign.start, campaign.end):
            others = [
                other
                for other in profile.rules
                if other.kind == rule.kind and set(other.procedures) & set(rule.procedures)
            ]
            if all(_outside(other, campaign.start, campaign.end) for other in others):
                reason = N_("it is in force on no day of the campaign, nor is another of its kind")
                yield Flaw(("rules", number), Sentence(reason))


def _outside(rule: LegalRule, first: date, last: date) -> bool:
    return rule.effective_from > last or (rule.effective_to or date.max) < first


def _labels(value: object, place: Place) -> Iterator[Flaw]:
    """Look at every label: whether its English is English."""
    if isinstance(value, Text):
        if _HAN.search(value.en):
            yield Flaw(
                (*place, "en"), Sentence(N_("the English label is not in English: {label}"), label=value.en)
            )
        elif value.en == value.zh_CN and re.search("[A-Za-z]{3}", value.en):
            yield Flaw(
                (*place, "zh_CN"), Sentence(N_("the Chinese label is not in Chinese: {label}"), label=value.en)
            )
    elif isinstance(value, Model):
        for name in type(value).model_fields:
            yield from _labels(getattr(value, name), (*place, name))
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _labels(one, (*place, name))
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from _labels(one, (*place, number))


def _words(profile: Profile) -> Iterator[Flaw]:
    for locale in LOCALES:
        texts = "\n".join(messages(locale).texts.values())
        for word, _ in profile.words.by_locale[locale]:
            if word not in texts:
                reason = N_("no text of the screens holds the word '{word}'")
                yield Flaw(("words", locale, word), Sentence(reason, word=word))
