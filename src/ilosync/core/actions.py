"""The few things that ilosync does to a tracker, as values."""

from __future__ import annotations

from dataclasses import dataclass

from .model import Marker, PersonId, Ref, RuleId
from .rule import Finding, Opening


@dataclass(frozen=True, slots=True)
class MakeLabel:
    """Create a label that a place lacks."""

    tracker: str
    place: str
    label: str

    person = None

    @property
    def ticket(self) -> Ref:
        """Where it happens: the place, as an address without a number."""
        return Ref(self.tracker, f"{self.place}#0")


@dataclass(frozen=True, slots=True)
class Say:
    """Post a new notice."""

    ticket: Ref
    finding: Finding
    marker: Marker
    person: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Revise:
    """Same notice, new facts: rewrite the comment in place; nobody is notified."""

    ticket: Ref
    comment: str
    finding: Finding
    marker: Marker
    person: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Settle:
    """The notice no longer holds: mark the comment so, keep its words."""

    ticket: Ref
    comment: str
    marker: Marker
    person: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Delete the younger of two twins of ours."""

    ticket: Ref
    comment: str
    marker: Marker
    person: PersonId | None = None


@dataclass(frozen=True, slots=True)
class AddLabel:
    """Put one label on."""

    ticket: Ref
    label: str
    rule: RuleId
    person: PersonId | None = None


@dataclass(frozen=True, slots=True)
class RemoveLabel:
    """Take one label off; `clears` where a notice settles and takes its label along."""

    ticket: Ref
    label: str
    rule: RuleId
    person: PersonId | None = None
    clears: bool = False


@dataclass(frozen=True, slots=True)
class SetDay:
    """Write the day of the next check-in, ISO or nothing, into the ticket's own field for it.

    `was` is what the field held: nothing, or what we wrote.
    """

    ticket: Ref
    day: str
    was: str
    rule: RuleId
    person: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """Open a ticket of our own, which a finding asks for; its text carries the marker."""

    finding: Finding
    opening: Opening
    marker: Marker
    person: PersonId | None = None

    @property
    def ticket(self) -> Ref:
        """Where it happens: the place, as an address without a number."""
        return Ref(self.opening.tracker, f"{self.opening.place}#0")


@dataclass(frozen=True, slots=True)
class Close:
    """Close a ticket because its owner said so there; `let_go`: as not done, and that is fine."""

    ticket: Ref
    let_go: bool
    person: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Nod:
    """Leave a sign on a comment: its command was read, or not understood."""

    ticket: Ref
    comment: str
    understood: bool
    person: PersonId | None = None


Action = (
    MakeLabel
    | Say
    | Revise
    | Settle
    | Withdraw
    | AddLabel
    | RemoveLabel
    | SetDay
    | Open
    | Close
    | Nod
)
