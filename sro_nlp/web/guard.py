"""What stands before every page: who may ask (host, token, same origin), and what a browser may do with the answer."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "sro-nlp-desk"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_SAFE = ("GET", "HEAD", "OPTIONS")
_LONGEST_FORM = 4096
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_ASK = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Token needed</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/static/desk.css">
</head><body class="plain"><main><h1>Token needed</h1>{said}<form method="post" action="/token">
<p><label for="token">The token that was printed when the desk was started</label></p>
<p><input id="token" name="token" type="password" autocomplete="off" required> <button>Open the desk</button></p>
</form></main></body></html>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Who is let in: on loopback everybody who names this machine by a loopback name, else who has the token."""

    token: str | None = None

    def host_is_known(self, host: str) -> bool:
        """Whether the Host header names this machine; with a token any name may lead here."""
        if self.token is not None:
            return True
        return (urlsplit(f"//{host}").hostname or "") in LOOPBACK

    def admits(self, headers: Headers) -> bool:
        """Whether a request has the token, in its cookie or its Authorization header, or needs none."""
        if self.token is None:
            return True
        bearer = headers.get("authorization", "").removeprefix("Bearer ").strip()
        return _same(bearer, self.token) or _same(_cookie(headers), self.session)

    @property
    def session(self) -> str:
        """What the cookie holds: not the token itself."""
        return hashlib.sha256(f"sro-nlp desk {self.token}".encode()).hexdigest()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "surrogateescape"), other.encode())


def _cookie(headers: Headers) -> str:
    try:
        cookie = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return ""
    return cookie[COOKIE].value if COOKIE in cookie else ""


def same_origin(headers: Headers) -> bool:
    """Whether a request that changes something comes from a page of this desk (or from no browser at all).

    Browsers send Sec-Fetch-Site and, with every POST, Origin. A client that sends neither is no browser that another
    site could have made to ask.
    """
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or (origin != "null" and urlsplit(origin).netloc == headers.get("host", ""))


class Guard:
    """The middleware."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = await self._refusal(Request(scope, receive))

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await (answer or self._app)(scope, receive, guarded)

    async def _refusal(self, request: Request) -> Response | None:
        if not self._door.host_is_known(request.headers.get("host", "")):
            return PlainTextResponse("This desk answers to 127.0.0.1 and localhost only.\n", 421)
        if request.method not in _SAFE and not same_origin(request.headers):
            return PlainTextResponse("Refused: the request comes from another site.\n", 403)
        if self._door.admits(request.headers):
            return None
        if request.url.path.startswith("/static/"):
            return None  # the page that asks for the token needs its style
        if request.url.path == "/token" and request.method == "POST":
            return await self._entered(request)
        return HTMLResponse(_ASK.format(said=""), 401)

    async def _entered(self, request: Request) -> Response:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > _LONGEST_FORM:
                return PlainTextResponse("Too long.\n", 413)
        given = parse_qs(body.decode("utf-8", "replace")).get("token", [""])[0]
        if not _same(given, self._door.token or ""):
            return HTMLResponse(_ASK.format(said='<p role="alert">That is not the token.</p>'), 401)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(COOKIE, self._door.session, httponly=True, samesite="strict")
        return answer
