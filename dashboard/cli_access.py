"""Keep accounts, screens and the audit log from the shell."""

import argparse
import getpass
import json
import re
from collections.abc import Callable

from dashboard.access.accounts import NewAccount
from dashboard.access.audit import Origin
from dashboard.access.roles import ROLE_NAMES, Role
from dashboard.arguments import BadArgument
from dashboard.bootstrap import open_services
from dashboard.cli_parser import H_, Commands
from dashboard.errors import N_
from dashboard.messages import messages
from dashboard.services import Services
from dashboard.settings import Settings

_SHELL = Origin("shell")
_LATEST = 50
_MOST = 1_000_000
_SEEN = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")
_TOLD = 10

Run = Callable[[argparse.Namespace, Services], int]


def add_commands(commands: Commands) -> None:
    """Add `user`, `device` and `audit` to the commands."""
    _add_user(commands.add_parser("user", help=H_("keep accounts")).add_subparsers(required=True))
    _add_device(commands.add_parser("device", help=H_("keep screens")).add_subparsers(required=True))
    audit = commands.add_parser("audit", help=H_("read the audit log")).add_subparsers(required=True)
    verify = audit.add_parser("verify", help=H_("say whether the log is as it was written"))
    verify.add_argument(
        "--seen", help=H_("NUMBER:SEAL as an earlier verify printed it; the entry must still be there")
    )
    verify.set_defaults(command=_opened(_verify))
    show = audit.add_parser("show", help=H_("print the latest entries, one JSON object a line"))
    show.add_argument("--last", type=int, default=_LATEST, help=H_("how many"))
    show.add_argument("--actor", help=H_("of whom"))
    show.add_argument("--action", help=H_("of which kind; its beginning is enough"))
    show.set_defaults(command=_opened(_show))


def _add_user(user: Commands) -> None:
    add = user.add_parser("add", help=H_("make an account; prints its first password"))
    add.add_argument("login", help=H_("2 to 60 small letters, digits, dots, hyphens"))
    roles = [role.value for role in Role if role is not Role.DEVICE]
    change = user.add_parser("change", help=H_("say anew what an account is; its sessions end"))
    change.add_argument("login")
    for about, run in ((add, _add), (change, _change)):
        about.add_argument("--role", required=True, choices=roles, help=H_("what it may do"))
        about.add_argument("--post", required=True, help=H_("the post whose duty it is, never a person's name"))
        about.add_argument("--area", action="append", default=[], help=H_("code of a township or village; repeat"))
        about.add_argument(
            "--act-for", action="append", default=[], help=H_("another post that it may act for; repeat")
        )
        about.add_argument("--department", help=H_("department whose matters it answers"))
        about.set_defaults(command=_opened(run))
    user.add_parser("list", help=H_("list all accounts")).set_defaults(command=_opened(_list))
    for name, help_text, run in (
        ("disable", H_("shut an account; its sessions end"), _disable),
        ("enable", H_("open a shut account again"), _enable),
        ("reset", H_("give a new first password; its sessions end"), _reset),
    ):
        step = user.add_parser(name, help=help_text)
        step.add_argument("login")
        step.set_defaults(command=_opened(run))


def _add_device(device: Commands) -> None:
    prepare = device.add_parser("add", help=H_("prepare a screen; prints its one-time code"))
    prepare.add_argument("name", help=H_("where it hangs"))
    prepare.add_argument("--view", default="/", help=H_("address of the page that it shows"))
    prepare.set_defaults(command=_opened(_prepare))
    device.add_parser("list", help=H_("list all screens")).set_defaults(command=_opened(_devices))
    revoke = device.add_parser("revoke", help=H_("shut a screen out at once"))
    revoke.add_argument("device", help=H_("its id in the list"))
    revoke.set_defaults(command=_opened(_revoke))


def _opened(run: Run) -> Callable[[argparse.Namespace, Settings], int]:
    return lambda parsed, settings: run(parsed, open_services(settings))


def _say(services: Services, text: str, **params: object) -> int:
    print(messages(services.settings.locale)(text, **params))
    return 0


def _by() -> str:
    return f"shell:{getpass.getuser()}"


def _asked(parsed: argparse.Namespace) -> NewAccount:
    return NewAccount(
        login=parsed.login,
        role=Role(parsed.role),
        post=parsed.post,
        areas=tuple(parsed.area),
        posts=tuple(parsed.act_for),
        department=parsed.department,
    )


def _add(parsed: argparse.Namespace, services: Services) -> int:
    password = services.house.add(_asked(parsed), _by(), _SHELL)
    text = N_("Account {login} is made. First password, to be replaced at the first sign-in: {password}")
    return _say(services, text, login=parsed.login.strip().lower(), password=password)


def _change(parsed: argparse.Namespace, services: Services) -> int:
    services.house.change(_asked(parsed), _by(), _SHELL)
    return _say(services, N_("Account {login} is changed; its sessions have ended."), login=parsed.login)


def _list(_parsed: argparse.Namespace, services: Services) -> int:
    say, areas = messages(services.settings.locale), services.queries.tree.areas
    for one in services.doors.accounts.listing():
        reach = one.department or ", ".join(areas[code].name if code in areas else code for code in one.areas)
        state = N_("shut") if one.disabled else N_("first password") if one.must_change else N_("in use")
        print("\t".join([one.login, say(ROLE_NAMES[Role(one.role)]), one.post, reach or "—", say(state)]))
    return 0


def _disable(parsed: argparse.Namespace, services: Services) -> int:
    services.house.disable(parsed.login, _by(), _SHELL)
    return _say(services, N_("Account {login} is shut; its sessions have ended."), login=parsed.login)


def _enable(parsed: argparse.Namespace, services: Services) -> int:
    services.house.enable(parsed.login, _by(), _SHELL)
    return _say(services, N_("Account {login} is open again."), login=parsed.login)


def _reset(parsed: argparse.Namespace, services: Services) -> int:
    password = services.house.reset(parsed.login, _by(), _SHELL)
    text = N_("New first password of {login}: {password} Its sessions have ended.")
    return _say(services, text, login=parsed.login, password=password)


def _prepare(parsed: argparse.Namespace, services: Services) -> int:
    device, code = services.house.add_device(parsed.name, parsed.view, _by(), _SHELL)
    text = N_("Screen {device} is prepared. Open /device#{code} on it within half an hour; the code works once.")
    return _say(services, text, device=device.id, code=code)


def _devices(_parsed: argparse.Namespace, services: Services) -> int:
    say = messages(services.settings.locale)
    for one in services.doors.sessions.devices():
        state = N_("shut out") if one.revoked_at else N_("linked") if one.linked_at else N_("waits for its code")
        seen = f"{one.seen_at.astimezone(services.clock.zone):%Y-%m-%d %H:%M}" if one.seen_at else "—"
        print("\t".join([one.id, one.name, one.view, say(state), seen, one.address or "—"]))
    return 0


def _revoke(parsed: argparse.Namespace, services: Services) -> int:
    services.house.revoke_device(parsed.device, _by(), _SHELL)
    return _say(services, N_("Screen {device} is shut out."), device=parsed.device)


def _verify(parsed: argparse.Namespace, services: Services) -> int:
    verdict = services.doors.audit.verify()
    if parsed.seen is not None and not _is_there(parsed.seen, services):
        _say(
            services, N_("Entry {seen} is not there any more: the log was cut off or replaced."), seen=parsed.seen
        )
        return 1
    if verdict.broken:
        numbers = ", ".join(map(str, verdict.broken[:_TOLD]))
        text = N_("The chain is broken at entry {numbers}: something was changed, put in or taken out.")
        _say(services, text, numbers=numbers)
        return 1
    if verdict.unknown_key:
        text = N_("{count} entries were sealed with another secret and cannot be checked.")
        _say(services, text, count=len(verdict.unknown_key))
        return 1
    text = N_("The log is whole: {entries} entries. Note {entries}:{seal} to compare later.")
    return _say(services, text, entries=verdict.entries, seal=verdict.last_seal)


def _is_there(seen: str, services: Services) -> bool:
    noted = _SEEN.fullmatch(seen)
    if noted is None:
        raise BadArgument(argument=f"--seen={seen[: _TOLD * 10]}", reason="NUMBER:SEAL")
    number, seal = int(noted[1]), noted[2]
    entry = services.doors.audit.trail.latest(1, number + 1)
    return bool(entry) and (entry[0].seq, entry[0].seal) == (number, seal)


def _show(parsed: argparse.Namespace, services: Services) -> int:
    if not 1 <= parsed.last <= _MOST:
        raise BadArgument(argument=f"--last={parsed.last}", reason=f"1…{_MOST}")
    for entry in reversed(services.doors.audit.trail.latest(parsed.last, None, parsed.actor, parsed.action)):
        told = vars(entry) | {"at": entry.at.astimezone(services.clock.zone).isoformat(timespec="seconds")}
        print(json.dumps(told, ensure_ascii=False))
    return 0
