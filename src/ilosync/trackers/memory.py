"""A tracker in memory: for tests, for what-if, and the contract by example.

It has hands: `opens`, `writes`, `labels` … are what people do in the browser. Accounts and
labels exist once they are named; there is one place, `acme/learning` or `GROW`; time is given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from ilosync.core.labels import FAMILY, resembles
from ilosync.core.model import (
    Account,
    Comment,
    Event,
    Marker,
    Place,
    Readers,
    Reading,
    Ref,
    Ticket,
    Turn,
)
from ilosync.errors import Refused, Unproven
from ilosync.mentions import at_names
from ilosync.ports import Check, Hint, Tracker

from .commands import commands, looks_like_ilo, ticked
from .marker import find, hide
from .mirrors import of_ticket, same_as

ME = Account("ilosync[bot]")
REMEMBERED = timedelta(days=60)


class MemoryTracker:
    """One place of tickets in memory, with the promises of `Tracker`."""

    def __init__(
        self,
        name: str = "memory",
        place: str = "acme/learning",
        now: datetime = datetime(2026, 11, 23, 10, tzinfo=UTC),
        label: str = "ILO",
        labels: Iterable[str] = ("ILO", "ilo:paused"),
        *,
        dated: bool = False,
    ) -> None:
        self.name, self.place, self.now, self.label = name, place, now, label
        self.tickets: dict[Ref, Ticket] = {}
        self.texts: dict[str, str] = {}
        self.known_labels = set(labels)
        self.whole = True
        self.dated = dated  # whether tickets have a field for the next check-in
        self.led: dict[Ref, frozenset[str]] = {}
        self.spent = {"read": 0, "write": 0}
        self.ours = frozenset({str(ME)})
        self.remaining: dict[str, int] = {}
        self._changed: list[Ref] = []
        self._where: dict[str, Ref] = {}
        self._ids = count(1)

    # --- the port ---------------------------------------------------------------------

    def read(self) -> Reading:
        """Everything that may matter."""
        self.spent["read"] += 1
        found = tuple(t for t in self.tickets.values() if self._matters(t))
        return Reading(self.name, found, self._places(), self.whole)

    def look(self, tickets: Collection[str]) -> Reading:
        """These tickets; nothing is hidden here, so what is not there is gone."""
        if not tickets:
            return Reading(self.name)
        self.spent["read"] += 1
        known = {str(ref): t for ref, t in self.tickets.items() if str(ref) in tickets}
        found = {x: t for x, t in known.items() if self._may_matter(t)}
        gone = frozenset(tickets) - found.keys()
        return Reading(self.name, tuple(found.values()), self._places(), self.whole, gone=gone)

    def poll(self, cursor: str) -> tuple[Hint, str]:
        """What changed since; the cursor counts changes."""
        self.spent["read"] += 1
        changed = self._changed[int(cursor or len(self._changed)) :]
        owners = (a for ref in changed if ref in self.tickets for a in self._get(ref).assignees)
        return Hint(frozenset(owners), frozenset(map(str, changed))), str(len(self._changed))

    def redeliver(self, since: datetime) -> bool:
        """Nothing is delivered from memory."""
        del since
        return False

    def links(self, tickets: Collection[Ref]) -> dict[Ref, frozenset[str]]:
        """Where somebody said that tickets lead."""
        found = {ref: self.led[ref] for ref in tickets if ref in self.led}
        self.spent["read"] += len(found)
        return found

    def examine(self) -> tuple[Check, ...]:
        """Memory lacks nothing."""
        return (Check("address", ok=True, says="in memory"),)

    def say(self, ticket: Ref, marker: Marker, body: str) -> str:
        """Post a notice."""
        self._count()
        return self._comment(ME, ticket, hide(marker, at_names(body)))

    def revise(self, ticket: Ref, comment: str, marker: Marker, body: str | None) -> None:
        """Rewrite a notice, or only its marker."""
        self._count()
        old = self._ours(ticket, comment)
        words = find(self.texts[comment])[1] if body is None else body
        self.texts[comment] = hide(marker, words)
        self._swap(ticket, replace(old, marker=marker, edited_at=self.now, ticked_by=None))

    def withdraw(self, ticket: Ref, comment: str) -> None:
        """Delete a twin of ours."""
        self._count()
        self._ours(ticket, comment)
        self.deletes(ME, comment)

    def add_label(self, ticket: Ref, label: str) -> None:
        """Put a label on."""
        self._count()
        self.labels(ME, ticket, label)

    def remove_label(self, ticket: Ref, label: str) -> None:
        """Take a label off."""
        self._count()
        self.unlabels(ME, ticket, label)

    def make_label(self, place: str, label: str) -> None:
        """Let the place know a label."""
        self._count()
        if place != self.place:
            raise Refused(f"there is no place {place}")
        self.known_labels.add(label)

    def set_day(self, ticket: Ref, day: str, was: str) -> None:
        """Write a date into the field, unless somebody was faster."""
        self._count()
        holds = self._get(ticket).planned
        if holds is None:
            raise Refused("there is no such field")
        if holds not in (day, was):
            raise Unproven("somebody else wrote a date")
        self.dates(ME, ticket, day)

    # --- people's hands ---------------------------------------------------------------

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
        ref = Ref(self.name, f"{self.place}{between}{len(self.tickets) + 1}")
        self.tickets[ref] = Ticket(
            ref,
            f"id-{ref.number}",
            title,
            f"memory:{ref.key}",
            self.now,
            Account(by),
            looks_like_ilo=looks_like_ilo(title, body, None, self.label),
            boxes=True,
            same_as=same_as(body),
            planned="" if self.dated else None,
        )
        self._changed.append(ref)
        for label in labels:
            self.labels(by, ref, label)
        for who in assignees:
            self.assigns(by, ref, who)
        return ref

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

    def _count(self) -> None:
        self.spent["write"] += 1

    def _get(self, ref: Ref) -> Ticket:
        if ref not in self.tickets:
            raise Refused(f"there is no ticket {ref}")
        return self.tickets[ref]

    def _ours(self, ref: Ref, comment: str) -> Comment:
        found = (c for c in self._get(ref).comments if c.id == comment and c.by == ME)
        if (ours := next(found, None)) is None:
            raise Refused(f"there is no notice {comment} on {ref}")
        return ours

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
        return replace(comment, foreign=marker, commands=commands(text))

    def _swap(self, ref: Ref, comment: Comment) -> None:
        ticket = self._get(ref)
        comments = tuple(comment if c.id == comment.id else c for c in ticket.comments)
        self._put(replace(ticket, comments=comments))

    def _put(self, ticket: Ticket) -> None:
        self.tickets[ticket.ref] = ticket
        self._changed.append(ticket.ref)

    def _places(self) -> tuple[Place, ...]:
        labels = frozenset(self.known_labels)
        return (Place(self.name, self.place, labels, readers=Readers.TEAM),)

    def _may_matter(self, ticket: Ticket) -> bool:
        """Whether it matters, or carries a notice of ours and is not closed for long."""
        return self._matters(ticket) or (
            any(c.marker for c in ticket.comments) and not self._late(ticket)
        )

    def _matters(self, ticket: Ticket) -> bool:
        ours = ticket.has(self.label) or any(
            x.casefold().startswith(FAMILY) or resembles(x, self.label) for x in ticket.labels
        )
        if ticket.open:
            return ours or ticket.looks_like_ilo
        return ours and not self._late(ticket)

    def _late(self, ticket: Ticket) -> bool:
        if ticket.open:
            return False
        closed = max(e.at for e in ticket.events if e.turn is Turn.CLOSED)
        return self.now - closed > REMEMBERED


_fits: type[Tracker] = MemoryTracker
