"""Who and what exists in a world, and the numbers they go by."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime, timedelta
from itertools import count
from threading import RLock
from typing import Protocol
from zlib import crc32

from ilosync.sandbox.nope import not_found
from ilosync.sandbox.state import GHOST, Comment, Event, Issue, Label, Repository, User


class Ticking(Protocol):
    """A clock as the sandbox needs it."""

    def now(self) -> datetime:
        """Tell this instant, aware."""

    def sleep(self, seconds: float) -> None:
        """Let so much time pass."""


class Registry:
    """Accounts, repositories and their labels; people are known once they are named."""

    def __init__(self, clock: Ticking) -> None:
        self.clock = clock
        self.lock = RLock()
        self.repositories: dict[str, Repository] = {}  # by casefolded full name
        self.renamed: dict[str, Repository] = {}  # by the full name they had
        self.nodes: dict[str, object] = {}
        self.comments: dict[int, tuple[Issue, Comment]] = {}
        self._users: dict[str, User] = {}
        self.teams: dict[str, list[User]] = {}  # by `organization/team` in lower case
        # beyond 32 bits, as on GitHub today: `databaseId` cannot tell them, `fullDatabaseId` can
        self._ids = count(3_600_000_001)

    def now(self) -> datetime:
        """The clock's time in whole seconds, as GitHub records it."""
        return self.clock.now().replace(microsecond=0)

    # --- accounts --------------------------------------------------------------------

    def user(self, login: str) -> User:
        """The account of this login; a new one has an id that depends on the login alone."""
        with self.lock:
            key = login.casefold()
            if key not in self._users:
                number = GHOST if key == "ghost" else 1_000_000 + crc32(key.encode()) % 90_000_000
                kind = "Bot" if key.endswith("[bot]") else "User"
                self.enrol(User(login, number, node_id(kind, number), kind))
            return self._users[key]

    def enrol(self, user: User) -> None:
        """Take in an account with the id it has."""
        with self.lock:
            self._users[user.login.casefold()] = user
            self.nodes[user.node_id] = user

    def known(self, login: str) -> User | None:
        """The account of this login if there is one."""
        user = self._users.get(login.casefold())
        return user if user and not user.gone else None

    def numbered(self, number: int) -> User | None:
        """The account with this number if there is one."""
        return next((x for x in list(self._users.values()) if x.id == number), None)

    def team(self, name: str, *logins: str) -> None:
        """Make a team, `acme/learners`, of these people."""
        with self.lock:
            self.teams[name.casefold()] = [self.user(x) for x in logins]

    def rename_user(self, old: str, new: str) -> None:
        """Give an account another login; its id and all it wrote stay."""
        with self.lock:
            user = self._users.pop(old.casefold())
            user.login = new
            self._users[new.casefold()] = user

    def delete_user(self, login: str) -> None:
        """Delete an account: what it wrote stays, by nobody."""
        with self.lock:
            gone = self._users.pop(login.casefold())
            gone.gone = True
            for repo in self.repositories.values():
                for issue in repo.issues.values():
                    issue.assignees = [x for x in issue.assignees if x is not gone]

    # --- repositories ----------------------------------------------------------------

    def repository(
        self,
        full_name: str,
        labels: tuple[str, ...] = (),
        *,
        private: bool = True,
        may_write: bool = True,
        may_read: bool = True,
        has_issues: bool = True,
    ) -> Repository:
        """Make a repository with some labels; `may_read` False hides it from our tokens."""
        with self.lock:
            owner, _, name = full_name.partition("/")
            number = 2_000_000 + crc32(full_name.casefold().encode()) % 90_000_000
            org = self._owner(owner)
            made = Repository(number, node_id("Repository", number), org, name, self.now())
            made.private, made.may_write, made.may_read = private, may_write, may_read
            made.has_issues = has_issues
            self.repositories[full_name.casefold()] = made
            self.nodes[made.node_id] = made
            for label in labels:
                self.make_label(made, label)
            return made

    def _owner(self, login: str) -> User:
        known = self._users.get(login.casefold())
        owner = known or self.user(login)
        if known is None:
            owner.type = "Organization"
        return owner

    def repo(self, full_name: str) -> Repository:
        """The repository of this name; 404 where there is none."""
        found = self.repositories.get(full_name.casefold())
        if found is None:
            raise not_found()
        return found

    def rename(self, full_name: str, new_name: str) -> None:
        """Give a repository another name; the old address leads on."""
        with self.lock:
            repo = self.repositories.pop(full_name.casefold())
            self.renamed[full_name.casefold()] = repo
            repo.name = new_name
            self.repositories[repo.full_name.casefold()] = repo

    def make_label(
        self, repo: Repository, name: str, color: str = "ededed", description: str | None = None
    ) -> Label:
        """The repository's label of this name, made where it is missing."""
        with self.lock:
            key = name.casefold()
            if key not in repo.labels:
                number = self.next_id()
                label = Label(number, node_id("Label", number), name, color, description)
                repo.labels[key] = label
                self.nodes[label.node_id] = label
            return repo.labels[key]

    def issue(self, full_name: str, number: int) -> Issue:
        """The issue at this address; 404 where there is none."""
        found = self.repo(full_name).issues.get(number)
        if found is None:
            raise not_found()
        return found

    def comment_of(self, comment: int) -> tuple[Issue, Comment]:
        """A comment and its issue; 404 where it is gone."""
        if comment not in self.comments:
            raise not_found()
        return self.comments[comment]

    # --- numbers ---------------------------------------------------------------------

    def next_id(self) -> int:
        """A number that nothing else has."""
        return next(self._ids)

    def record(self, issue: Issue, kind: str, by: str, at: datetime, **facts: object) -> Event:
        """Write one event into an issue's timeline."""
        number = self.next_id()
        event = Event(number, node_id(kind, number), kind, self.user(by), at, **facts)  # type: ignore[arg-type]
        issue.timeline.append(event)
        self.nodes[event.node_id] = event
        return event

    def ago(self, seconds: float) -> datetime:
        """The instant so many seconds back."""
        return self.clock.now() - timedelta(seconds=seconds)


def node_id(kind: str, number: int) -> str:
    """An opaque id for GraphQL and the `node_id` of REST."""
    return f"{kind[:1].upper()}_{b64encode(f'{kind}:{number}'.encode()).decode().rstrip('=')}"
