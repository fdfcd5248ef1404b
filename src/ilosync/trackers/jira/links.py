"""Where tickets lead by web links: read only of tickets whose history tells of one.

Atlassian docs, "Remote issue links": a link to the web is a thing of its own, which no search
returns. That one was added stands in the history, `RemoteIssueLink` or `RemoteWorkItemLink`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ilosync.trackers.mirrors import of_ticket

from .client import Client
from .refusals import of_read
from .shapes import Json, items, loads, mapping, text

_FIELD = re.compile(r"remote\w*link", re.IGNORECASE)


@dataclass(slots=True)
class Links:
    """The web links of tickets, by number; each read once for every change of them."""

    tracker: str
    client: Client
    _told: dict[str, set[str]] = field(default_factory=dict)  # entries of the history
    _read: dict[str, tuple[int, frozenset[str]]] = field(default_factory=dict)

    def saw(self, number: str, histories: Iterable[Json]) -> None:
        """Remember what a history says of links; it may be a part of it."""
        entries = {
            text(entry.get("id"))
            for entry in histories
            if any(_FIELD.fullmatch(text(x.get("field"))) for x in items(entry.get("items")))
        }
        if entries:
            self._told.setdefault(number, set()).update(entries)

    def of(self, number: str) -> frozenset[str]:
        """The addresses to which a ticket leads; none where its links are not to be had."""
        told = len(self._told.get(number, ()))
        if not told:
            return frozenset()
        known = self._read.get(number)
        if known is None or known[0] != told:
            known = self._read[number] = told, self._asked(number)
        return known[1]

    def _asked(self, number: str) -> frozenset[str]:
        answer = self.client.read(f"/issue/{number}/remotelink")
        if answer.missing or answer.forbidden:
            return frozenset()
        if not answer.ok:
            raise of_read(self.tracker, f"links of ticket {number}", answer)
        targets = (mapping(x.get("object")) for x in items(loads(answer.text)))
        return frozenset(x for t in targets if (x := of_ticket(text(t.get("url")))))
