"""A full reading: one search, and directly what its index may not know yet or has lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from ilosync.core.model import Reading, Ticket
from ilosync.core.past import closed_from

from .ground import Ground
from .place import Places
from .search import RECONCILED, Found, Search
from .shapes import text
from .tickets import Tickets, cut_remarks

_LONG = 8  # pages; a first reading that long leaves the permissions to the next


class JiraReading:
    """Reads everything that may matter."""

    def __init__(self, ground: Ground, tickets: Tickets, search: Search) -> None:
        self._on = ground
        self._tickets = tickets
        self._search = search
        self._readings = 0
        self.places = Places(ground.scope, ground.client, ground.clock)

    def read(self, closed_since: datetime | None = None) -> Reading:
        """All tickets that may matter."""
        now, cloud = self._on.clock.now(), self._on.identity.cloud()
        since = closed_from(now, closed_since)
        touched = self._on.recent.touched(now)
        fresh = [x for x in touched if x.isdigit()][:RECONCILED]
        found = self._search.all(
            self._tickets.fields(), cloud=cloud, fresh=fresh, closed_for=now - since
        )
        direct = self._direct(found, touched, cloud=cloud)
        seen = {text(x.get("id")): x for x in self._tickets.direct(direct).values()}
        issues = {**{k: v for k, v in found.issues.items() if k not in direct}, **seen}
        tickets = self._tickets.of(issues)
        for number in issues:
            past = number in seen or (cloud and number in touched[:RECONCILED])
            self._on.recent.saw(number, now, direct=past)
        return self._reading(found, tickets, direct, since)

    # --- past the index --------------------------------------------------------------------

    def _direct(self, found: Found, touched: list[str], *, cloud: bool) -> list[str]:
        """What is to be read by number: what was just written, and what the search lost.

        Cloud has read the former past its index already, fifty at most, if it found them.
        """
        known = self._on.recent.last
        lost = [n for n, t in known.items() if n not in found.issues and not self._tickets.late(t)]
        reconciled = {x for x in touched[:RECONCILED] if x.isdigit()} if cloud else set()
        fresh = [x for x in touched if x not in reconciled or x not in found.issues]
        return list(dict.fromkeys([*fresh, *lost]))

    # --- the answer ----------------------------------------------------------------------------

    def _reading(
        self, found: Found, tickets: list[Ticket], direct: list[str], since: datetime
    ) -> Reading:
        first, self._readings = self._readings == 0, self._readings + 1
        places, lacking = self.places.all(ask=not (first and found.pages > _LONG))
        late = self._tickets.late
        wanted = [t for t in tickets if self._on.scope.wants(t) and not late(t, since)]
        unseen, remarks = self._unseen(direct, {t.id for t in tickets})
        gone = {t.id for t in tickets} - {t.id for t in wanted}
        gone |= {n for n, t in self._on.recent.last.items() if late(t, since)}
        remarks += self._moved(t for t in tickets if t.id in gone and t.id in self._on.recent.last)
        self._on.recent.learn([*wanted, *unseen], gone - {t.id for t in unseen})
        said = (*found.remarks, *self._on.date.remarks(), *lacking, *remarks)
        return Reading(
            self._on.tracker,
            (*wanted, *unseen),
            places,
            remarks=(*said, *cut_remarks(wanted)),
        )

    def _unseen(self, direct: list[str], seen: set[str]) -> tuple[list[Ticket], list[str]]:
        """Tickets of the last reading that we cannot see now: unknown, which is not closed.

        They stay as they were last seen, not whole, so that nobody concludes anything of them.
        """
        now, kept, remarks = self._on.clock.now(), [], []
        for number in direct:
            ticket = self._on.recent.last.get(number)
            if number in seen or ticket is None:
                continue
            if self._on.recent.lost(number, now):
                kept.append(replace(ticket, whole=False))
                remarks.append(
                    f"{ticket.ref} can no longer be seen by us: it is hidden (security level, "
                    "permission Browse projects) or deleted. Nothing is concluded from that."
                )
            else:
                self._on.recent.learn([], [number])
        return kept, remarks

    def _moved(self, tickets: Iterable[Ticket]) -> list[str]:
        return [
            f"{self._on.recent.last[t.id].ref} is now {t.ref}, which is not among `projects`."
            for t in tickets
            if not self._on.scope.has(t.ref)
        ]
