"""What a history says by number or key and nobody has explained yet: statuses and people."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from .account import People
from .client import Client
from .history import Statuses
from .shapes import Json, items, loads, mapping, text

_MOST_PEOPLE = 20  # keys asked for in one reading


class Names:
    """Asks once for what is unknown; what the server does not tell stays so."""

    def __init__(self, client: Client, people: People, statuses: Statuses) -> None:
        self._client = client
        self._people = people
        self._statuses = statuses
        self._asked: set[str] = set()

    def learn(self, issues: Collection[Json], *, cloud: bool) -> None:
        """Learn the statuses that histories go through, and Data Center's keys of people."""
        for issue in issues:
            project = text(mapping(mapping(issue.get("fields")).get("project")).get("key"))
            place = project or text(issue.get("key")).rpartition("-")[0]
            if place not in self._asked and self._statuses.unknown(_histories(issue)):
                self._asked.add(place)
                self._statuses_of(place)
        if not cloud:
            for issue in issues:
                for entry in _histories(issue):
                    self._people.meet(entry.get("author"))
            self._keys(issues)

    def _statuses_of(self, place: str) -> None:
        answer = self._client.read(f"/project/{place}/statuses")
        if answer.ok:
            for kind in items(loads(answer.text)):
                for status in items(kind.get("statuses")):
                    self._statuses.meet(status)

    def _keys(self, issues: Collection[Json]) -> None:
        """Data Center's history names owners by a key; the user name is asked for."""
        unknown = {x for x in _owners(issues) if not self._people.knows(x)} - self._asked
        for key in sorted(unknown)[:_MOST_PEOPLE]:
            self._asked.add(key)
            answer = self._client.read("/user", {"key": key})
            if answer.ok:
                self._people.meet(loads(answer.text))
            elif answer.unknown and "uri" in answer.text:
                return


def _histories(issue: Json) -> list[Json]:
    return items(mapping(issue.get("changelog")).get("histories"))


def _owners(issues: Collection[Json]) -> Iterator[str]:
    for issue in issues:
        for entry in _histories(issue):
            for change in items(entry.get("items")):
                if text(change.get("field")).lower() == "assignee":
                    yield from (x for end in ("from", "to") if (x := text(change.get(end))))
