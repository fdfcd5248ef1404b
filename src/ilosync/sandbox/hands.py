"""The hands of the people who use a world: open, comment, label, assign, close, move."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from ilosync.sandbox.nope import invalid
from ilosync.sandbox.registry import Registry, Ticking, node_id
from ilosync.sandbox.state import Comment, Event, Face, Issue, Label, Reaction
from ilosync.sandbox.webhooks import Webhooks

MOST_ASSIGNEES = 10
MENTION = re.compile(r"(?<![\w`/])@([A-Za-z0-9][A-Za-z0-9-]*)")


class Hands(Registry):
    """What people do, by their logins; each change leaves its trace in the timeline.

    `deliveries` are what webhooks are told of it.
    """

    def __init__(self, clock: Ticking) -> None:
        super().__init__(clock)
        self.deliveries = Webhooks(self)

    # --- issues ----------------------------------------------------------------------

    def open(
        self,
        repo: str,
        by: str,
        title: str,
        body: str | None = "",
        labels: Iterable[str] = (),
        assignees: Iterable[str] = (),
        type: str | None = None,  # noqa: A002 - GitHub's word
        *,
        form: bool = False,
    ) -> int:
        """Open an issue; its number comes back. A form drops labels the repository lacks."""
        with self.lock:
            place = self.repo(repo)
            place.last_number += 1
            number, at = self.next_id(), self.now()
            issue = Issue(
                place, place.last_number, number, node_id("Issue", number),
                title, body, self.user(by), at, at, type=type,
            )  # fmt: skip
            place.issues[issue.number] = issue
            self.nodes[issue.node_id] = issue
            with self.deliveries.opening(issue, self.user(by)):
                for label in labels:
                    if not form or label.casefold() in place.labels:
                        self.label(repo, issue.number, by, label)
                for whom in assignees:
                    self.assign(repo, issue.number, by, whom)
            self._mentions(issue, body or "", at)
            self.indexed(issue)
            return issue.number

    def pull_request(self, repo: str, by: str, title: str, labels: Iterable[str] = ()) -> int:
        """Open a pull request, which lists of issues contain as well."""
        with self.lock, self.deliveries.silence():
            number = self.open(repo, by, title, labels=labels)
            self.issue(repo, number).is_pull = True
            return number

    def edit_issue(
        self, repo: str, number: int, by: str, *, title: str | None = None, body: str | None = None
    ) -> None:
        """Change the title or the text."""
        with self.lock:
            issue, at = self._touched(repo, number)
            before = {}
            if title is not None and title != issue.title:
                self.record(issue, "renamed", by, at, before=issue.title, after=title)
                before["title"] = {"from": issue.title}
                issue.title = title
            if body is not None and body != issue.body:
                before["body"] = {"from": issue.body or ""}
                issue.body, issue.edited, issue.editor = body, at, self.user(by)
            if before:
                self.deliveries.issue("edited", issue, self.user(by), changes=before)
            self.indexed(issue)

    def close(self, repo: str, number: int, by: str, reason: str = "completed") -> None:
        """Close an issue as `completed`, `not_planned` or `duplicate`."""
        with self.lock:
            issue, at = self._touched(repo, number)
            if issue.state == "open":
                issue.state, issue.reason, issue.closed = "closed", reason, at
                issue.closed_by = self.user(by)
                self.record(issue, "closed", by, at, reason=reason)
                self.indexed(issue)

    def reopen(self, repo: str, number: int, by: str) -> None:
        """Open it again."""
        with self.lock:
            issue, at = self._touched(repo, number)
            if issue.state == "closed":
                issue.state, issue.reason, issue.closed = "open", "reopened", None
                issue.closed_by = None
                self.record(issue, "reopened", by, at, reason="reopened")
                self.indexed(issue)

    def delete_issue(self, repo: str, number: int) -> None:
        """Delete an issue for good, as an admin can."""
        with self.lock:
            issue = self.issue(repo, number)
            self.deliveries.issue("deleted", issue, issue.repository.owner)
            del issue.repository.issues[number]
            self.nodes.pop(issue.node_id)
            issue.repository.gone.add(number)
            for comment in issue.comments:
                self.comments.pop(comment.id, None)

    def transfer(self, repo: str, number: int, by: str, to: str) -> int:
        """Move an issue: a new number and new ids there, a redirect here.

        Labels that the new place lacks are lost, as on GitHub.
        """
        with self.lock:
            issue, at = self._touched(repo, number)
            old, new = issue.repository, self.repo(to)
            left = self.deliveries.leaving(issue)
            del old.issues[number]
            self.nodes.pop(issue.node_id)
            new.last_number += 1
            issue.id = self.next_id()
            issue.repository, issue.number = new, new.last_number
            issue.node_id = node_id("Issue", issue.id)
            issue.labels = [
                new.labels[x.name.casefold()]
                for x in issue.labels
                if x.name.casefold() in new.labels
            ]
            new.issues[issue.number] = old.moved[number] = issue
            self.nodes[issue.node_id] = issue
            self.record(issue, "transferred", by, at, before=old.full_name)
            self.deliveries.moved(left, issue, self.user(by))
            self.indexed(issue)
            return issue.number

    def lock_issue(self, repo: str, number: int, by: str) -> None:
        """Lock the conversation."""
        with self.lock:
            issue, at = self._touched(repo, number)
            issue.locked = True
            self.record(issue, "locked", by, at)

    def noise(self, repo: str, number: int, by: str, kind: str = "subscribed") -> None:
        """Something in the timeline that means nothing: `mentioned`, `cross-referenced`."""
        with self.lock:
            issue, at = self._touched(repo, number)
            self.record(issue, kind, by, at, before=issue.title, after=issue.title)

    # --- labels and owners -----------------------------------------------------------

    def label(self, repo: str, number: int, by: str, name: str) -> Label:
        """Put a label on, made where the repository lacks it; once is enough."""
        with self.lock:
            issue, at = self._touched(repo, number, change=False)
            label = self.make_label(issue.repository, name)
            if label not in issue.labels:
                issue.labels.append(label)
                issue.updated = at
                self.record(issue, "labeled", by, at, label=label)
                self.indexed(issue)
            return label

    def unlabel(self, repo: str, number: int, by: str, name: str) -> bool:
        """Take a label off; False where it was not on."""
        with self.lock:
            issue, at = self._touched(repo, number, change=False)
            label = issue.wears(name)
            if label is None:
                return False
            issue.labels.remove(label)
            issue.updated = at
            self.record(issue, "unlabeled", by, at, label=label)
            self.indexed(issue)
            return True

    def assign(self, repo: str, number: int, by: str, whom: str) -> None:
        """Add an assignee, of whom there are ten at most."""
        with self.lock:
            issue, at = self._touched(repo, number, change=False)
            user = self.user(whom)
            if user in issue.assignees:
                return
            if len(issue.assignees) >= MOST_ASSIGNEES:
                raise invalid("Issue", "assignees", "invalid")
            issue.assignees.append(user)
            issue.updated = at
            self.record(issue, "assigned", by, at, whom=user)
            self.indexed(issue)

    def unassign(self, repo: str, number: int, by: str, whom: str) -> None:
        """Take an assignee off; fine where they were none."""
        with self.lock:
            issue, at = self._touched(repo, number, change=False)
            user = self.known(whom)
            if user in issue.assignees:
                issue.assignees.remove(user)
                issue.updated = at
                self.record(issue, "unassigned", by, at, whom=user)
                self.indexed(issue)

    # --- comments --------------------------------------------------------------------

    def comment(self, repo: str, number: int, by: str, body: str) -> int:
        """Write a comment; its id comes back. Mentions leave their usual traces."""
        with self.lock:
            issue, at = self._touched(repo, number)
            made = self.next_id()
            comment = Comment(made, node_id("IssueComment", made), self.user(by), body, at, at)
            issue.timeline.append(comment)
            self.comments[made] = (issue, comment)
            self.nodes[comment.node_id] = comment
            self._mentions(issue, body, at)
            self.deliveries.comment("created", comment, issue, comment.by)
            self.indexed(issue)
            return made

    def edit_comment(self, comment: int, by: str, body: str) -> None:
        """Change a comment's text, one's own or another's."""
        with self.lock:
            issue, found = self.comment_of(comment)
            at = max(self.now(), issue.updated)
            issue.updated = found.updated = at
            if body != found.body:
                before = {"body": {"from": found.body}}
                found.body, found.edited, found.editor = body, at, self.user(by)
                self.deliveries.comment("edited", found, issue, found.editor, changes=before)
            self.indexed(issue)

    def react(self, comment: int, by: str, content: str) -> tuple[Reaction, bool]:
        """Leave a sign on a comment, each of a kind once; whether it is new. No webhook tells."""
        with self.lock:
            _, found = self.comment_of(comment)
            who = self.user(by)
            for given in found.reactions:
                if (given.by, given.content) == (who, content):
                    return given, False
            made = self.next_id()
            new = Reaction(made, node_id("Reaction", made), who, content, self.now())
            found.reactions.append(new)
            return new, True

    def delete_comment(self, comment: int, by: str) -> None:
        """Delete a comment; the timeline says that one was, and whose."""
        with self.lock:
            issue, found = self.comment_of(comment)
            at = issue.updated = max(self.now(), issue.updated)
            del self.comments[comment]
            self.nodes.pop(found.node_id)
            issue.timeline.remove(found)
            self.record(issue, "comment_deleted", by, at, whom=found.by)
            self.deliveries.comment("deleted", found, issue, self.user(by))
            self.indexed(issue)

    # --- inside ----------------------------------------------------------------------

    def record(self, issue: Issue, kind: str, by: str, at: datetime, **facts: object) -> Event:
        """Write one event into an issue's timeline, and let webhooks know."""
        event = super().record(issue, kind, by, at, **facts)
        self.deliveries.event(event, issue)
        return event

    def _touched(self, repo: str, number: int, *, change: bool = True) -> tuple[Issue, datetime]:
        issue = self.issue(repo, number)
        at = max(self.now(), issue.updated)  # a history never runs backwards
        if change:
            issue.updated = at
        return issue, at

    def _mentions(self, issue: Issue, text: str, at: datetime) -> None:
        for login in dict.fromkeys(x.casefold() for x in MENTION.findall(text)):
            whom = self.known(login)
            if whom is not None:
                self.record(issue, "mentioned", whom.login, at)
                self.record(issue, "subscribed", whom.login, at)

    def indexed(self, issue: Issue) -> None:
        """Let the search index know what an issue looks like now."""
        issue.faces.append(
            Face(
                self.clock.now(), issue.title, issue.body or "",
                frozenset(x.name.casefold() for x in issue.labels),
                frozenset(x.login.casefold() for x in issue.assignees),
                issue.state, issue.updated,
            )
        )  # fmt: skip
