"""Issue types of tickets, by REST: not every server's GraphQL knows them."""

from __future__ import annotations

from .client import Client
from .lists import Gone, every
from .shapes import Json, mapping, text, whole


class IssueTypes:
    """Which open tickets are of the type that is called like the label."""

    def __init__(self, tracker: str, client: Client, label: str) -> None:
        self._tracker = tracker
        self._client = client
        self._label = label

    def of(self, place: str) -> frozenset[int]:
        """Their numbers in one repository; none on a server that knows no types."""
        found: set[int] = set()
        asked = {"type": self._label, "state": "open"}
        try:
            for raw in every(self._client, self._tracker, f"/repos/{place}/issues", asked):
                if not self._is_one(raw):
                    return frozenset()  # it lists everything: it does not know what a type is
                found.add(whole(raw.get("number")) or 0)
        except Gone:
            return frozenset()
        return frozenset(found)

    def _is_one(self, raw: Json) -> bool:
        name = text(mapping(raw.get("type")).get("name"))
        return name.casefold() == self._label.casefold()
