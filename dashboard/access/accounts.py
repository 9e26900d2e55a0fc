"""Make, change and shut accounts and devices; every step is noted in the audit log."""

import re
import secrets
import string
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from pydantic_core import PydanticCustomError

from dashboard.access.audit import Origin
from dashboard.access.doors import Doors
from dashboard.access.errors import AccountInvalid, DeviceInvalid
from dashboard.access.passwords import first_password, hashed
from dashboard.access.roles import NEEDS_AREAS, WHOLE_DISTRICT, Identity, Role
from dashboard.election.areas import AreaTree
from dashboard.election.privacy import refuse_personal_numbers
from dashboard.errors import N_, Sentence
from dashboard.store.accounts import Account
from dashboard.store.sessions import Device

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")
_LONGEST = 60
_CODE = string.digits
_CODE_LENGTH = 12
_CODE_LASTS = timedelta(minutes=30)
VIEWS = ("/", "/wall")
"""Pages that a device may show."""


def _is_shown(view: str) -> bool:
    """Say whether an address is that of a page which a device may show."""
    try:
        address = urlsplit(view)
    except ValueError:
        return False
    return not address.scheme and not address.netloc and address.path in VIEWS and "\\" not in view


@dataclass(frozen=True)
class NewAccount:
    """Say what an account shall be."""

    login: str
    role: Role
    post: str
    areas: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    department: str | None = None


def _left_by(by: Identity | str) -> str | None:
    """Return the role of which one must be left; whoever has a shell can make another one."""
    return Role.ADMIN.value if isinstance(by, Identity) else None


@dataclass(frozen=True)
class House:
    """Keep accounts and devices of one installation."""

    doors: Doors
    tree: AreaTree

    def add(self, new: NewAccount, by: Identity | str, origin: Origin) -> str:
        """Make an account; return the password with which it is signed in to first.

        Raises
        ------
        AccountInvalid, AccountExists
            It lacks something; the name is taken.
        """
        asked = replace(new, login=new.login.strip().lower())
        self._require_valid(asked)
        password, now = first_password(), datetime.now(UTC)
        self.doors.accounts.add(
            Account(
                login=asked.login,
                role=asked.role.value,
                post=asked.post,
                posts=asked.posts,
                areas=asked.areas,
                department=asked.department,
                password=hashed(password),
                must_change=True,
                disabled=False,
                created_at=now,
                password_at=now,
            )
        )
        detail = {"role": asked.role.value, "areas": list(asked.areas)}
        self.doors.audit.note("account.added", by, origin, subject=asked.login, detail=detail)
        return password

    def change(self, new: NewAccount, by: Identity | str, origin: Origin) -> None:
        """Give an account another role, post or reach; its sessions end.

        Raises
        ------
        AccountInvalid, UnknownAccount, LastOfItsRole
            It would lack something; there is none of that name; no administrator would be left.
        """
        self._require_valid(new)
        self.doors.accounts.change(
            new.login,
            datetime.now(UTC),
            leave_one=_left_by(by),
            role=new.role.value,
            post=new.post,
            posts=list(new.posts),
            areas=list(new.areas),
            department=new.department,
        )
        self.doors.forget()
        detail = {"role": new.role.value, "areas": list(new.areas)}
        self.doors.audit.note("account.changed", by, origin, subject=new.login, detail=detail)

    def _require_valid(self, new: NewAccount) -> None:
        reason = self._reason_against(new)
        if reason is not None:
            raise AccountInvalid(login=new.login, reason=reason)

    def _reason_against(self, new: NewAccount) -> Sentence | None:
        if not _LOGIN.fullmatch(new.login):
            return Sentence(N_("the name has 2 to 60 small letters, digits, dots, hyphens."))
        if new.role is Role.DEVICE:
            return Sentence(N_("a screen is linked by a code, it has no account."))
        for post in (new.post, *new.posts, *([new.department] if new.department else [])):
            if not 1 <= len(post.strip()) <= _LONGEST or not post.isprintable():
                return Sentence(N_("a post has 1 to {longest} characters."), longest=_LONGEST)
            try:
                refuse_personal_numbers(post)
            except PydanticCustomError as refused:
                return Sentence(str(refused.message_template))
        unknown = next((code for code in new.areas if code not in self.tree.areas), None)
        if unknown is not None:
            return Sentence(N_("there is no area with the code {code}."), code=unknown)
        if new.role in NEEDS_AREAS and not new.areas:
            return Sentence(N_("this role needs the township or villages that it is for."))
        if new.role in WHOLE_DISTRICT and new.areas:
            return Sentence(N_("this role is for the whole district."))
        if (new.role is Role.DEPARTMENT) != bool(new.department):
            return Sentence(N_("a department's account, and no other, names its department."))
        return None

    def reset(self, login: str, by: Identity | str, origin: Origin) -> str:
        """Give an account a new first password; its sessions end, and one that is shut stays shut.

        Raise UnknownAccount.
        """
        password, now = first_password(), datetime.now(UTC)
        self.doors.accounts.change(login, now, password=hashed(password), must_change=True, password_at=now)
        self.doors.forget()
        self.doors.audit.note("account.reset", by, origin, subject=login)
        return password

    def disable(self, login: str, by: Identity | str, origin: Origin) -> None:
        """Shut an account; its sessions end. Raise UnknownAccount, LastOfItsRole."""
        self.doors.accounts.change(login, datetime.now(UTC), leave_one=_left_by(by), disabled=True)
        self.doors.forget()
        self.doors.audit.note("account.disabled", by, origin, subject=login)

    def enable(self, login: str, by: Identity | str, origin: Origin) -> None:
        """Open a shut account again, with its password; raise UnknownAccount."""
        self.doors.accounts.change(login, datetime.now(UTC), disabled=False)
        self.doors.audit.note("account.enabled", by, origin, subject=login)

    # ------------------------------------------------------------ devices

    def add_device(self, name: str, view: str, by: Identity | str, origin: Origin) -> tuple[Device, str]:
        """Prepare a screen; return it with its one-time code, which lasts half an hour.

        Raises
        ------
        DeviceInvalid
            The name is empty or too long, or the view is no page that a screen shows.
        """
        if not 1 <= len(name.strip()) <= _LONGEST or not name.isprintable():
            raise DeviceInvalid(reason=Sentence(N_("its name has 1 to {longest} characters."), longest=_LONGEST))
        if not _is_shown(view):
            raise DeviceInvalid(
                reason=Sentence(N_("it shows the map or the wall: {views}"), views=", ".join(VIEWS))
            )
        now, code = datetime.now(UTC), "".join(secrets.choice(_CODE) for _ in range(_CODE_LENGTH))
        device = Device(
            id=secrets.token_hex(4),
            name=name.strip(),
            view=view,
            code=self.doors.keys.of("code", code),
            code_until=now + _CODE_LASTS,
            created_by=by.actor if isinstance(by, Identity) else by,
            created_at=now,
        )
        self.doors.sessions.add_device(device)
        self.doors.audit.note("device.added", by, origin, subject=device.id, detail={"name": device.name})
        return device, "-".join(code[start : start + 4] for start in range(0, _CODE_LENGTH, 4))

    def revoke_device(self, device: str, by: Identity | str, origin: Origin) -> None:
        """Shut a screen out at once; raise UnknownDevice."""
        gone = self.doors.sessions.revoke(device, datetime.now(UTC))
        self.doors.forget()
        self.doors.audit.note("device.revoked", by, origin, subject=gone.id, detail={"name": gone.name})
