"""A look at some tickets: read directly, never through a search, whose index lags."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from ilosync.core.model import Place, Reading, Ref, Ticket

from .ground import Ground
from .shapes import Json, text
from .tickets import Tickets, cut_remarks

_NAME = re.compile(r"(?:[A-Za-z][A-Za-z0-9_]*-)?[0-9]{1,18}")


class Looking:
    """Reads tickets by their names: keys, or Jira's numbers."""

    def __init__(self, ground: Ground, tickets: Tickets) -> None:
        self._on = ground
        self._tickets = tickets

    def look(self, names: Collection[str], places: tuple[Place, ...]) -> Reading:
        """These tickets as they are now.

        What is hidden looks like what was deleted: `unseen`. One that moved comes under its new
        key, and its old one is `gone`.
        """
        asked = {x: self._on.recent.number(x) or x for x in sorted(names) if self._may_be_ours(x)}
        found = self._tickets.direct(dict.fromkeys(asked.values()))
        led = {x: text(found[y].get("id")) for x, y in asked.items() if y in found}
        shown = self._shown({text(x.get("id")): x for x in found.values()})
        here = {x for x, n in led.items() if n in shown and x.upper() in _names(shown[n])}
        unseen = frozenset(asked.keys() - led.keys())
        remarks = cut_remarks(shown.values())
        self._on.recent.learn(shown.values(), set(led.values()) - shown.keys())
        return Reading(
            self._on.tracker,
            tuple(shown.values()),
            places,
            remarks=tuple(remarks),
            gone=frozenset(names) - here - unseen,
            unseen=unseen,
        )

    def _may_be_ours(self, name: str) -> bool:
        """Whether it can be a ticket of our projects; nothing else is asked for."""
        if _NAME.fullmatch(name) is None:
            return False
        return name.isdigit() or self._on.scope.has(Ref(self._on.tracker, name))

    def _shown(self, issues: Mapping[str, Json]) -> dict[str, Ticket]:
        """Those that matter, or carry a notice of ours; nothing else is read further."""
        wanted = {n: x for n, x in issues.items() if self._may_matter(n, x)}
        now = self._on.clock.now()
        for number in wanted:
            self._on.recent.saw(number, now, direct=True)
        tickets = (t for t in self._tickets.of(wanted) if not self._tickets.late(t))
        return {t.id: t for t in tickets if self._on.scope.wants(t) or _has_notice(t)}

    def _may_matter(self, number: str, issue: Json) -> bool:
        ticket = self._tickets.at_first_sight(issue)
        if not self._on.scope.has(ticket.ref):
            return False
        ours = _has_notice(ticket) or self._on.notices.on(number)
        return ours or self._on.scope.wants(ticket)


def _has_notice(ticket: Ticket) -> bool:
    return any(c.marker is not None for c in ticket.comments)


def _names(ticket: Ticket) -> set[str]:
    return {ticket.id, ticket.ref.key.upper()}
