"""A search for candidates that goes on where GitHub's ends: after a thousand hits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .queries import Question
from .shapes import Json, mapping, nodes, text, whole

MOST = 1_000  # GitHub docs: "up to 1,000 results for each search"


@dataclass(slots=True)
class Search:
    """Hits, oldest first, and how far we are; it is read side by side with streams.

    A search that finds more than a thousand begins anew with those that were created
    when its last hit was. `stuck` are more than a thousand of one second.
    """

    place: str
    words: str
    hit: Callable[[Json], None]
    bare: bool = False
    cursor: str | None = None
    left: int | None = None
    done: bool = False
    stuck: bool = False
    _from: str = ""
    _last: str = ""
    _seen: int = 0

    def ask(self, question: Question, alias: str, _first: int, _since: object) -> None:
        """Put the next page into a question."""
        words = f"{created_from(self.words, self._from)} sort:created-asc"
        question.search(alias, words, self.cursor, bare=self.bare)

    def take(self, part: Json) -> list[Json]:
        """Note the hits of an answered page and move on; there are no tickets in it."""
        for hit in nodes(part):
            self.hit(hit)
            self._last = text(hit.get("createdAt")) or self._last
        page = mapping(part.get("pageInfo"))
        cursor, before = text(page.get("endCursor")) or None, self.cursor
        shown = part.get("nodes")
        self._seen += len(shown) if isinstance(shown, list) else 0
        self.cursor = cursor
        if page.get("hasNextPage") and cursor and cursor != before and self._seen < MOST:
            return []
        more = (whole(part.get("issueCount")) or 0) > self._seen
        self.done = not (more and self._seen >= MOST)
        if not self.done:
            self._begin_anew()
        return []

    def _begin_anew(self) -> None:
        self.done = self.stuck = self._last == self._from
        self._from, self.cursor, self._seen = self._last, None, 0


def created_from(query: str, instant: str) -> str:
    """A query for what was created at an instant and later."""
    return f"{query} created:>={instant}" if instant else query
