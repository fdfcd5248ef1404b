"""From issues to tickets, each with its whole history."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from ilosync.core.model import Ticket
from ilosync.ports import Clock

from .account import People
from .client import Client
from .fields import DateField
from .from_jira import FIELDS, Shaper, closed_at
from .history import Reader, Statuses
from .identity import Identity
from .links import Links
from .more import More, comments_cut, history_cut
from .names import Names
from .notices import Notices
from .recent import Recent
from .scope import CLOSED_FOR, Scope
from .shapes import Json, instant, items, mapping, text

Issues = Mapping[str, Json]
"""Issues by their number."""


class Tickets:
    """Reads on where an answer was cut, explains what a history names, and remembers both."""

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
        self._more = More(scope.tracker, client)
        self.date = DateField(scope, client)
        self.links = Links(scope.tracker, client)

    def fields(self) -> tuple[str, ...]:
        """What is asked of each issue. Raises `Refused` where a configured field is not there."""
        date = self.date.known()
        return (*FIELDS, *([date[0]] if date else ()))

    def direct(self, names: Collection[str]) -> dict[str, Json]:
        """These issues as they are now, by the names that lead to them: keys or numbers."""
        if not names:
            return {}
        return self._more.tickets([*names], self.fields(), cloud=self._identity.cloud())

    def of(self, issues: Issues) -> list[Ticket]:
        """The tickets; a long history that has not changed since is not read again."""
        if not issues:
            return []
        cloud, shaper, now = self._identity.cloud(), self._shaper(), self._clock.now()
        known = {k: h for k, v in issues.items() if (h := self._recent.history(k, _updated(v)))}
        cut = {k for k, v in issues.items() if _is_cut(v)}
        self._more.read_on([issues[k] for k in cut if k not in known], self.fields(), cloud=cloud)
        for number, issue in issues.items():
            self.links.saw(number, items(mapping(issue.get("changelog")).get("histories")))
            self._people.meet_all(issue)
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
                self._recent.keep(ticket, _updated(issue), now)
            made.append(ticket)
        return made

    def at_first_sight(self, issue: Json) -> Ticket:
        """The ticket as far as its issue came, for a first question."""
        return self._shaper().ticket(issue, whole=False, now=self._clock.now())

    def late(self, ticket: Ticket) -> bool:
        """Whether a ticket was closed too long ago to matter."""
        at = closed_at(ticket)
        return at is not None and at < self._clock.now() - CLOSED_FOR

    def _shaper(self) -> Shaper:
        us, date = self._identity.us(), self.date.known()
        reader = Reader(us, self._people, self._statuses, date)
        return Shaper(self._scope, self._client.url, reader, self._notices)


def cut_remarks(tickets: Collection[Ticket]) -> list[str]:
    """A sentence for each ticket that is not whole."""
    return [f"The history of {t.ref} could not be read in full." for t in tickets if not t.whole]


def _is_cut(issue: Json) -> bool:
    return comments_cut(issue) or history_cut(issue)


def _updated(issue: Json) -> datetime | None:
    return instant(text(mapping(issue.get("fields")).get("updated")))
