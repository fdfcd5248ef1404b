"""Jira's side of the page: what everybody in the project may read."""

from __future__ import annotations

from collections.abc import Sequence

from ilosync.sandbox.jira.state import Comment, Issue, Look
from ilosync.sandbox.jira.world import JiraWorld
from ilosync.sandbox.page import wiki
from ilosync.sandbox.page.tickets import DONE, LET_GO, OPEN, OURS, Said, Ticket, Visitor


class OnJira:
    """A world's issues; people go by their handles."""

    slug, title = "jira", "Jira"

    def __init__(self, world: JiraWorld) -> None:
        self._world = world
        self.ours = world.me

    def account(self, visitor: Visitor) -> str:
        """The handle."""
        return visitor.jira

    def places(self) -> Sequence[str]:
        """The projects."""
        with self._world.lock:
            return list(self._world.projects)

    def tickets(self) -> list[Ticket]:
        """All issues, the youngest first."""
        with self._world.lock:
            looks = [(x.now.created, x.id, x.now) for x in self._world.issues.values()]
            looks = [x for x in looks if x[2].level is None]
            return [_ticket(look) for *_, look in sorted(looks, key=lambda x: x[:2])[::-1]]

    def ticket(self, name: str) -> Ticket | None:
        """One issue by its key, also by one that it had."""
        with self._world.lock:
            issue = self._issue(name)
            return _ticket(issue.now) if issue else None

    def html(self, ticket: Ticket, said: Said | None = None, *, may_tick: bool = False) -> str:  # noqa: ARG002
        """Wiki markup as people see it; there are no boxes in it."""

        def find(key: str) -> str | None:
            issue = self._issue(key)
            return f"/{self.slug}/{issue.now.key}" if issue else None

        return wiki.html(ticket.text if said is None else said.text, find, self._name)

    def labels(self, ticket: Ticket) -> Sequence[str]:
        """Ours, and those that are on it."""
        return list(dict.fromkeys((*OURS, *ticket.labels)))

    # --- what people do ---------------------------------------------------------------

    def open(self, place: str, by: str, title: str, text: str, label: str, owner: str) -> str:
        """Open an issue."""
        labels = [label] if label else []
        return self._world.open(
            place, by, title, text or None, labels=labels, assignee=owner or None
        )

    def comment(self, ticket: Ticket, by: str, text: str) -> None:
        """Comment on it."""
        self._world.comment(ticket.name, by, text)

    def close(self, ticket: Ticket, by: str, state: str) -> None:
        """Move it to the end of the workflow, with the resolution that says which end."""
        if state == DONE:
            self._world.finish(ticket.name, by)
        else:
            self._world.let_go(ticket.name, by)

    def reopen(self, ticket: Ticket, by: str) -> None:
        """Move it back to the beginning."""
        self._world.reopen(ticket.name, by)

    def label(self, ticket: Ticket, by: str, label: str) -> None:
        """Put a label on or take it off."""
        with self._world.lock:
            if label in self._world.issue(ticket.name).now.labels:
                self._world.unlabel(ticket.name, by, label)
            else:
                self._world.label(ticket.name, by, label)

    def assign(self, ticket: Ticket, by: str, owner: str) -> None:
        """Assign one person, or nobody."""
        with self._world.lock:
            assigned = _ticket(self._world.issue(ticket.name).now).owners
            self._world.assign(ticket.name, by, None if owner in assigned else owner)

    def tick(self, ticket: Ticket, by: str, comment: str, box: int) -> None:  # noqa: ARG002
        """Jira's comments have no boxes: there is none to tick."""
        raise ValueError(f"there is no box {box} in this comment")

    def _issue(self, key: str) -> Issue | None:
        found = self._world.keys.get(key.upper())
        return found if found and found.now.level is None else None

    def _name(self, account: str) -> str:
        user = self._world.by_id(account)
        return user.shown if user else account


def _ticket(look: Look) -> Ticket:
    done = look.resolution is not None and look.resolution.name == "Done"
    closed = look.status.category == "Done"
    return Ticket(
        "jira", look.project.key, look.key, look.key, look.summary,
        (DONE if done else LET_GO) if closed else OPEN,
        look.labels, (look.assignee.handle,) if look.assignee else (),
        look.creator.handle, look.created, look.updated, look.description or "",
        tuple(_said(x) for x in look.comments if x.visibility is None),
    )  # fmt: skip


def _said(comment: Comment) -> Said:
    edited = comment.editor.handle if comment.updated > comment.created else ""
    return Said(comment.id, comment.author.handle, comment.created, comment.body, edited)
