"""What the fields of a query mean: a tree becomes a test of an issue."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from operator import ge, gt, le, lt
from zoneinfo import ZoneInfo

from ilosync.sandbox.jira.jql import Clause, Group
from ilosync.sandbox.jira.jql_dates import instant
from ilosync.sandbox.jira.jql_values import Names, blank
from ilosync.sandbox.jira.nope import Nope
from ilosync.sandbox.jira.registry import Registry
from ilosync.sandbox.jira.state import Issue, Look, User

Test = Callable[[Issue, Look], bool]
Facts = Callable[[Issue, Look], set[str]]
EQUAL = {"=", "!=", "in", "not in", "is", "is not"}
ORDERED = EQUAL | {">", ">=", "<", "<="}
TEXTUAL = {"~", "!~", "is", "is not"}
SIGNS = {">": gt, ">=": ge, "<": lt, "<=": le}
WORD = re.compile(r"[\w*?]+")
ALIASES = {
    "type": "issuetype", "key": "issuekey", "id": "issuekey", "issue": "issuekey",
    "resolutiondate": "resolved", "createddate": "created", "updateddate": "updated",
    "due": "duedate", "status category": "statuscategory", "level": "security",
}  # fmt: skip
DATES: dict[str, Callable[[Look], datetime | None]] = {
    "created": lambda x: x.created,
    "updated": lambda x: x.updated,
    "resolved": lambda x: x.resolved,
}
TEXTS: dict[str, Callable[[Look], list[str]]] = {
    "summary": lambda x: [x.summary],
    "description": lambda x: [x.description or ""],
    "comment": lambda x: [c.body for c in x.comments],
    "text": lambda x: [x.summary, x.description or "", *(c.body for c in x.comments)],
}
FACTS: dict[str, Facts] = {
    "project": lambda _, x: {x.project.id},
    "labels": lambda _, x: {label.casefold() for label in x.labels},
    "issuetype": lambda _, x: {x.type.id},
    "status": lambda _, x: {x.status.id},
    "statuscategory": lambda _, x: {x.status.category},
    "resolution": lambda _, x: {x.resolution.id} if x.resolution else set(),
    "security": lambda _, x: {x.level.id} if x.level else set(),
    "assignee": lambda _, x: {x.assignee.key} if x.assignee else set(),
    "reporter": lambda _, x: {x.reporter.key} if x.reporter else set(),
    "creator": lambda _, x: {x.creator.key},
    "issuekey": lambda issue, _: {str(issue.id)},
}


@dataclass(frozen=True)
class Meaning:
    """A world and who asks it: names and times mean something to somebody only."""

    world: Registry
    asker: User

    def test(self, node: Clause | Group) -> Test:
        """Turn a condition into a test."""
        if isinstance(node, Group):
            tests, holds = [self.test(x) for x in node.parts], all if node.all else any
            return lambda issue, look: holds(test(issue, look) for test in tests)
        name = ALIASES.get(node.field.casefold(), node.field.casefold())
        if name in FACTS:
            return self._equal(node, name)
        if name in DATES or name == "duedate":
            return self._dated(node, name)
        if name in TEXTS:
            return self._worded(node, name)
        raise unknown_field(node.field)

    def _equal(self, node: Clause, name: str) -> Test:
        _allowed(node, EQUAL)
        facts, wanted, names = FACTS[name], set[str](), Names(self.world, self.asker)
        for value in node.values:
            wanted |= names.meant(node.field, name, value)
        void = any(blank(name, x) for x in node.values)
        if node.operator in {"=", "in", "is"}:
            return lambda i, x: bool(facts(i, x) & wanted) or (void and not facts(i, x))
        # what has no value is never found by "is not this", which surprises everybody once
        return lambda i, x: bool(facts(i, x)) and not facts(i, x) & wanted

    # --- dates and words --------------------------------------------------------------

    def _dated(self, node: Clause, name: str) -> Test:
        _allowed(node, ORDERED)
        zone, now = self.asker.zone, self.world.clock.now()

        def of(look: Look) -> datetime | None:
            if name == "duedate":
                day = look.due and datetime.fromisoformat(look.due).replace(tzinfo=ZoneInfo(zone))
                return day or None
            return DATES[name](look)

        if node.values[0].empty:
            void = node.operator in {"=", "is", "in"}
            return lambda _, x: (of(x) is None) is void
        then = [instant(x, node.field, now, zone) for x in node.values]
        if node.operator in SIGNS:
            sign = SIGNS[node.operator]
            return lambda _, x: (at := of(x)) is not None and sign(at, then[0])
        wanted = node.operator in {"=", "in"}
        return lambda _, x: (at := of(x)) is not None and (at in then) is wanted

    def _worded(self, node: Clause, name: str) -> Test:
        _allowed(node, TEXTUAL)
        value, texts = node.values[0], TEXTS[name]
        if value.empty:
            void = node.operator == "is"
            return lambda _, x: (not any(texts(x))) is void
        if value.text[:1] in {"*", "?"} and not self.world.cloud:
            said = f"The text query '{value.text}' for field '{node.field}' is not allowed to start"
            raise Nope(400, f"{said} with character '{value.text[0]}'.")
        wanted = node.operator == "~"
        return lambda _, x: any(says(text, value.text) for text in texts(x)) is wanted


def says(text: str, sought: str) -> bool:
    """Whether a text holds all the words, or the words as a phrase where they are in quotes."""
    here = WORD.findall(text.casefold())
    there = [re.compile(_pattern(x)) for x in WORD.findall(sought.casefold())]
    if len(sought) > 1 and sought[0] == sought[-1] == '"':
        starts = range(len(here) - len(there) + 1)
        return any(all(p.fullmatch(here[n + i]) for i, p in enumerate(there)) for n in starts)
    return bool(there) and all(any(p.fullmatch(word) for word in here) for p in there)


def _pattern(word: str) -> str:
    return re.escape(word).replace(r"\*", ".*").replace(r"\?", ".")


def _allowed(node: Clause, operators: set[str]) -> None:
    if node.operator not in operators:
        said = f"The operator '{node.operator.upper()}' is not supported by the"
        raise Nope(400, f"{said} '{node.field}' field.")


def unknown_field(field: str) -> Nope:
    """A field that is not there, or not for the asker."""
    return Nope(400, f"Field '{field}' does not exist or you do not have permission to view it.")
