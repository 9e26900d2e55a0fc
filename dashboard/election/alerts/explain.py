"""Tell an alert to a person: what it says, who must act, what ends it."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from dashboard.election.alerts.alert import Alert
from dashboard.profile.alerts import RuleOfAlert, ValueKind
from dashboard.profile.base import Text
from dashboard.profile.model import Profile
from dashboard.profile.speech import speak


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


def writable(
    rule: RuleOfAlert, values: Mapping[str, int | str], profile: Profile, names: Container[str]
) -> dict[str, int | str]:
    """Return those values of an alert that are what the rule says they are: no words that somebody made up.

    Parameters
    ----------
    names : Container[str]
        What values of the kind `name` may say, such as posts and areas.
    """
    return {
        name: value
        for name, value in values.items()
        if name in rule.values and _fits(value, rule.values[name], profile, names)
    }


def _fits(value: int | str, kind: ValueKind, profile: Profile, names: Container[str]) -> bool:
    if kind == "count":
        return isinstance(value, int)
    said = str(value)
    if kind in {"day", "moment"}:
        try:
            datetime.fromisoformat(said)
        except ValueError:
            return False
        return True
    if kind == "items":
        return all(word in profile.check_items for word in said.split(","))
    return said in (names if kind == "name" else _labels(kind, profile))


def _written(value: int | str, kind: ValueKind, profile: Profile, locale: str) -> str:
    """Write a value; words that the profile does not list stand as they are."""
    said = speak(locale, profile)
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
    return _label(_labels(kind, profile), str(value), locale)


def _labels(kind: ValueKind, profile: Profile) -> Mapping[str, Text]:
    """Return the words of a kind with their labels; none of the kinds that have no words."""
    if kind == "stage":
        return _stages(profile)
    if kind == "exception":
        return {flag.id: flag.label for flag in profile.flags}
    return profile.incident_categories if kind == "incident" else {}


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
