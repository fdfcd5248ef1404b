"""A poll: one search for what anybody changed lately, less what was named before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ilosync.core.model import Account
from ilosync.ports import Hint

from .ground import Ground
from .jql import changed
from .recent import LAG
from .search import Search
from .shapes import Json, instant, loads, mapping, text

_MANY = 500  # changed tickets beyond which everybody is looked at
_SAME_SECOND = timedelta(seconds=10)
_FORM = 1


@dataclass(frozen=True, slots=True)
class Cursor:
    """When was polled last, and which changes were named: the number of a ticket and when it
    changed, in epoch milliseconds by Jira's clock."""

    at: datetime
    named: dict[str, int] = field(default_factory=dict)

    def written(self) -> str:
        """As text."""
        about = {"form": _FORM, "at": self.at.isoformat(), "named": self.named}
        return json.dumps(about, separators=(",", ":"))

    @classmethod
    def read(cls, written: str) -> Cursor | None:
        """The cursor; None where it is damaged, or of another form."""
        said = mapping(loads(written))
        at, named = instant(said.get("at")), said.get("named")
        if said.get("form") != _FORM or at is None or not isinstance(named, dict):
            return None
        if any(type(x) is not int for x in named.values()):
            return None
        return cls(at, named)

    def knows(self, issue: Json) -> bool:
        """Whether the latest change of an issue was named; one of which nobody can tell was not."""
        at = _changed_at(issue)
        return at is not None and self.named.get(text(issue.get("id"))) == at


class Polling:
    """Asks for the changes of the last minutes, further back than the index lags."""

    def __init__(self, ground: Ground, search: Search) -> None:
        self._on = ground
        self._search = search

    def poll(self, cursor: str) -> tuple[Hint, str]:
        """What changed since; an empty cursor begins now, a damaged one too, and of everyone."""
        now, last = self._on.clock.now(), Cursor.read(cursor)
        issues = list(self._changes(now, last.at if last else now))
        if last is None:
            return Hint(everyone=bool(cursor)), _next(now, issues).written()
        new = [x for x in issues if not last.knows(x)]
        return self._hint(new), _next(now, issues).written()

    def _changes(self, now: datetime, since: datetime) -> Iterable[Json]:
        """Read newest first: what changes meanwhile comes again, and hides no other."""
        back = max(now - since, timedelta()) + LAG
        minutes = int(back.total_seconds() // 60) + 2  # Jira counts whole minutes
        cloud = self._on.identity.cloud()
        jql = changed(self._on.scope.projects, minutes)
        return self._search.changes(jql, ("updated", "assignee"), cloud=cloud)

    def _hint(self, new: list[Json]) -> Hint:
        if len(new) > _MANY:
            return Hint(everyone=True)
        people = (self._on.people.meet(mapping(x.get("fields")).get("assignee")) for x in new)
        accounts: frozenset[Account] = frozenset(x for x in people if x)
        return Hint(accounts, frozenset(text(x.get("key")) for x in new))


def _next(now: datetime, issues: list[Json]) -> Cursor:
    """What is remembered: all that the search showed, for the next one reaches no further back;
    but not what may change again within the second that a server counts."""
    named = {
        text(x.get("id")): at
        for x in issues
        if (at := _changed_at(x)) is not None and not _may_go_on(at, now)
    }
    return Cursor(now, named)


def _changed_at(issue: Json) -> int | None:
    at = instant(mapping(issue.get("fields")).get("updated"))
    return None if at is None else _milliseconds(at)


def _may_go_on(at: int, now: datetime) -> bool:
    """Whether more may change at what counts as the same moment: some databases know seconds."""
    return at % 1_000 == 0 and at > _milliseconds(now - _SAME_SECOND)


def _milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1_000)
