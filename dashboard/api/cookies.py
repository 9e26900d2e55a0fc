"""Name and set the cookies: of a session, of the page's token, of the demo's persona."""

from dataclasses import dataclass
from http.cookies import SimpleCookie

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response

from dashboard.access.keys import Keys
from dashboard.settings import Settings

CSRF_HEADER = "X-CSRFToken"
"""What Dash's own requests carry the page's token in; ours do as well."""
_YEARS = 10 * 366 * 86_400


@dataclass(frozen=True)
class Cookies:
    """Know the cookies of one installation; several on one machine do not take each other's."""

    keys: Keys
    settings: Settings

    @property
    def page_token(self) -> str:
        """Return the name of the cookie that pages read the token from."""
        return self.keys.page_cookie

    def _session(self, request: Request) -> str:
        name = f"session_{self.keys.short_name}"
        return f"__Host-{name}" if self._secure(request) else name

    @property
    def _persona(self) -> str:
        return f"persona_{self.keys.short_name}"

    def _secure(self, request: Request) -> bool:
        host = request.headers.get("host", "").lower()
        return request.url.scheme == "https" or f"https://{host}" in self.settings.origin_list

    def session_of(self, request: Request) -> str | None:
        """Return the token of the session that a browser holds."""
        return request.cookies.get(self._session(request)) or None

    def persona_of(self, request: Request) -> str | None:
        """Return the persona that the demo's switch has chosen."""
        return request.cookies.get(self._persona)

    def give_session(self, request: Request, response: Response, token: str, *, lasting: bool) -> None:
        """Hand out the cookie of a session; a screen's lasts until it is revoked, others end with the browser."""
        response.set_cookie(
            self._session(request),
            token,
            max_age=_YEARS if lasting else None,
            path="/",
            secure=self._secure(request),
            httponly=True,
            samesite="lax",
        )

    def take_session(self, request: Request, response: Response) -> None:
        """Have the browser forget the session."""
        response.delete_cookie(
            self._session(request), path="/", secure=self._secure(request), httponly=True, samesite="lax"
        )

    def give_persona(self, response: Response, persona: str) -> None:
        """Remember the persona of the demo."""
        response.set_cookie(self._persona, persona, path="/", httponly=True, samesite="lax")

    def give_page_token(self, request: Request, headers: MutableHeaders, token: str) -> None:
        """Hand a page the token that its changes carry, unless it has it."""
        if request.cookies.get(self.page_token) == token:
            return
        jar: SimpleCookie = SimpleCookie()
        jar[self.page_token] = token
        cookie = jar[self.page_token]
        cookie["path"], cookie["samesite"] = "/", "Strict"
        if self._secure(request):
            cookie["secure"] = True
        headers.append("Set-Cookie", cookie.OutputString())
