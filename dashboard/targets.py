"""Read where messages go (`SITUATION_WEBHOOKS`), and name each place without giving its secrets away."""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Literal, get_args
from urllib.parse import parse_qsl, unquote, urlsplit

Kind = Literal["generic", "wecom", "dingtalk"]
"""The form of messages: plain JSON, 企业微信 group robots, 钉钉 group robots."""

_KINDS: tuple[Kind, ...] = get_args(Kind)
_BETWEEN = re.compile(r"[;\s]+")
_ADDRESS = re.compile(r"https?://(\[[0-9a-fA-F:]+\]|[a-zA-Z0-9._-]+)(:[0-9]+)?([/?][!-~]*)?")
_KEY_LENGTH = 10
_SHORTEST_TOKEN = 4  # characters; what is shorter is no secret
_SHORTEST_STEP = 12  # characters; a shorter step of a path is a word, such as `webhook`


@dataclass(frozen=True)
class Target:
    """Hold one place that messages are sent to.

    Attributes
    ----------
    url : str
        Address without its fragment; path and query hold the robot's token.
    secret : str or None
        Key with which messages are signed.
    """

    kind: Kind
    url: str = field(repr=False)
    secret: str | None = field(default=None, repr=False)

    @property
    def key(self) -> str:
        """Return what the database calls it: the kind and a hash of the address."""
        return f"{self.kind}:{hashlib.sha256(self.url.encode()).hexdigest()[:_KEY_LENGTH]}"

    @property
    def shown(self) -> str:
        """Return kind and host, for people and logs; the key tells two robots of one host apart."""
        parts = urlsplit(self.url)
        return f"{self.kind}={parts.scheme}://{parts.netloc}/… [{self.key.partition(':')[2]}]"

    def without_secrets(self, text: str) -> str:
        """Return a text that came from outside with every part of the token or secret blotted out."""
        parts = urlsplit(self.url)
        steps = [step for step in parts.path.split("/") if len(step) >= _SHORTEST_STEP]
        hidden = [
            self.url,
            parts.query,
            *(value for _, value in parse_qsl(parts.query)),
            *steps,
            self.secret or "",
        ]
        for one in sorted(hidden, key=len, reverse=True):
            if len(one) >= _SHORTEST_TOKEN:
                text = text.replace(one, "…")
        return text


def read_targets(written: str) -> tuple[Target, ...]:
    """Return the targets of a list `kind=url`, separated by semicolons or blanks, each url with `#secret` or not.

    Raises
    ------
    ValueError
        An entry is not understood. It is named by its number: its text may hold a secret.
    """
    entries = [entry for entry in _BETWEEN.split(written) if entry]
    targets = tuple(_target(number, entry) for number, entry in enumerate(entries, 1))
    if len({target.key for target in targets}) != len(targets):
        msg = "two entries have the same kind and address"
        raise ValueError(msg)
    return targets


def _target(number: int, entry: str) -> Target:
    kind, equals, written = entry.partition("=")
    if not equals or kind not in _KINDS:
        raise _refused(number, f"must begin with {', '.join(f'{one}=' for one in _KINDS[:-1])} or {_KINDS[-1]}=")
    address, _, secret = written.partition("#")
    if not _is_address(address):
        raise _refused(number, "needs an address such as https://host/path, without a user name")
    if secret and kind == "wecom":
        raise _refused(number, "has a secret (#…), but 企业微信 knows no signed messages")
    return Target(kind, address, unquote(secret) or None)


def _is_address(address: str) -> bool:
    if not _ADDRESS.fullmatch(address):
        return False
    try:
        return urlsplit(address).port != 0
    except ValueError:  # a port above 65535, or brackets around what is no address
        return False


def _refused(number: int, what: str) -> ValueError:
    return ValueError(f"entry {number} of the list is not understood: it {what}")
