"""The hands of people in a tracker: what contract tests and random worlds act with."""

from __future__ import annotations

from typing import Protocol

from ilosync.core.model import Ref
from ilosync.ports import Tracker


class Stage(Protocol):
    """A tracker and the people who use it in the browser. Accounts exist once named."""

    tracker: Tracker

    def passes(self, seconds: float) -> None:
        """Time goes by."""

    def opens(
        self,
        by: str,
        title: str = "Learn to listen",
        *,
        labels: tuple[str, ...] = (),
        assignees: tuple[str, ...] = (),
        body: str = "",
    ) -> Ref:
        """Somebody opens a ticket in the one place there is."""

    def edits(self, by: str, ticket: Ref, body: str) -> None:
        """Somebody rewrites the text of a ticket."""

    def body(self, ticket: Ref) -> str:
        """The source text of a ticket, marker and all."""

    def writes(self, by: str, ticket: Ref, text: str) -> str:
        """Somebody comments; the comment's id comes back."""

    def rewrites(self, by: str, comment: str, text: str) -> None:
        """Somebody edits a comment, theirs or ours."""

    def deletes(self, by: str, comment: str) -> None:
        """Somebody deletes a comment, theirs or ours."""

    def seen(self, comment: str) -> str:
        """The source text of a comment, marker and all."""

    def labels(self, by: str, ticket: Ref, label: str) -> None:
        """Somebody puts a label on."""

    def unlabels(self, by: str, ticket: Ref, label: str) -> None:
        """Somebody takes a label off."""

    def assigns(self, by: str, ticket: Ref, who: str) -> None:
        """Somebody assigns the ticket to an account."""

    def unassigns(self, by: str, ticket: Ref, who: str) -> None:
        """Somebody takes an assignee off."""

    def removes(self, by: str, ticket: Ref) -> None:
        """Somebody deletes the ticket for good."""

    def closes(self, by: str, ticket: Ref, *, let_go: bool = False) -> None:
        """Somebody closes the ticket: as done, or as let go."""

    def reopens(self, by: str, ticket: Ref) -> None:
        """Somebody opens it again."""
