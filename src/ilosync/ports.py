"""What the shell needs from the outside. Trackers fit these; nothing inherits from them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from .core.model import Account, Marker, Reading, Ref


@dataclass(frozen=True, slots=True)
class Hint:
    """Whom and what to look at: owners old and new, tickets by name, or everyone.

    A hint is never a fact. A ticket's name is its key (`acme/learning#12`, `GROW-12`) or
    what else its tracker finds it by, such as Jira's number.
    """

    accounts: frozenset[Account] = frozenset()
    tickets: frozenset[str] = frozenset()
    everyone: bool = False

    def __bool__(self) -> bool:
        return bool(self.accounts or self.tickets or self.everyone)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that ilosync needs of a tracker, whether it is so, and else how to mend it."""

    about: str
    ok: bool
    says: str
    mend: str = ""


class Tracker(Protocol):
    """An issue tracker, reduced to what ilosync asks of it.

    How a marker is hidden in a comment is the tracker's own business. Each method
    raises `TryLater` (nothing happened), `Unproven` (a write that may have happened)
    or `Refused` (no, and no again), and nothing else. Adding a label that is there and
    taking off one that is not are both fine. Labels are touched one by one, never as a set.
    """

    @property
    def name(self) -> str:
        """What the configuration calls this tracker; the `tracker` of its refs."""

    @property
    def ours(self) -> frozenset[str]:
        """The ids by which deliveries of webhooks name our own account; empty until known."""

    def read(self, closed_since: datetime | None = None) -> Reading:
        """All tickets that may matter.

        They are: open tickets with the ILO label or an `ilo:` label; those closed in the last
        60 days, or since an instant before that; open ones that look like an ILO (form, type or
        title) and lack the label. To go further back costs no request but for more tickets.
        What was written through this object before is in the answer.
        """

    def look(self, tickets: Collection[str]) -> Reading:
        """These tickets as they are at this moment, read directly and never through a search.

        Beside those that matter it tells of those that do not any more but carry a notice of
        ours. `gone` are the names that lead to nothing of the kind, `unseen` those of which
        nobody can say: neither closed nor deleted. At most two requests for some tickets.
        """

    def poll(self, cursor: str) -> tuple[Hint, str]:
        """What changed since a cursor, and the next cursor; one request a place, or one in all.

        An empty cursor begins now and hints at nothing. What is named may have been named
        before; what changed is never left out, but for what no list shows (a deleted or
        transferred ticket), which a full reading finds. Where nothing changed, nothing is named.
        """

    def redeliver(self, since: datetime) -> bool:
        """Ask for the deliveries of webhooks that failed since then; False where nobody may ask."""

    def links(self, tickets: Collection[Ref]) -> dict[Ref, frozenset[str]]:
        """Where tickets that were read lead by links that no reading shows, as `Ticket.same_as`.

        Asked only of people who have more than one; a request for each that has such links.
        """

    def examine(self) -> tuple[Check, ...]:
        """Whether all is there that we need: address, account, permissions, labels, webhooks."""

    def say(self, ticket: Ref, marker: Marker, body: str) -> str:
        """Post words (Markdown) and marker as one new comment; return its id.

        A link to `mention:ACCOUNT` notifies that account, in the tracker's own way.
        """

    def revise(self, ticket: Ref, comment: str, marker: Marker, body: str | None) -> None:
        """Replace the marker of our own comment, and its words unless `body` is None."""

    def withdraw(self, ticket: Ref, comment: str) -> None:
        """Delete a comment of our own: the younger of two twins, nothing else ever."""

    def add_label(self, ticket: Ref, label: str) -> None:
        """Put one label on a ticket."""

    def remove_label(self, ticket: Ref, label: str) -> None:
        """Take one label off a ticket."""

    def make_label(self, place: str, label: str) -> None:
        """Create a label in a repository; fine where it exists."""

    def set_day(self, ticket: Ref, day: str, was: str) -> None:
        """Write an ISO date, or nothing, into the field for the next check-in.

        `Unproven` where the field holds neither `day` nor `was` any more: somebody was faster.
        """

    def open(
        self,
        place: str,
        marker: Marker,
        title: str,
        body: str,
        labels: Collection[str],
        assignees: Collection[Account],
    ) -> str:
        """Open a ticket of our own with words (Markdown) and marker; return its name.

        Readings show it with its marker from then on, for as long as it has an `ilo:` label, and
        looks even without, whatever people write above and below it. Accounts that cannot be put
        on it are left out. A link to `mention:ACCOUNT` notifies that account. The same again is
        another ticket.
        """

    def close(self, ticket: Ref, *, let_go: bool) -> None:
        """Close a ticket as done, or as let go; where it is closed already it stays as it is."""

    def nod(self, ticket: Ref, comment: str, *, understood: bool) -> None:
        """Leave a sign on a comment that its command was read, or that it was not understood.

        Only where readings tell of such signs (`Comment.seen` is not None), else `Refused`;
        twice is once.
        """

    @property
    def spent(self) -> dict[str, int]:
        """Requests so far by kind, for the summary: `{"read": 3, "write": 1}`."""

    @property
    def remaining(self) -> dict[str, int]:
        """Requests that the tracker last said are left, by the name of its budget."""


class Clock(Protocol):
    """Time as it is given to us, so that tests and the demo need not wait."""

    def now(self) -> datetime:
        """This instant, aware."""

    def sleep(self, seconds: float) -> None:
        """Let so much time pass."""
