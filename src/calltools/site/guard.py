"""What every request passes and every answer carries, whatever it is for.

A request must name this host (else a page elsewhere could reach us under a name of its own), and
one that changes something must come from a page of ours, with the token that only our pages hold.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection
from http.cookies import CookieError

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "calltools_session"
DEVICE_COOKIE = "calltools_device"
"""By what a device is known on which somebody logged in before."""
TOKEN_HEADER = "x-calltools-token"
LARGEST_BODY = 64 * 1024
"""Bytes of a decision."""
LARGEST_UPLOAD = 8 * 1024 * 1024
"""Bytes of a publication."""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class Guard:
    """Refuses what names another host or comes from another's page; sets the headers."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        problem = self._problem(request)
        app = PlainTextResponse(problem, 403) if problem else self._app
        await app(scope, receive, send_with_headers)

    def _problem(self, request: Request) -> str:
        host = request.headers.get("host", "").lower()
        if host not in self._hosts:
            return "expected the host of this program"
        if request.method in ("GET", "HEAD"):
            return ""
        origin = request.headers.get("origin", "")
        site = request.headers.get("sec-fetch-site", "same-origin" if origin else "")
        if site != "same-origin" or (origin and origin.partition("://")[2].lower() != host):
            return "expected a page of this program"
        return ""


class PageTokens:
    """The token of each session that its own pages hold, and pages elsewhere can't read."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def of(self, session: str) -> str:
        """The token of a session."""
        return hmac.new(self._key, session.encode(), hashlib.sha256).hexdigest()

    def fits(self, session: str, token: str) -> bool:
        """Whether ``token`` is that of the session."""
        return hmac.compare_digest(self.of(session).encode(), token.encode())


def session_of(request: Request) -> str:
    """The token of the session that a request names; empty for none."""
    try:
        return request.cookies.get(COOKIE, "")[:200]
    except CookieError:
        return ""
