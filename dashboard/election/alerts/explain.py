"""Tell an alert to a person: what it says, who must act, what ends it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from dashboard.election.alerts.alert import Alert
from dashboard.messages import messages
from dashboard.profile.alerts import RuleOfAlert, ValueKind
from dashboard.profile.base import Text
from dashboard.profile.model import Profile


@dataclass(frozen=True)
class Explanation:
    """Hold what is told of an alert, in one language.

    An alert of a rule that the profile has no more is told by its id alone.
    """

    label: str
    text: str
    who: str
    ends: str


def explain(alert: Alert, profile: Profile, locale: str) -> Explanation:
    """Return an alert's explanation in a language (one of `dashboard.messages.LOCALES`)."""
    rule = next((one for one in profile.alerts if one.id == alert.rule), None)
    if rule is None:
        return Explanation(alert.rule, "", "", "")
    return explained(rule, alert.values, profile, locale)


def explained(rule: RuleOfAlert, values: Mapping[str, int | str], profile: Profile, locale: str) -> Explanation:
    """Return the texts of a rule with figures filled in; one that an earlier profile did not give is a dash."""
    filled = {
        name: _written(values[name], kind, profile, locale) if name in values else "—"
        for name, kind in rule.values.items()
    }
    return Explanation(
        rule.label.get(locale),
        rule.text.get(locale).format_map(filled),
        rule.who.get(locale),
        rule.ends.get(locale),
    )


def _written(value: int | str, kind: ValueKind, profile: Profile, locale: str) -> str:
    """Write a value; words that the profile does not list stand as they are."""
    said = messages(locale)
    try:
        if kind == "day":
            return said.day(date.fromisoformat(str(value)))
        if kind == "moment":
            return said.moment(datetime.fromisoformat(str(value)))
    except ValueError:
        return str(value)
    if kind == "items":
        between = "、" if locale == "zh_CN" else ", "
        return between.join(_label(profile.check_items, word, locale) for word in str(value).split(","))
    labels: Mapping[str, Mapping[str, Text]] = {
        "stage": _stages(profile),
        "exception": {flag.id: flag.label for flag in profile.flags},
        "incident": profile.incident_categories,
    }
    return _label(labels.get(kind, {}), str(value), locale)


def _label(labels: Mapping[str, Text], word: str, locale: str) -> str:
    return labels[word].get(locale) if word in labels else word


def _stages(profile: Profile) -> dict[str, Text]:
    """Return the labels of all stages by procedure and id, as `stage_value` names them."""
    return {
        f"{procedure.id}.{stage.id}": stage.label
        for track in profile.tracks
        for procedure in track.procedures
        for stage in procedure.stages
    }
