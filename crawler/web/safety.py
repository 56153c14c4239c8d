"""Who may ask the web page, and what every answer says to the browser that gets it.

A page on loopback is within reach of every web site that its reader visits: a name that is made to lead to 127.0.0.1
(DNS rebinding) turns the reader's own browser against it. So the Host header must name this machine as it was told.
"""

from __future__ import annotations

import hmac
import ipaddress
from dataclasses import dataclass
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse

from crawler.web.problems import problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "newsfold"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask: by which names (beside loopback's own), by any address of this machine, with which token."""

    names: tuple[str, ...] = ()
    any_address: bool = False
    token: str | None = None

    def knows_host(self, header: str) -> bool:
        """Whether the Host header names this machine; an address cannot be rebound, a name can."""
        host = _host(header)
        if host in {"localhost", *(name.lower() for name in self.names)}:
            return True
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return False
        return address.is_loopback or self.any_address

    def admits(self, headers: Headers) -> bool:
        """Whether the request carries the token, as a bearer token or as the cookie that `?token=` gave."""
        if self.token is None:
            return True
        kind, _, given = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), self.token.encode()):
            return True
        return hmac.compare_digest(_cookie(headers).encode(), seal(self.token).encode())


def seal(token: str) -> str:
    """What the cookie holds instead of the token."""
    return hmac.new(token.encode(), b"newsfold cookie", sha256).hexdigest()


def _cookie(headers: Headers) -> str:
    try:
        held = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return held.value if held else ""


def _host(header: str) -> str:
    """The host of a Host header, without port and brackets; '' for what is none."""
    try:
        parts = urlsplit(f"//{header}")
        _ = parts.port  # raises where it is none
    except ValueError:
        return ""
    if parts.path or parts.query or parts.fragment or "@" in header:
        return ""
    return (parts.hostname or "").rstrip(".")


class Guard:
    """Stands before the application: refuses foreign hosts and strangers, and signs every answer with `HEADERS`."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app, self._access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def signed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-cache")
            await send(message)

        await self._chosen(scope)(scope, receive, signed)

    def _chosen(self, scope: Scope) -> ASGIApp:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._access.knows_host(hosts[0]):
            return problem(
                421,
                "newsfold is not known by the name in the address: who runs it may allow it with --allow-host.",
            )
        if self._access.admits(headers):
            return self._app
        return self._let_in(scope) or problem(
            401,
            "A token is wanted: open the address with ?token=… once, or send it as a bearer token.",
            headers={"WWW-Authenticate": 'Bearer realm="newsfold"'},
        )

    def _let_in(self, scope: Scope) -> ASGIApp | None:
        """For an address with the right `?token=`, the same address without it and a cookie instead."""
        asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        token = self._access.token or ""
        if not any(name == "token" and hmac.compare_digest(value.encode(), token.encode()) for name, value in asked):
            return None
        rest = urlencode([(name, value) for name, value in asked if name != "token"])
        path = "/" + scope["path"].lstrip("/\\")  # never another host's
        answer = RedirectResponse(f"{path}?{rest}" if rest else path, status_code=303)
        answer.set_cookie(COOKIE, seal(token), httponly=True, samesite="strict")
        return answer
