"""Who may talk to the page: browsers of this machine, and no other site through them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOOPBACK = re.compile(r"(localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?", re.IGNORECASE)
SAFE = {"GET", "HEAD"}


class Guard:
    """Turns away what is not meant for the page, and adds the headers that browsers heed.

    A name that leads here and is not this machine's (DNS rebinding) is refused, and so is a
    form that another site sent: by `Sec-Fetch-Site`, or `Origin` where a browser has no such.
    """

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self._app = app
        self._headers = {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "no-store",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let in."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        refusal = _refusal(scope["method"], Headers(scope=scope))
        await (refusal or self._app)(scope, receive, with_headers)


def _refusal(method: str, headers: Headers) -> PlainTextResponse | None:
    if not _LOOPBACK.fullmatch(headers.get("host", "")):
        return PlainTextResponse("This page is for this machine: open it as localhost.", 421)
    if method in SAFE:
        return None
    if not _from_here(headers):
        return PlainTextResponse("Another site sent this form: open the page itself.", 403)
    return None


def _from_here(headers: Headers) -> bool:
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        return site in {"same-origin", "none"}
    return origin is None or urlsplit(origin)[:2] == ("http", headers["host"])
