"""The gate: every request to Jira leaves here, by the `jira` client's session, past the pacer."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from jira import JIRA
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from ilosync import __version__
from ilosync.errors import BadConfig, TryLater, Unproven
from ilosync.ports import Clock
from ilosync.trackers.answer import Answer
from ilosync.trackers.limits import Kind
from ilosync.trackers.pacing import Fault, Pacer

from .limits import OneTicket, understood

# the library logs whole answers at DEBUG, and with them what people wrote
logging.getLogger("jira").setLevel(logging.ERROR)
logging.getLogger("jira.resilientsession").setLevel(logging.ERROR)

Auth = tuple[str, str] | str
"""A user and an API token (Cloud), or a personal access token (Data Center)."""
Query = Mapping[str, Any]
_API = "/rest/api/2"


class Client:
    """GET, ask and write on one server, in the name of one account; v2 of the interface."""

    def __init__(
        self,
        name: str,
        url: str,
        auth: Auth,
        clock: Clock,
        pacer: Pacer,
        *,
        timeout: float = 30,
        verify: bool | str = True,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise BadConfig(f"trackers.{name}.url: {url!r} is no address: https://host/path.")
        self._name = name
        self.url = url.rstrip("/")
        self._clock = clock
        self.pacer = pacer
        self._timeout = timeout
        self._jira = _jira(self.url, auth, timeout, verify=verify)

    def read(self, path: str, query: Query | None = None, *, root: str = _API) -> Answer:
        """GET, repeated where that may help. `TryLater` on faults."""
        return self._ask(lambda: self._send("GET", path, query, reading=True, root=root), path)

    def ask(self, path: str, body: object) -> Answer:
        """POST that changes nothing, such as a bulk fetch; repeated like a GET."""
        return self._ask(lambda: self._send("POST", path, None, body, reading=True), path)

    def write(self, verb: str, path: str, body: object = None, *, creates: bool = False) -> Answer:
        """Send one write, once; `Unproven` where it may have been stored, answer or not."""
        try:
            return self.pacer.send(
                Kind.WRITE, lambda: self._send(verb, path, None, body), creates=creates
            )
        except OneTicket as busy:
            raise TryLater(f"{self._name}: {busy}", after=busy.after) from None
        except Fault as fault:
            if fault.sent:
                raise Unproven(f"{self._name}: {fault}") from None
            raise TryLater(f"{self._name}: {fault}") from None

    def _ask(self, send: Any, path: str) -> Answer:  # noqa: ANN401 - a function
        budget = "search" if path.startswith("/search") else "core"
        try:
            return self.pacer.send(Kind.READ, send, budget=budget)
        except OneTicket as busy:
            raise TryLater(f"{self._name}: {busy}", after=busy.after) from None
        except Fault as fault:
            raise TryLater(f"{self._name}: {fault}") from None

    def _send(
        self,
        verb: str,
        path: str,
        query: Query | None,
        body: object = None,
        *,
        reading: bool = False,
        root: str = _API,
    ) -> Answer:
        """One request and its answer, before the library makes errors of it."""
        heard: list[requests.Response] = []
        try:
            self._jira._session.request(  # noqa: SLF001 - its methods ask more than they are told to
                verb,
                f"{self.url}{root}{path}",
                params=dict(query or {}),
                data=None if body is None else json.dumps(body),
                allow_redirects=False,  # a followed POST becomes a GET
                hooks={"response": lambda said, **_: heard.append(said)},
            )
        except requests.Timeout as late:
            sent = not isinstance(late, requests.ConnectTimeout)
            raise Fault(f"no answer within {self._timeout:g} s", sent=sent, slow=True) from None
        except requests.RequestException as lost:
            raise Fault(f"no answer ({type(lost).__name__})", sent=not _never_left(lost)) from None
        except Exception:  # the library's own error, or its error in making one of an odd answer
            if not heard:
                raise
        said = heard[-1]
        headers = {k.lower(): v for k, v in said.headers.items()}
        answer = Answer(said.status_code, headers, said.text)
        return understood(answer, self._clock.now(), reading=reading)


def _jira(url: str, auth: Auth, timeout: float, *, verify: bool | str) -> JIRA:
    """The library's client: no retries, no first requests of its own, never without end."""
    login: dict[str, Any] = {"token_auth": auth} if isinstance(auth, str) else {"basic_auth": auth}
    return JIRA(
        server=url,
        options={
            "verify": verify,
            "headers": {"User-Agent": f"ilosync/{__version__}"},
        },
        get_server_info=False,
        max_retries=0,
        timeout=(min(timeout, 5), timeout),
        logging=False,
        **login,
    )


def _never_left(lost: requests.RequestException) -> bool:
    """Whether no connection was made, so that nothing can have been stored."""
    cause = lost.args[0] if lost.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(reason, (NewConnectionError, ConnectTimeoutError))
