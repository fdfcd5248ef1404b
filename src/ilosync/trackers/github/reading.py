"""Reading, by GraphQL while the server and the token have it, and else by REST."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta

from structlog import get_logger

from ilosync.core.model import Reading, Ref
from ilosync.core.past import closed_from
from ilosync.errors import TryLater

from . import organization
from .answers import NoGraphql, NotRead
from .graph_reading import GraphReading
from .ground import Ground
from .rest_reading import RestReading

Way = GraphReading | RestReading
_ASK_AGAIN = timedelta(hours=1)  # a server that had no GraphQL may have it later
_log = get_logger(__name__)


class Readings:
    """Full readings, and looks at some tickets."""

    def __init__(self, ground: Ground) -> None:
        self._on = ground
        self._graph = GraphReading(ground)
        self._rest = RestReading(ground)
        self._no_graphql_until: datetime | None = None
        self._told = False
        self._wrote: set[str] = set()

    def read(self, closed_since: datetime | None) -> Reading:
        """All tickets that may matter."""
        since = closed_from(self._on.clock.now(), closed_since)
        found = self._by(lambda way: way.read(since))
        return self._of_organization(found) if self._on.scope.organization else found

    def look(self, names: Collection[str]) -> Reading:
        """These tickets."""
        return self._by(lambda way: way.look(names)) if names else Reading(self._on.tracker)

    def wrote(self, ticket: Ref) -> None:
        """We write to a ticket: what is known of it is old, and a search may not know it yet."""
        self._rest.histories.forget(ticket.key)
        if self._on.scope.organization:
            self._wrote.add(ticket.key)

    def _of_organization(self, found: Reading) -> Reading:
        """Add what we wrote to and no search showed; nothing at all may mean no access."""
        if not found.tickets:
            organization.insist(self._on)
        known = {t.ref for t in found.tickets}
        more = self.look(self._wrote - {ref.key for ref in known})
        self._wrote -= more.gone
        new = (t for t in more.tickets if t.ref not in known and self._on.scope.wants(t))
        return replace(
            found,
            tickets=(*found.tickets, *new),
            places=tuple({p.key: p for p in (*more.places, *found.places)}.values()),
            whole=found.whole and more.whole,
            remarks=(*found.remarks, *more.remarks),
            unseen=more.unseen,
        )

    def _by(self, ask: Callable[[Way], Reading]) -> Reading:
        if self._no_graphql_until is None or self._no_graphql_until <= self._on.clock.now():
            try:
                return ask(self._graph)
            except NotRead as cut:
                raise TryLater(f"{self._on.tracker}: GraphQL: {cut}") from None
            except NoGraphql as why:
                self._no_graphql_until = self._on.clock.now() + _ASK_AGAIN
                return self._without_graphql(ask, str(why))
        return ask(self._rest)

    def _without_graphql(self, ask: Callable[[Way], Reading], why: str) -> Reading:
        reading = ask(self._rest)
        if self._told:
            return reading
        self._told = True
        name = self._on.tracker
        _log.info("reading by REST", tracker=name, why=why)
        remark = f"{name} has no GraphQL for us ({why}): it is read by REST, without boxes."
        return replace(reading, remarks=(remark, *reading.remarks))
