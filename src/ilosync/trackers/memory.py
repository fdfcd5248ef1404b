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
from ilosync.errors import Refused
from ilosync.mentions import at_names
from ilosync.ports import Tracker

from .commands import commands, looks_like_ilo, ticked
from .marker import find, hide

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
    ) -> None:
        self.name, self.place, self.now, self.label = name, place, now, label
        self.tickets: dict[Ref, Ticket] = {}
        self.texts: dict[str, str] = {}
        self.known_labels = set(labels)
        self.whole = True
        self.spent = {"read": 0, "write": 0}
        self._where: dict[str, Ref] = {}
        self._ids = count(1)

    # --- the port ---------------------------------------------------------------------

    def read(self, only: Collection[Account] | None = None) -> Reading:
        """Everything that may matter, or what is assigned to these accounts."""
        self.spent["read"] += 1
        found = (t for t in self.tickets.values() if self._matters(t))
        mine = (t for t in found if only is None or set(only) & set(t.assignees))
        place = Place(self.name, self.place, frozenset(self.known_labels), readers=Readers.TEAM)
        return Reading(self.name, tuple(mine), (place,), self.whole)

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
        )
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
        self.tickets[ref] = replace(ticket, comments=left)
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
        self.tickets[ref] = replace(ticket, events=(*ticket.events, event), **changes)  # type: ignore[arg-type]

    def _comment(self, by: Account, ref: Ref, text: str) -> str:
        ticket = self._get(ref)
        new = self._read_comment(Comment(str(next(self._ids)), self.now, by), text)
        self.tickets[ref] = replace(ticket, comments=(*ticket.comments, new))
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
        self.tickets[ref] = replace(ticket, comments=comments)

    def _matters(self, ticket: Ticket) -> bool:
        ours = ticket.has(self.label) or any(
            x.casefold().startswith(FAMILY) or resembles(x, self.label) for x in ticket.labels
        )
        if ticket.open:
            return ours or ticket.looks_like_ilo
        closed = max(e.at for e in ticket.events if e.turn is Turn.CLOSED)
        return ours and self.now - closed <= REMEMBERED


_fits: type[Tracker] = MemoryTracker
