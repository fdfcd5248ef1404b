"""The questions in GitHub's GraphQL: names and labels go in as variables, never as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from .shapes import Json

TIMELINE = 40  # a ticket's last turns, read along with it
READ_ON = 100  # the most that GitHub hands out at once

_ITEM_TYPES = (
    "ISSUE_COMMENT, LABELED_EVENT, UNLABELED_EVENT, ASSIGNED_EVENT, UNASSIGNED_EVENT, "
    "CLOSED_EVENT, REOPENED_EVENT, TRANSFERRED_EVENT, COMMENT_DELETED_EVENT"
)

_ACTOR = """
fragment A on Actor {
  __typename login
  ... on User { databaseId }
  ... on Bot { databaseId }
}
"""

_ITEM = """
fragment I on IssueTimelineItems {
  __typename
  ... on IssueComment {
    fullDatabaseId body createdAt lastEditedAt author { ...A } editor { ...A }
  }
  ... on LabeledEvent { createdAt actor { ...A } label { name } }
  ... on UnlabeledEvent { createdAt actor { ...A } label { name } }
  ... on AssignedEvent { createdAt actor { ...A } assignee { __typename ... on Actor { ...A } } }
  ... on UnassignedEvent { createdAt actor { ...A } assignee { __typename ... on Actor { ...A } } }
  ... on ClosedEvent { createdAt actor { ...A } }
  ... on ReopenedEvent { createdAt actor { ...A } }
  ... on TransferredEvent { createdAt actor { ...A } }
  ... on CommentDeletedEvent { createdAt actor { ...A } deletedCommentAuthor { ...A } }
}
"""

_TICKET = f"""
fragment T on Issue {{
  id fullDatabaseId number title body url state stateReason createdAt closedAt lastEditedAt
  author {{ ...A }} editor {{ ...A }} repository {{ nameWithOwner }}
  labels(first: 20) {{ totalCount nodes {{ name }} }}
  assignees(first: 10) {{ nodes {{ __typename login databaseId }} }}
  timelineItems(last: {TIMELINE}, itemTypes: [{_ITEM_TYPES}]) {{
    pageInfo {{ hasPreviousPage startCursor }} nodes {{ ...I }}
  }}
}}
"""

_HIT = """
fragment H on SearchResultItemConnection {
  pageInfo { hasNextPage endCursor }
  nodes { ... on Issue {
    id number title body updatedAt repository { nameWithOwner }
    labels(first: 20) { nodes { name } }
  } }
}
"""

_REPOSITORY = """
fragment R on Repository {
  nameWithOwner isPrivate visibility isArchived hasIssuesEnabled viewerPermission
  labels(first: 100) { pageInfo { hasNextPage endCursor } nodes { name } }
}
"""


@dataclass(slots=True)
class Question:
    """A query as it grows: aliases with their own variables."""

    fragments: str
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

    def search(self, alias: str, words: str, after: str | None = None) -> None:
        """Search for issues, fifty at a time."""
        q = self.variable(f"{alias}q", "String!", words)
        c = self.variable(f"{alias}c", "String", after)
        self.parts.append(
            f"{alias}: search(type: ISSUE, first: 50, query: {q}, after: {c}) {{ ...H }}"
        )

    def text(self) -> str:
        """The whole query."""
        declared = f"({', '.join(self.declared)})" if self.declared else ""
        return f"query{declared} {{\n" + "\n".join(self.parts) + f"\n}}\n{self.fragments}"


def look_around(repositories: Sequence[str], searches: Sequence[str]) -> Question:
    """Who we are, what the repositories are, and hints of tickets that lack the label."""
    asked = Question(_REPOSITORY + (_HIT if searches else ""))
    asked.parts.append("viewer { login databaseId }")
    for n, key in enumerate(repositories):
        asked.repository(f"r{n}", key, "...R")
    for n, words in enumerate(searches):
        asked.search(f"x{n}", words)
    return asked


def more_hits(searches: Sequence[tuple[str, str]]) -> Question:
    """The next hits of searches, each from its cursor."""
    asked = Question(_HIT)
    for n, (words, after) in enumerate(searches):
        asked.search(f"x{n}", words, after)
    return asked


def more_labels(key: str, after: str) -> Question:
    """The next hundred labels of a repository."""
    asked = Question("")
    c = asked.variable("c", "String", after)
    inside = "pageInfo { hasNextPage endCursor } nodes { name }"
    asked.repository("r0", key, f"labels(first: 100, after: {c}) {{ {inside} }}")
    return asked


def pages() -> Question:
    """An empty question for tickets, to be filled with `stream` and `tickets`."""
    return Question(_ACTOR + _ITEM + _TICKET)


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


def further_back(of: Sequence[tuple[str, str | None]]) -> Question:
    """What was before the cursors of these tickets' timelines, and all their labels."""
    asked = Question(_ACTOR + _ITEM)
    for n, (node, before) in enumerate(of):
        i = asked.variable(f"t{n}i", "ID!", node)
        b = asked.variable(f"t{n}b", "String", before)
        asked.parts.append(
            f"t{n}: node(id: {i}) {{ ... on Issue {{ "
            "labels(first: 100) { nodes { name } } "
            f"timelineItems(last: {READ_ON}, before: {b}, itemTypes: [{_ITEM_TYPES}]) {{ "
            "pageInfo { hasPreviousPage startCursor } nodes { ...I } } } }"
        )
    return asked


def filters(label: str, *, is_open: bool, since: datetime, assignee: str | None) -> Json:
    """Open tickets with a label, or closed ones that changed since an instant, in UTC."""
    asked: Json = {"labels": [label], "states": ["OPEN" if is_open else "CLOSED"]}
    if not is_open:
        asked["since"] = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if assignee is not None:
        asked["assignee"] = assignee
    return asked
