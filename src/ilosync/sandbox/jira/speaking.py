"""Words on issues, and how every change of an issue is written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from ilosync.sandbox.jira.changes import items
from ilosync.sandbox.jira.registry import Registry
from ilosync.sandbox.jira.state import Comment, History, Issue, Item, Json, Look
from ilosync.sandbox.jira.webhooks import Webhooks
from ilosync.sandbox.registry import Ticking

Ref = str | int
Visibility = tuple[str, str]


class Speaking(Registry):
    """Comments, of which Jira keeps only what they are now; `deliveries` tell of everything."""

    logs_deletions = False

    def __init__(self, clock: Ticking, *, cloud: bool, plain_ids: bool) -> None:
        super().__init__(clock, cloud=cloud, plain_ids=plain_ids)
        self.deliveries = Webhooks(self)

    def comment(
        self,
        ref: Ref,
        by: str,
        body: str,
        visibility: Visibility | None = None,
        properties: Mapping[str, Json] | None = None,
    ) -> str:
        """Write a comment, perhaps for a role or a group only; its id comes back."""
        with self.lock:
            issue, at, author = self.issue(ref), self.time_of(self.issue(ref)), self.user(by)
            made = Comment(
                self.next_id(), author, author, body, at, at, visibility, dict(properties or {})
            )
            self.comments[made.id] = issue
            self._say(issue, (*issue.now.comments, made))
            self.deliveries.comment("created", issue, made, author)
            return made.id

    def edit_comment(self, comment: Ref, by: str, body: str, **changes: Json) -> None:
        """Change a comment's text, one's own or another's."""
        with self.lock:
            issue, old = self.comment_of(comment)
            at, editor = self.time_of(issue), self.user(by)
            new = replace(old, body=body, editor=editor, updated=at, **changes)
            self._say(issue, tuple(new if x is old else x for x in issue.now.comments))
            self.deliveries.comment("updated", issue, new, editor)

    def mark_comment(self, comment: Ref, properties: Mapping[str, Json]) -> None:
        """Replace a comment's properties; nothing else changes."""
        with self.lock:
            issue, old = self.comment_of(comment)
            new = replace(old, properties=dict(properties))
            said = tuple(new if x is old else x for x in issue.now.comments)
            self.become(issue, replace(issue.now, comments=said))

    def delete_comment(self, comment: Ref, by: str) -> None:
        """Delete a comment; Jira keeps no event of it, unless `logs_deletions`."""
        with self.lock:
            issue, gone = self.comment_of(comment)
            del self.comments[gone.id]
            self._say(issue, tuple(x for x in issue.now.comments if x is not gone))
            self.deliveries.comment("deleted", issue, gone, self.user(by))
            if self.logs_deletions:
                text = gone.body
                if gone.visibility:
                    text = f"A comment with security level '{gone.visibility[1]}' was removed."
                self.change(issue, by, (Item("Comment", None, None, text, None, None),))

    # --- inside ----------------------------------------------------------------------

    def time_of(self, issue: Issue) -> datetime:
        """When a change that is made now happens: a history never runs backwards."""
        return max(self.now(), issue.now.updated)

    def become(self, issue: Issue, look: Look) -> None:
        """Let an issue look so from now on."""
        issue.looks.append((self.clock.now(), look))

    def change(self, issue: Issue, by: str, extra: tuple[Item, ...] = (), **new: Json) -> None:
        """Change what differs and write it down; nothing happens where nothing does."""
        old, at, author = issue.now, self.time_of(issue), self.user(by)
        look = replace(old, **new)
        names = {k: name for k, (name, _) in self.fields.items()}
        found = (*items(old, look, names, cloud=self.cloud), *extra)
        if found:
            entry = History(self.next_id(), author, at, found)
            self.become(issue, replace(look, updated=at, histories=(*old.histories, entry)))
            self.deliveries.changed(issue, entry)

    def _say(self, issue: Issue, comments: tuple[Comment, ...]) -> None:
        look = replace(issue.now, comments=comments, updated=self.time_of(issue))
        self.become(issue, look)
