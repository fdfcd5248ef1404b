"""What the page knows of people and tickets, whichever tracker they are in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

OURS = ("ILO", "ilo:draft", "ilo:next", "ilo:paused")
"""The labels that the page offers on every ticket."""


@dataclass(frozen=True)
class Visitor:
    """Somebody whom a visitor can be: the name, and the account in each tracker, if any.

    `jira` is the sandbox's handle of the account.
    """

    name: str
    github: str = ""
    jira: str = ""


@dataclass(frozen=True)
class Said:
    """A comment; its `text` is in the tracker's own markup. `edited` says by whom, if it was."""

    id: str
    by: str
    at: datetime
    text: str
    edited: str = ""


@dataclass(frozen=True)
class Ticket:
    """A ticket: `side` and `name` lead to it, `key` is what people call it."""

    side: str
    place: str
    name: str
    key: str
    title: str
    state: str
    labels: tuple[str, ...]
    owners: tuple[str, ...]
    author: str
    opened: datetime
    touched: datetime
    text: str
    said: tuple[Said, ...]

    @property
    def path(self) -> str:
        """Where the page shows it."""
        return f"/{self.side}/{self.name}"

    @property
    def is_open(self) -> bool:
        """Whether it is neither done nor let go."""
        return self.state not in {DONE, LET_GO}


OPEN, DONE, LET_GO = "open", "done", "let go"


class Side(Protocol):
    """One tracker: what there is to see in it and what people do there.

    People go by their accounts there. Where a ticket is not there (any more) `ticket` is None;
    all that is done to one raises the sandbox's own refusal then.
    """

    slug: str
    title: str
    ours: str

    def account(self, visitor: Visitor) -> str:
        """Whom somebody is there; empty where they have no account."""

    def places(self) -> Sequence[str]:
        """The repositories or projects."""

    def tickets(self) -> list[Ticket]:
        """All tickets, the youngest first."""

    def ticket(self, name: str) -> Ticket | None:
        """One ticket."""

    def html(self, ticket: Ticket, said: Said | None = None, *, may_tick: bool = False) -> str:
        """What the tracker shows of a ticket's text, or of a comment: safe to put into a page.

        Boxes in a comment belong to a form called `tick-ID`, where the reader may tick them.
        """

    def labels(self, ticket: Ticket) -> Sequence[str]:
        """The labels that people can put on it or take off."""

    def open(self, place: str, by: str, title: str, text: str, label: str, owner: str) -> str:
        """Open a ticket, with a label and an owner unless they are empty; its name comes back."""

    def comment(self, ticket: Ticket, by: str, text: str) -> None:
        """Say something."""

    def close(self, ticket: Ticket, by: str, state: str) -> None:
        """Close it as done or as let go."""

    def reopen(self, ticket: Ticket, by: str) -> None:
        """Open it again."""

    def label(self, ticket: Ticket, by: str, label: str) -> None:
        """Put a label on, or take it off where it was on."""

    def assign(self, ticket: Ticket, by: str, owner: str) -> None:
        """Make it theirs, or not theirs any more where it was."""

    def tick(self, ticket: Ticket, by: str, comment: str, box: int) -> None:
        """Tick a box in a comment, or clear it; ValueError where there is no such box."""
