"""One comment, and the order of a history; the same for GraphQL and REST."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from ilosync.core.model import Account, Comment, Event
from ilosync.trackers.commands import commands
from ilosync.trackers.marker import find

from .account import Actor, Us
from .notices import Notices

Timed = TypeVar("Timed", Comment, Event)


def comment(
    id_: str,
    at: datetime,
    by: Actor | None,
    body: str,
    *,
    us: Us,
    notices: Notices,
    edited_at: datetime | None = None,
    ticked_by: Account | None = None,
    nodded: bool | None = None,
) -> Comment:
    """What remains of a comment: ours by its marker, theirs by its commands and our sign on it."""
    name = by.login if by else None
    if by in us:
        marker = notices.saw(id_, body)
        ticker = ticked_by if marker else None
        return Comment(id_, at, name, marker, edited_at=edited_at, ticked_by=ticker)
    foreign, _ = find(body)
    found = commands(body)
    seen = nodded if found else None
    return Comment(id_, at, name, None, foreign, found, edited_at, seen=seen)


def in_order(found: Iterable[Timed]) -> tuple[Timed, ...]:
    """Oldest first; those of one moment as the tracker listed them."""
    return tuple(sorted(found, key=lambda x: x.at))
