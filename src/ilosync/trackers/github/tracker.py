"""GitHub as a tracker: issues, their comments and labels, through PyGithub."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from structlog import get_logger

from ilosync.core.model import Account, Marker, Readers, Reading, Ref
from ilosync.errors import BadConfig
from ilosync.ports import Clock, Tracker
from ilosync.trackers.limits import Kind
from ilosync.trackers.pacing import Pacer

from .answers import NoGraphql
from .client import Client
from .credentials import App
from .graph_reading import GraphReading
from .identity import Identity
from .notices import Notices
from .rest_reading import RestReading
from .scope import Scope
from .writing import Writing

_ASK_AGAIN = timedelta(hours=1)  # a server that had no GraphQL may have it later
_log = get_logger(__name__)


class GithubTracker:
    """The issues of some repositories on github.com, GitHub Enterprise or a stand-in.

    `auth` is a token or an `App`; `readers` what the configuration says of who can read;
    `formerly` the numeric ids of accounts that ilosync had before; `timeout` in seconds,
    above GitHub's own ten; `verify` False or a file of certificates for an inner server.
    """

    def __init__(
        self,
        name: str,
        repositories: Sequence[str],
        auth: str | App,
        clock: Clock,
        *,
        url: str = "https://api.github.com",
        label: str = "ILO",
        readers: Readers | None = None,
        formerly: Collection[int] = (),
        timeout: float = 15,
        pacer: Pacer | None = None,
        verify: bool | str = True,
    ) -> None:
        wrong = [x for x in repositories if x.count("/") != 1 or not all(x.split("/"))]
        if wrong:
            raise BadConfig(f"trackers.{name}.repositories: {wrong[0]!r} is not owner/name.")
        self._name = name
        self._clock = clock
        self.pacer = pacer or Pacer(clock)
        unique = tuple({x.casefold(): x for x in repositories}.values())
        scope = Scope(name, unique, label, readers, frozenset(formerly))
        client = Client(name, url, auth, clock, self.pacer, timeout=timeout, verify=verify)
        notices = Notices()
        identity = Identity(scope, client)
        self._graph = GraphReading(scope, client, clock, identity, notices)
        self._rest = RestReading(scope, client, clock, identity, notices)
        self._writing = Writing(name, client, identity, notices)
        self._no_graphql_until: datetime | None = None
        self._told = False

    @property
    def name(self) -> str:
        """What the configuration calls this tracker."""
        return self._name

    @property
    def spent(self) -> dict[str, int]:
        """Requests so far: reads (REST and GraphQL), writes, and tokens fetched by an App."""
        by = self.pacer.spent.requests
        counted = {"read": by[Kind.READ] + by[Kind.QUERY], "write": by[Kind.WRITE]}
        return counted | ({"token": by[Kind.TOKEN]} if by[Kind.TOKEN] else {})

    def read(self, only: Collection[Account] | None = None) -> Reading:
        """All tickets that may matter, or only those assigned to these accounts."""
        if only is not None and not only:
            return Reading(self._name)
        if self._no_graphql_until is None or self._no_graphql_until <= self._clock.now():
            try:
                return self._graph.read(only)
            except NoGraphql as why:
                self._no_graphql_until = self._clock.now() + _ASK_AGAIN
                return self._without_graphql(only, str(why))
        return self._rest.read(only)

    def _without_graphql(self, only: Collection[Account] | None, why: str) -> Reading:
        reading = self._rest.read(only)
        if self._told:
            return reading
        self._told = True
        _log.info("reading by REST", tracker=self._name, why=why)
        remark = f"{self._name} has no GraphQL for us ({why}): it is read by REST, without boxes."
        return replace(reading, remarks=(remark, *reading.remarks))

    # --- writing -----------------------------------------------------------------------

    def say(self, ticket: Ref, marker: Marker, body: str) -> str:
        """Post words and marker as one new comment; return its id."""
        self._rest.histories.forget(ticket.key)
        return self._writing.say(ticket, marker, body)

    def revise(self, ticket: Ref, comment: str, marker: Marker, body: str | None) -> None:
        """Replace the marker of our own comment, and its words unless `body` is None."""
        self._rest.histories.forget(ticket.key)
        self._writing.revise(ticket, comment, marker, body)

    def withdraw(self, ticket: Ref, comment: str) -> None:
        """Delete a comment of our own."""
        self._rest.histories.forget(ticket.key)
        self._writing.withdraw(ticket, comment)

    def add_label(self, ticket: Ref, label: str) -> None:
        """Put one label on a ticket."""
        self._rest.histories.forget(ticket.key)
        self._writing.add_label(ticket, label)

    def remove_label(self, ticket: Ref, label: str) -> None:
        """Take one label off a ticket."""
        self._rest.histories.forget(ticket.key)
        self._writing.remove_label(ticket, label)

    def make_label(self, place: str, label: str) -> None:
        """Create a label in a repository; fine where it exists."""
        self._writing.make_label(place, label)


_fits: type[Tracker] = GithubTracker
