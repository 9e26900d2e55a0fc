"""Write a notice as a request to a target: plain JSON, 企业微信 and 钉钉 group robots."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote

from dashboard.notify.notice import Notice
from dashboard.notify.wording import Told
from dashboard.targets import Kind, Target

VERSION = 1
"""Of the plain JSON; it grows when a field changes its meaning or goes."""
SIGNATURE = "X-Situation-Signature"
PACES: Mapping[Kind, timedelta] = {
    "generic": timedelta(0),
    "wecom": timedelta(seconds=3.1),
    "dingtalk": timedelta(seconds=3.1),
}
"""Time between two messages: both group robots take 20 a minute, and 钉钉 then shuts the robot for ten."""


@dataclass(frozen=True)
class Outgoing:
    """Hold a request that is to be posted."""

    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes


def outgoing(target: Target, notice: Notice, told: Told, now: datetime) -> Outgoing:
    """Return the request that tells a notice to a target; `now` is the real instant of sending."""
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "situation-map"}
    if target.kind != "generic":
        url = signed_url(target, now) if target.secret else target.url
        return Outgoing(url, headers, _json({"msgtype": "text", "text": {"content": told.text}}))
    body = _json(plain(notice, told))
    if target.secret:
        headers[SIGNATURE] = f"sha256={hmac.new(target.secret.encode(), body, hashlib.sha256).hexdigest()}"
    return Outgoing(target.url, headers, body)


def plain(notice: Notice, told: Told) -> dict[str, object]:
    """Return a notice for programs; docs/webhooks.md describes the fields."""
    return {
        "version": VERSION,
        "id": notice.id,
        "demo": told.demo,
        "kind": notice.kind,
        "state": notice.state,
        "corrected": notice.corrected,
        "thread": notice.thread,
        "category": notice.word,
        "label": told.label,
        "area": {"code": notice.area, "name": told.place, "township": told.township},
        "at": notice.at.isoformat(timespec="seconds"),
        "title": told.title,
        "text": told.text,
        "url": told.url,
    }


def signed_url(target: Target, now: datetime) -> str:
    """Return the address of a 钉钉 robot with time and signature.

    The signature is the HMAC-SHA256 of “time in milliseconds, line feed, secret” under the secret, as base64;
    it holds for an hour. Source: 钉钉开放平台《自定义机器人安全设置》加签.
    """
    secret, stamp = target.secret or "", str(round(now.timestamp() * 1000))
    digest = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    sign = quote(base64.b64encode(digest), safe="")
    return f"{target.url}{'&' if '?' in target.url else '?'}timestamp={stamp}&sign={sign}"


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()
