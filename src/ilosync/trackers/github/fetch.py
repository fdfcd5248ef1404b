"""The tickets of one reading by GraphQL, as they come in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from . import queries
from .answers import NotRead
from .graph import Graph
from .queries import Question
from .search import Search
from .shapes import Json, items, mapping, nodes, text, whole
from .streams import Stream, allot


@dataclass(slots=True)
class _Round:
    """One request for tickets: what it asks for depends on how much may be asked at once."""

    streams: Sequence[Stream | Search]
    hints: list[str]
    since: datetime
    chosen: list[tuple[Stream | Search, int]] = field(default_factory=list)
    named: list[str] = field(default_factory=list)

    def question(self, size: int) -> Question:
        """The next pages of the streams, and some of the hinted tickets."""
        self.chosen, self.named = allot(self.streams, size), self.hints[:size]
        asked = Question()
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
    """Reads streams of tickets and their histories; `found` is by node id.

    Of closed tickets those that were closed `since` matter.
    """

    def __init__(self, graph: Graph, since: datetime) -> None:
        self._graph = graph
        self.since = since
        self.found: dict[str, Json] = {}
        self.failed: dict[str, str] = {}  # places, and why
        self._named: set[str] = set()

    def pages(self, streams: Sequence[Stream | Search], hints: Collection[str]) -> None:
        """Read all streams and hinted tickets side by side; the hints may grow meanwhile."""
        while (waiting := [x for x in hints if x not in self._named]) or any(
            not s.done for s in streams
        ):
            turn = _Round(streams, waiting, self.since)
            try:
                data = self._graph.ask_less(turn.question).data
            except NotRead as cut:
                if self._give_up(cut, turn):
                    self._named.update(waiting)
                continue
            for n, (stream, _) in enumerate(turn.chosen):
                self._take(stream, data.get(f"s{n}"))
            self.keep(items(data.get("nodes")))
            self._named.update(turn.named)

    def drop(self, unwanted: Callable[[Json], bool]) -> None:
        """Leave out tickets that are of no use after all."""
        self.found = {key: node for key, node in self.found.items() if not unwanted(node)}

    def read_on(self) -> None:
        """Read timelines that were cut, ten tickets a request, back to their beginnings.

        Where that fails they stay cut, and `Ticket.whole` says so.
        """
        cut = [key for key, node in self.found.items() if is_cut(node)]
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

    def know_type(self, typed: Iterable[str], name: str) -> None:
        """Add the issue type that was read elsewhere."""
        for key in self.found.keys() & set(typed):
            self.found[key]["issueType"] = {"name": name}

    def keep(self, found: Iterable[Json]) -> None:
        """Take tickets in."""
        for node in found:
            if text(node.get("id")):
                self.found[text(node.get("id"))] = node

    # --- inside ------------------------------------------------------------------------

    def _take(self, stream: Stream | Search, part: object) -> None:
        if isinstance(part, dict):
            self.keep(stream.take(part))
        else:
            stream.done = True
            self.failed[stream.place] = "it gave no answer"

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
        return is_cut(node) and bool(nodes(older)) and _before(node) != before


def is_cut(node: Json) -> bool:
    """Whether there are older turns, or more labels, than we have."""
    return has_more_labels(node) or bool(_page(node).get("hasPreviousPage"))


def has_more_labels(node: Json) -> bool:
    """Whether it has more labels than we have."""
    labels = mapping(node.get("labels"))
    return (whole(labels.get("totalCount")) or 0) > len(nodes(labels))


def _before(node: Json) -> str | None:
    return text(_page(node).get("startCursor")) or None


def _page(node: Json) -> Json:
    return mapping(mapping(node.get("timelineItems")).get("pageInfo"))
