"""The things that exist in the sandbox, as plain records; `world` moves them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

GHOST = 10137  # the id of the account that GitHub shows where one was deleted


def stamp(at: datetime) -> str:
    """Write an instant as GitHub does: whole seconds, UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(eq=False)
class User:
    """An account; `gone` once it was deleted, then it is nobody to everybody.

    `suspended`: it was closed by those who run the server, and may come back.
    """

    login: str
    id: int
    node_id: str
    type: str = "User"
    gone: bool = False
    suspended: bool = False


@dataclass(eq=False)
class Label:
    """A label of a repository; the same object hangs on each of its issues."""

    id: int
    node_id: str
    name: str
    color: str = "ededed"
    description: str | None = None


@dataclass(frozen=True)
class Reaction:
    """Somebody's sign on a comment; `content` is REST's word for it."""

    id: int
    node_id: str
    by: User
    content: str
    created: datetime


@dataclass(eq=False)
class Comment:
    """A comment; `edited` and `editor` tell of the last time its text was changed."""

    id: int
    node_id: str
    by: User
    body: str
    created: datetime
    updated: datetime
    edited: datetime | None = None
    editor: User | None = None
    reactions: list[Reaction] = field(default_factory=list)


@dataclass(eq=False)
class Event:
    """One entry of a timeline that is no comment; `kind` is REST's word for it.

    `label` is the name and `whom` the account it was about: who was assigned, or who had
    written the comment that was deleted.
    """

    id: int
    node_id: str
    kind: str
    by: User
    created: datetime
    label: Label | None = None
    whom: User | None = None
    reason: str | None = None
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Face:
    """What the search index knows of an issue since a moment."""

    since: datetime
    title: str
    body: str
    labels: frozenset[str]
    assignees: frozenset[str]
    state: str
    updated: datetime


@dataclass(eq=False)
class Issue:
    """An issue, or the one pull request that list calls return along with them."""

    repository: Repository
    number: int
    id: int
    node_id: str
    title: str
    body: str | None
    author: User
    created: datetime
    updated: datetime
    type: str | None = None
    state: str = "open"
    reason: str | None = None
    closed: datetime | None = None
    closed_by: User | None = None
    locked: bool = False
    edited: datetime | None = None
    editor: User | None = None
    is_pull: bool = False
    assignees: list[User] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    timeline: list[Comment | Event] = field(default_factory=list)
    faces: list[Face] = field(default_factory=list)

    @property
    def comments(self) -> list[Comment]:
        """The comments alone, oldest first."""
        return [x for x in self.timeline if isinstance(x, Comment)]

    def wears(self, label: str) -> Label | None:
        """Find the label on this issue, in whatever case."""
        return next((x for x in self.labels if x.name.casefold() == label.casefold()), None)


@dataclass(eq=False)
class Repository:
    """A repository with its labels and issues; `moved` says where transferred issues went."""

    id: int
    node_id: str
    owner: User
    name: str
    created: datetime
    private: bool = True
    may_read: bool = True
    may_write: bool = True
    has_issues: bool = True
    labels: dict[str, Label] = field(default_factory=dict)  # by casefolded name
    issues: dict[int, Issue] = field(default_factory=dict)
    moved: dict[int, Issue] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    last_number: int = 0

    @property
    def full_name(self) -> str:
        """The address: `acme/learning`."""
        return f"{self.owner.login}/{self.name}"


@dataclass
class HookSettings:
    """What a webhook's page of settings says; `code` is what its last delivery was answered."""

    active: bool = True
    content_type: str = "json"
    events: list[str] = field(default_factory=lambda: ["issues", "issue_comment", "label"])
    code: int | None = None


@dataclass(frozen=True)
class Attempt:
    """One attempt at a delivery, by a repository's `hook` or (None) by the App's own.

    Attempts at the same delivery share its `guid`; `code` is what came back, 0 for nothing.
    """

    id: int
    guid: str
    at: datetime
    code: int
    hook: int | None = None
    again: bool = False
