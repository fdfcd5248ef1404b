"""A tracker in memory: for tests, for what-if, and the contract by example."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from ilosync.core.labels import FAMILY, resembles
from ilosync.core.model import (
    Account,
    Comment,
    Marker,
    Place,
    Readers,
    Reading,
    Ref,
    Ticket,
    Turn,
)
from ilosync.core.past import closed_from
from ilosync.errors import Refused, Unproven
from ilosync.mentions import at_names
from ilosync.ports import Check, Hint, Tracker

from .marker import find, hide
from .memory_hands import ME, Hands

__all__ = ["ME", "MemoryTracker"]


class MemoryTracker(Hands):
    """One place of tickets in memory, with the promises of `Tracker`."""

    def read(self, closed_since: datetime | None = None) -> Reading:
        """Everything that may matter."""
        self.spent["read"] += 1
        since = closed_from(self.now, closed_since)
        found = tuple(t for t in self.tickets.values() if self._matters(t, since))
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

    def open(
        self,
        place: str,
        marker: Marker,
        title: str,
        body: str,
        labels: Collection[str],
        assignees: Collection[Account],
    ) -> str:
        """Open a ticket of our own, with those on it who can be."""
        self._count()
        if place != self.place:
            raise Refused(f"there is no place {place}")
        owners = tuple(x for x in assignees if x not in self.strangers)
        text = hide(marker, at_names(body))
        return str(self.opens(ME, title, labels=tuple(labels), assignees=owners, body=text))

    def close(self, ticket: Ref, *, let_go: bool) -> None:
        """Close a ticket at its owner's word."""
        self._count()
        self.closes(ME, ticket, let_go=let_go)

    def nod(self, ticket: Ref, comment: str, *, understood: bool) -> None:
        """Leave a sign on a comment."""
        self._count()
        if not self.signs:
            raise Refused("comments take no signs here")
        found = next((c for c in self._get(ticket).comments if c.id == comment), None)
        if found is None:
            raise Refused(f"there is no comment {comment} on {ticket}")
        self.nods[comment] = understood
        self._swap(ticket, self._read_comment(found, self.texts[comment]))

    # --- inside -----------------------------------------------------------------------

    def _count(self) -> None:
        self.spent["write"] += 1

    def _ours(self, ref: Ref, comment: str) -> Comment:
        found = (c for c in self._get(ref).comments if c.id == comment and c.by == ME)
        if (ours := next(found, None)) is None:
            raise Refused(f"there is no notice {comment} on {ref}")
        return ours

    def _places(self) -> tuple[Place, ...]:
        labels = frozenset(self.known_labels)
        return (Place(self.name, self.place, labels, readers=Readers.TEAM),)

    def _may_matter(self, ticket: Ticket) -> bool:
        """Whether it matters, or is ours or carries a notice of ours and is not closed for long."""
        ours = ticket.marker is not None or any(c.marker for c in ticket.comments)
        since = closed_from(self.now, None)
        return self._matters(ticket, since) or (ours and not self._late(ticket, since))

    def _matters(self, ticket: Ticket, since: datetime) -> bool:
        ours = ticket.has(self.label) or any(
            x.casefold().startswith(FAMILY) or resembles(x, self.label) for x in ticket.labels
        )
        if ticket.open:
            return ours or ticket.looks_like_ilo
        return ours and not self._late(ticket, since)

    def _late(self, ticket: Ticket, since: datetime) -> bool:
        if ticket.open:
            return False
        return max(e.at for e in ticket.events if e.turn is Turn.CLOSED) < since


_fits: type[Tracker] = MemoryTracker
