"""The things that exist in the sandbox's Jira, as plain records; `hands` moves them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ilosync.sandbox.jira.workflow import Screen, Status

Json = Any
EVENTS = (
    "jira:issue_created", "jira:issue_updated", "jira:issue_deleted",
    "comment_created", "comment_updated", "comment_deleted",
)  # fmt: skip
"""What a webhook can be told of, among other things."""


def stamp(at: datetime, zone: str) -> str:
    """Write an instant as Jira does: milliseconds, and the reader's own time zone."""
    there = at.astimezone(ZoneInfo(zone))
    return f"{there:%Y-%m-%dT%H:%M:%S}.{there.microsecond // 1000:03d}{there:%z}"


@dataclass(eq=False)
class User:
    """An account. `id` is what the API knows it by: accountId on Cloud, user name elsewhere.

    `handle` is our own word for the person; `key` is Data Center's and never changes.
    """

    handle: str
    id: str
    key: str
    shown: str
    kind: str = "atlassian"
    active: bool = True
    email: str = ""
    zone: str = "Europe/Berlin"
    shows_email: bool = False


@dataclass(frozen=True)
class Named:
    """An issue type or a resolution: a number and a name."""

    id: str
    name: str


@dataclass(frozen=True)
class Kind(Named):
    """An issue type; `rank` is 0 for an ordinary one, 1 for an epic, -1 for a sub-task."""

    rank: int = 0


@dataclass(frozen=True)
class Level:
    """A security level and who sees issues on it."""

    id: str
    name: str
    members: frozenset[User]


@dataclass(eq=False)
class Project:
    """A project; `only` narrows a permission to some, `off_screen` are fields nobody can edit.

    `required` are fields, by id, that every new issue must have, `automatic` who gets one for
    which nobody is named, `owned` whether one must be somebody's, `default_level` the security
    level of new ones. `screens` are by the status that they lead to; `closed_to` are statuses
    that no step leads to.
    """

    id: str
    key: str
    name: str
    lead: User
    style: str = "classic"
    types: list[Kind] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    roles: dict[str, set[User]] = field(default_factory=dict)
    levels: dict[str, Level] = field(default_factory=dict)
    only: dict[str, set[User]] = field(default_factory=dict)
    off_screen: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)
    automatic: User | None = None
    owned: bool = False
    default_level: str | None = None
    screens: dict[str, Screen] = field(default_factory=dict)
    closed_to: set[str] = field(default_factory=set)
    last_number: int = 0

    def status(self, name: str) -> Status:
        """The step of this name, else the first of this category."""
        wanted = name.casefold()
        named = [x for x in self.statuses if x.name.casefold() == wanted]
        for status in named or [x for x in self.statuses if x.category.casefold() == wanted]:
            return status
        raise KeyError(name)


@dataclass(frozen=True)
class Comment:
    """A comment; `visibility` is (`role` or `group`, its name), or None for everybody."""

    id: str
    author: User
    editor: User
    body: str
    created: datetime
    updated: datetime
    visibility: tuple[str, str] | None = None
    properties: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """One field's change, with both the values and what people read."""

    field: str
    field_id: str | None
    before: str | None
    said_before: str | None
    after: str | None
    said_after: str | None
    kind: str = "jira"


@dataclass(frozen=True)
class History:
    """What one person changed at one moment."""

    id: str
    author: User
    created: datetime
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Link:
    """A link to another issue, as one end sees it: `relates to` in the direction `outward`."""

    id: str
    kind: str
    outward: bool
    other: Issue


@dataclass(frozen=True)
class RemoteLink:
    """A link to somewhere else on the web."""

    id: int
    url: str
    title: str
    global_id: str | None = None


@dataclass(frozen=True)
class Look:
    """An issue as it is at a moment; every change makes a new one."""

    project: Project
    key: str
    summary: str
    description: str | None
    type: Kind
    creator: User
    reporter: User | None
    created: datetime
    updated: datetime
    status: Status
    assignee: User | None = None
    labels: tuple[str, ...] = ()
    resolution: Named | None = None
    resolved: datetime | None = None
    due: str | None = None
    level: Level | None = None
    custom: Mapping[str, Json] = field(default_factory=dict)
    properties: Mapping[str, Json] = field(default_factory=dict)
    comments: tuple[Comment, ...] = ()
    histories: tuple[History, ...] = ()
    links: tuple[Link, ...] = ()
    remote: tuple[RemoteLink, ...] = ()


@dataclass(eq=False)
class Issue:
    """An issue: a number for life, and all it ever looked like, with the moment since when."""

    id: int
    looks: list[tuple[datetime, Look]]

    @property
    def now(self) -> Look:
        """What it looks like now."""
        return self.looks[-1][1]

    def at(self, instant: datetime) -> Look | None:
        """What it looked like at an instant; None before it was opened."""
        return next((look for since, look in reversed(self.looks) if since <= instant), None)
