"""What we remember of our own comments: that they are ours, where, and their words.

Jira keeps no event of a deleted comment, unless an administrator lets it: what we saw on a
ticket and is there no more was deleted. May be lost at any time; then a notice that somebody
deleted may come once more.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from ilosync.core.model import Event, Marker, Turn

from .marker import find


@dataclass(slots=True)
class Notices:
    """Our own comments as last read or written, by the number of their ticket."""

    _words: dict[str, str] = field(default_factory=dict)
    _on: dict[str, set[str]] = field(default_factory=dict)
    _deleted: dict[str, list[Event]] = field(default_factory=dict)

    def saw(self, ticket: str, comment: str, written: str) -> Marker | None:
        """Remember one of ours on a ticket, and tell its marker."""
        marker, words = find(written)
        if marker is not None:
            self._words[comment] = words
            self._on.setdefault(ticket, set()).add(comment)
        return marker

    def same(self, key: str, number: str) -> None:
        """What we wrote on a ticket when we knew only its key is on the ticket of this number."""
        if key in self._on:
            self._on.setdefault(number, set()).update(self._on.pop(key))

    def on(self, ticket: str) -> bool:
        """Whether we remember a notice on the ticket of this number."""
        return bool(self._on.get(ticket))

    def withdrew(self, comment: str) -> None:
        """Forget one that we have taken back ourselves."""
        self._words.pop(comment, None)
        for seen in self._on.values():
            seen.discard(comment)

    def words(self, comment: str) -> str | None:
        """The words without the marker; None where they are not known."""
        return self._words.get(comment)

    def deletions(
        self, ticket: str, there: Collection[str], logged: Collection[Event], now: datetime
    ) -> list[Event]:
        """Deletions of ours that the history does not tell, by nobody known, when first missed.

        `there` are the ids of all comments of the ticket, `logged` the deletions it tells of.
        """
        gone = self._on.get(ticket, set()) - set(there)
        for comment in gone:
            self.withdrew(comment)
        known = self._deleted.setdefault(ticket, [])
        known += [Event(now, Turn.NOTICE_DELETED)] * len(gone)
        return known[: max(len(known) - len(logged), 0)]

    def __contains__(self, comment: str) -> bool:
        return comment in self._words
