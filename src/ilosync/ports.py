"""What the shell needs from the outside. Trackers fit these; nothing inherits from them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from .core.model import Account, Marker, Reading, Ref


class Tracker(Protocol):
    """An issue tracker, reduced to what ilosync asks of it.

    How a marker is hidden in a comment is the tracker's own business. Each method
    raises `TryLater` (nothing happened), `Unproven` (a write that may have happened)
    or `Refused` (no, and no again), and nothing else. Adding a label that is there and
    taking off one that is not are both fine. Labels are touched one by one, never as a set.
    """

    @property
    def name(self) -> str:
        """What the configuration calls this tracker; the `tracker` of its refs."""

    def read(self, only: Collection[Account] | None = None) -> Reading:
        """All tickets that may matter, or only those assigned to these accounts.

        They are: open tickets with the ILO label or an `ilo:` label; those closed in the last
        60 days; open ones that look like an ILO (form, type or title) and lack the label.
        What was written through this object before is in the answer.
        """

    def say(self, ticket: Ref, marker: Marker, body: str) -> str:
        """Post words (Markdown) and marker as one new comment; return its id.

        A link to `mention:ACCOUNT` notifies that account, in the tracker's own way.
        """

    def revise(self, ticket: Ref, comment: str, marker: Marker, body: str | None) -> None:
        """Replace the marker of our own comment, and its words unless `body` is None."""

    def withdraw(self, ticket: Ref, comment: str) -> None:
        """Delete a comment of our own: the younger of two twins, nothing else ever."""

    def add_label(self, ticket: Ref, label: str) -> None:
        """Put one label on a ticket."""

    def remove_label(self, ticket: Ref, label: str) -> None:
        """Take one label off a ticket."""

    def make_label(self, place: str, label: str) -> None:
        """Create a label in a repository; fine where it exists."""

    @property
    def spent(self) -> dict[str, int]:
        """Requests so far by kind, for the summary: `{"read": 3, "write": 1}`."""


class Clock(Protocol):
    """Time as it is given to us, so that tests and the demo need not wait."""

    def now(self) -> datetime:
        """This instant, aware."""

    def sleep(self, seconds: float) -> None:
        """Let so much time pass."""
