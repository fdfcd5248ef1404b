"""GitHub's side of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ilosync.sandbox.nope import Nope
from ilosync.sandbox.page import markdown
from ilosync.sandbox.page.tickets import DONE, LET_GO, OPEN, OURS, Said, Ticket, Visitor
from ilosync.sandbox.state import Comment, Issue
from ilosync.sandbox.world import World

_NAME = re.compile(r"(?P<place>[\w.-]+/[\w.-]+)/(?P<number>[1-9]\d{0,8})")
_KEY = re.compile(r"(?P<place>[\w.-]+/[\w.-]+)?#(?P<number>\d{1,9})")


class OnGithub:
    """A world's issues; people go by their logins."""

    slug, title = "github", "GitHub"

    def __init__(self, world: World) -> None:
        self._world = world
        self.ours = world.me

    def account(self, visitor: Visitor) -> str:
        """The login."""
        return visitor.github

    def places(self) -> Sequence[str]:
        """The repositories."""
        with self._world.lock:
            return [x.full_name for x in self._world.repositories.values()]

    def tickets(self) -> list[Ticket]:
        """All issues, the youngest first; no pull requests."""
        with self._world.lock:
            repos = self._world.repositories.values()
            found = [x for repo in repos for x in repo.issues.values() if not x.is_pull]
            return [_ticket(x) for x in sorted(found, key=lambda x: (x.created, x.id))[::-1]]

    def ticket(self, name: str) -> Ticket | None:
        """One issue; its name is `owner/repository/12`."""
        with self._world.lock:
            issue = self._issue(name)
            return _ticket(issue) if issue else None

    def html(self, ticket: Ticket, said: Said | None = None, *, may_tick: bool = False) -> str:
        """Markdown as people see it."""

        def find(key: str) -> str | None:
            named = _KEY.fullmatch(key)
            if named is None:
                return None
            name = f"{named['place'] or ticket.place}/{named['number']}"
            return f"/{self.slug}/{name}" if self._issue(name) else None

        if said is None:
            return markdown.html(ticket.text, find)
        return markdown.html(said.text, find, f"tick-{said.id}", may_tick=may_tick)

    def labels(self, ticket: Ticket) -> Sequence[str]:
        """Ours, the repository's, and those that are on it, which are the repository's too."""
        with self._world.lock:
            there = self._world.repo(ticket.place).labels.values()
            known = {x.casefold(): x for x in (*OURS, *(x.name for x in there))}
            return list(known.values())

    # --- what people do ---------------------------------------------------------------

    def open(self, place: str, by: str, title: str, text: str, label: str, owner: str) -> str:
        """Open an issue."""
        labels, owners = [label] if label else [], [owner] if owner else []
        number = self._world.open(place, by, title, text, labels, owners)
        return f"{place}/{number}"

    def comment(self, ticket: Ticket, by: str, text: str) -> None:
        """Comment on it."""
        self._world.comment(*_at(ticket), by, text)

    def close(self, ticket: Ticket, by: str, state: str) -> None:
        """Close it as completed, or as not planned."""
        reason = "completed" if state == DONE else "not_planned"
        self._world.close(*_at(ticket), by, reason)

    def reopen(self, ticket: Ticket, by: str) -> None:
        """Reopen it."""
        self._world.reopen(*_at(ticket), by)

    def label(self, ticket: Ticket, by: str, label: str) -> None:
        """Put a label on or take it off."""
        with self._world.lock:
            if not self._world.unlabel(*_at(ticket), by, label):
                self._world.label(*_at(ticket), by, label)

    def assign(self, ticket: Ticket, by: str, owner: str) -> None:
        """Assign one person more, or one less."""
        with self._world.lock:
            assigned = {x.login for x in self._world.issue(*_at(ticket)).assignees}
            change = self._world.unassign if owner in assigned else self._world.assign
            change(*_at(ticket), by, owner)

    def tick(self, ticket: Ticket, by: str, comment: str, box: int) -> None:
        """Edit the comment, as a click on its box does."""
        with self._world.lock:
            issue, found = self._world.comment_of(int(comment))
            if issue is not self._world.issue(*_at(ticket)):
                raise Nope(404, "Not Found")
            self._world.edit_comment(found.id, by, markdown.toggled(found.body, box))

    def _issue(self, name: str) -> Issue | None:
        parts = _NAME.fullmatch(name)
        repo = self._world.repositories.get(parts["place"].casefold()) if parts else None
        return repo.issues.get(int(parts["number"])) if repo and parts else None


def _at(ticket: Ticket) -> tuple[str, int]:
    return ticket.place, int(ticket.name.rpartition("/")[2])


def _ticket(issue: Issue) -> Ticket:
    place = issue.repository.full_name
    closed = DONE if issue.reason == "completed" else LET_GO
    return Ticket(
        "github", place, f"{place}/{issue.number}", f"#{issue.number}", issue.title,
        OPEN if issue.state == "open" else closed,
        tuple(x.name for x in issue.labels), tuple(x.login for x in issue.assignees),
        issue.author.login, issue.created, issue.updated, issue.body or "",
        tuple(_said(x) for x in issue.comments),
    )  # fmt: skip


def _said(comment: Comment) -> Said:
    edited = comment.editor.login if comment.editor else ""
    return Said(str(comment.id), comment.by.login, comment.created, comment.body, edited)
