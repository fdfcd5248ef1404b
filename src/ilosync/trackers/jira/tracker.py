"""Jira as a tracker: Cloud and Data Center, through the `jira` client's own session."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from ilosync.core.model import Account, Marker, Readers, Reading, Ref
from ilosync.ports import Check, Clock, Hint, Tracker
from ilosync.trackers.limits import Kind
from ilosync.trackers.pacing import Pacer

from .account import People
from .checks import Checks
from .client import Auth, Client
from .identity import Identity
from .limits import LIMITS
from .looking import Looking
from .notices import Notices
from .people_there import nobodys
from .planned import Planned
from .polling import Polling
from .reading import JiraReading
from .recent import Recent
from .scope import LET_GO, Scope
from .search import Search
from .tickets import Tickets
from .writing import Writing


class JiraTracker:
    """The issues of some projects on Jira Cloud, Data Center or a stand-in.

    `auth` is (user, API token) for Cloud or a personal access token for Data Center; `readers`
    what the configuration says of who can read; `formerly` accounts that ilosync had before;
    `visibility` (`role` or `group`, its name) restricts our comments; `date_field` is the name
    or id of the field for the next check-in, `write_date` whether we fill it in; `let_go` are
    resolutions that mean "not done"; `about_url` is where the marker's link leads (else to the
    ticket); `timeout` in seconds. An issue of a type that is called like the label counts as
    labelled. For one thread at a time.
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
        write_date: bool = False,
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
            write_date,
            frozenset(x.casefold() for x in let_go),
        )
        client = Client(name, url, auth, clock, self.pacer, timeout=timeout, verify=verify)
        people, notices, recent = People(), Notices(), Recent(clock.now())
        identity = Identity(scope, client, people)
        tickets = Tickets(scope, client, clock, identity, people, notices, recent)
        search = Search(scope, client)
        self._client = client
        self._identity = identity
        self._recent = recent
        self._tickets = tickets
        self._reading = JiraReading(scope, client, clock, identity, recent, tickets, search)
        self._looking = Looking(scope, clock, recent, notices, tickets)
        self._polling = Polling(scope, clock, identity, people, search)
        self._checks = Checks(scope, client, clock, tickets.date)
        self._planned = Planned(scope, client, clock, recent, tickets.date)
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

    @property
    def remaining(self) -> dict[str, int]:
        """Requests that are left, as the tracker last said, by the name of its budget."""
        return self.pacer.remaining

    @property
    def ours(self) -> frozenset[str]:
        """Our accountId (Cloud) or user name (Data Center); empty until something was read."""
        return self._identity.known()

    # --- reading -----------------------------------------------------------------------

    def read(self) -> Reading:
        """All tickets that may matter."""
        return self._reading.read()

    def look(self, tickets: Collection[str]) -> Reading:
        """These tickets, by key or number, as they are at this moment."""
        places, _ = self._reading.places.all(ask=False)
        return self._looking.look(tickets, places)

    def poll(self, cursor: str) -> tuple[Hint, str]:
        """What changed since a cursor, and the next one; a request for each hundred changes."""
        return self._polling.poll(cursor)

    def redeliver(self, since: datetime) -> bool:
        """Jira Cloud tries again by itself, and Data Center cannot be asked."""
        del since
        return False

    def links(self, tickets: Collection[Ref]) -> dict[Ref, frozenset[str]]:
        """Where tickets that were read lead by web links; a request for each that has some."""
        numbers = {ref: self._recent.number(ref.key) for ref in tickets}
        return {ref: self._tickets.links.of(n) for ref, n in numbers.items() if n is not None}

    def examine(self) -> tuple[Check, ...]:
        """Whether all is there that we need; nothing is written."""
        return self._checks.all()

    def examine_people(self, accounts: Collection[Account]) -> tuple[Check, ...]:
        """A line for each of these accounts that is nobody's here."""
        cloud = self._identity.cloud()
        return nobodys(self._name, self._client, accounts, cloud=cloud)

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

    def set_day(self, ticket: Ref, day: str, was: str) -> None:
        """Write the day of the next check-in into its field, unless somebody else did."""
        self._planned.set(ticket, day, was)


_fits: type[Tracker] = JiraTracker
