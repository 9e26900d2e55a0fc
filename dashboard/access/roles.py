"""Define roles, what each may do, and who somebody is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from dashboard.election.areas import AreaTree
from dashboard.errors import N_


class Action(StrEnum):
    """Name what can be allowed. Those of OWN hold within the account's areas."""

    PUBLIC = "public"
    SELF = "self"
    SEE = "see"
    OPEN = "open"
    EXPORT = "export"
    BOARD = "board"
    READ_REPORT = "read_report"
    SEND_REPORT = "send_report"
    CHECK_REPORT = "check_report"
    CONFIRM_REPORT = "confirm_report"
    RECORD = "record"
    PRESENT = "present"
    ADMINISTER = "administer"
    AUDIT = "audit"
    OPERATE = "operate"


OWN = frozenset(
    {Action.READ_REPORT, Action.SEND_REPORT, Action.CHECK_REPORT, Action.CONFIRM_REPORT, Action.RECORD}
)
"""Actions that reach only as far as the account's areas."""


class Role(StrEnum):
    """Name the roles."""

    VIEWER = "viewer"
    CLERK = "clerk"
    TOWNSHIP_REVIEWER = "township_reviewer"
    QUALIFICATION_REVIEWER = "qualification_reviewer"
    SUPERVISOR = "supervisor"
    DEPARTMENT = "department"
    OFFICE = "office"
    ADMIN = "admin"
    AUDITOR = "auditor"
    DEVICE = "device"


ROLE_NAMES: Mapping[Role, str] = {
    Role.VIEWER: N_("Leadership"),
    Role.CLERK: N_("Township clerk"),
    Role.TOWNSHIP_REVIEWER: N_("Township reviewer"),
    Role.QUALIFICATION_REVIEWER: N_("Qualification reviewer"),
    Role.SUPERVISOR: N_("Supervisor"),
    Role.DEPARTMENT: N_("Department"),
    Role.OFFICE: N_("Election office"),
    Role.ADMIN: N_("Administrator"),
    Role.AUDITOR: N_("Auditor"),
    Role.DEVICE: N_("Screen"),
}

_LOOKING = frozenset({Action.SELF, Action.SEE, Action.OPEN})
_READING = _LOOKING | {Action.EXPORT, Action.BOARD}
_SENDING = _READING | {Action.READ_REPORT, Action.SEND_REPORT, Action.RECORD}

ALLOWED: Mapping[Role, frozenset[Action]] = {
    Role.VIEWER: _READING | {Action.PRESENT},
    Role.CLERK: _SENDING,
    Role.TOWNSHIP_REVIEWER: _SENDING | {Action.CHECK_REPORT},
    Role.QUALIFICATION_REVIEWER: _LOOKING | {Action.RECORD},
    Role.SUPERVISOR: _READING | {Action.RECORD, Action.PRESENT},
    Role.DEPARTMENT: _LOOKING | {Action.RECORD},
    Role.OFFICE: _SENDING | {Action.CHECK_REPORT, Action.CONFIRM_REPORT, Action.PRESENT},
    Role.ADMIN: frozenset({Action.SELF, Action.ADMINISTER, Action.OPERATE}),
    Role.AUDITOR: frozenset({Action.SELF, Action.AUDIT}),
    Role.DEVICE: frozenset({Action.SEE}),
}
"""What each role may do; PUBLIC needs no role."""

NEEDS_AREAS = frozenset({Role.CLERK, Role.TOWNSHIP_REVIEWER, Role.SUPERVISOR})
"""Roles whose account names the areas that it reaches."""
WHOLE_DISTRICT = frozenset({Role.OFFICE, Role.VIEWER, Role.ADMIN, Role.AUDITOR})
"""Roles that are not held for a part of the district."""
_HOMES = {Role.ADMIN: "/admin", Role.AUDITOR: "/audit"}


@dataclass(frozen=True)
class Identity:
    """Say who asks: an account, a device, a persona of the demo, or whoever sits at this machine.

    Attributes
    ----------
    actor : str
        Name under which it stands in the logs.
    areas : tuple of str
        Codes of the areas that it reaches; none: the whole district.
    post : str or None
        The post whose duty it does; `acting_for` another one for which it acts now.
    more : frozenset of Action
        What it may do beyond its role: without accounts, whoever sits at the machine installs it.
    session : str or None
        Key of its session.
    view : str or None
        Address of the one page that a device shows.
    """

    actor: str
    role: Role
    kind: Literal["account", "device", "persona", "local"]
    areas: tuple[str, ...] = ()
    post: str | None = None
    posts: tuple[str, ...] = ()
    acting_for: str | None = None
    department: str | None = None
    more: frozenset[Action] = frozenset()
    session: str | None = None
    must_change: bool = False
    view: str | None = None

    def may(self, action: Action) -> bool:
        """Say whether the role includes an action, wherever it reaches."""
        return action is Action.PUBLIC or action in ALLOWED[self.role] or action in self.more

    def reaches(self, tree: AreaTree, code: str) -> bool:
        """Say whether an area lies within those of the account."""
        if not self.areas:
            return True
        area = tree.areas.get(code)
        while area is not None:
            if area.code in self.areas:
                return True
            area = tree.areas.get(area.parent_code or "")
        return False

    @property
    def on_behalf_of(self) -> str | None:
        """Return the post for which it acts."""
        return self.acting_for or self.post

    @property
    def home(self) -> str:
        """Return the page on which it begins."""
        return self.view or _HOMES.get(self.role, "/")

    @property
    def sees_small_counts(self) -> bool:
        """Say whether counts that could point at one person are told exactly: at the office's own desk."""
        return self.role is Role.OFFICE

    @property
    def sees_texts(self) -> bool:
        """Say whether free text is told: never on a wall."""
        return self.role is not Role.DEVICE


def local() -> Identity:
    """Return whoever sits at the machine while there are no accounts: the office, which sets the system up."""
    more = frozenset({Action.ADMINISTER, Action.AUDIT, Action.OPERATE})
    return Identity("local", Role.OFFICE, "local", more=more)
