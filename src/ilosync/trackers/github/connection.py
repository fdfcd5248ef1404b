"""PyGithub's connections, but an answer is what the server said.

PyGithub 2.10 follows a 301 by itself: it drops the query (a page of labelled tickets becomes
one of all tickets), repeats a POST, and passes no limit on the way. It also sleeps on a GET's 202.
"""

from __future__ import annotations

from collections.abc import ItemsView
from http import HTTPStatus
from urllib.parse import urlsplit

from github.Requester import (
    HTTPRequestsConnectionClass,
    HTTPSRequestsConnectionClass,
    RequestsResponse,
)

Connection = HTTPRequestsConnectionClass | HTTPSRequestsConnectionClass
MOVED_TO = "x-moved-to"


class _Plain(RequestsResponse):
    """An answer whose `Location` is under another name, so that nobody follows it."""

    def __init__(self, response: RequestsResponse) -> None:
        super().__init__(response.response)
        asked = response.response.request.method
        if self.status == HTTPStatus.ACCEPTED and asked == "GET":  # "not yet": as good as 503
            self.status = HTTPStatus.SERVICE_UNAVAILABLE

    def getheaders(self) -> ItemsView[str, str]:
        """The headers, `Location` renamed."""
        said = {MOVED_TO if k.lower() == "location" else k: v for k, v in self.headers.items()}
        return said.items()


class _Http(HTTPRequestsConnectionClass):
    def getresponse(self) -> RequestsResponse:
        return _Plain(super().getresponse())


class _Https(HTTPSRequestsConnectionClass):
    def getresponse(self) -> RequestsResponse:
        return _Plain(super().getresponse())


def connect(url: str, timeout: float, *, verify: bool | str) -> Connection:
    """A connection to the server of this address, without any retries of its own."""
    parts = urlsplit(url)
    kind = _Https if parts.scheme == "https" else _Http
    host = parts.hostname or ""
    return kind(
        f"[{host}]" if ":" in host else host,
        parts.port,
        retry=None,
        timeout=timeout,  # type: ignore[arg-type] # handed on to requests, which takes fractions
        verify=verify,
    )
