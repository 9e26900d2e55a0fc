"""Let people of every role into an application made for tests."""

import asyncio
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote

import anyio
from fastapi.testclient import TestClient

from dashboard.access.accounts import NewAccount
from dashboard.access.audit import Origin
from dashboard.access.passwords import hashed
from dashboard.access.roles import Role
from dashboard.api.guard import Guard
from dashboard.factory import Application, create_app
from dashboard.settings import Settings
from tests.apps import copy_of

ADDRESS = "http://127.0.0.1"
PASSWORD = "gooseberries in may"
ORIGIN = Origin("test")
_HASHED = hashed(PASSWORD)


def application_in(demo_folder, folder, **settings):
    """Make an application on a copy of the demo, which stands still."""
    return create_app(Settings(data_dir=copy_of(demo_folder, folder), demo_speed=0, _env_file=None, **settings))


def problem(answer):
    """Return the status of a refusal, and the kind of problem that it tells."""
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


@dataclass(frozen=True)
class Site:
    """Hold an application that runs, and the visitor who is not signed in."""

    application: Application
    nobody: TestClient

    @property
    def services(self):
        return self.application.services

    @property
    def doors(self):
        return self.services.doors

    @property
    def cookie(self):
        """Name of the session's cookie."""
        return f"session_{self.doors.keys.short_name}"

    def visitor(self, address="testclient", base=ADDRESS):
        """Return a browser of its own; it shares the running application."""
        client = TestClient(
            self.application.server,
            base_url=base,
            client=(address, 50_000),
            follow_redirects=False,
            raise_server_exceptions=False,
        )
        client.portal = self.nobody.portal
        return client

    def account(self, login, role, *, areas=(), posts=(), department=None, post="换届办"):
        """Make an account that has chosen its password."""
        new = NewAccount(login, Role(role), post, tuple(areas), tuple(posts), department)
        self.services.house.add(new, "test", ORIGIN)
        self.doors.accounts.change(login, datetime.now(UTC), password=_HASHED, must_change=False)

    def enter(self, login, password=PASSWORD):
        """Sign in; return a browser that carries the session and its page's token."""
        client = self.visitor()
        answer = client.post("/api/v1/access/sign-in", json={"login": login, "password": password})
        assert answer.status_code == 200, answer.text
        return self.carrying(client)

    def person(self, login, role, **more):
        """Make an account and sign it in."""
        self.account(login, role, **more)
        return self.enter(login)

    def screen(self, name="大屏"):
        """Prepare a screen and link it."""
        _, code = self.services.house.add_device(name, "/", "test", ORIGIN)
        client = self.visitor()
        assert client.post("/api/v1/access/link", json={"code": code}).status_code == 200
        return self.carrying(client)

    def carrying(self, client):
        """Have a browser send the page's token of the session that it holds."""
        client.headers["X-CSRFToken"] = self.doors.page_token(client.cookies[self.cookie])
        return client

    def ask(self, method, raw_path, headers=(), body=b""):
        """Speak ASGI ourselves, as no browser would; leave when the answer has begun.

        Returns status, headers and the first piece of the body.
        """
        answered, path = [], unquote(raw_path.partition("?")[0])

        async def drive():
            begun, sent = asyncio.Event(), []

            async def receive():
                if not sent:
                    sent.append(True)
                    return {"type": "http.request", "body": body, "more_body": False}
                await begun.wait()
                return {"type": "http.disconnect"}

            async def send(message):
                answered.append(message)
                if message["type"] == "http.response.body":
                    begun.set()

            scope = {
                "type": "http",
                "asgi": {"version": "3.0"},
                "http_version": "1.1",
                "scheme": "http",
                "method": method,
                "path": path,
                "raw_path": raw_path.partition("?")[0].encode(),
                "root_path": "",
                "query_string": raw_path.partition("?")[2].encode(),
                "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
                "client": ("127.0.0.1", 50_000),
                "server": ("127.0.0.1", 80),
            }
            with anyio.fail_after(10):
                await self.application.server(scope, receive, send)

        self.nobody.portal.call(drive)
        told = b"".join(message.get("body", b"") for message in answered)
        found = {name.decode(): value.decode() for name, value in answered[0]["headers"]}
        return answered[0]["status"], found, told

    def standing(self):
        """Tell everything that somebody could have changed."""
        reports = self.services.desk.reports.listing()
        return (
            self.services.queries.revision(),
            [(one.id, one.status, one.version, one.township, one.sender, one.revision) for one in reports],
            self.doors.accounts.listing(),
            [(one.id, one.code, one.revoked_at) for one in self.doors.sessions.devices()],
        )

    def noted(self, after=0, **wanted):
        """List what the audit log has gained after an entry."""
        return [one for one in self.doors.audit.trail.latest(50, **wanted) if one.seq > after]

    @contextmanager
    def nothing_changes(self, actor=None, action="refused"):
        """Hold what stands against what stood, and with an `actor` want his refusal in the audit log."""
        self.guard._refused.clear()
        before = self.standing()
        seq = max((one.seq for one in self.doors.audit.trail.latest(1)), default=0)
        yield
        assert self.standing() == before
        if actor is not None:
            assert self.noted(seq, actor=actor, action=action), f"the audit log tells of no {action}"

    @property
    def guard(self):
        """Return the guard before the routes."""
        layer = self.application.server.middleware_stack
        while not isinstance(layer, Guard):
            layer = layer.app
        return layer


def open_site(application):
    """Run an application until the caller's fixture ends."""
    with TestClient(
        application.server, base_url=ADDRESS, follow_redirects=False, raise_server_exceptions=False
    ) as nobody:
        yield Site(application, nobody)
    application.services.queries.engine.dispose()
