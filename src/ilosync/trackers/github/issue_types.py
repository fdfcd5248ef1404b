"""Issue types of tickets, by REST: not every server's GraphQL knows them."""

from __future__ import annotations

from ilosync.errors import TryLater

from .client import Client
from .shapes import Json, loads, mapping, text, whole

_AT_MOST = 100  # a server that ignores the search for a type finds everything


class IssueTypes:
    """Reads the type of search hits, once for as long as the ticket stays as it is."""

    def __init__(self, tracker: str, client: Client) -> None:
        self._tracker = tracker
        self._client = client
        self._known: dict[str, tuple[str, str]] = {}

    def of(self, hit: Json) -> str:
        """The name of the ticket's type; empty where it has none."""
        node, updated = text(hit.get("id")), text(hit.get("updatedAt"))
        known = self._known.get(node)
        if known is not None and known[0] == updated:
            return known[1]
        if len(self._known) >= _AT_MOST:
            return ""
        place = text(mapping(hit.get("repository")).get("nameWithOwner"))
        answer = self._client.read(f"/repos/{place}/issues/{whole(hit.get('number'))}")
        if answer.broken:
            raise TryLater(f"{self._tracker}: {place} could not be read ({answer.status}).")
        kind = text(mapping(mapping(loads(answer.text)).get("type")).get("name"))
        self._known[node] = (updated, kind)
        return kind
