"""The questions in GitHub's GraphQL: names and labels go in as variables, never as text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from .fragments import FRAGMENTS, ITEM_TYPES
from .shapes import Json

READ_ON = 100  # the most that GitHub hands out at once
HITS = 50  # of a search a page: each comes with its text
VIEWER = "viewer { login databaseId }"
_USED = re.compile(r"\.\.\.([A-Z])\b")


@dataclass(slots=True)
class Question:
    """A query as it grows: aliases with their own variables, and the fragments they use."""

    parts: list[str] = field(default_factory=list)
    declared: list[str] = field(default_factory=list)
    variables: Json = field(default_factory=dict)

    def variable(self, name: str, kind: str, value: object) -> str:
        """Declare `$name` and give it a value."""
        self.declared.append(f"${name}: {kind}")
        self.variables[name] = value
        return f"${name}"

    def repository(self, alias: str, key: str, inside: str) -> None:
        """Ask something of one repository."""
        owner, _, name = key.partition("/")
        o = self.variable(f"{alias}o", "String!", owner)
        n = self.variable(f"{alias}n", "String!", name)
        self.parts.append(f"{alias}: repository(owner: {o}, name: {n}) {{ {inside} }}")

    def search(
        self, alias: str, words: str, after: str | None = None, *, bare: bool = False
    ) -> None:
        """Search for issues, fifty at a time, or a hundred where their ids are enough."""
        q = self.variable(f"{alias}q", "String!", words)
        c = self.variable(f"{alias}c", "String", after)
        first, inside = (READ_ON, "...B") if bare else (HITS, "...H")
        self.parts.append(
            f"{alias}: search(type: ISSUE, first: {first}, query: {q}, after: {c}) {{ {inside} }}"
        )

    def text(self) -> str:
        """The whole query."""
        declared = f"({', '.join(self.declared)})" if self.declared else ""
        asked = f"query{declared} {{\n" + "\n".join(self.parts) + "\n}\n"
        return asked + "".join(FRAGMENTS[x] for x in sorted(_used(asked)))


def _used(text: str) -> set[str]:
    """The fragments that a text names, and those that they name."""
    found = set(_USED.findall(text))
    return found.union(*(_used(FRAGMENTS[x]) for x in found))


def look_around(repositories: Sequence[str], searches: Sequence[str]) -> Question:
    """Who we are, what the repositories are, and hints of tickets that lack the label."""
    asked = Question()
    asked.parts.append(VIEWER)
    for n, key in enumerate(repositories):
        asked.repository(f"r{n}", key, "...R")
    for n, words in enumerate(searches):
        asked.search(f"x{n}", words)
    return asked


def more_hits(searches: Sequence[tuple[str, str]]) -> Question:
    """The next hits of searches, each from its cursor."""
    asked = Question()
    for n, (words, after) in enumerate(searches):
        asked.search(f"x{n}", words, after)
    return asked


def more_labels(key: str, after: str) -> Question:
    """The next hundred labels of a repository."""
    asked = Question()
    c = asked.variable("c", "String", after)
    inside = "pageInfo { hasNextPage endCursor } nodes { name }"
    asked.repository("r0", key, f"labels(first: 100, after: {c}) {{ {inside} }}")
    return asked


def stream(
    asked: Question, alias: str, key: str, *, wanted: Json, first: int, after: str | None
) -> None:
    """Ask for the next tickets of a repository that are wanted, oldest first."""
    f = asked.variable(f"{alias}f", "IssueFilters", wanted)
    k = asked.variable(f"{alias}k", "Int", first)
    c = asked.variable(f"{alias}c", "String", after)
    issues = (
        f"issues(first: {k}, after: {c}, filterBy: {f}, "
        "orderBy: {field: CREATED_AT, direction: ASC})"
    )
    inside = "totalCount pageInfo { hasNextPage endCursor } nodes { ...T }"
    asked.repository(alias, key, f"{issues} {{ {inside} }}")


def tickets(asked: Question, ids: Sequence[str]) -> None:
    """Ask for tickets by their node ids."""
    i = asked.variable("ids", "[ID!]!", list(ids))
    asked.parts.append(f"nodes(ids: {i}) {{ ...T }}")


def by_number(asked: Question, alias: str, key: str, numbers: Sequence[int]) -> None:
    """Ask for tickets of a repository by their numbers, and what it is."""
    inside = [f"i{x}: issue(number: {x:d}) {{ ...T }}" for x in numbers]
    asked.repository(alias, key, " ".join(["...R", *inside]))


def addresses(keys: Sequence[str]) -> Question:
    """What these repositories are called now."""
    asked = Question()
    for n, key in enumerate(keys):
        asked.repository(f"r{n}", key, "nameWithOwner")
    return asked


def further_back(of: Sequence[tuple[str, str | None]]) -> Question:
    """What was before the cursors of these tickets' timelines, and all their labels."""
    asked = Question()
    for n, (node, before) in enumerate(of):
        i = asked.variable(f"t{n}i", "ID!", node)
        b = asked.variable(f"t{n}b", "String", before)
        asked.parts.append(
            f"t{n}: node(id: {i}) {{ ... on Issue {{ "
            "labels(first: 100) { nodes { name } } "
            f"timelineItems(last: {READ_ON}, before: {b}, itemTypes: [{ITEM_TYPES}]) {{ "
            "pageInfo { hasPreviousPage startCursor } nodes { ...I } } } }"
        )
    return asked


def filters(label: str, *, is_open: bool, since: datetime) -> Json:
    """Open tickets with a label, or closed ones that changed since an instant, in UTC."""
    asked: Json = {"labels": [label], "states": ["OPEN" if is_open else "CLOSED"]}
    if not is_open:
        asked["since"] = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return asked
