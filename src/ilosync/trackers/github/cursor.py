"""What a poll remembers of a list of changes, so that each is named once and none is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta

from ilosync.core.model import Account

from .shapes import instant, loads, mapping

_FORM = 1  # a cursor of another form is none
_A_MOMENT = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Row:
    """One ticket of a list: its name, its owners, and when it changed, in UTC and whole seconds.

    What has no name is no ticket, and fills the list all the same.
    """

    name: str
    accounts: tuple[Account, ...]
    at: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a list that were read; `cut` where older ones were not.

    What changed after `settled` may change once more in the same second. `page` is how many
    rows the first page has, where it is not the only one.
    """

    rows: tuple[Row, ...]
    settled: datetime
    cut: bool = False
    page: int | None = None

    @property
    def is_told_by_page(self) -> bool:
        """Whether no news can come without a change of the first page, to which an ETag belongs."""
        if self.page is None or not self.rows[: self.page]:
            return True
        oldest = instant(self.rows[: self.page][-1].at)
        return oldest is not None and oldest <= self.settled


@dataclass(slots=True)
class Memory:
    """One list: `etag` of its last answer, `low`, before which all changes were named, and what
    was `seen` since then. `late` changed in the second in which we looked: it is named by the
    next look. `asked` is when we looked, by our clock."""

    etag: str = ""
    low: str = ""
    seen: dict[str, str] = field(default_factory=dict)
    late: dict[str, list[str]] = field(default_factory=dict)
    asked: str = ""

    def begins(self, found: Rows, now: datetime, overlap: timedelta) -> None:
        """Take a list as it is, naming nothing."""
        self._news(found)
        self._keeps(found, now, overlap)

    def news(self, found: Rows, now: datetime, overlap: timedelta) -> list[Row]:
        """What is new in a list that changed."""
        late = self.waited(now)
        named = {x.name: x for x in self._news(found)}
        named |= {x.name: x for x in late if x.name not in self.late}
        self._keeps(found, now, overlap)
        return list(named.values())

    def waited(self, now: datetime) -> list[Row]:
        """What had changed just when we looked last; a list that is unchanged has no other news."""
        asked = instant(self.asked)
        if asked is not None and asked <= now < asked + _A_MOMENT:
            return []
        named = [Row(name, tuple(map(Account, x[1:])), x[0]) for name, x in self.late.items()]
        self.late = {}
        return named

    def _news(self, found: Rows) -> list[Row]:
        named = []
        for row in found.rows:
            if not row.name or row.at < self.low or self.seen.get(row.name) == row.at:
                continue
            if (instant(row.at) or found.settled) <= found.settled:
                named.append(row)
                self.late.pop(row.name, None)
            else:
                self.late[row.name] = [row.at, *row.accounts]
        return named

    def _keeps(self, found: Rows, now: datetime, overlap: timedelta) -> None:
        """Remember the rows of the overlap: a list may show an older change later."""
        times = [x.at for x in found.rows]
        newest = instant(max(times, default=""))
        lows = [self.low, stamp(newest - overlap) if newest else ""]
        lows += times if found.cut else []  # then everyone is looked at
        self.low = max(lows)
        self.seen = {x.name: x.at for x in found.rows if x.name and x.at >= self.low}
        self.asked = now.isoformat()


def stamp(at: datetime) -> str:
    """GitHub's form of an instant: UTC, whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def dumps(memories: Mapping[str, Memory]) -> str:
    """A cursor, opaque to everybody else."""
    return json.dumps([_FORM, {k: asdict(m) for k, m in memories.items()}])


def read(cursor: str) -> dict[str, Memory] | None:
    """The memories in a cursor by their lists; None where it is damaged or of another form."""
    found = loads(cursor)
    if not isinstance(found, list) or len(found) != 2 or found[0] != _FORM:  # noqa: PLR2004
        return None
    each = {k: _memory(raw) for k, raw in mapping(found[1]).items()}
    return None if None in each.values() else {k: m for k, m in each.items() if m}


def _memory(raw: object) -> Memory | None:
    said = mapping(raw)
    plain = {k: said.get(k) for k in ("etag", "low", "asked")}
    seen, late = said.get("seen"), said.get("late")
    if not _texts(plain) or not _texts(seen) or not isinstance(late, dict):
        return None
    if not all(
        isinstance(x, list) and x and all(isinstance(y, str) for y in x) for x in late.values()
    ):
        return None
    return Memory(seen=dict(mapping(seen)), late=dict(late), **mapping(plain))


def _texts(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(x, str) for x in value.values())
