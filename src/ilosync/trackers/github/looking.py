"""The first look: who we are, what the repositories are, and hints of unlabelled tickets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ilosync.core.model import Place

from .answers import NotRead
from .graph import Graph
from .ground import Ground
from .hits import Hits
from .issue_types import IssueTypes
from .place import from_graph
from .queries import look_around, more_hits, more_labels
from .refusals import no_repository
from .searches import in_places, look_alikes
from .shapes import Json, mapping, nodes, text

AT_ONCE = 10  # repositories a request
_MOST_HITS = 20  # pages of fifty: GitHub's search ends after a thousand


@dataclass(slots=True)
class Look:
    """What the first look found; `hits` are tickets to read."""

    hits: Hits
    places: list[Place] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    whole: bool = True


class Looking:
    """Looks around by GraphQL, ten repositories a request."""

    def __init__(self, ground: Ground, graph: Graph, types: IssueTypes) -> None:
        self._on = ground
        self._scope = ground.scope
        self._graph = graph
        self._types = types

    def around(self) -> Look:
        """All configured repositories, and what in them lacks the label."""
        return self._over(self._scope.repositories, searching=True)

    def at(self, keys: Sequence[str]) -> Look:
        """Only what these repositories are."""
        return self._over(keys, searching=False)

    def place(self, asked: str, raw: Json, *, lately: bool = False) -> tuple[Place, list[str]]:
        """A repository of an answer, with all its labels, and what a person should know of it.

        With `lately` it may be as it was some minutes ago, where it has more labels than a page.
        """
        off, key = raw.get("hasIssuesEnabled") is False, text(raw.get("nameWithOwner"))
        known = self._on.places.facts(key) if lately and _has_more_labels(raw) else None
        if known is None:
            app = self._on.client.credentials.may_write_issues()
            names, readers = self._labels(raw), self._scope.readers
            known = from_graph(raw, self._scope.tracker, names, readers, app=app)
            self._on.places.saw(asked, known)
        return known, remarks_on(asked, key, off=off)

    def _over(self, keys: Sequence[str], *, searching: bool) -> Look:
        look = Look(Hits(self._scope, self._types))
        for n in range(0, len(keys), AT_ONCE):
            self._some(keys[n : n + AT_ONCE], look, searching=searching)
        return look

    def _some(self, keys: Sequence[str], look: Look, *, searching: bool) -> None:
        """Some repositories at once."""
        words = look_alikes(in_places(keys), self._scope.label) if searching else []
        try:
            got = self._graph.ask(look_around(keys, words))
        except NotRead as cut:
            self._less(keys, look, cut, searching=searching)
            return
        self._on.identity.heard(got.data.get("viewer"))
        for n, key in enumerate(keys):
            raw = got.data.get(f"r{n}")
            if not isinstance(raw, dict):
                raise no_repository(self._scope.tracker, key)
            place, remarks = self.place(key, raw)
            look.places.append(place)
            look.remarks += remarks
        self._hits(words, got.data, look)

    def _less(self, keys: Sequence[str], look: Look, cut: NotRead, *, searching: bool) -> None:
        """Where that failed: without the searches if it was those, else each half by itself."""
        if searching and cut.aliases and all(x.startswith("x") for x in cut.aliases):
            look.whole = False
            look.remarks.append(f"Tickets without the label could not be looked for: {cut}.")
            self._some(keys, look, searching=False)
        elif len(keys) > 1:
            middle = len(keys) // 2
            self._some(keys[:middle], look, searching=searching)
            self._some(keys[middle:], look, searching=searching)
        else:
            look.whole = False
            look.remarks.append(f"{keys[0]} could not be read: {cut}.")

    def _labels(self, raw: Json) -> list[str]:
        """All labels of a repository; most have less than a hundred."""
        names, connection = [], mapping(raw.get("labels"))
        while True:
            names += [text(x.get("name")) for x in nodes(connection)]
            page = mapping(connection.get("pageInfo"))
            if not page.get("hasNextPage"):
                return names
            asked = more_labels(text(raw.get("nameWithOwner")), text(page.get("endCursor")))
            got = self._graph.ask(asked).data
            connection = mapping(mapping(got.get("r0")).get("labels"))

    def _hits(self, words: Sequence[str], data: Json, look: Look) -> None:
        """Note the hits that are worth reading, page by page; the last search is by type."""
        answered = [(w, mapping(data.get(f"x{n}"))) for n, w in enumerate(words)]
        for _ in range(_MOST_HITS):
            further = []
            for query, found in answered:
                note = look.hits.by_type if query == words[-1] else look.hits.written
                for hit in nodes(found):
                    note(hit)
                page = mapping(found.get("pageInfo"))
                if page.get("hasNextPage") and page.get("endCursor"):
                    further.append((query, text(page.get("endCursor"))))
            if not further:
                return
            got = self._graph.ask(more_hits(further)).data
            answered = [(q, mapping(got.get(f"x{n}"))) for n, (q, _) in enumerate(further)]


def _has_more_labels(raw: Json) -> bool:
    return bool(mapping(mapping(raw.get("labels")).get("pageInfo")).get("hasNextPage"))


def remarks_on(asked: str, found: str, *, off: bool) -> list[str]:
    """What a person should know of a repository's address and switches."""
    said = []
    if found.casefold() != asked.casefold():
        said.append(f"{asked} is now called {found}: correct `repositories`.")
    if off:
        said.append(f"Issues are switched off in {found}.")
    return said
