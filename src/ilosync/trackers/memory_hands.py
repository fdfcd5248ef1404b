"""What people do in the browser, with a tracker in memory.

Accounts and labels exist once they are named; there is one place, `acme/learning` or `GROW`;
time is given.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from ilosync.core.model import Account, Comment, Event, Ref, Ticket, Turn
from ilosync.errors import Refused

from .commands import commands, looks_like_ilo, ticked
from .form import says
from .marker import find, first
from .mirrors import of_ticket, same_as

ME = Account("ilosync[bot]")


class Hands:
    """One place of tickets, as people use it: `opens`, `writes`, `labels` …"""

    def __init__(
        self,
        name: str = "memory",
        place: str = "acme/learning",
        now: datetime = datetime(2026, 11, 23, 10, tzinfo=UTC),
        label: str = "ILO",
        labels: Iterable[str] = ("ILO", "ilo:paused"),
        *,
        dated: bool = False,
        signs: bool = True,
    ) -> None:
        self.name, self.place, self.now, self.label = name, place, now, label
        self.tickets: dict[Ref, Ticket] = {}
        self.texts: dict[str, str] = {}
        self.bodies: dict[Ref, str] = {}
        self.known_labels = set(labels)
        self.whole = True
        self.dated = dated  # whether tickets have a field for the next check-in
        self.signs = signs  # whether a comment may carry the sign that it was read
        self.nods: dict[str, bool] = {}  # our signs by comment: whether it was understood
        self.strangers: set[str] = set()  # accounts that cannot be put on a ticket
        self.led: dict[Ref, frozenset[str]] = {}
        self.spent = {"read": 0, "write": 0}
        self.ours = frozenset({str(ME)})
        self.remaining: dict[str, int] = {}
        self._changed: list[Ref] = []
        self._where: dict[str, Ref] = {}
        self._ids = count(1)
        self._last = 0  # the newest ticket's number

    def passes(self, seconds: float) -> None:
        """Let time go by."""
        self.now += timedelta(seconds=seconds)

    def opens(
        self,
        by: str,
        title: str = "Learn to listen",
        *,
        labels: tuple[str, ...] = (),
        assignees: tuple[str, ...] = (),
        body: str = "",
    ) -> Ref:
        """Open a ticket."""
        between = "#" if "/" in self.place else "-"
        self._last += 1
        ref = Ref(self.name, f"{self.place}{between}{self._last}")
        new = Ticket(ref, f"id-{ref.number}", title, f"memory:{ref.key}", self.now, Account(by))
        self.bodies[ref] = body
        planned = "" if self.dated else None
        self._put(replace(self._read_body(new, body), boxes=True, planned=planned))
        for label in labels:
            self.labels(by, ref, label)
        for who in assignees:
            self.assigns(by, ref, who)
        return ref

    def edits(self, by: str, ticket: Ref, body: str) -> None:
        """Rewrite the text of a ticket, anybody's."""
        self.bodies[ticket] = body
        edited = replace(self._get(ticket), edited_at=self.now, edited_by=Account(by))
        self._put(self._read_body(edited, body))

    def body(self, ticket: Ref) -> str:
        """The source text of a ticket."""
        return self.bodies[ticket]

    def writes(self, by: str, ticket: Ref, text: str) -> str:
        """Comment on a ticket."""
        return self._comment(Account(by), ticket, text)

    def rewrites(self, by: str, comment: str, text: str) -> None:
        """Edit any comment."""
        ref = self._where[comment]
        old = next(c for c in self._get(ref).comments if c.id == comment)
        self.texts[comment] = text
        done = replace(self._read_comment(old, text), edited_at=self.now)
        if old.by == ME:
            done = replace(done, ticked_by=Account(by) if ticked(text) and by != ME else None)
        self._swap(ref, done)

    def deletes(self, by: str, comment: str) -> None:
        """Delete any comment."""
        ref = self._where.pop(comment)
        ticket = self._get(ref)
        gone = next(c for c in ticket.comments if c.id == comment)
        left = tuple(c for c in ticket.comments if c.id != comment)
        self._put(replace(ticket, comments=left))
        if gone.by == ME:
            self._happens(ref, Turn.NOTICE_DELETED, by)

    def seen(self, comment: str) -> str:
        """The source text of a comment."""
        return self.texts[comment]

    def labels(self, by: str, ticket: Ref, label: str) -> None:
        """Put a label on."""
        old = self._get(ticket)
        self.known_labels.add(label)
        if not old.has(label):
            self._happens(ticket, Turn.LABELLED, by, label, labels=old.labels | {label})

    def unlabels(self, by: str, ticket: Ref, label: str) -> None:
        """Take a label off."""
        old = self._get(ticket)
        left = frozenset(x for x in old.labels if x.casefold() != label.casefold())
        if left != old.labels:
            self._happens(ticket, Turn.UNLABELLED, by, label, labels=left)

    def assigns(self, by: str, ticket: Ref, who: str) -> None:
        """Assign a ticket."""
        old = self._get(ticket).assignees
        if who not in old:
            self._happens(ticket, Turn.ASSIGNED, by, who, assignees=(*old, Account(who)))

    def unassigns(self, by: str, ticket: Ref, who: str) -> None:
        """Take an assignee off."""
        old = self._get(ticket).assignees
        if who in old:
            left = tuple(a for a in old if a != who)
            self._happens(ticket, Turn.UNASSIGNED, by, who, assignees=left)

    def dates(self, by: str, ticket: Ref, day: str) -> None:
        """Write a date into the field for the next check-in, or clear it."""
        if self._get(ticket).planned != day:
            self._happens(ticket, Turn.DATE_SET, by, day, planned=day)

    def leads(self, ticket: Ref, to: str) -> None:
        """Link a ticket to another one's address or key."""
        self.led[ticket] = self.led.get(ticket, frozenset()) | {of_ticket(to)}

    def removes(self, by: str, ticket: Ref) -> None:
        """Delete a ticket for good."""
        del by, self.tickets[ticket]

    def closes(self, by: str, ticket: Ref, *, let_go: bool = False) -> None:
        """Close a ticket."""
        if self._get(ticket).open:
            self._happens(ticket, Turn.CLOSED, by, open=False, let_go=let_go)

    def reopens(self, by: str, ticket: Ref) -> None:
        """Open it again."""
        if not self._get(ticket).open:
            self._happens(ticket, Turn.REOPENED, by, open=True, let_go=False)

    def sets_date(self, by: str, ticket: Ref, day: str) -> None:
        """Set the field of the next check-in, where a tracker has one."""
        self._happens(ticket, Turn.DATE_SET, by, day)

    # --- inside -----------------------------------------------------------------------

    def _get(self, ref: Ref) -> Ticket:
        if ref not in self.tickets:
            raise Refused(f"there is no ticket {ref}")
        return self.tickets[ref]

    def _happens(self, ref: Ref, turn: Turn, by: str, what: str = "", **changes: object) -> None:
        ticket = self._get(ref)
        event = Event(self.now, turn, Account(by), what, by == ME)
        self._put(replace(ticket, events=(*ticket.events, event), **changes))  # type: ignore[arg-type]

    def _comment(self, by: Account, ref: Ref, text: str) -> str:
        ticket = self._get(ref)
        new = self._read_comment(Comment(str(next(self._ids)), self.now, by), text)
        self._put(replace(ticket, comments=(*ticket.comments, new)))
        self.texts[new.id] = text
        self._where[new.id] = ref
        return new.id

    def _read_comment(self, comment: Comment, text: str) -> Comment:
        marker = find(text)[0]
        if comment.by == ME:
            return replace(comment, marker=marker)
        found = commands(text)
        seen = comment.id in self.nods if self.signs and found else None
        return replace(comment, foreign=marker, commands=found, seen=seen)

    def _read_body(self, ticket: Ticket, body: str) -> Ticket:
        return replace(
            ticket,
            looks_like_ilo=looks_like_ilo(ticket.title, body, None, self.label),
            same_as=same_as(body),
            says=says(body),
            marker=first(body) if ticket.author == ME else None,
        )

    def _swap(self, ref: Ref, comment: Comment) -> None:
        ticket = self._get(ref)
        comments = tuple(comment if c.id == comment.id else c for c in ticket.comments)
        self._put(replace(ticket, comments=comments))

    def _put(self, ticket: Ticket) -> None:
        self.tickets[ticket.ref] = ticket
        self._changed.append(ticket.ref)
