"""A reading by GraphQL: a look around, then a hundred tickets a request."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from ilosync.core.model import Reading, Ticket

from .fetch import Fetch
from .from_graph import ticket
from .graph import Graph
from .graph_look import GraphLook
from .ground import Ground
from .hits import Hits
from .issue_types import IssueTypes
from .looking import Look, Looking
from .scope import is_late
from .search import Search
from .searches import in_organization, labelled, look_alikes
from .shapes import instant, mapping, text
from .streams import of


class GraphReading:
    """Reads by GraphQL. Raises `NoGraphql` where the server, or the token, has none."""

    def __init__(self, ground: Ground) -> None:
        self._on = ground
        self._graph = Graph(ground.tracker, ground.client, ground.clock)
        self._types = IssueTypes(ground.tracker, ground.client, ground.scope.label)
        self._looking = Looking(ground, self._graph, self._types)
        self._look = GraphLook(ground, self._graph, self._looking, self._types)

    def look(self, names: Collection[str]) -> Reading:
        """These tickets, by their names."""
        return self._look.at(names)

    def read(self, closed_since: datetime) -> Reading:
        """Everything that may matter."""
        fetch = Fetch(self._graph, closed_since)
        if self._on.scope.organization:
            return self._of_organization(fetch)
        look = self._looking.around()
        label = self._on.scope.label
        fetch.pages([s for p in look.places for s in of(p.key, p.labels, label)], look.hits.ids)
        self._complete(fetch, look.hits)
        return self._reading(fetch, look)

    def _of_organization(self, fetch: Fetch) -> Reading:
        """Candidates by search, each of them read directly; then the repositories they are in."""
        hits = Hits(self._on.scope, self._types)
        searches = self._searches(hits, fetch.since)
        fetch.pages(searches, hits.ids)
        self._complete(fetch, hits)
        nodes = fetch.found.values()
        places = {text(mapping(x.get("repository")).get("nameWithOwner")) for x in nodes}
        look = self._looking.at(self._on.scope.and_home(sorted(places)))
        if any(s.stuck for s in searches):
            fetch.failed[self._on.scope.organization] = "too many tickets of one second"
        return self._reading(fetch, look)

    def _searches(self, hits: Hits, since: datetime) -> list[Search]:
        """All that may be an ILO, with our labels and without."""
        scope = self._on.scope
        where = in_organization(scope.organization)
        ours = labelled(where, scope.label, since)
        *written, by_type = look_alikes(where, scope.label)
        return [
            *(Search(scope.organization, x, hits.any, bare=True) for x in ours),
            *(Search(scope.organization, x, hits.written) for x in written),
            Search(scope.organization, by_type, hits.by_type),
        ]

    def _complete(self, fetch: Fetch, hits: Hits) -> None:
        """Leave out what is of no use, and read the rest back to its beginning."""
        since = fetch.since
        fetch.drop(
            lambda x: x.get("state") != "OPEN" and is_late(instant(x.get("closedAt")), since)
        )
        fetch.read_on()
        fetch.know_type(hits.typed, self._on.scope.label)

    def _reading(self, fetch: Fetch, look: Look) -> Reading:
        lost = [f"{x} could not be read in full: {why}." for x, why in fetch.failed.items()]
        return Reading(
            self._on.tracker,
            self._tickets(fetch),
            tuple(look.places),
            whole=look.whole and not fetch.failed,
            remarks=(*look.remarks, *lost),
        )

    def _tickets(self, fetch: Fetch) -> tuple[Ticket, ...]:
        if not fetch.found:
            return ()
        us, scope = self._on.identity.us(), self._on.scope
        found = {}
        for node in fetch.found.values():
            one = ticket(node, scope.tracker, us, scope.label, self._on.notices)
            if scope.wants(one):
                found[one.id] = one
        return tuple(found.values())
