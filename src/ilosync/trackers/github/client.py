"""The gate: every request to GitHub leaves here, through PyGithub and past the pacer."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import requests
from github.Auth import Auth
from github.Requester import Requester
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from ilosync import __version__
from ilosync.errors import BadConfig, Refused, TryLater, Unproven
from ilosync.ports import Clock
from ilosync.trackers.answer import Answer
from ilosync.trackers.limits import Kind
from ilosync.trackers.pacing import Fault, Pacer

from .connection import MOVED_TO, connect
from .credentials import App, Credentials
from .refusals import said
from .shapes import Json, loads, mapping

# PyGithub logs whole requests and answers at DEBUG, and with them what people wrote
logging.getLogger(Requester.__module__).setLevel(logging.INFO)
_API_VERSION = "2022-11-28"  # GitHub docs: "API versions"; older servers ignore it


class Client:
    """GET, write and query on one server, in the name of one account."""

    def __init__(
        self,
        name: str,
        url: str,
        auth: str | App,
        clock: Clock,
        pacer: Pacer,
        *,
        timeout: float = 15,
        verify: bool | str = True,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise BadConfig(f"trackers.{name}.url: {url!r} is no address: https://host/path.")
        self._name = name
        self._clock = clock
        self._said_date = ""
        self._url = url.rstrip("/")
        self.credentials = Credentials(name, auth, clock)
        self.pacer = pacer
        self._timeout = timeout
        self._connection = connect(url, timeout, verify=verify)
        self._requesters: dict[int, tuple[Auth, Requester]] = {}

    # --- the three ways to ask -----------------------------------------------------------

    def read(self, path: str, parameters: Mapping[str, Any] | None = None) -> Answer:
        """GET; moved addresses are followed once, with their query. `TryLater` on faults."""
        answer = self._read(path, parameters, self._auth())
        to = answer.headers.get(MOVED_TO)
        if answer.moved and to:
            answer = self._read(self._here(to), parameters, self._auth())
        return answer

    def read_as_app(self, path: str) -> Answer:
        """GET in the name of the App itself."""
        return self._read(path, None, self.credentials.as_app())

    def write(self, verb: str, path: str, body: object = None, *, creates: bool = False) -> Answer:
        """Send one write, once; `Unproven` where it may have been stored, answer or not."""
        auth = self._auth()
        try:
            return self.pacer.send(
                Kind.WRITE,
                lambda: self._send(auth, verb, path, body=body),
                creates=creates,
            )
        except Fault as fault:
            if fault.sent:
                raise Unproven(f"{self._name}: {fault}") from None
            raise TryLater(f"{self._name}: {fault}") from None

    def query(self, text: str, variables: Json, *, again: bool = True) -> Answer:
        """Ask by GraphQL. Raises `Fault` on a fault of the line, repeated only with `again`."""
        auth = self._auth()
        body = {"query": text, "variables": variables}
        return self.pacer.send(
            Kind.QUERY,
            lambda: _refused(self._send(auth, "POST", self._graphql(auth), body=body)),
            budget="graphql",
            again=again,
        )

    def server_time(self) -> datetime:
        """The server's own time as its last answer told it; ours where it told none."""
        try:
            return parsedate_to_datetime(self._said_date)
        except ValueError:
            return self._clock.now()

    # --- on the way ------------------------------------------------------------------------

    def _read(self, path: str, parameters: Mapping[str, Any] | None, auth: Auth) -> Answer:
        budget = "search" if path.startswith("/search/") else "core"
        try:
            answer = self.pacer.send(
                Kind.READ,
                lambda: self._send(auth, "GET", path, parameters=parameters),
                budget=budget,
            )
        except Fault as fault:
            raise TryLater(f"{self._name}: {fault}") from None
        return answer

    def _auth(self) -> Auth:
        return self.credentials.current(self._token).auth

    def _token(self, auth: Auth, path: str) -> str:
        """Fetch an App's token; a request like any other."""
        try:
            answer = self.pacer.send(Kind.TOKEN, lambda: self._send(auth, "POST", path))
        except Fault as fault:
            raise TryLater(f"{self._name}: {fault}") from None
        if answer.broken:
            raise TryLater(f"{self._name}: the App's token could not be fetched.")
        if not answer.done:
            raise Refused(
                f"{self._name}: the App was not accepted ({answer.status} {said(answer)}): "
                "check app_id, private_key and installation_id."
            )
        return answer.text

    def _send(
        self,
        auth: Auth,
        verb: str,
        path: str,
        *,
        parameters: Mapping[str, Any] | None = None,
        body: object = None,
    ) -> Answer:
        """One request and its answer, by PyGithub, without its throttle and its retries."""
        try:
            status, headers, text = self._requester(auth).requestJson(
                verb, path, dict(parameters or {}), {}, body, self._connection
            )
        except requests.Timeout as late:
            sent = not isinstance(late, requests.ConnectTimeout)
            raise Fault(f"no answer within {self._timeout} s", sent=sent, slow=True) from None
        except requests.RequestException as lost:
            raise Fault(f"no answer ({type(lost).__name__})", sent=not _never_left(lost)) from None
        self._said_date = headers.get("date", "")
        answer = Answer(status, headers, text)
        if answer.stranger:
            self.credentials.forget()
        return answer

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

    def _graphql(self, auth: Auth) -> str:
        return self._requester(auth).graphql_url

    def _here(self, address: str) -> str:
        """The path of an address on our server; it never leads to another host."""
        to, ours = urlsplit(address), urlsplit(self._url)
        if to.hostname and to.hostname != ours.hostname:
            raise TryLater(f"{self._name}: it leads to another host, {to.hostname}.")
        path = to.path.removeprefix(ours.path) if ours.path else to.path
        return f"{path}?{to.query}" if to.query else path


def _refused(answer: Answer) -> Answer:
    """GraphQL's limit answers 200 with an error (GitHub docs); as 429 the pacer knows it."""
    if not answer.ok or "RATE_LIMIT" not in answer.text[:8_192]:
        return answer
    errors = mapping(loads(answer.text)).get("errors")
    kinds = {mapping(e).get("type") for e in errors} if isinstance(errors, list) else set()
    limited = kinds & {"RATE_LIMITED", "RATE_LIMIT"}
    return replace(answer, status=HTTPStatus.TOO_MANY_REQUESTS) if limited else answer


def _never_left(lost: requests.RequestException) -> bool:
    """Whether no connection was made, so that nothing can have been stored."""
    cause = lost.args[0] if lost.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(reason, (NewConnectionError, ConnectTimeoutError))
