"""Say usage and help of the commands in the language of the settings."""

import argparse
from collections.abc import Iterable
from copy import copy
from typing import TypeAlias

from dashboard.errors import SituationError
from dashboard.messages import Messages, messages
from dashboard.settings import read_settings

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001
"""Commands to which others are added; argparse has no public name for it."""

_DOMAIN = "commands"
"""The catalogues of what the commands tell of themselves: no screen needs it."""


def H_(text: str) -> str:  # noqa: N802 - as N_, for the catalogues of the commands
    """Mark a text for the catalogues of the commands without translating it."""
    return text


_OWN = (H_("options"), H_("positional arguments"), H_("show this help message and exit"))
"""What argparse itself says, marked for the catalogues."""


COLUMN_HELP = {
    "code": H_("attribute that holds the code"),
    "name": H_("attribute that holds the name"),
    "township": H_("attribute that holds the township"),
}
"""What options about the attributes of a file say."""


class Parser(argparse.ArgumentParser):
    """Parse a command; what it and its parts tell of themselves are texts of the commands' catalogues (`H_`)."""

    def _get_formatter(self) -> argparse.HelpFormatter:
        return Help(prog=self.prog)


class Help(argparse.HelpFormatter):
    """Write usage and help, each text translated as it is written."""

    def start_section(self, heading: str | None) -> None:
        """Begin a section under a heading of the catalogues."""
        super().start_section(heading and spoken()(heading))

    def add_text(self, text: str | None) -> None:
        """Add a text of the catalogues."""
        super().add_text(text and spoken()(text))

    def _expand_help(self, action: argparse.Action) -> str:
        translated = copy(action)
        translated.help = spoken()(action.help or "")
        return super()._expand_help(translated)

    def _format_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None,
    ) -> str:
        return super()._format_usage(usage, actions, groups, spoken()(H_("usage: ")) if prefix is None else prefix)


def spoken() -> Messages:
    """Return the messages of the chosen language; settings that cannot be read are told by the command itself."""
    try:
        return messages(read_settings().locale, domain=_DOMAIN)
    except SituationError:
        return messages("zh_CN", domain=_DOMAIN)
