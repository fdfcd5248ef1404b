"""Lists of tickets that are read side by side, a page of each a request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from .labels import of_interest
from .queries import Question, filters, stream
from .search import Search
from .shapes import Json, mapping, nodes, text, whole

AT_ONCE = 20  # streams a request


@dataclass(slots=True)
class Stream:
    """The tickets of one repository with one label in one state, and how far we are."""

    place: str
    label: str
    is_open: bool
    cursor: str | None = None
    left: int | None = None  # None: not known yet
    done: bool = False

    def ask(self, question: Question, alias: str, first: int, since: datetime) -> None:
        """Put the next page into a question."""
        wanted = filters(self.label, is_open=self.is_open, since=since)
        stream(question, alias, self.place, wanted=wanted, first=first, after=self.cursor)

    def take(self, part: Json) -> list[Json]:
        """The tickets of an answered page; moves on."""
        issues = mapping(part.get("issues"))
        found = nodes(issues)
        page = mapping(issues.get("pageInfo"))
        cursor = text(page.get("endCursor"))
        total = whole(issues.get("totalCount")) or 0
        before = total if self.left is None else self.left
        self.left = max(before - len(found), 1)
        # a page that leads nowhere ends the stream instead of turning in circles
        self.done = not page.get("hasNextPage") or not cursor or cursor == self.cursor
        self.cursor = cursor or None
        return found


def of(place: str, labels: Iterable[str], label: str) -> list[Stream]:
    """The streams of one repository: open and closed ILOs, and open misspelt ones."""
    ours, misspelt = of_interest(list(labels), label)
    wanted = [(x, True) for x in ours] + [(x, False) for x in ours] + [(x, True) for x in misspelt]
    return [Stream(place, x, is_open) for x, is_open in wanted]


def allot(pending: Iterable[Stream | Search], page: int) -> list[tuple[Stream | Search, int]]:
    """Which streams to read next and how much of each: the longest a page, others a tenth."""
    waiting = sorted(
        (s for s in pending if not s.done),
        key=lambda s: -(s.left if s.left is not None else page),
    )
    small = max(page // 10, 1)
    return [(s, page if n == 0 else small) for n, s in enumerate(waiting[:AT_ONCE])]
