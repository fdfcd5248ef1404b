"""Who and what exists in the sandbox's Jira, and who may do what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import md5
from itertools import count
from threading import RLock

from ilosync.sandbox.jira.nope import no_comment, no_issue
from ilosync.sandbox.jira.state import Comment, Issue, Kind, Level, Look, Named, Project, User
from ilosync.sandbox.jira.workflow import Status
from ilosync.sandbox.registry import Ticking

TYPES = ("Task", "Story", "Bug")
RANKS = {"Epic": 1, "Sub-task": -1}
RESOLUTIONS = ("Done", "Won't Do", "Duplicate", "Cannot Reproduce")
WORKFLOW = (("To Do", "To Do"), ("In Progress", "In Progress"), ("Done", "Done"))
NOBODYS = {"EDIT_ALL_COMMENTS", "DELETE_ALL_COMMENTS", "ADMINISTER", "ADMINISTER_PROJECTS"}


class Registry:
    """Accounts, groups and projects; people are known once they are named by their handle."""

    def __init__(self, clock: Ticking, *, cloud: bool, plain_ids: bool) -> None:
        self.clock = clock
        self.cloud = cloud
        self.plain_ids = plain_ids
        self.lock = RLock()
        self.users: dict[str, User] = {}  # by handle
        self.groups: dict[str, list[User]] = {}
        self.projects: dict[str, Project] = {}  # by key
        self.issues: dict[int, Issue] = {}
        self.keys: dict[str, Issue] = {}  # those they have and those they had
        self.comments: dict[str, Issue] = {}
        self.fields: dict[str, tuple[str, str]] = {}  # custom ones: name and type
        self.only: dict[str, set[User]] = {}  # global permissions that not everybody has
        self._ids = count(10_001)
        self.resolutions = [Named(self.next_id(), x) for x in RESOLUTIONS]
        self.statuses = [Status(self.next_id(), *x) for x in WORKFLOW]
        self.types: dict[str, Kind] = {}

    def now(self) -> datetime:
        """The clock's time in milliseconds, as Jira records it."""
        at = self.clock.now()
        return at.replace(microsecond=at.microsecond // 1000 * 1000)

    def ago(self, seconds: float) -> datetime:
        """The instant so many seconds back."""
        return self.clock.now() - timedelta(seconds=seconds)

    def next_id(self) -> str:
        """A number that nothing else has."""
        return str(next(self._ids))

    # --- people ----------------------------------------------------------------------

    def user(self, handle: str, shown: str | None = None, kind: str = "atlassian") -> User:
        """The account of this person; made, with an id that depends on the handle alone."""
        with self.lock:
            if handle not in self.users:
                digest = md5(handle.encode(), usedforsecurity=False).hexdigest()
                account = "5b10ac8d" + digest[:16] if self.cloud else handle
                self.users[handle] = User(
                    handle,
                    handle if self.plain_ids else account,
                    f"JIRAUSER{10_000 + int(digest[:9], 16)}",
                    shown or " ".join(x.title() for x in handle.replace("-", " ").split()),
                    kind,
                    email=f"{handle}@example.test",
                )
            return self.users[handle]

    def by_id(self, id: str) -> User | None:  # noqa: A002 - the API's word
        """The account that the API calls so."""
        return next((x for x in self.users.values() if x.id == id), None)

    def anonymise(self, handle: str) -> User:
        """Delete a person's account: what they wrote stays, their name does not."""
        with self.lock:
            user = self.user(handle)
            user.active, user.email = False, ""
            user.shown = "Former user" if self.cloud else f"user-{user.key[-5:]}"
            if not self.cloud:
                user.id = user.key.lower()
            return user

    def group(self, name: str, *handles: str) -> None:
        """Make a group of these people."""
        self.groups[name] = [self.user(x) for x in handles]

    # --- places ----------------------------------------------------------------------

    def project(
        self,
        key: str,
        name: str | None = None,
        style: str = "classic",
        types: Iterable[str] = TYPES,
    ) -> Project:
        """Make a project; a team-managed one (`next-gen`) has statuses of its own."""
        with self.lock:
            lead = self.user("project-lead")
            made = Project(self.next_id(), key, name or key.title(), lead, style)
            made.types = [self._type(x) for x in types]
            own = style == "next-gen"
            made.statuses = (
                [Status(self.next_id(), *x) for x in WORKFLOW] if own else list(self.statuses)
            )
            made.roles = {"Administrators": {lead}, "Users": set()}
            self.projects[key] = made
            return made

    def _type(self, name: str) -> Kind:
        return self.types.setdefault(name, Kind(self.next_id(), name, RANKS.get(name, 0)))

    def status(self, project: str, name: str, category: str) -> Status:
        """Add a step to a project's workflow."""
        made = Status(self.next_id(), name, category)
        self.projects[project].statuses.append(made)
        return made

    def resolution(self, name: str) -> None:
        """Add a reason for closing."""
        self.resolutions.append(Named(self.next_id(), name))

    def custom_field(self, name: str, kind: str = "string") -> str:
        """Make a custom field; its id comes back, such as `customfield_10042`."""
        made = f"customfield_{self.next_id()}"
        self.fields[made] = (name, kind)
        return made

    def role(self, project: str, name: str, *handles: str) -> None:
        """Say who has a role in a project."""
        self.projects[project].roles[name] = {self.user(x) for x in handles}

    def level(self, project: str, name: str, *handles: str) -> None:
        """Make a security level that these people alone see."""
        made = Level(self.next_id(), name, frozenset(self.user(x) for x in handles))
        self.projects[project].levels[name] = made

    def permit(self, permission: str, *handles: str, project: str | None = None) -> None:
        """Give a permission, such as `EDIT_ISSUES`, to these people and to nobody else."""
        held = self.only if project is None else self.projects[project].only
        held[permission] = {self.user(x) for x in handles}

    # --- who may ---------------------------------------------------------------------

    def may(self, user: User | None, permission: str, project: Project | None = None) -> bool:
        """Whether somebody has a permission, in a project or at large."""
        only = self.only if project is None else project.only
        if user is None:
            return False
        return user in only[permission] if permission in only else permission not in NOBODYS

    def sees(self, user: User | None, look: Look) -> bool:
        """Whether somebody may read an issue."""
        hidden = look.level is not None and user not in look.level.members
        return not hidden and self.may(user, "BROWSE_PROJECTS", look.project)

    def hears(self, user: User, comment: Comment, project: Project) -> bool:
        """Whether somebody may read a comment on an issue that they see."""
        match comment.visibility:
            case ("group", name):
                return user in self.groups.get(name, [])
            case (_, name):
                return user in project.roles.get(name, set())
            case _:
                return True

    # --- finding ---------------------------------------------------------------------

    def issue(self, ref: str | int) -> Issue:
        """The issue of this id or key, also by a key it had; 404 where there is none."""
        text = str(ref)
        found = self.issues.get(int(text)) if text.isdecimal() else self.keys.get(text.upper())
        if found is None:
            raise no_issue(cloud=self.cloud)
        return found

    def comment_of(self, comment: str | int) -> tuple[Issue, Comment]:
        """A comment and its issue; 404 where it is gone."""
        issue = self.comments.get(str(comment))
        if issue is None:
            raise no_comment(comment)
        return issue, next(x for x in issue.now.comments if x.id == str(comment))
