"""Searches by REST that go on where GitHub's end: after a thousand hits."""

from __future__ import annotations

from collections.abc import Iterator

from ilosync.errors import TryLater

from .ground import Ground
from .lists import every
from .search import MOST, created_from
from .shapes import Json, text


def hits(ground: Ground, query: str) -> Iterator[Json]:
    """All hits, oldest first. Raises `Gone` where nothing can be searched, or `TryLater`."""
    since = ""
    while True:
        asked = {"q": created_from(query, since), "sort": "created", "order": "asc"}
        seen, last = 0, since
        path = "/search/issues"
        for raw in every(ground.client, ground.tracker, path, asked, inside="items"):
            seen, last = seen + 1, text(raw.get("created_at")) or last
            yield raw
        if seen < MOST:
            return
        if last == since:
            raise TryLater(f"{ground.tracker}: the search found too many tickets of one second.")
        since = last
