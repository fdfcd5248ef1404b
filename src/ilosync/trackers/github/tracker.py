"""GitHub as a tracker: issues, their comments and labels, through PyGithub."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from ilosync.core.model import Account, Marker, Readers, Reading, Ref
from ilosync.errors import BadConfig, Refused
from ilosync.ports import Check, Clock, Hint, Tracker
from ilosync.trackers.limits import Kind
from ilosync.trackers.pacing import Pacer

from .client import Client
from .credentials import App
from .examining import Examining
from .ground import Ground
from .identity import Identity
from .notices import Notices
from .opening import Opening
from .places import Places
from .polling import Polling
from .reading import Readings
from .redelivering import Redelivering
from .scope import Scope
from .writing import Writing


class GithubTracker:
    """The issues of some repositories, or of all that an `organization` has, on github.com,
    GitHub Enterprise or a stand-in.

    `auth` is a token or an `App`; `home` is the repository where we may open tickets of our
    own; `readers` what the configuration says of who can read;
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
        organization: str = "",
        home: str = "",
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
        if bool(repositories) == bool(organization):
            raise BadConfig(f"trackers.{name}: name repositories or an organization, one of both.")
        self.pacer = pacer or Pacer(clock)
        unique = tuple({x.casefold(): x for x in repositories}.values())
        scope = Scope(name, unique, label, readers, frozenset(formerly), organization, home)
        client = Client(name, url, auth, clock, self.pacer, timeout=timeout, verify=verify)
        identity = Identity(scope, client)
        self._on = Ground(scope, client, clock, identity, Notices(), Places(scope, clock))
        self._readings = Readings(self._on)
        self._polling = Polling(self._on)
        self._examining = Examining(self._on)
        self._redelivering = Redelivering(self._on)
        self._writing = Writing(name, client, identity, self._on.notices)
        self._opening = Opening(name, client)

    @property
    def name(self) -> str:
        """What the configuration calls this tracker."""
        return self._on.tracker

    @property
    def ours(self) -> frozenset[str]:
        """The numeric ids of our own account and its earlier ones, as text; empty until known."""
        return self._on.identity.ids

    @property
    def spent(self) -> dict[str, int]:
        """Requests so far: reads (REST and GraphQL), writes, and tokens fetched by an App."""
        by = self.pacer.spent.requests
        counted = {"read": by[Kind.READ] + by[Kind.QUERY], "write": by[Kind.WRITE]}
        return counted | ({"token": by[Kind.TOKEN]} if by[Kind.TOKEN] else {})

    @property
    def remaining(self) -> dict[str, int]:
        """Requests that GitHub last said are left, by budget: `core`, `graphql`, `search`."""
        return self.pacer.remaining

    # --- reading -----------------------------------------------------------------------

    def read(self, closed_since: datetime | None = None) -> Reading:
        """All tickets that may matter."""
        return self._readings.read(closed_since)

    def look(self, tickets: Collection[str]) -> Reading:
        """These tickets (`acme/learning#12`) as they are at this moment."""
        return self._readings.look(tickets)

    def poll(self, cursor: str) -> tuple[Hint, str]:
        """What changed since a cursor, and the next cursor."""
        return self._polling.poll(cursor)

    def links(self, tickets: Collection[Ref]) -> dict[Ref, frozenset[str]]:
        """None: what a ticket of GitHub's says of itself stands in its body."""
        del tickets
        return {}

    def examine(self) -> tuple[Check, ...]:
        """Whether all is there that we need; reads only."""
        return self._examining.examine()

    def redeliver(self, since: datetime) -> bool:
        """Ask GitHub for what it failed to deliver since then; False where we may not."""
        return self._redelivering.redeliver(since)

    # --- writing -----------------------------------------------------------------------

    def say(self, ticket: Ref, marker: Marker, body: str) -> str:
        """Post words and marker as one new comment; return its id."""
        self._readings.wrote(ticket)
        return self._writing.say(ticket, marker, body)

    def revise(self, ticket: Ref, comment: str, marker: Marker, body: str | None) -> None:
        """Replace the marker of our own comment, and its words unless `body` is None."""
        self._readings.wrote(ticket)
        self._writing.revise(ticket, comment, marker, body)

    def withdraw(self, ticket: Ref, comment: str) -> None:
        """Delete a comment of our own."""
        self._readings.wrote(ticket)
        self._writing.withdraw(ticket, comment)

    def add_label(self, ticket: Ref, label: str) -> None:
        """Put one label on a ticket."""
        self._readings.wrote(ticket)
        self._writing.add_label(ticket, label)

    def remove_label(self, ticket: Ref, label: str) -> None:
        """Take one label off a ticket."""
        self._readings.wrote(ticket)
        self._writing.remove_label(ticket, label)

    def make_label(self, place: str, label: str) -> None:
        """Create a label in a repository; fine where it exists."""
        self._writing.make_label(place, label)

    def set_day(self, ticket: Ref, day: str, was: str) -> None:
        """Refused: GitHub's tickets have no field for the next check-in."""
        del day, was
        raise Refused(f"{self.name}: {ticket.key} has no field for a date.")

    def open(
        self,
        place: str,
        marker: Marker,
        title: str,
        body: str,
        labels: Collection[str],
        assignees: Collection[Account],
    ) -> str:
        """Open a ticket of our own; return its name."""
        new = self._opening.open(place, marker, title, body, labels, assignees)
        self._readings.wrote(new)
        return new.key

    def close(self, ticket: Ref, *, let_go: bool) -> None:
        """Close a ticket as completed, or as not planned."""
        self._readings.wrote(ticket)
        self._opening.close(ticket, let_go=let_go)

    def nod(self, ticket: Ref, comment: str, *, understood: bool) -> None:
        """Leave a thumb on a comment, or a puzzled face."""
        self._readings.wrote(ticket)
        self._writing.nod(ticket, comment, understood=understood)


_fits: type[Tracker] = GithubTracker
