"""What we remember of our own comments: that they are ours, where, and their words."""

from __future__ import annotations

from dataclasses import dataclass, field

from ilosync.core.model import Marker
from ilosync.trackers.marker import find


@dataclass(slots=True)
class Notices:
    """Our own comments as last read or written; may be lost at any time."""

    _words: dict[str, str] = field(default_factory=dict)
    _on: dict[str, set[str]] = field(default_factory=dict)

    def saw(self, comment: str, written: str) -> Marker | None:
        """Remember one, and tell its marker."""
        marker, words = find(written)
        self._words[comment] = words
        return marker

    def said(self, ticket: str, comment: str, written: str) -> None:
        """Remember one that we have just written on a ticket."""
        self.saw(comment, written)
        self._on.setdefault(ticket, set()).add(comment)

    def withdrew(self, ticket: str, comment: str) -> None:
        """Forget one that we have taken back ourselves."""
        self._words.pop(comment, None)
        self._on.get(ticket, set()).discard(comment)

    def words(self, comment: str) -> str | None:
        """The words without the marker; None where they are not known."""
        return self._words.get(comment)

    def vanished(self, ticket: str, there: set[str]) -> int:
        """How many of ours are gone from a ticket since we last looked; `there` is what it has."""
        ours = {x for x in there if x in self._words}
        gone = self._on.get(ticket, set()) - ours
        self._on[ticket] = ours
        for comment in gone:
            self._words.pop(comment, None)
        return len(gone)

    def __contains__(self, comment: str) -> bool:
        return comment in self._words
