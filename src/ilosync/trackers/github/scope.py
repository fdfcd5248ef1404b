"""What a GitHub tracker is asked to look at, as the configuration says it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from ilosync.core.labels import resembles
from ilosync.core.model import Readers, Ticket

from .labels import is_ours, matters


@dataclass(frozen=True, slots=True)
class Scope:
    """Which repositories, or else whose, under which label.

    `formerly` are ids of our earlier accounts; `home` is where tickets of our own are opened.
    """

    tracker: str
    repositories: tuple[str, ...]
    label: str
    readers: Readers | None = None
    formerly: frozenset[int] = frozenset()
    organization: str = ""
    home: str = ""

    def and_home(self, keys: Collection[str]) -> list[str]:
        """These repositories, and the one that matters even while it has no tickets."""
        known = {"", *(x.casefold() for x in keys)}
        return [*keys, *([] if self.home.casefold() in known else [self.home])]

    def wants(self, ticket: Ticket) -> bool:
        """Whether a ticket is one of those that the port promises."""
        if matters(ticket.labels, self.label):
            return True
        return ticket.open and self._may_be(ticket.labels, looks=ticket.looks_like_ilo)

    def is_label(self, name: str) -> bool:
        """Whether a label means something to us."""
        return is_ours(name, self.label)

    def hints(self, labels: Collection[str], *, looks: bool) -> bool:
        """Whether a search hit is worth reading: it may be an ILO and lacks the label."""
        return not matters(labels, self.label) and self._may_be(labels, looks=looks)

    def _may_be(self, labels: Collection[str], *, looks: bool) -> bool:
        return looks or any(resembles(x, self.label) for x in labels)


def is_late(closed_at: datetime | None, since: datetime) -> bool:
    """Whether a ticket was closed before an instant, from which on closed ones matter."""
    return closed_at is not None and closed_at < since
