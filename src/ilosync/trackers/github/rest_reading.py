"""A reading by REST, where a server or a token has no GraphQL."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime

from ilosync.core.model import Place, Reading, Ref, Ticket
from ilosync.core.past import closed_from
from ilosync.errors import NotAllowed, Refused

from .from_rest import History, ticket
from .ground import Ground
from .looking import remarks_on
from .names import issue, refs
from .rest_candidates import Found, RestCandidates
from .rest_history import RestHistory
from .rest_places import RestPlaces
from .scope import is_late
from .shapes import Json, instant

Test = Callable[[Ticket, Json], bool]


class RestReading:
    """Reads by REST: more requests, and no boxes, but the same tickets."""

    def __init__(self, ground: Ground) -> None:
        self._on = ground
        self._places = RestPlaces(ground)
        self._candidates = RestCandidates(ground)
        self.histories = RestHistory(ground.tracker, ground.client, ground.clock, ground.notices)

    def read(self, closed_since: datetime) -> Reading:
        """Everything that may matter."""
        self._on.identity.us()
        found, places, remarks = Found(), list[Place](), list[str]()
        if self._on.scope.organization:
            found = self._candidates.of_organization(closed_since)
            keys = self._on.scope.and_home(sorted({ref.place for ref in found}))
            places = [self._places.known(x) for x in keys]
        for asked in self._on.scope.repositories:
            place, off = self._places.read(asked)
            remarks += remarks_on(asked, place.key, off=off)
            places.append(place)
            if not off:
                found |= self._candidates.labelled(place, closed_since)
        if self._on.scope.repositories:
            found |= self._candidates.look_alikes([p.key for p in places], found)
        had = self.histories.no_timeline
        wanted = self._tickets(found, closed_since, lambda plain, _: self._on.scope.wants(plain))
        tickets = tuple(wanted)
        if self.histories.no_timeline and not had:
            remarks.append("This server has no timelines: labels and owners have no history.")
        return Reading(self._on.tracker, tickets, tuple(places), remarks=tuple(remarks))

    def look(self, names: Collection[str]) -> Reading:
        """These tickets, and what is gone or cannot be seen."""
        found, places, hidden = Found(), dict[str, Place](), dict[str, str]()
        for ref in refs(self._on.tracker, names):
            if self._places.has(ref.place):
                try:
                    found |= self._there(ref, places)
                except NotAllowed:
                    raise
                except Refused as no:
                    hidden[ref.key] = str(no)
        since = closed_from(self._on.clock.now(), None)
        known = self._tickets(found, since, self._may_matter)
        tickets = tuple(x for x in known if self._carries(x) or self._on.scope.wants(x))
        return Reading(
            self._on.tracker,
            tickets,
            tuple(places.values()),
            remarks=tuple(dict.fromkeys(hidden.values())),
            gone=frozenset(names) - {t.ref.key for t in tickets} - hidden.keys(),
            unseen=frozenset(hidden),
        )

    def _there(self, ref: Ref, places: dict[str, Place]) -> Found:
        """A ticket where it is now, and its repository; nothing where there is none of ours."""
        place = self._places.known(ref.place)
        places[place.key] = place
        there = issue(self._on, ref)
        if there is None or not self._places.has(there[0].place):
            return {}
        if there[0].place != place.key:
            place = self._places.known(there[0].place)
            places[place.key] = place
        return dict([there])

    def _may_matter(self, plain: Ticket, raw: Json) -> bool:
        """Whether a ticket matters, is ours, or has comments, of which one may be ours."""
        ours = plain.marker is not None or raw.get("comments") != 0
        return ours or self._on.scope.wants(plain)

    def _carries(self, ticket: Ticket) -> bool:
        return ticket.marker is not None or any(c.marker for c in ticket.comments)

    def _tickets(self, found: Found, since: datetime, wanted: Test) -> Iterator[Ticket]:
        """Those that are wanted, with their histories."""
        if not found:
            return
        us, scope = self._on.identity.us(), self._on.scope
        for ref, raw in found.items():
            plain = ticket(raw, ref, us, scope.label, History())
            late = not plain.open and is_late(instant(raw.get("closed_at")), since)
            if late or not wanted(plain, raw):
                continue
            history = self.histories.of(ref.key, raw, us)
            if history is not None:
                yield ticket(raw, ref, us, scope.label, history)
