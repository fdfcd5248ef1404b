"""The line to one server: a request and its answer, by PyGithub, and nothing else."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from github.Auth import Auth
from github.Requester import Requester
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from ilosync import __version__
from ilosync.errors import BadConfig, TryLater
from ilosync.trackers.answer import Answer
from ilosync.trackers.pacing import Fault

from .connection import connect

# PyGithub logs whole requests and answers at DEBUG, and with them what people wrote
logging.getLogger(Requester.__module__).setLevel(logging.INFO)
_API_VERSION = "2022-11-28"  # GitHub docs: "API versions"; older servers ignore it


class Line:
    """Sends what it is given, once, without PyGithub's throttle and its retries."""

    def __init__(self, name: str, url: str, timeout: float, *, verify: bool | str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise BadConfig(f"trackers.{name}.url: {url!r} is no address: https://host/path.")
        self._name = name
        self._url = url.rstrip("/")
        self._timeout = timeout
        self._connection = connect(url, timeout, verify=verify)
        self._requesters: dict[int, tuple[Auth, Requester]] = {}
        self._said_date = ""

    def send(
        self,
        auth: Auth,
        verb: str,
        path: str,
        *,
        parameters: Mapping[str, Any] | None = None,
        body: object = None,
        known: str = "",
    ) -> Answer:
        """One request and its answer; `known` is an ETag. Raises `Fault` where none came."""
        also = {"If-None-Match": known} if known else {}
        try:
            status, headers, text = self._requester(auth).requestJson(
                verb, path, dict(parameters or {}), also, body, self._connection
            )
        except requests.Timeout as late:
            sent = not isinstance(late, requests.ConnectTimeout)
            raise Fault(f"no answer within {self._timeout} s", sent=sent, slow=True) from None
        except requests.RequestException as lost:
            raise Fault(f"no answer ({type(lost).__name__})", sent=not _never_left(lost)) from None
        self._said_date = headers.get("date", "")
        return Answer(status, headers, text)

    def graphql(self, auth: Auth) -> str:
        """The address of GraphQL on this server."""
        return self._requester(auth).graphql_url

    def here(self, address: str) -> str:
        """The path of an address on our server; it never leads to another host."""
        to, ours = urlsplit(address), urlsplit(self._url)
        if to.hostname and to.hostname != ours.hostname:
            raise TryLater(f"{self._name}: it leads to another host, {to.hostname}.")
        path = to.path.removeprefix(ours.path) if ours.path else to.path
        return f"{path}?{to.query}" if to.query else path

    def time(self, ours: Callable[[], datetime]) -> datetime:
        """The server's own time as its last answer told it; ours where it told none."""
        try:
            return parsedate_to_datetime(self._said_date)
        except ValueError:
            return ours()

    def _requester(self, auth: Auth) -> Requester:
        """PyGithub's requester for these credentials; there are at most two at a time."""
        known = self._requesters.get(id(auth))
        if known is not None and known[0] is auth:
            return known[1]
        made = Requester(
            auth=auth,
            base_url=self._url,
            timeout=int(self._timeout),
            user_agent=f"ilosync/{__version__}",
            per_page=100,
            verify=True,
            retry=None,
            pool_size=None,
            seconds_between_requests=None,
            seconds_between_writes=None,
            api_version=_API_VERSION,
        )
        self._requesters = {id(auth): (auth, made)}
        return made


def _never_left(lost: requests.RequestException) -> bool:
    """Whether no connection was made, so that nothing can have been stored."""
    cause = lost.args[0] if lost.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(reason, (NewConnectionError, ConnectTimeoutError))
