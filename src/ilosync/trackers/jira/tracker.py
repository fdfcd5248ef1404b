"""Jira as a tracker: Cloud and Data Center, through the `jira` client's own session."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from ilosync.core.model import Account, Marker, Readers, Reading, Ref
from ilosync.errors import Refused
from ilosync.ports import Check, Clock, Hint, Tracker
from ilosync.trackers.limits import Kind
from ilosync.trackers.pacing import Pacer

from .checks import Checks
from .client import Auth, Client
from .closing import Closing
from .ground import Ground
from .limits import LIMITS
from .looking import Looking
from .opening import Opening
from .people_there import nobodys
from .planned import Planned
from .polling import Polling
from .reading import JiraReading
from .scope import ISSUE_TYPE, LET_GO, Scope
from .search import Search
from .tickets import Tickets
from .writing import Writing


class JiraTracker:
    """The issues of some projects on Jira Cloud, Data Center or a stand-in.

    `auth` is (user, API token) for Cloud or a personal access token for Data Center; `readers`
    what the configuration says of who can read; `formerly` accounts that ilosync had before;
    `visibility` (`role` or `group`, its name) restricts our comments; `date_field` is the name
    or id of the field for the next check-in, `write_date` whether we fill it in; `let_go` are
    resolutions, or statuses, that mean "not done"; `home` is the project where we may open
    tickets of our own, `issue_type` their type where a project has it; `about_url` is where the
    marker's link leads (else to the ticket); `timeout` in seconds. An issue of a type that is
    called like the label counts as labelled. For one thread at a time.
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
        let_go: Sequence[str] = LET_GO,
        home: str | None = None,
        issue_type: str = ISSUE_TYPE,
        timeout: float = 30,
        pacer: Pacer | None = None,
        verify: bool | str = True,
    ) -> None:
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
            tuple(dict.fromkeys(x.casefold() for x in let_go)),
            (home or "").upper(),
            issue_type,
        )
        client = Client(name, url, auth, clock, self.pacer, timeout=timeout, verify=verify)
        self._on = Ground.of(scope, client, clock)
        search = Search(scope, client)
        self._tickets = Tickets(self._on)
        self._reading = JiraReading(self._on, self._tickets, search)
        self._looking = Looking(self._on, self._tickets)
        self._polling = Polling(self._on, search)
        self._planned = Planned(self._on)
        self._writing = Writing(self._on)
        self._opening = Opening(self._on)
        self._checks = Checks(self._on, self._opening.kinds)
        self._closing = Closing(self._on)

    @property
    def name(self) -> str:
        """What the configuration calls this tracker."""
        return self._on.tracker

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
        return self._on.identity.known()

    # --- reading -----------------------------------------------------------------------

    def read(self, closed_since: datetime | None = None) -> Reading:
        """All tickets that may matter."""
        return self._reading.read(closed_since)

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
        numbers = {ref: self._on.recent.number(ref.key) for ref in tickets}
        return {ref: self._tickets.links.of(n) for ref, n in numbers.items() if n is not None}

    def examine(self) -> tuple[Check, ...]:
        """Whether all is there that we need; nothing is written."""
        return self._checks.all()

    def examine_people(self, accounts: Collection[Account]) -> tuple[Check, ...]:
        """A line for each of these accounts that is nobody's here."""
        cloud = self._on.identity.cloud()
        return nobodys(self.name, self._on.client, accounts, cloud=cloud)

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

    def open(
        self,
        place: str,
        marker: Marker,
        title: str,
        body: str,
        labels: Collection[str],
        assignees: Collection[Account],
    ) -> str:
        """Open a ticket of our own; return its key."""
        return self._opening.open(place, marker, title, body, labels, assignees)

    def close(self, ticket: Ref, *, let_go: bool) -> None:
        """Close a ticket as done, or as let go; fine where it is closed already."""
        self._closing.close(ticket, let_go=let_go)

    def nod(self, ticket: Ref, comment: str, *, understood: bool) -> None:
        """Refused: no reading tells of signs on Jira's comments, for its interface has none."""
        del comment, understood
        raise Refused(f"{self.name}: comments on {ticket.key} take no signs: Jira has none.")


_fits: type[Tracker] = JiraTracker
