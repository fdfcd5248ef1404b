"""The tickets of one reading by GraphQL, as they come in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from . import queries
from .answers import NotRead
from .graph import Graph
from .queries import Question
from .shapes import Json, items, mapping, nodes, text, whole
from .streams import Stream, allot


@dataclass(slots=True)
class _Round:
    """One request for tickets: what it asks for depends on how much may be asked at once."""

    streams: list[Stream]
    hints: list[str]
    since: datetime
    chosen: list[tuple[Stream, int]] = field(default_factory=list)
    named: list[str] = field(default_factory=list)

    def question(self, size: int) -> Question:
        """The next pages of the streams, and some of the hinted tickets."""
        self.chosen, self.named = allot(self.streams, size), self.hints[:size]
        asked = queries.pages()
        for n, (stream, first) in enumerate(self.chosen):
            stream.ask(asked, f"s{n}", first, self.since)
        if self.named:
            queries.tickets(asked, self.named)
        return asked


@dataclass(slots=True)
class _Back:
    """One request for what was before: ten tickets where a page is a hundred."""

    cut: list[tuple[str, str | None]]
    asked: list[str] = field(default_factory=list)

    def question(self, size: int) -> Question:
        """The turns before each ticket's cursor."""
        some = self.cut[: max(size // 10, 1)]
        self.asked = [key for key, _ in some]
        return queries.further_back(some)


class Fetch:
    """Reads streams of tickets and their histories; `found` is by node id."""

    def __init__(self, graph: Graph, since: datetime) -> None:
        self._graph = graph
        self._since = since
        self.found: dict[str, Json] = {}
        self.failed: dict[str, str] = {}  # places, and why

    def pages(self, streams: list[Stream], hints: list[str]) -> None:
        """Read all streams and hinted tickets side by side."""
        while hints or any(not s.done for s in streams):
            turn = _Round(streams, hints, self._since)
            try:
                data = self._graph.ask_less(turn.question).data
            except NotRead as cut:
                lost = self._give_up(cut, turn)
                hints = [] if lost else hints
                continue
            for n, (stream, _) in enumerate(turn.chosen):
                self._take(stream, data.get(f"s{n}"))
            self._keep(items(data.get("nodes")))
            hints = hints[len(turn.named) :]

    def drop(self, unwanted: Callable[[Json], bool]) -> None:
        """Leave out tickets that are of no use after all."""
        self.found = {key: node for key, node in self.found.items() if not unwanted(node)}

    def read_on(self) -> None:
        """Read timelines that were cut, ten tickets a request, back to their beginnings.

        Where that fails they stay cut, and `Ticket.whole` says so.
        """
        cut = [key for key, node in self.found.items() if _is_cut(node)]
        while cut:
            turn = _Back([(key, _before(self.found[key])) for key in cut])
            try:
                data = self._graph.ask_less(turn.question).data
            except NotRead:
                cut = cut[len(turn.asked) :]
                continue
            parts = {key: data.get(f"t{n}") for n, key in enumerate(turn.asked)}
            more = [key for key, part in parts.items() if self._prepend(key, part)]
            cut = more + cut[len(turn.asked) :]

    def know_types(self, types: Mapping[str, str]) -> None:
        """Add the issue types that were read elsewhere."""
        for key in self.found.keys() & types.keys():
            self.found[key]["issueType"] = {"name": types[key]}

    # --- inside ------------------------------------------------------------------------

    def _take(self, stream: Stream, part: object) -> None:
        if isinstance(part, dict):
            self._keep(stream.take(part))
        else:
            stream.done = True
            self.failed[stream.place] = "it gave no answer"

    def _keep(self, found: list[Json]) -> None:
        for node in found:
            if text(node.get("id")):
                self.found[text(node.get("id"))] = node

    def _give_up(self, cut: NotRead, turn: _Round) -> bool:
        """Leave out what failed even at its smallest; True where it was the hinted tickets."""
        named = {f"s{n}": stream for n, (stream, _) in enumerate(turn.chosen)}
        known = cut.aliases & (named.keys() | {"nodes"})
        for alias, stream in named.items():
            if not known or alias in known:
                stream.done = True
                self.failed[stream.place] = str(cut)
        lost = bool(turn.named) and (not known or "nodes" in known)
        if lost:
            self.failed["What lacks the label"] = str(cut)
        return lost

    def _prepend(self, key: str, part: object) -> bool:
        """Put older turns before those we have; whether there are more."""
        if not isinstance(part, dict):  # deleted or moved since
            del self.found[key]
            return False
        node, older = self.found[key], mapping(part.get("timelineItems"))
        node["labels"] = part.get("labels") or node["labels"]
        if not _page(node).get("hasPreviousPage"):
            return False
        timeline, before = mapping(node["timelineItems"]), _before(node)
        timeline["nodes"] = nodes(older) + nodes(timeline)
        timeline["pageInfo"] = mapping(older.get("pageInfo"))
        return _is_cut(node) and bool(nodes(older)) and _before(node) != before


def _is_cut(node: Json) -> bool:
    """Whether there are older turns, or more labels, than we have."""
    labels = mapping(node.get("labels"))
    more = (whole(labels.get("totalCount")) or 0) > len(nodes(labels))
    return more or bool(_page(node).get("hasPreviousPage"))


def _before(node: Json) -> str | None:
    return text(_page(node).get("startCursor")) or None


def _page(node: Json) -> Json:
    return mapping(mapping(node.get("timelineItems")).get("pageInfo"))
