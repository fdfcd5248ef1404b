"""Which hits of a search for look-alikes are worth reading."""

from __future__ import annotations

from dataclasses import dataclass, field

from ilosync.trackers.commands import looks_like_ilo

from .issue_types import IssueTypes
from .scope import Scope
from .shapes import Json, mapping, nodes, text, whole


@dataclass(slots=True)
class Hits:
    """Node ids of tickets to read, in the order in which they were found; `typed` are those
    of the type that is called like the label."""

    scope: Scope
    types: IssueTypes
    ids: dict[str, None] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)
    _of_type: dict[str, frozenset[int]] = field(default_factory=dict)

    def any(self, hit: Json) -> None:
        """Note a hit that is worth reading whatever it says."""
        if node := text(hit.get("id")):
            self.ids[node] = None

    def written(self, hit: Json) -> None:
        """Note one that was found by its title or its text, if it may be an ILO."""
        looks = looks_like_ilo(
            text(hit.get("title")), text(hit.get("body")), None, self.scope.label
        )
        if self.scope.hints(_labels(hit), looks=looks):
            self.any(hit)

    def by_type(self, hit: Json) -> None:
        """Note one that was found by its type, if it has that type or may be one otherwise."""
        self.written(hit)
        node = text(hit.get("id"))
        if node in self.ids or not self.scope.hints(_labels(hit), looks=True):
            return
        place = text(mapping(hit.get("repository")).get("nameWithOwner"))
        if place not in self._of_type:
            self._of_type[place] = self.types.of(place)
        if whole(hit.get("number")) in self._of_type[place]:
            self.any(hit)
            self.typed.add(node)


def _labels(hit: Json) -> list[str]:
    return [text(x.get("name")) for x in nodes(hit.get("labels"))]
