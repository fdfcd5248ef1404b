"""What we have just written, and what the last reading knew: no search index is asked for that.

Atlassian docs, "Search and reconcile": an index lags behind writes by seconds to minutes.
May be lost at any time; no word of a ticket is in it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ilosync.core.model import Comment, Event, Ticket

LAG = timedelta(minutes=10)
_SETTLED = timedelta(minutes=1)  # clocks differ, and more may follow in the same moment
_GIVEN_UP = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class _Whole:
    updated: datetime
    comments: tuple[Comment, ...]
    events: tuple[Event, ...]


@dataclass(slots=True)
class Recent:
    """The tracker's short memory, by the numbers of tickets."""

    born: datetime
    last: dict[str, Ticket] = field(default_factory=dict)
    _touched: dict[str, datetime] = field(default_factory=dict)  # numbers, or keys as yet unknown
    _whole: dict[str, _Whole] = field(default_factory=dict)
    _lost: dict[str, datetime] = field(default_factory=dict)
    _sure: set[str] = field(default_factory=set)  # read directly, or long after our beginning

    # --- what the index may not know yet -------------------------------------------------

    def touch(self, ref: str, now: datetime) -> None:
        """Something was written to the ticket of this key or number, or is said to have been."""
        number = self.number(ref) or ref
        self._touched.pop(number, None)  # the latest stands last
        self._touched[number] = now
        self._whole.pop(number, None)

    def number(self, key: str) -> str | None:
        """The number of a ticket's key, as last read."""
        found = (n for n, t in self.last.items() if t.ref.key == key)
        return next(found, key if key.isdigit() else None)

    def touched(self, now: datetime) -> list[str]:
        """Tickets written to in the last minutes, the latest first."""
        old = [x for x, at in self._touched.items() if now - at > LAG]
        for ref in old:
            del self._touched[ref]
        return list(reversed(self._touched))

    # --- whether a reading can be relied on ------------------------------------------------

    def saw(self, number: str, now: datetime, *, direct: bool) -> None:
        """A ticket was read, past the index or by it."""
        if direct or now - self.born > LAG:
            self._sure.add(number)

    def sure(self, key: str) -> bool:
        """Whether what an earlier process wrote to a ticket minutes ago was surely read."""
        return (self.number(key) or key) in self._sure

    # --- long histories, read on once -------------------------------------------------------

    def keep(self, ticket: Ticket, updated: datetime | None, now: datetime) -> None:
        """Remember a history that took more requests, for as long as the ticket stays as it is."""
        if updated is not None and now - updated > _SETTLED:
            self._whole[ticket.id] = _Whole(updated, ticket.comments, ticket.events)

    def history(
        self, number: str, updated: datetime | None
    ) -> tuple[tuple[Comment, ...], tuple[Event, ...]] | None:
        """The whole history of a ticket that has not changed since; None where it is to be read."""
        known = self._whole.get(number)
        if known is None or updated is None or known.updated != updated:
            return None
        return known.comments, known.events

    # --- what cannot be seen any more ---------------------------------------------------------

    def lost(self, number: str, now: datetime) -> bool:
        """Whether a ticket that we cannot see is to be kept as unknown; not for ever."""
        return now - self._lost.setdefault(number, now) <= _GIVEN_UP

    def learn(self, tickets: Collection[Ticket], gone: Collection[str]) -> None:
        """Take a reading over; `gone` are those of the last one that do not matter any more."""
        for number in gone:
            self.last.pop(number, None)
        for ticket in tickets:
            self.last[ticket.id] = ticket
            if ticket.whole:
                self._lost.pop(ticket.id, None)
