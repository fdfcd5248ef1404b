"""Jira as a tracker: Cloud and Data Center, through the `jira` client's own session."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ilosync.core.model import Account, Marker, Readers, Reading, Ref
from ilosync.ports import Clock, Tracker
from ilosync.trackers.limits import Kind
from ilosync.trackers.pacing import Pacer

from .account import People
from .client import Auth, Client
from .identity import Identity
from .limits import LIMITS
from .notices import Notices
from .reading import JiraReading
from .recent import Recent
from .scope import LET_GO, Scope
from .writing import Writing


class JiraTracker:
    """The issues of some projects on Jira Cloud, Data Center or a stand-in.

    `auth` is (user, API token) for Cloud or a personal access token for Data Center; `readers`
    what the configuration says of who can read; `formerly` accounts that ilosync had before;
    `visibility` (`role` or `group`, its name) restricts our comments; `date_field` is the name
    or id of the field for the next check-in; `let_go` are resolutions that mean "not done";
    `about_url` is where the marker's link leads (else to the ticket); `timeout` in seconds.
    An issue of a type that is called like the label counts as labelled.
    """

    def __init__(
        self,
        name: str,
        projects: Sequence[str],
        auth: Auth,
        clock: Clock,
        *,
        url: str,
        label: str = "ILO",
        readers: Readers | None = None,
        formerly: Collection[str] = (),
        about_url: str = "",
        visibility: tuple[str, str] | None = None,
        date_field: str | None = None,
        let_go: Collection[str] = LET_GO,
        timeout: float = 30,
        pacer: Pacer | None = None,
        verify: bool | str = True,
    ) -> None:
        self._name = name
        self._clock = clock
        self.pacer = pacer or Pacer(clock, LIMITS)
        scope = Scope(
            name,
            tuple({x.upper(): x for x in projects}.values()),
            label,
            readers,
            frozenset(x.lower() for x in formerly),
            about_url,
            visibility,
            date_field,
            frozenset(x.casefold() for x in let_go),
        )
        client = Client(name, url, auth, clock, self.pacer, timeout=timeout, verify=verify)
        people, notices, recent = People(), Notices(), Recent(clock.now())
        identity = Identity(scope, client, people)
        self._recent = recent
        self._reading = JiraReading(scope, client, clock, identity, people, notices, recent)
        self._writing = Writing(scope, client, clock, identity, people, notices, recent)

    @property
    def name(self) -> str:
        """What the configuration calls this tracker."""
        return self._name

    @property
    def spent(self) -> dict[str, int]:
        """Requests so far, by kind."""
        by = self.pacer.spent.requests
        return {"read": by[Kind.READ], "write": by[Kind.WRITE]}

    def read(self, only: Collection[Account] | None = None) -> Reading:
        """All tickets that may matter, or only those assigned to these accounts."""
        if only is not None and not only:
            return Reading(self._name)
        return self._reading.read(only)

    def heard_of(self, tickets: Collection[str]) -> None:
        """Read these tickets (keys or numbers) directly for the next minutes: a hint named them.

        A search may not find for a while what was opened or labelled a moment ago.
        """
        for ref in tickets:
            self._recent.touch(ref, self._clock.now())

    # --- writing -----------------------------------------------------------------------

    def say(self, ticket: Ref, marker: Marker, body: str) -> str:
        """Post words and marker as one new comment; return its id."""
        return self._writing.say(ticket, marker, body)

    def revise(self, ticket: Ref, comment: str, marker: Marker, body: str | None) -> None:
        """Replace the marker of our own comment, and its words unless `body` is None."""
        self._writing.revise(ticket, comment, marker, body)

    def withdraw(self, ticket: Ref, comment: str) -> None:
        """Delete a comment of our own."""
        self._writing.withdraw(ticket, comment)

    def add_label(self, ticket: Ref, label: str) -> None:
        """Put one label on a ticket."""
        self._writing.add_label(ticket, label)

    def remove_label(self, ticket: Ref, label: str) -> None:
        """Take one label off a ticket."""
        self._writing.remove_label(ticket, label)

    def make_label(self, place: str, label: str) -> None:
        """Nothing to do: Jira makes a label when it is first put on a ticket."""
        self._reading.places.labels.setdefault(place, set()).add(label)


_fits: type[Tracker] = JiraTracker
