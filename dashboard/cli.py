"""Work from the shell: record a fact, take reports in, keep accounts, rebuild the projection, reset the demo."""

import argparse
import getpass
import json
import sys
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from pydantic import ValidationError

from dashboard import cli_access, cli_boundaries, cli_init, cli_profile, cli_reports, cli_rules, cli_webhooks
from dashboard.arguments import BadArgument, day_of
from dashboard.bootstrap import open_scenario, open_services
from dashboard.cli_parser import H_, Parser
from dashboard.clock import Anchor
from dashboard.election.facts import PAYLOADS, FactDraft
from dashboard.errors import N_, SituationError
from dashboard.facts_doc import facts_table
from dashboard.messages import messages
from dashboard.services import Services
from dashboard.settings import Settings, read_settings
from dashboard.store.demo import reset
from dashboard.store.engine import reading, shown, writing
from dashboard.store.errors import NoDemo
from dashboard.store.log import Entry, Submission
from dashboard.store.projection import differences, project
from geodata.errors import GeodataError

_ABOUT = H_(
    "Work from the shell: record a fact, take reports in, keep accounts, bring in an own district, check "
    "profiles, rebuild the projection, reset the demo."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0, 1 when a check fails, or 2 with a sentence on standard error."""
    parsed = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace, Settings], int] = parsed.command
    return guarded(lambda settings: command(parsed, settings))


def guarded(run: Callable[[Settings], int | None]) -> int:
    """Run with the settings; tell an error in one sentence, without a traceback."""
    locale = "zh_CN"
    try:
        settings = read_settings()
        locale = settings.locale
        return run(settings) or 0
    except (SituationError, GeodataError) as error:
        print(messages(locale).error(error), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = Parser(prog="python -m dashboard", description=_ABOUT)
    commands = parser.add_subparsers(required=True)
    append = commands.add_parser("append", help=H_("record a fact"))
    append.add_argument("area", help=H_("code of a village, community, township or the district"))
    append.add_argument(
        "type", choices=sorted(PAYLOADS), metavar="type", help=H_("type of fact, see docs/facts.md")
    )
    append.add_argument("payload", help=H_('JSON, such as \'{"stage": "review", "edge": "end"}\''))
    append.add_argument("--on", help=H_("day on which it happened; default: business today"))
    append.add_argument("--track", help=H_("track it belongs to"))
    append.add_argument("--subject", help=H_("key of a repeated thing"))
    append.add_argument("--supersedes", help=H_("id of the fact that it corrects"))
    append.add_argument("--reason", help=H_("why it is corrected"))
    append.add_argument("--request-id", help=H_("the same id is recorded once"))
    append.set_defaults(command=_append)
    rebuild = commands.add_parser("rebuild", help=H_("compare the projection with the log, and write it anew"))
    rebuild.add_argument("--check", action="store_true", help=H_("compare only"))
    rebuild.set_defaults(command=_rebuild)
    demo = commands.add_parser("demo", help=H_("work on the simulated campaign")).add_subparsers(required=True)
    reset_demo = demo.add_parser("reset", help=H_("set the demo back to its opening; a server may be running"))
    reset_demo.set_defaults(command=_reset_demo)
    cli_reports.add_commands(commands)
    cli_access.add_commands(commands)
    cli_rules.add_commands(commands)
    cli_webhooks.add_commands(commands)
    cli_init.add_commands(commands)
    cli_boundaries.add_commands(commands)
    cli_profile.add_commands(commands)
    commands.add_parser("settings", help=H_("print the effective settings")).set_defaults(command=_settings)
    commands.add_parser("facts", help=H_("print docs/facts.md")).set_defaults(command=_facts)
    return parser


def _append(parsed: argparse.Namespace, settings: Settings) -> int:
    services = open_services(settings)
    receipt = services.log.append(
        Submission(
            entries=[Entry(parsed.area, _draft(parsed))],
            actor=getpass.getuser(),
            source="shell",
            request_id=parsed.request_id or uuid.uuid4().hex,
        )
    )
    print(json.dumps({"revision": receipt.revision, "facts": receipt.fact_ids, "replayed": receipt.replayed}))
    return 0


def _draft(parsed: argparse.Namespace) -> FactDraft:
    try:
        payload = json.loads(parsed.payload)
    except json.JSONDecodeError as error:
        raise BadArgument(argument=parsed.payload, reason=error) from error
    try:
        return FactDraft(
            type=parsed.type,
            payload=payload,
            track=parsed.track,
            subject=parsed.subject,
            effective_on=day_of("--on", parsed.on),
            supersedes=parsed.supersedes,
            reason=parsed.reason,
        )
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BadArgument(argument=f"{place}={first['input']}", reason=first["msg"]) from error


def _rebuild(parsed: argparse.Namespace, settings: Settings) -> int:
    services = open_services(settings)
    found = _differences(services)
    for line in found:
        print(line)
    if not parsed.check:
        with writing(services.queries.engine) as connection:
            project(connection, services.queries.tree, services.profile)
    say = messages(settings.locale)
    count = len(services.queries.tree.units)
    if found:
        text = (
            N_("{found} rows differed.")
            if parsed.check
            else N_("{found} rows differed; the projection is rebuilt.")
        )
        print(say(text, found=len(found)))
        return 1 if parsed.check else 0
    print(say(N_("The projection of {count} units agrees with the log."), count=count))
    return 0


def _differences(services: Services) -> list[str]:
    with reading(services.queries.engine) as connection:
        return differences(connection, services.queries.tree, services.profile)


def _reset_demo(_parsed: argparse.Namespace, settings: Settings) -> int:
    services = open_services(settings)
    if not services.demo:
        raise NoDemo(database=shown(services.queries.engine))
    scenario = replace(open_scenario(services), revisions=None)
    now, opening = datetime.now(UTC), scenario.opening()
    anchor = Anchor(opening, now, settings.demo_speed, now)
    engine, tree = services.queries.engine, services.queries.tree
    revision = reset(engine, tree, services.profile, anchor, scenario.history(opening))
    say = messages(settings.locale)
    text = N_("The demo is back at its opening, {instant}, with revision {revision}.")
    print(say(text, instant=f"{opening:%Y-%m-%d %H:%M}", revision=revision))
    return 0


def _settings(_parsed: argparse.Namespace, settings: Settings) -> int:
    for name in type(settings).model_fields:
        value = settings.shown_database if name == "database_url" else getattr(settings, name)
        value = "…" if name == "secret_key" and value is not None else value
        value = " ".join(target.shown for target in settings.targets) if name == "webhooks" else value
        print(f"SITUATION_{name.upper()}={'' if value is None else value}")
    return 0


def _facts(_parsed: argparse.Namespace, _settings: Settings) -> int:
    print(facts_table(), end="")
    return 0
