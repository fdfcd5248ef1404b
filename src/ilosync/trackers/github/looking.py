"""The first look: who we are, what the repositories are, and hints of unlabelled tickets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ilosync.core.model import Place
from ilosync.trackers.commands import FORM_HEADINGS, looks_like_ilo

from .answers import NotRead
from .client import Client
from .graph import Graph
from .identity import Identity
from .issue_types import IssueTypes
from .labels import searches
from .place import from_graph
from .queries import look_around, more_hits, more_labels
from .refusals import no_repository
from .scope import Scope
from .shapes import Json, mapping, nodes, text

AT_ONCE = 10  # repositories a request
_MOST_HITS = 20  # pages of fifty: GitHub's search ends after a thousand


@dataclass(slots=True)
class Look:
    """What the first look found; `hints` are node ids of tickets to read."""

    places: list[Place] = field(default_factory=list)
    hints: dict[str, None] = field(default_factory=dict)  # a set that keeps its order
    types: dict[str, str] = field(default_factory=dict)  # issue types by node id
    remarks: list[str] = field(default_factory=list)
    whole: bool = True


class Looking:
    """Looks around by GraphQL, ten repositories a request."""

    def __init__(self, scope: Scope, client: Client, graph: Graph, identity: Identity) -> None:
        self._scope = scope
        self._client = client
        self._graph = graph
        self._identity = identity
        self._types = IssueTypes(scope.tracker, client)

    def around(self, who: str | None) -> Look:
        """All repositories; hints for one account alone where `who` names it."""
        look = Look()
        every = self._scope.repositories
        for n in range(0, len(every), AT_ONCE):
            self._at(every[n : n + AT_ONCE], who, look)
        return look

    def _at(
        self, keys: Sequence[str], who: str | None, look: Look, *, searching: bool = True
    ) -> None:
        """Some repositories at once."""
        label = self._scope.label
        words = searches(keys, label, FORM_HEADINGS[0], who) if searching else []
        try:
            got = self._graph.ask(look_around(keys, words))
        except NotRead as cut:
            self._less(keys, who, look, cut, searching=searching)
            return
        self._identity.heard(got.data.get("viewer"))
        for n, key in enumerate(keys):
            raw = got.data.get(f"r{n}")
            if f"r{n}" in got.aliases or not isinstance(raw, dict):
                raise no_repository(self._scope.tracker, key)
            look.places.append(self._place(key, raw, look))
        self._hits(words, got.data, look)

    def _less(
        self, keys: Sequence[str], who: str | None, look: Look, cut: NotRead, *, searching: bool
    ) -> None:
        """Where that failed: without the searches if it was those, else each half by itself."""
        if searching and cut.aliases and all(x.startswith("x") for x in cut.aliases):
            look.whole = False
            look.remarks.append(f"Tickets without the label could not be looked for: {cut}.")
            self._at(keys, who, look, searching=False)
        elif len(keys) > 1:
            middle = len(keys) // 2
            self._at(keys[:middle], who, look, searching=searching)
            self._at(keys[middle:], who, look, searching=searching)
        else:
            look.whole = False
            look.remarks.append(f"{keys[0]} could not be read: {cut}.")

    def _place(self, key: str, raw: Json, look: Look) -> Place:
        found = from_graph(
            raw,
            self._scope.tracker,
            self._labels(raw),
            self._scope.readers,
            app=self._client.credentials.may_write_issues(),
        )
        look.remarks += remarks_on(key, found.key, off=raw.get("hasIssuesEnabled") is False)
        return found

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
                for hit in nodes(found):
                    self._hit(hit, look, by_type=query == words[-1])
                page = mapping(found.get("pageInfo"))
                if page.get("hasNextPage") and page.get("endCursor"):
                    further.append((query, text(page.get("endCursor"))))
            if not further:
                return
            got = self._graph.ask(more_hits(further)).data
            answered = [(q, mapping(got.get(f"x{n}"))) for n, (q, _) in enumerate(further)]

    def _hit(self, hit: Json, look: Look, *, by_type: bool) -> None:
        """Note one hit, if it may be an ILO."""
        node, label = text(hit.get("id")), self._scope.label
        labels = [text(x.get("name")) for x in nodes(hit.get("labels"))]
        if not node or node in look.hints or not self._scope.hints(labels, looks=True):
            return
        looks = looks_like_ilo(text(hit.get("title")), text(hit.get("body")), None, label)
        if self._scope.hints(labels, looks=looks):
            look.hints[node] = None
        elif by_type and (kind := self._types.of(hit)).casefold() == label.casefold():
            look.hints[node] = None
            look.types[node] = kind


def remarks_on(asked: str, found: str, *, off: bool) -> list[str]:
    """What a person should know of a repository's address and switches."""
    said = []
    if found.casefold() != asked.casefold():
        said.append(f"{asked} is now called {found}: correct `repositories`.")
    if off:
        said.append(f"Issues are switched off in {found}.")
    return said
