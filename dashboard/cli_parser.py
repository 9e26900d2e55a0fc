"""Say usage and help of the commands in the language of the settings."""

import argparse
from collections.abc import Iterable
from copy import copy

from dashboard.errors import N_, SituationError
from dashboard.messages import Messages, messages
from dashboard.settings import read_settings

_OWN = (N_("options"), N_("positional arguments"), N_("show this help message and exit"))
"""What argparse itself says, marked for the catalogues."""


HELD = {
    "code": N_("attribute that holds the code"),
    "name": N_("attribute that holds the name"),
    "township": N_("attribute that holds the township"),
}
"""What options about the attributes of a file say."""


class Parser(argparse.ArgumentParser):
    """Parse a command; what it and its parts tell of themselves are texts of the catalogues (`N_`)."""

    def __init__(self, **named: object) -> None:
        super().__init__(**{"formatter_class": Help, **named})  # type: ignore[arg-type]


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
        return super()._format_usage(usage, actions, groups, spoken()(N_("usage: ")) if prefix is None else prefix)


def spoken() -> Messages:
    """Return the messages of the chosen language; settings that cannot be read are told by the command itself."""
    try:
        return messages(read_settings().locale)
    except SituationError:
        return messages("zh_CN")
