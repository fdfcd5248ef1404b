"""A reading by GraphQL: a look around, then a hundred tickets a request."""

from __future__ import annotations

from collections.abc import Collection

from ilosync.core.model import Account, Reading, Ticket
from ilosync.ports import Clock

from .client import Client
from .fetch import Fetch
from .from_graph import ticket
from .graph import Graph
from .identity import Identity
from .looking import Looking
from .notices import Notices
from .scope import CLOSED_FOR, Scope, accounts, is_late
from .shapes import instant
from .streams import of


class GraphReading:
    """Reads by GraphQL. Raises `NoGraphql` where the server, or the token, has none."""

    def __init__(
        self, scope: Scope, client: Client, clock: Clock, identity: Identity, notices: Notices
    ) -> None:
        self._scope = scope
        self._clock = clock
        self._identity = identity
        self._notices = notices
        self._graph = Graph(scope.tracker, client, clock)
        self._looking = Looking(scope, client, self._graph, identity)

    def read(self, only: Collection[Account] | None) -> Reading:
        """Everything that may matter, or what is assigned to these accounts."""
        whose = accounts(only)
        look = self._looking.around(whose[0] if len(whose) == 1 else None)
        label = self._scope.label
        streams = [s for p in look.places for s in of(p.key, p.labels, label, whose)]
        now = self._clock.now()
        fetch = Fetch(self._graph, now - CLOSED_FOR)
        fetch.pages(streams, list(look.hints))
        fetch.drop(lambda x: x.get("state") != "OPEN" and is_late(instant(x.get("closedAt")), now))
        fetch.read_on()
        fetch.know_types(look.types)
        lost = [f"{x} could not be read in full: {why}." for x, why in fetch.failed.items()]
        return Reading(
            self._scope.tracker,
            self._tickets(fetch, only),
            tuple(look.places),
            whole=look.whole and not fetch.failed,
            remarks=(*look.remarks, *lost),
        )

    def _tickets(self, fetch: Fetch, only: Collection[Account] | None) -> tuple[Ticket, ...]:
        if not fetch.found:
            return ()
        us, scope = self._identity.us(), self._scope
        found = {}
        for node in fetch.found.values():
            one = ticket(node, scope.tracker, us, scope.label, self._notices)
            if scope.wants(one, only):
                found[one.id] = one
        return tuple(found.values())
