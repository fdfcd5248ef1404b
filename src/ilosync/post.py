"""How private messages reach people: what a channel promises, and how it fails."""

from __future__ import annotations

from typing import Protocol

from .core.model import Person
from .errors import Refused, TryLater, Unproven
from .ports import Check


class PostAway(TryLater):
    """The letter did not go; the channel cannot take it now:"""


class Deferred(PostAway):
    """The letter did not go; its recipient cannot get one now:"""


class PostRefused(Refused):
    """The letter did not go; the channel refuses all letters:"""


class Unreachable(PostRefused):
    """The letter did not go; its recipient cannot be reached:"""


class PostUnproven(Unproven):
    """Nobody knows whether the letter went; it counts as sent:"""


class Post(Protocol):
    """A channel for private messages, each to one person alone."""

    def reaches(self, person: Person) -> bool:
        """Whether there is a way to this person, as far as the configuration tells."""

    def send(self, person: Person, subject: str, body: str) -> None:
        """Send them a message (Markdown).

        Raises `PostAway` (it did not go, and may later; `Deferred` where only this recipient is
        away), `PostRefused` (nor will it; `Unreachable` where only this recipient is refused)
        or `PostUnproven` (it may have gone), and nothing else.
        """

    def examine(self) -> Check:
        """Whether the channel can be reached, without sending anything."""
