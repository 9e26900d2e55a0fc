"""Compose the application: the only place that knows all parts."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from dash import Dash
from dash.backends._fastapi import reset_current_request, set_current_request
from dash.exceptions import DependencyException
from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.middleware.gzip import GZipMiddleware

from dashboard.access.roles import Identity
from dashboard.api.access import access_router
from dashboard.api.cookies import CSRF_HEADER, Cookies
from dashboard.api.docs import docs_router
from dashboard.api.document import PROBLEMS, SituationAPI
from dashboard.api.exports import exports_router
from dashboard.api.figures import figures_router
from dashboard.api.followers import Followers
from dashboard.api.forms import forms_router
from dashboard.api.geo import geo_router
from dashboard.api.guard import Guard
from dashboard.api.headers import SecurityHeaders, content_security_policy
from dashboard.api.health import health_router
from dashboard.api.house import house_router, watch_router
from dashboard.api.hub import Hub
from dashboard.api.layers import layers_router
from dashboard.api.limits import BodyLimit
from dashboard.api.map import map_router
from dashboard.api.metrics import Metrics, metrics_router
from dashboard.api.pairing import pairing_router
from dashboard.api.past import past_router
from dashboard.api.presenter import presenter_router
from dashboard.api.problems import install_problems, problem, request_messages
from dashboard.api.registers import registers_router
from dashboard.api.reports import report_router, reports_router
from dashboard.api.static import FOLDERS, Bundle, read_bundle, static_router
from dashboard.api.stream import stream_router
from dashboard.api.units import units_router
from dashboard.api.wall import wall_router
from dashboard.api.writable import require_writable
from dashboard.bootstrap import evaluator_of, open_couriers, open_scenario, open_services
from dashboard.demo.feed import Feed
from dashboard.demo.live import LiveDemo
from dashboard.demo.scenario import SEED, ending_of
from dashboard.demo.sending import ACTOR
from dashboard.errors import N_, SituationError
from dashboard.intake.inbox import Inbox
from dashboard.notify.dispatch import Dispatch
from dashboard.services import Services
from dashboard.settings import Settings
from dashboard.store.demo import recorded_requests
from dashboard.store.errors import DatabaseUnreachable
from dashboard.store.outbox import Outbox
from dashboard.store.setup import LEASE, renew_anchor
from dashboard.views.boards.page import BOARDS, board_page, key_page
from dashboard.views.doors import DOORS, HOUSE, door_page, error_page, house_page
from dashboard.views.figures.contrast import clashes, warn_of_clashes
from dashboard.views.figures.palette import PHASES_SHEET, Palette, phases_sheet, read_palettes
from dashboard.views.overview import overview_page, shown_overview
from dashboard.views.page import PageRequest, Release, SituationDash
from dashboard.views.panels import charts, dossier
from dashboard.views.remote import remote_page
from dashboard.views.wall.page import wall_page
from dashboard.watch.watchman import Watchman

_GRACE_SECONDS = 3.0
"""After which early warning looks at everything for the first time."""
ASSETS = Path(__file__).parent.parent / "assets"


@dataclass(frozen=True)
class Application:
    """Hold a composed application: `server` is the ASGI application, `hub` and `followers` what it keeps open."""

    server: FastAPI
    dash: Dash
    services: Services
    hub: Hub
    followers: Followers


def create_app(settings: Settings) -> Application:
    """Compose an application from settings.

    Raises
    ------
    SituationError, GeodataError
        Something cannot be opened; the message says what to do.
    """
    services = open_services(settings)
    bundle = read_bundle(ASSETS, {PHASES_SHEET: phases_sheet(services.profile)})
    palettes = read_palettes(ASSETS / "css" / "10-tokens.css", services.profile)
    hub, cookies, metrics = Hub(services), Cookies(services.doors.keys, settings), Metrics()
    followers = Followers(services.pairing)
    live = _live_demo(services)
    told_until = live.reached if live is not None else None
    watchman = Watchman(evaluator_of(services), services.precedence.give_way, told_until, _GRACE_SECONDS)
    server = SituationAPI(
        title="Election Situation Map",
        version="1",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lambda _server: _lifespan(services, hub, followers, watchman, live, palettes),
    )
    server.state.words = services.profile.words
    install_problems(server, settings.locale, services.outdated)
    for router in (
        map_router(services, hub),
        wall_router(services),
        pairing_router(services, followers),
        presenter_router(services),
        stream_router(services, hub),
        units_router(services),
        figures_router(services, hub),
        past_router(services),
        layers_router(services),
        exports_router(services),
        reports_router(services),
        forms_router(services),
        report_router(services),
        registers_router(services),
        geo_router(services),
        access_router(services, cookies),
        house_router(services),
        watch_router(services, partial(clashes, palettes, services.profile)),
        health_router(services, hub, lambda: watchman.failures),
        metrics_router(services, hub, metrics),
        static_router(bundle),
        docs_router(bundle),
    ):
        server.include_router(router, dependencies=[Depends(require_writable)], responses=PROBLEMS)
    app = _dash(server, services, bundle, palettes)
    pages = Pages(app, services)
    pages.add_to(server)

    async def no_such_suite(request: Request, _error: Exception) -> Response:
        return pages.missing(request)

    server.add_exception_handler(DependencyException, no_such_suite)
    server.add_middleware(GZipMiddleware, minimum_size=1000)
    server.add_middleware(
        Guard,
        doors=services.doors,
        cookies=cookies,
        default_locale=settings.locale,
        missing=pages.missing,
        refusal=pages.refusal,
        observe=metrics.observe,
    )
    server.add_middleware(BodyLimit, default_locale=settings.locale)  # around the guard, which reads callbacks
    server.add_middleware(SecurityHeaders, policy=content_security_policy(app.csp_hashes()))
    return Application(server, app, services, hub, followers)


def _dash(server: FastAPI, services: Services, bundle: Bundle, palettes: Mapping[str, Palette]) -> SituationDash:
    app = SituationDash(
        services,
        Release(bundle.base, bundle.first_modules, bundle.intake_modules, bundle.unit_modules),
        server=server,
        assets_folder=str(ASSETS),
        assets_path_ignore=[f"^{folder}$" for folder in FOLDERS],
        update_title="",
        serve_locally=True,
        csrf_token_name=services.doors.keys.page_cookie,
        csrf_header_name=CSRF_HEADER,
        suppress_callback_exceptions=True,  # the graph comes when the charts are opened
    )
    app.layout = dossier.layout
    dossier.register(app, services)
    charts.register(app, services, palettes)
    return app


@dataclass(frozen=True)
class Pages:
    """Answer with pages, in the language and for the person of a request."""

    app: SituationDash
    services: Services

    def add_to(self, server: FastAPI) -> None:
        """Add the pages' routes.

        Dash's own index knows neither languages nor units; ours takes its place.
        """
        server.router.routes[:] = [route for route in server.router.routes if getattr(route, "path", None) != "/"]
        app, services = self.app, self.services

        @server.get("/", include_in_schema=False)
        async def desk(request: Request) -> Response:
            return self.render(request, self._map)

        @server.get("/intake", include_in_schema=False)
        async def intake(request: Request) -> Response:
            return self.render(request, app.intake_page)

        @server.get("/unit/{code}", include_in_schema=False)
        async def unit(code: str, request: Request) -> Response:
            area = services.queries.tree.areas.get(code)
            if area is None or area.kind is None:
                return self.missing(
                    request, N_("There is no village or community with the code {code}."), code=code
                )
            return self.render(request, app.unit_page, code)

        @server.get("/wall", include_in_schema=False)
        async def wall(request: Request) -> Response:
            return self.render(request, lambda asked: wall_page(services, asked, app.release))

        @server.get("/remote", include_in_schema=False)
        async def remote(request: Request) -> Response:
            return self.render(request, lambda asked: remote_page(services, asked, app.release))

        self._add_boards(server)
        for page in DOORS:
            server.add_api_route(f"/{page}", self._endpoint(door_page, page), include_in_schema=False)
        for page in HOUSE:
            server.add_api_route(f"/{page}", self._endpoint(house_page, page), include_in_schema=False)

        @server.get("/favicon.ico", include_in_schema=False)
        async def favicon() -> Response:
            return RedirectResponse(f"{app.release.static}/icons/favicon.svg", status_code=307)

    def _map(self, asked: PageRequest) -> str:
        """Return the desk of a district, or the overview of what lies above several."""
        above = shown_overview(self.services, asked)
        return (
            self.app.page(asked) if above is None else overview_page(self.services, asked, self.app.release, above)
        )

    def _add_boards(self, server: FastAPI) -> None:
        """Add the boards of the command; they read the log, so they run in worker threads."""
        app, services = self.app, self.services

        def answering(name: str) -> Callable[[Request], Response]:
            def answer(request: Request) -> Response:
                return self.render(request, lambda asked: board_page(services, asked, app.release, name))

            return answer

        for name in BOARDS:
            server.add_api_route(f"/{name}", answering(name), include_in_schema=False)

        @server.get("/key/{code}", include_in_schema=False)
        def key_village(code: str, request: Request) -> Response:
            return self.render(request, lambda asked: key_page(services, asked, app.release), code)

    def _endpoint(
        self, show: Callable[[Services, PageRequest, Release, str], str], page: str
    ) -> Callable[[Request], Coroutine[object, object, Response]]:
        async def answer(request: Request) -> Response:
            return self.render(request, lambda asked: show(self.services, asked, self.app.release, page))

        return answer

    def render(
        self, request: Request, show: Callable[[PageRequest], str | None], selected: str | None = None
    ) -> Response:
        """Return a page, or 404 when there is nothing to show; it is rendered inside Dash's request context."""
        say = request_messages(request, self.services.settings.locale)
        asked = PageRequest(
            who=_who(request),
            locale=say.locale,
            track=request.query_params.get("track"),
            theme=request.query_params.get("theme") or request.cookies.get("theme"),
            selected=selected,
            query=dict(request.query_params),
        )
        token = set_current_request(request)
        try:
            html = show(asked)
        finally:
            reset_current_request(token)
        if html is None:
            return self.missing(request)
        response = HTMLResponse(html, headers={"Cache-Control": "no-store"})
        if "lang" in request.query_params:
            response.set_cookie("lang", say.tag, max_age=31_536_000, samesite="lax")
        return response

    def missing(self, request: Request, text: str | None = None, **params: object) -> Response:
        """Answer an address at which there is nothing, as a page or as a problem."""
        say = request_messages(request, self.services.settings.locale)
        told = say(text, **params) if text else say(_NOTHING_HERE, path=request.url.path.removeprefix("/"))
        wants_page = "text/html" in request.headers.get("accept", "")
        if not wants_page or request.url.path.startswith(("/api/", "/geo/", "/static/")):
            return problem(404, "not-found", told)
        return HTMLResponse(error_page(say, told, self.app.release.static, 404, _home(request)), status_code=404)

    def refusal(self, request: Request, error: SituationError, status: int) -> Response:
        """Tell a person why a page is not shown."""
        say = request_messages(request, self.services.settings.locale)
        html = error_page(say, say.error(error), self.app.release.static, status, _home(request))
        return HTMLResponse(html, status_code=status, headers={"Cache-Control": "no-store"})


_NOTHING_HERE = N_("There is nothing at this address: /{path}")


def _who(request: Request) -> Identity | None:
    return getattr(request.state, "identity", None)


def _home(request: Request) -> str:
    identity = _who(request)
    return identity.home if identity else "/"


@contextlib.asynccontextmanager
async def _lifespan(
    services: Services,
    hub: Hub,
    followers: Followers,
    watchman: Watchman,
    live: LiveDemo | None,
    palettes: Mapping[str, Palette],
) -> AsyncIterator[None]:
    await hub.start()
    async with contextlib.AsyncExitStack() as running:
        running.push_async_callback(hub.stop)
        running.callback(followers.close)
        await running.enter_async_context(_background(watchman.run()))
        running.callback(watchman.stop)
        checked = asyncio.to_thread(warn_of_clashes, palettes, services.profile)  # nobody waits for it
        await running.enter_async_context(_background(checked))
        if services.demo:
            await running.enter_async_context(_background(_keep_clock(services)))
        if live is not None:
            await running.enter_async_context(_background(live.run()))
            running.callback(live.stop)
        if services.settings.inbox is not None:
            inbox = Inbox(services.settings.inbox, services.desk, services.say(services.settings.locale))
            await running.enter_async_context(_background(inbox.run()))
            running.callback(inbox.stop)
        if services.settings.targets:
            dispatch = Dispatch(Outbox(services.queries.engine), open_couriers(services))
            running.push_async_callback(asyncio.to_thread, dispatch.stop)
            await asyncio.to_thread(dispatch.start)
        yield


def _live_demo(services: Services) -> LiveDemo | None:
    """Return what lets the demo's campaign go on; None where the clock stands, or is real."""
    if not services.demo or services.settings.demo_speed == 0:
        return None
    return LiveDemo(
        send=Feed(services.desk, SEED).send,
        clock=services.clock,
        scenario=partial(open_scenario, services),
        recorded=partial(recorded_requests, services.queries.engine, ACTOR),
    )


@contextlib.asynccontextmanager
async def _background(work: Coroutine[object, object, None]) -> AsyncIterator[None]:
    """Run `work` beside the server until it stops."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _keep_clock(services: Services) -> None:
    """Let the simulated clock run while the server does, and stand from the moment it stops."""
    engine, speed, end = services.queries.engine, services.settings.demo_speed, ending_of(services.profile)
    try:
        while True:
            with contextlib.suppress(DatabaseUnreachable):  # it stands meanwhile, and goes on from there
                await asyncio.to_thread(renew_anchor, engine, speed, LEASE, end)
            if speed == 0:
                return
            await asyncio.sleep(LEASE.total_seconds() / 3)
    finally:
        if speed > 0:
            with contextlib.suppress(DatabaseUnreachable):
                renew_anchor(engine, speed, LEASE * 0, end)
