"""The query that finds everything that may matter, less what a server refuses; and what changed."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta

from ilosync.core.past import CLOSED_FOR
from ilosync.trackers.form import FORM_HEADINGS

from .marker import LINK
from .scope import Scope

_MORE = 1  # days: clocks differ; what is too old is sorted out afterwards
_VALUE = re.compile(r"[\"'](?P<value>[^\"']+)[\"'] does not exist for the field", re.IGNORECASE)
_OPTIONAL = ("type", "summary", "description", "creator")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; `without` are clauses that this server has refused, `closed_for` is how
    long ago a ticket may have been closed."""

    scope: Scope
    without: frozenset[str] = frozenset()
    closed_for: timedelta = CLOSED_FOR

    def jql(self) -> str:
        """The query.

        Closed tickets are found by their last change, which every project has, and not by
        the day of their resolution, which many workflows never set.
        """
        scope = self.scope
        ours = [
            f"labels in {_listed(scope.labels)}",
            *self._clause("type"),
            *self._clause("creator"),
        ]
        alike = [f"labels in {_listed(scope.misspelt)}"] if scope.misspelt else []
        alike += [*self._clause("summary"), *self._clause("description")]
        fresh = f"statusCategory != Done OR updated >= -{self.closed_for.days + _MORE}d"
        found = f"(({' OR '.join(ours)}) AND ({fresh}))"
        if alike:
            found = f"({found} OR (statusCategory != Done AND ({' OR '.join(alike)})))"
        return f"project in {_listed(scope.projects)} AND {found} ORDER BY created, key"

    def _clause(self, name: str) -> list[str]:
        if name in self.without:
            return []
        label = self.scope.label
        return {
            "type": [f"issuetype = {_quoted(label)}"],
            "summary": [f"summary ~ {_phrase(label)}"],
            "description": [f"description ~ {_phrase(FORM_HEADINGS[0])}"],
            "creator": [self._opened()],
        }[name]

    def _opened(self) -> str:
        """Tickets of our own, whatever their labels: by what the link of the marker is called."""
        ours = "creator = currentUser()"
        if "description" in self.without:
            return ours
        return f"({ours} AND description ~ {_phrase(LINK)})"

    def less(self, said: str) -> Wanted | None:
        """The query without what a refusal is about; None where that cannot be told or left out.

        Where the server names no clause, all go at once that we can do without.
        """
        low = said.lower()
        named = {
            name
            for name, words in (
                ("type", ("issuetype", "issue type", "'type'")),
                ("summary", ("'summary'",)),
                ("description", ("'description'",)),
                ("creator", ("'creator'", "currentuser")),
            )
            if any(x in low for x in words)
        }
        left = frozenset(named or set(_OPTIONAL)) | self.without
        if left == self.without or "'project'" in low:
            return None
        return replace(self, without=left)


def changed(projects: Collection[str], minutes: int) -> str:
    """What anybody changed in the last minutes, the latest first, whatever its labels.

    A time of day would be read in the time zone of our account's profile.
    """
    return f"project in {_listed(projects)} AND updated >= -{minutes}m ORDER BY updated DESC"


def unknown_value(said: str) -> str:
    """The value that a refusal calls unknown; empty where it names none."""
    found = _VALUE.search(said)
    return found["value"] if found else ""


def _listed(values: Collection[str]) -> str:
    return f"({', '.join(map(_quoted, values))})"


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _phrase(words: str) -> str:
    """Words that must stand side by side; signs that a text search gives a meaning are blanks."""
    plain = " ".join(re.sub(r"[^\w']", " ", words).split())
    return _quoted(f'"{plain}"')
