"""Try the rules of early warning from the shell: what each would raise on a day."""

import argparse
from collections.abc import Iterator
from datetime import datetime, time

from dashboard.arguments import BadArgument, day_of
from dashboard.bootstrap import evaluator_of, open_services
from dashboard.cli_parser import H_, Commands
from dashboard.election.alerts.explain import explained
from dashboard.election.alerts.finding import Finding
from dashboard.errors import N_, Sentence
from dashboard.messages import Messages, messages
from dashboard.profile.alerts import RuleOfAlert
from dashboard.services import Services
from dashboard.settings import Settings
from dashboard.watch.trial import Trial, trial


def add_commands(commands: Commands) -> None:
    """Add `rules test` to the commands."""
    rules = commands.add_parser("rules", help=H_("work with the rules of early warning")).add_subparsers(
        required=True
    )
    test = rules.add_parser("test", help=H_("list what each rule finds on a day; 1: a rule throws"))
    test.add_argument("--as-of", metavar="DATE", help=H_("end of this day; default: now"))
    test.add_argument("--rule", metavar="ID", help=H_("only this one"))
    test.set_defaults(command=_test)


def _test(parsed: argparse.Namespace, settings: Settings) -> int:
    services, say = open_services(settings), messages(settings.locale)
    day = day_of("--as-of", parsed.as_of)
    rules = [rule for rule in services.profile.alerts if parsed.rule in {None, rule.id}]
    if not rules:
        known = ", ".join(rule.id for rule in services.profile.alerts)
        reason = Sentence(N_("the profile has these rules: {rules}"), rules=known)
        raise BadArgument(argument=f"--rule {parsed.rule}", reason=reason)
    now = services.clock.now()
    if day is not None and day != now.date():
        now = datetime.combine(day, time(23, 59, 59), services.clock.zone)
    tried = trial(evaluator_of(services), rules, now)
    for rule in rules:
        for line in _told(rule, tried, services, say):
            print(line)
    return 1 if tried.failed else 0


def _told(rule: RuleOfAlert, tried: Trial, services: Services, say: Messages) -> Iterator[str]:
    """Yield the lines about one rule."""
    found = [one for one in tried.found if one.rule == rule.id]
    yield say(N_("{rule} ({label}): {count} found"), rule=rule.id, label=rule.label, count=len(found))
    if rule.id in tried.failed:
        error = tried.failed[rule.id]
        yield "  " + say(N_("The rule throws: {error}"), error=f"{type(error).__name__}: {error}")
    for one in found:
        yield "  " + _line(rule, one, services, say)


def _line(rule: RuleOfAlert, one: Finding, services: Services, say: Messages) -> str:
    """Tell a finding: where, how grave, since when, and what its rule says of it."""
    area = services.queries.tree.areas[one.area]
    told = explained(rule, one.values, services.profile, say.locale)
    values = ", ".join(f"{name}={value}" for name, value in one.values.items())
    return say(
        N_("{area} ({code}), level {level}, since {since}: {text} [{values}] {who}; ends: {ends}"),
        area=area.name,
        code=area.code,
        level=one.level,
        since=say.moment(one.since),
        text=told.text,
        values=values,
        who=told.who,
        ends=told.ends,
    )
