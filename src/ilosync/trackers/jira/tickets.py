"""From issues to tickets, each with its whole history."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from ilosync.core.model import Ticket
from ilosync.core.past import closed_from

from .from_jira import FIELDS, Shaper, closed_at
from .ground import Ground
from .history import Reader, Statuses
from .links import Links
from .more import More, comments_cut, history_cut
from .names import Names
from .shapes import Json, instant, items, mapping, text

Issues = Mapping[str, Json]
"""Issues by their number."""


class Tickets:
    """Reads on where an answer was cut, explains what a history names, and remembers both."""

    def __init__(self, ground: Ground) -> None:
        self._on = ground
        self._statuses = Statuses()
        self._names = Names(ground.client, ground.people, self._statuses)
        self._more = More(ground.tracker, ground.client)
        self.links = Links(ground.tracker, ground.client)

    def fields(self) -> tuple[str, ...]:
        """What is asked of each issue. Raises `Refused` where a configured field is not there."""
        date = self._on.date.known()
        return (*FIELDS, *([date[0]] if date else ()))

    def direct(self, names: Collection[str]) -> dict[str, Json]:
        """These issues as they are now, by the names that lead to them: keys or numbers."""
        if not names:
            return {}
        return self._more.tickets([*names], self.fields(), cloud=self._on.identity.cloud())

    def of(self, issues: Issues) -> list[Ticket]:
        """The tickets; a long history that has not changed since is not read again."""
        if not issues:
            return []
        cloud, shaper, now = self._on.identity.cloud(), self._shaper(), self._on.clock.now()
        known = {k: h for k, v in issues.items() if (h := self._on.recent.history(k, _updated(v)))}
        cut = {k for k, v in issues.items() if _is_cut(v)}
        self._more.read_on([issues[k] for k in cut if k not in known], self.fields(), cloud=cloud)
        for number, issue in issues.items():
            self.links.saw(number, items(mapping(issue.get("changelog")).get("histories")))
            self._on.people.meet_all(issue)
            self._statuses.meet(mapping(mapping(issue.get("fields")).get("status")))
        self._names.learn(issues.values(), cloud=cloud)
        made = []
        for number, issue in issues.items():
            if number in cut and number in known:
                comments, events = known[number]
                short = shaper.ticket(issue, whole=False, now=now)
                made.append(replace(short, comments=comments, events=events, whole=True))
                continue
            ticket = shaper.ticket(issue, whole=not _is_cut(issue), now=now)
            if number in cut and ticket.whole:
                self._on.recent.keep(ticket, _updated(issue), now)
            made.append(ticket)
        return made

    def at_first_sight(self, issue: Json) -> Ticket:
        """The ticket as far as its issue came, for a first question."""
        return self._shaper().ticket(issue, whole=False, now=self._on.clock.now())

    def late(self, ticket: Ticket, closed_since: datetime | None = None) -> bool:
        """Whether a ticket was closed too long ago to matter."""
        at = closed_at(ticket)
        return at is not None and at < closed_from(self._on.clock.now(), closed_since)

    def _shaper(self) -> Shaper:
        us, date = self._on.identity.us(), self._on.date.known()
        reader = Reader(us, self._on.people, self._statuses, date)
        return Shaper(self._on.scope, self._on.client.url, reader, self._on.notices)


def cut_remarks(tickets: Collection[Ticket]) -> list[str]:
    """A sentence for each ticket that is not whole."""
    return [f"The history of {t.ref} could not be read in full." for t in tickets if not t.whole]


def _is_cut(issue: Json) -> bool:
    return comments_cut(issue) or history_cut(issue)


def _updated(issue: Json) -> datetime | None:
    return instant(text(mapping(issue.get("fields")).get("updated")))
