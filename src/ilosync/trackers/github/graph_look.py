"""A look at some tickets by GraphQL: a hundred a request, with the repositories they are in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from ilosync.core.model import Place, Reading, Ref, Ticket
from ilosync.core.past import closed_from

from . import queries
from .answers import NotRead
from .fetch import Fetch, has_more_labels, is_cut
from .from_graph import ticket
from .graph import Graph
from .ground import Ground
from .issue_types import IssueTypes
from .looking import Looking
from .names import by_place, issue, refs
from .queries import Question
from .refusals import no_repository
from .scope import is_late
from .shapes import Json, instant, mapping, text

_MANY = 10_000


@dataclass(slots=True)
class _Sight:
    """What a look has seen so far; `lost` are those of which nobody can say how they stand."""

    fetch: Fetch
    left: list[Ref]
    missing: list[Ref] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    places: dict[str, Place] = field(default_factory=dict)
    remarks: dict[str, None] = field(default_factory=dict)
    whole: bool = True


class _Some:
    """One request for tickets by name: how many depends on how much may be asked at once."""

    def __init__(self, left: list[Ref]) -> None:
        self._left = left
        self.groups: list[tuple[str, list[Ref]]] = []

    def question(self, size: int) -> Question:
        """The next tickets, and what their repositories are."""
        self.groups = by_place(self._left[:size])
        asked = Question()
        asked.parts.append(queries.VIEWER)
        for n, (key, some) in enumerate(self.groups):
            queries.by_number(asked, f"r{n}", key, [x.number for x in some])
        return asked


class GraphLook:
    """Looks at tickets by name. Raises `NoGraphql` where the server, or the token, has none."""

    def __init__(self, ground: Ground, graph: Graph, looking: Looking, types: IssueTypes) -> None:
        self._on = ground
        self._graph = graph
        self._looking = looking
        self._types = types
        self._plain: set[str] = set()  # long, read to the beginning, and without a notice of ours

    def at(self, names: Collection[str]) -> Reading:
        """These tickets, and what is gone or cannot be seen."""
        wanted = [x for x in refs(self._on.tracker, names) if self._is_ours(x)]
        sight = _Sight(Fetch(self._graph, closed_from(self._on.clock.now(), None)), wanted)
        self._ask(sight)
        self._follow(sight)
        tickets = self._tickets(sight)
        return Reading(
            self._on.tracker,
            tickets,
            tuple(sight.places.values()),
            whole=sight.whole,
            remarks=tuple(sight.remarks),
            gone=frozenset(names) - {t.ref.key for t in tickets} - sight.lost,
            unseen=frozenset(sight.lost),
        )

    # --- asking ------------------------------------------------------------------------

    def _is_ours(self, ref: Ref) -> bool:
        """Whether we look at its repository; a new name of one that is configured counts."""
        if not self._on.places.has(ref.place):
            self._learn_names(self._on.places.unsure)
        return self._on.places.has(ref.place)

    def _learn_names(self, left: list[str]) -> None:
        """Ask what repositories are called now; of one that does not tell, nothing is known."""
        while left:
            some = left[: queries.READ_ON]
            try:
                data = self._graph.ask(queries.addresses(some)).data
            except NotRead as cut:
                some = [x for n, x in enumerate(some) if f"r{n}" in cut.aliases] or some
                data = {}
            for n, key in enumerate(some):
                name = text(mapping(data.get(f"r{n}")).get("nameWithOwner"))
                self._on.places.called(key, name or key)
            left = [x for x in left if x not in some]

    def _ask(self, sight: _Sight) -> None:
        """Ask for all that is left."""
        while sight.left:
            some = _Some(sight.left)
            try:
                data = self._graph.ask_less(some.question).data
            except NotRead as cut:
                self._give_up(cut, some, sight)
                continue
            self._on.identity.heard(data.get("viewer"))
            for n, (key, asked) in enumerate(some.groups):
                sight.left = [x for x in sight.left if x not in asked]
                self._take(key, asked, data.get(f"r{n}"), sight)

    def _take(self, key: str, asked: list[Ref], raw: object, sight: _Sight) -> None:
        """One repository of an answer."""
        if not isinstance(raw, dict):
            sight.remarks[str(no_repository(self._on.tracker, key))] = None
            sight.lost.update(x.key for x in asked)
            return
        place, remarks = self._looking.place(key, raw, lately=True)
        sight.remarks.update(dict.fromkeys(remarks))
        sight.places[place.key] = place
        for ref in asked:
            found = mapping(raw.get(f"i{ref.number}"))
            if mapping(found.get("repository")).get("nameWithOwner") == raw.get("nameWithOwner"):
                sight.fetch.keep([found])
            else:
                sight.missing.append(ref)

    def _give_up(self, cut: NotRead, some: _Some, sight: _Sight) -> None:
        """Leave out what failed even at its smallest: of that nobody can say how it stands."""
        failed = [x for n, (_, x) in enumerate(some.groups) if f"r{n}" in cut.aliases]
        gone = {x for asked in failed or [x for _, x in some.groups] for x in asked}
        sight.left = [x for x in sight.left if x not in gone]
        sight.lost.update(x.key for x in gone)
        sight.whole = False
        sight.remarks[f"Some tickets could not be looked at: {cut}."] = None

    def _follow(self, sight: _Sight) -> None:
        """Look for what was not found where REST says that it is now."""
        missing, sight.missing = sight.missing, []
        found = {x: issue(self._on, x) for x in missing}
        now = {old: there[0] for old, there in found.items() if there is not None}
        sight.left = sorted({x for x in now.values() if self._is_ours(x)})
        self._ask(sight)
        unclear = {x.key for x in sight.missing} | sight.lost
        sight.lost.update(old.key for old, new in now.items() if new.key in unclear)

    # --- what remains ------------------------------------------------------------------

    def _tickets(self, sight: _Sight) -> tuple[Ticket, ...]:
        """Those that matter, or carry a notice of ours, with their whole history."""
        fetch, since = sight.fetch, sight.fetch.since
        fetch.drop(
            lambda x: x.get("state") != "OPEN" and is_late(instant(x.get("closedAt")), since)
        )
        self._know_types(fetch)
        fetch.drop(lambda x: text(x.get("id")) in self._plain and not self._matters(x))
        long = {key for key, node in fetch.found.items() if is_cut(node)}
        fetch.read_on()
        kept = []
        for key, node in fetch.found.items():
            one = self._read(node)
            if self._on.scope.wants(one) or _carries(one):
                kept.append(one)
            elif not one.whole:
                sight.lost.add(one.ref.key)
                sight.whole = False
            elif key in long:
                self._plain = set() if len(self._plain) > _MANY else self._plain
                self._plain.add(key)
        return tuple(kept)

    def _know_types(self, fetch: Fetch) -> None:
        """Whether an open ticket that shows nothing of an ILO is of that type, a list a place."""
        doubtful: dict[str, dict[int, str]] = {}
        for key, node in fetch.found.items():
            if node.get("state") == "OPEN" and not self._on.scope.wants(one := self._read(node)):
                doubtful.setdefault(one.ref.place, {})[one.ref.number] = key
        for place, numbers in doubtful.items():
            typed = self._types.of(place) & numbers.keys()
            fetch.know_type([numbers[x] for x in typed], self._on.scope.label)

    def _matters(self, node: Json) -> bool:
        """Whether a ticket matters or, as far as it was read, tells of us or of our labels."""
        one = self._read(node)
        ours = any(e.ours or self._on.scope.is_label(e.what) for e in one.events)
        return self._on.scope.wants(one) or ours or _carries(one) or has_more_labels(node)

    def _read(self, node: Json) -> Ticket:
        scope, us = self._on.scope, self._on.identity.us()
        return ticket(node, scope.tracker, us, scope.label, self._on.notices)


def _carries(ticket: Ticket) -> bool:
    """Whether a ticket is one of our own or has a notice of ours."""
    return ticket.marker is not None or any(c.marker for c in ticket.comments)
