"""A reading: one search, what the index may not know yet, and what it cut read on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from ilosync.core.model import Account, Reading, Ticket
from ilosync.ports import Clock

from .account import People
from .client import Client
from .fields import DateField
from .from_jira import FIELDS, Shaper, closed_at
from .history import Reader, Statuses
from .identity import Identity
from .jql import Wanted
from .more import More, comments_cut, history_cut
from .names import Names
from .notices import Notices
from .place import Places
from .recent import Recent
from .scope import CLOSED_FOR, Scope
from .search import RECONCILED, Found, Search
from .shapes import Json, instant, mapping, text

_MANY = 50  # accounts beyond which everything is read: an address may be only so long
_LONG = 8  # pages; a first reading that long leaves the permissions to the next


class JiraReading:
    """Reads everything that may matter, or what is assigned to some accounts."""

    def __init__(
        self,
        scope: Scope,
        client: Client,
        clock: Clock,
        identity: Identity,
        people: People,
        notices: Notices,
        recent: Recent,
    ) -> None:
        self._scope = scope
        self._client = client
        self._clock = clock
        self._identity = identity
        self._people = people
        self._notices = notices
        self._recent = recent
        self._statuses = Statuses()
        self._names = Names(client, people, self._statuses)
        self._date = DateField(scope, client)
        self._search = Search(scope.tracker, client)
        self._readings = 0
        self.places = Places(scope, client, clock)

    def read(self, only: Collection[Account] | None) -> Reading:
        """All tickets that may matter, or only those assigned to these accounts."""
        now = self._clock.now()
        us, cloud = self._identity.us(), self._identity.cloud()
        date_field = self._date.known()
        fields = (*FIELDS, *({date_field[0]} if date_field else ()))
        more = More(self._scope.tracker, self._client, fields)
        touched = self._recent.touched(now)
        found = self._search.all(
            Wanted(self._scope, self._whose(only)),
            fields,
            cloud=cloud,
            fresh=[x for x in touched if x.isdigit()][:RECONCILED],
        )
        direct = self._direct(found, touched, only, cloud=cloud)
        seen = more.tickets(direct, cloud=cloud)
        raws = {**{k: v for k, v in found.issues.items() if k not in direct}, **seen}
        reader = Reader(us, self._people, self._statuses, date_field)
        shaper = Shaper(self._scope, self._client.url, reader, self._notices)
        tickets = self._shape(raws, more, shaper, cloud=cloud)
        for number in raws:
            fresh = number in seen or (cloud and number in touched[:RECONCILED])
            self._recent.saw(number, now, direct=fresh)
        return self._reading(found, tickets, direct, only)

    def _whose(self, only: Collection[Account] | None) -> tuple[str, ...] | None:
        if only is None or len(only) > _MANY:
            return None
        return tuple(self._people.as_written(x) for x in sorted(only))

    # --- past the index --------------------------------------------------------------------

    def _direct(
        self, found: Found, touched: list[str], only: Collection[Account] | None, *, cloud: bool
    ) -> list[str]:
        """What is to be read by number: what was just written, and what the search lost.

        Cloud has read the former past its index already, fifty at most, if it found them.
        """
        known = self._recent.known(only)
        lost = [n for n, t in known.items() if n not in found.issues and not self._late(t)]
        reconciled = {x for x in touched[:RECONCILED] if x.isdigit()} if cloud else set()
        fresh = [x for x in touched if x not in reconciled or x not in found.issues]
        return list(dict.fromkeys([*fresh, *lost]))

    def _late(self, ticket: Ticket) -> bool:
        """Whether a ticket was closed too long ago to matter."""
        at = closed_at(ticket)
        return at is not None and at < self._clock.now() - CLOSED_FOR

    # --- from issues to tickets --------------------------------------------------------------

    def _shape(
        self, raws: dict[str, Json], more: More, shaper: Shaper, *, cloud: bool
    ) -> list[Ticket]:
        """The tickets; a long history that has not changed since is not read again."""
        known = {k: h for k, v in raws.items() if (h := self._recent.history(k, _updated(v)))}
        cut = {k for k, v in raws.items() if _is_cut(v)}
        more.read_on([raws[k] for k in cut if k not in known], cloud=cloud)
        for raw in raws.values():
            self._people.meet_all(raw)
            self._statuses.meet(mapping(mapping(raw.get("fields")).get("status")))
        self._names.learn(raws.values(), cloud=cloud)
        made, now = [], self._clock.now()
        for number, raw in raws.items():
            if number in cut and number in known:
                comments, events = known[number]
                short = shaper.ticket(raw, whole=False, now=now)
                made.append(replace(short, comments=comments, events=events, whole=True))
                continue
            ticket = shaper.ticket(raw, whole=not _is_cut(raw), now=now)
            if number in cut and ticket.whole:
                self._recent.keep(ticket, _updated(raw), now)
            made.append(ticket)
        return made

    # --- the answer ----------------------------------------------------------------------------

    def _reading(
        self,
        found: Found,
        tickets: list[Ticket],
        direct: list[str],
        only: Collection[Account] | None,
    ) -> Reading:
        first, self._readings = self._readings == 0, self._readings + 1
        places, lacking = self.places.all(ask=not (first and found.pages > _LONG))
        wanted = [t for t in tickets if self._scope.wants(t, None) and not self._late(t)]
        unseen, remarks = self._unseen(direct, {t.id for t in tickets})
        gone = {t.id for t in tickets} - {t.id for t in wanted}
        gone |= {n for n, t in self._recent.last.items() if self._late(t)}
        remarks += self._moved(t for t in tickets if t.id in gone and t.id in self._recent.last)
        self._recent.learn([*wanted, *unseen], gone - {t.id for t in unseen})
        answered = [t for t in (*wanted, *unseen) if self._scope.wants(t, only)]
        cut = [f"The history of {t.ref} could not be read in full." for t in wanted if not t.whole]
        return Reading(
            self._scope.tracker,
            tuple(answered),
            places,
            whole=found.whole,
            remarks=(*found.remarks, *self._date.remarks(), *lacking, *remarks, *cut),
        )

    def _unseen(self, direct: list[str], seen: set[str]) -> tuple[list[Ticket], list[str]]:
        """Tickets of the last reading that we cannot see now: unknown, which is not closed."""
        now, kept, remarks = self._clock.now(), [], []
        for number in direct:
            ticket = self._recent.last.get(number)
            if number in seen or ticket is None:
                continue
            if self._recent.lost(number, now):
                kept.append(replace(ticket, whole=False))
                remarks.append(
                    f"{ticket.ref} can no longer be seen by us: it is hidden (security level, "
                    "permission Browse projects) or deleted. Nothing is concluded from that."
                )
            else:
                self._recent.learn([], [number])
        return kept, remarks

    def _moved(self, tickets: Iterable[Ticket]) -> list[str]:
        return [
            f"{self._recent.last[t.id].ref} is now {t.ref}, which is not among `projects`."
            for t in tickets
            if not self._scope.has(t.ref)
        ]


def _is_cut(raw: Json) -> bool:
    return comments_cut(raw) or history_cut(raw)


def _updated(raw: Json) -> datetime | None:
    return instant(text(mapping(raw.get("fields")).get("updated")))
