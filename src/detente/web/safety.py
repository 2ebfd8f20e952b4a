"""Who may ask: the gate before every page, file and answer.

A page from elsewhere that is open in the same browser can send requests to this machine too. So
it takes the right host name (no other name may be made to point here), the right origin (nobody
else's script or form), and the key that only whoever started the workbench has seen.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from detente.errors import Diagnostic

MAX_BODY = 1 << 20
"""Bytes that a request may send."""

LARGER = {"/api/text": 1 << 23, "/api/text/check": 1 << 23, "/api/reports": 21_000_000}
"""Bytes that a request may send where it sends a file."""

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")

HEADERS = {
    # only the workbench's own files, nothing written into a page, nobody else's frame around it
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # told to nobody else; with no-referrer a browser hides the origin of a form, too
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """Lets through who comes from this machine, by its name, with the key.

    Parameters
    ----------
    app : ASGIApp
        What is guarded.
    key : str
        Asked for once in the address, then kept in a cookie; scripts send it as a bearer token.
    port : int
        Where the workbench listens.
    """

    def __init__(self, app: ASGIApp, key: str, port: int) -> None:
        self.app, self.key, self.port = app, key, port
        self.hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}
        self.cookie = f"detente-{port}"  # cookies do not know ports, two workbenches may be open

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or say why not."""
        if scope["type"] != "http":
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        answer = self.answer(scope)
        if answer is not None:
            await answer(scope, receive, send_guarded)
        else:
            await self.app(scope, _limited(receive, most(scope["path"])), send_guarded)

    def answer(self, scope: Scope) -> Response | None:
        """Return the answer to a request that goes no further; None lets it pass."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if len(headers.getlist("host")) != 1 or host not in self.hosts:
            return _refusal(
                scope, 403, code="wrong-host", message="this is not the name of the workbench"
            )
        if not self._own_origin(scope["method"], headers, f"http://{host}"):
            return _refusal(
                scope, 403, code="wrong-origin", message="a page from elsewhere asked for this"
            )
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if any(name == "key" for name, _ in query):
            return self._enter(scope, query)
        if not self._has_key(headers):
            hint = "open the address that 'detente serve' printed"
            return _refusal(
                scope,
                401,
                code="no-key",
                message="the workbench opens with its key only",
                hint=hint,
            )
        if int(headers.get("content-length") or 0) > most(scope["path"]):
            return _refusal(scope, 413, code="too-large", message=too_much(scope["path"]))
        return None

    def _own_origin(self, method: str, headers: Headers, own: str) -> bool:
        if origin := headers.get("origin"):
            return origin == own
        if method in SAFE_METHODS or self._bearer(headers):
            return True
        return headers.get("sec-fetch-site") == "same-origin"

    def _enter(self, scope: Scope, query: Iterable[tuple[str, str]]) -> Response:
        """Take the key out of the address and into a cookie that scripts cannot read."""
        given = dict(query).get("key", "")
        if not (scope["method"] in SAFE_METHODS and self._is_key(given)):
            return _refusal(
                scope, 401, code="wrong-key", message="this is not the key of the workbench"
            )
        rest = urlencode([(name, value) for name, value in query if name != "key"])
        # quoted, and below one slash only: the address must not lead to another host
        path = "/" + quote(scope["path"].lstrip("/\\"))
        answer = Response(status_code=303, headers={"Location": f"{path}?{rest}" if rest else path})
        answer.set_cookie(self.cookie, self.key, httponly=True, samesite="strict", path="/")
        return answer

    def _has_key(self, headers: Headers) -> bool:
        if bearer := self._bearer(headers):
            return self._is_key(bearer)
        cookies: SimpleCookie = SimpleCookie()
        try:
            cookies.load(headers.get("cookie", ""))
        except CookieError:
            return False
        return self.cookie in cookies and self._is_key(cookies[self.cookie].value)

    def _bearer(self, headers: Headers) -> str:
        kind, _, given = headers.get("authorization", "").partition(" ")
        return given if kind.lower() == "bearer" else ""

    def _is_key(self, given: str) -> bool:
        return secrets.compare_digest(given.encode(), self.key.encode())


class TooMuchError(Exception):
    """A request sent more than it may, without having said so."""


def most(path: str) -> int:
    """Return how many bytes may be sent to a path."""
    return LARGER.get(path, MAX_BODY)


def too_much(path: str) -> str:
    """Say that more was sent."""
    return f"more than {most(path):,} bytes were sent"


def _limited(receive: Receive, limit: int) -> Receive:
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise TooMuchError
        return message

    return limited


def _refusal(scope: Scope, status: int, *, code: str, message: str, hint: str = "") -> Response:
    problem = Diagnostic(code, message, hint)
    if scope["path"].startswith("/api/"):
        return problems([problem], status)
    return PlainTextResponse(f"{problem}\n", status)


def problems(diagnostics: Iterable[Diagnostic], status: int, **more: Any) -> Response:
    """Return diagnostics as the one shape in which the workbench tells of errors."""
    found = [diagnostic.to_dict() for diagnostic in diagnostics]
    return JSONResponse({"diagnostics": found, **more}, status)
