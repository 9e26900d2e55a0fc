"""Post a message and judge the answer."""

import http.client
import json
import time
import urllib.request
from dataclasses import dataclass
from http import HTTPStatus
from typing import IO

from dashboard.errors import N_, Sentence
from dashboard.notify.formats import Outgoing
from dashboard.targets import Target

TIMEOUT = 10.0
"""Seconds until a connection, or the next part of an answer, counts as lost."""
_MOST_BYTES = 65_536
_MOST_WORDS = 160  # characters kept of what a robot says is wrong
_AGAIN = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})


@dataclass(frozen=True)
class Refusal:
    """Say why a message was not taken; `final` when sending it again would not help."""

    reason: Sentence
    final: bool = False


@dataclass(frozen=True)
class Sender:
    """Post to targets; redirects are not followed, proxies are those of the environment (`https_proxy`).

    Parameters
    ----------
    timeout : float
        Seconds, see TIMEOUT.
    """

    timeout: float = TIMEOUT

    def __call__(self, target: Target, message: Outgoing) -> Refusal | None:
        """Post a message; return None when it was taken, else why not, with nothing secret in it."""
        request = urllib.request.Request(  # noqa: S310 - settings take http and https only
            message.url, data=message.body, headers=dict(message.headers), method="POST"
        )
        try:
            with _opener().open(request, timeout=self.timeout) as answer:
                return self._judge(target, answer.status, answer)
        except TimeoutError:
            return Refusal(Sentence(N_("no answer in time")))
        except (OSError, http.client.HTTPException, ValueError) as error:  # ValueError: no name of a host
            cause = getattr(error, "reason", None) or error
            if isinstance(cause, TimeoutError):
                return Refusal(Sentence(N_("no answer in time")))
            told = getattr(cause, "strerror", None) or type(cause).__name__
            return Refusal(Sentence(N_("cannot be reached: {reason}"), reason=target.without_secrets(str(told))))

    def _judge(self, target: Target, status: int, answer: IO[bytes]) -> Refusal | None:
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            final = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR and status not in _AGAIN
            return Refusal(Sentence(N_("the answer was HTTP {status}"), status=status), final)
        if target.kind == "generic":
            return None
        return _robot_refusal(target, _read(answer, time.monotonic() + self.timeout))


def _opener() -> urllib.request.OpenerDirector:
    """Return an opener that knows http and https only, and hands redirects and errors back as they are."""
    opener = urllib.request.OpenerDirector()
    for handler in (urllib.request.ProxyHandler, urllib.request.HTTPHandler, urllib.request.HTTPSHandler):
        opener.add_handler(handler())
    return opener


def _read(answer: IO[bytes], until: float) -> bytes:
    """Read an answer, which may trickle in, up to a size and a time."""
    content = b""
    while len(content) < _MOST_BYTES and time.monotonic() < until:
        part = answer.read1(_MOST_BYTES)  # type: ignore[attr-defined]
        if not part:
            break
        content += part
    return content


def _robot_refusal(target: Target, content: bytes) -> Refusal | None:
    """Judge what a group robot answers: it says 200 also when it refuses, with an `errcode` that is not 0."""
    try:
        answer = json.loads(content)
        code, words = answer["errcode"], str(answer.get("errmsg", ""))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Refusal(Sentence(N_("the answer is not a group robot's")))
    if code == 0:
        return None
    shown = target.without_secrets("".join(c if c.isprintable() else " " for c in words))[:_MOST_WORDS]
    return Refusal(Sentence(N_("the robot refuses: {code} {words}"), code=str(code)[:20], words=shown))
