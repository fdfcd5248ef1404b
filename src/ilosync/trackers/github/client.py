"""The gate: every request to GitHub leaves here, in our name and past the pacer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Any

from github.Auth import Auth

from ilosync.errors import Refused, TryLater, Unproven
from ilosync.ports import Clock
from ilosync.trackers.answer import Answer
from ilosync.trackers.limits import Kind
from ilosync.trackers.pacing import Fault, Pacer

from .connection import MOVED_TO
from .credentials import App, Credentials
from .line import Line
from .refusals import said
from .shapes import Json, loads, mapping

Asked = Mapping[str, Any]


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
        self._name = name
        self._clock = clock
        self.url = url
        self._line = Line(name, url, timeout, verify=verify)
        self.credentials = Credentials(name, auth, clock)
        self.pacer = pacer

    # --- the ways to ask -------------------------------------------------------------------

    def read(self, path: str, parameters: Asked | None = None, *, known: str = "") -> Answer:
        """GET; moved addresses are followed once, with their query. `TryLater` on faults.

        With `known`, the ETag of an earlier answer, 304 says that it is still the answer.
        """
        answer = self._read(self._auth(), path, parameters, known)
        to = answer.headers.get(MOVED_TO)
        if answer.moved and to:
            answer = self._read(self._auth(), self._line.here(to), parameters, known)
        return answer

    def read_as_app(self, path: str, parameters: Asked | None = None) -> Answer:
        """GET in the name of the App itself."""
        return self._read(self.credentials.as_app(), path, parameters)

    def write(self, verb: str, path: str, body: object = None, *, creates: bool = False) -> Answer:
        """Send one write, once; `Unproven` where it may have been stored, answer or not."""
        return self._write(self._auth(), verb, path, body, creates=creates)

    def write_as_app(self, verb: str, path: str) -> Answer:
        """The same in the name of the App itself."""
        return self._write(self.credentials.as_app(), verb, path)

    def query(self, text: str, variables: Json, *, again: bool = True) -> Answer:
        """Ask by GraphQL. Raises `Fault` on a fault of the line, repeated only with `again`."""
        auth = self._auth()
        body = {"query": text, "variables": variables}
        return self.pacer.send(
            Kind.QUERY,
            lambda: _refused(self._send(auth, "POST", self._line.graphql(auth), body=body)),
            budget="graphql",
            again=again,
        )

    def server_time(self) -> datetime:
        """The server's own time as its last answer told it; ours where it told none."""
        return self._line.time(self._clock.now)

    # --- on the way ------------------------------------------------------------------------

    def _read(self, auth: Auth, path: str, parameters: Asked | None, known: str = "") -> Answer:
        budget = "search" if path.startswith("/search/") else "core"
        try:
            return self.pacer.send(
                Kind.READ,
                lambda: self._send(auth, "GET", path, parameters=parameters, known=known),
                budget=budget,
            )
        except Fault as fault:
            raise TryLater(f"{self._name}: {fault}") from None

    def _write(
        self, auth: Auth, verb: str, path: str, body: object = None, *, creates: bool = False
    ) -> Answer:
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
        parameters: Asked | None = None,
        body: object = None,
        known: str = "",
    ) -> Answer:
        """One request; a token that was not accepted is not sent again."""
        answer = self._line.send(auth, verb, path, parameters=parameters, body=body, known=known)
        if answer.stranger:
            self.credentials.forget()
        return answer


def _refused(answer: Answer) -> Answer:
    """GraphQL's limit answers 200 with an error (GitHub docs); as 429 the pacer knows it."""
    if not answer.ok or "RATE_LIMIT" not in answer.text[:8_192]:
        return answer
    errors = mapping(loads(answer.text)).get("errors")
    kinds = {mapping(e).get("type") for e in errors} if isinstance(errors, list) else set()
    limited = kinds & {"RATE_LIMITED", "RATE_LIMIT"}
    return replace(answer, status=HTTPStatus.TOO_MANY_REQUESTS) if limited else answer
