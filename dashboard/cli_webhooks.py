"""Try the webhooks from the shell, and list what they have not taken."""

import argparse
import uuid
from datetime import UTC, datetime

from dashboard.bootstrap import open_services, open_wording
from dashboard.cli_parser import H_, Commands
from dashboard.errors import N_, SituationError
from dashboard.messages import messages
from dashboard.notify.formats import outgoing
from dashboard.notify.notice import Notice
from dashboard.notify.sender import Sender
from dashboard.settings import Settings
from dashboard.store.outbox import Outbox


class NoWebhooks(SituationError):
    """Say that the settings name no target."""

    text = N_("SITUATION_WEBHOOKS names no target, so there is nobody to tell; see docs/webhooks.md.")


def add_commands(commands: Commands) -> None:
    """Add `webhooks` to the commands."""
    webhooks = commands.add_parser("webhooks", help=H_("try and check the webhooks")).add_subparsers(required=True)
    test = webhooks.add_parser(
        "test", help=H_("send a test message to each target; 0: all took it, 1: some did not")
    )
    test.set_defaults(command=_test)
    unsent = webhooks.add_parser("list", help=H_("list what waits to be sent, and what was given up"))
    unsent.set_defaults(command=_list)


def _test(_parsed: argparse.Namespace, settings: Settings) -> int:
    if not settings.targets:
        raise NoWebhooks
    services, say = open_services(settings), messages(settings.locale)
    name = f"test-{uuid.uuid4().hex}"
    notice = Notice(name, "test", "test", "", services.queries.tree.root.code, services.clock.now(), name)
    told, post, refused = open_wording(services).tell(notice), Sender(), 0
    for target in settings.targets:
        refusal = post(target, outgoing(target, notice, told, datetime.now(UTC)))
        refused += refusal is not None
        result = say(N_("taken")) if refusal is None else say.value(refusal.reason)
        print(f"{target.shown}\t{result}")
    return 1 if refused else 0


def _list(_parsed: argparse.Namespace, settings: Settings) -> int:
    services, say = open_services(settings), messages(settings.locale)
    shown = {target.key: target.shown for target in settings.targets}
    unsent = Outbox(services.queries.engine).unsent()
    for one in unsent:
        zone = services.clock.zone
        state = (
            say(N_("given up"))
            if one.gave_up
            else say(N_("waits until {instant}"), instant=f"{one.next_at.astimezone(zone):%Y-%m-%d %H:%M:%S}")
        )
        tried = say(N_("{count} attempts"), count=one.attempts)
        print("\t".join([one.fact_id, shown.get(one.target, one.target), state, tried, one.last_error or "—"]))
    if not unsent:
        print(say(N_("Nothing waits, and nothing was given up.")))
    return 0
