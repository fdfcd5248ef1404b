"""What the memory of a poll promises, in whatever rhythm things happen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ilosync.trackers.github.cursor import Memory, Row, Rows, dumps, read, stamp
from tests.trackers.conftest import START

PAUSES = st.sampled_from([0.0, 0.0, 0.3, 0.7, 1.0, 2.5])
ACTS = st.lists(
    st.tuples(st.sampled_from(["touch", "touch", "poll"]), st.integers(1, 6), PAUSES),
    max_size=60,
)


@dataclass
class Tickets:
    """Six tickets of which some change, as GitHub lists them: `size` a page, two pages read."""

    size: int
    now: datetime = START
    changed: dict[int, datetime] = field(default_factory=lambda: {1: START, 2: START})
    changes: Counter[int] = field(default_factory=Counter)
    unnamed: set[int] = field(default_factory=set)

    def touch(self, ticket: int) -> None:
        """Somebody changes one."""
        self.changed[ticket] = self.now
        self.changes[ticket] += 1
        self.unnamed.add(ticket)

    def rows(self, low: str) -> Rows:
        """The list at this instant: whole seconds, newest first."""
        every = [Row(str(k), (), stamp(at)) for k, at in self.changed.items()]
        every.sort(key=lambda x: (x.at, x.name), reverse=True)
        wanted = sum(x.at >= low for x in every)
        most = self.size * 2
        settled = self.now.replace(microsecond=0) - timedelta(seconds=1)
        return Rows(
            tuple(every[:most]), settled, cut=wanted > most,
            page=self.size if len(every) > self.size else None,
        )  # fmt: skip


@given(ACTS, st.integers(1, 4))
def test_each_change_is_named_and_none_without_one(acts: list[tuple[str, int, float]], size: int):
    """In whatever rhythm tickets change and polls look; what was too much is everyone."""
    overlap, named = timedelta(seconds=2), Counter[int]()
    tickets, memory, etag = Tickets(size), Memory(), ""
    memory.begins(tickets.rows(""), tickets.now, overlap)
    for act, ticket, pause in [*acts, ("poll", 1, 9.0), ("poll", 1, 9.0)]:
        tickets.now += timedelta(seconds=pause)
        if act == "touch":
            tickets.touch(ticket)
            continue
        (memory,) = (read(dumps({"x": memory})) or {}).values()
        rows = tickets.rows(memory.low)
        page = str(rows.rows[:size])
        found = memory.waited(tickets.now) if etag == page else memory.news(
            rows, tickets.now, overlap
        )  # fmt: skip
        if rows.cut and etag != page:
            tickets.unnamed.clear()
            named.clear()
        etag = page if rows.is_told_by_page else ""
        for row in found:
            named[int(row.name)] += 1
            tickets.unnamed.discard(int(row.name))
    assert not tickets.unnamed
    first = Counter({1: 1, 2: 1})  # what changed in the second of the beginning may be named, too
    assert named <= tickets.changes + first
