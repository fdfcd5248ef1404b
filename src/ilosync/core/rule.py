"""The shape of a rule, and what it may say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import IntEnum, StrEnum
from typing import ClassVar

from .model import Marker, PersonId, Ref, RuleId, Ticket
from .policy import Policy
from .view import CoopView, PersonView, TicketView


class Severity(IntEnum):
    """How much it matters that somebody hears of it; who waits longest goes first within one."""

    INFO = 0
    OFFER = 1
    NUDGE = 2
    DUTY = 3


class Audience(StrEnum):
    """Who may read what a finding says. Its channel is chosen so that nobody else does.

    READERS: worded for everybody who can read the ticket. TEAM: for a ticket that the team alone
    reads, where a charter allows it; else for those it `tells`, in private. PRIVATE: for those
    it `tells` alone.
    """

    READERS = "readers"
    TEAM = "team"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Opening:
    """A ticket of our own to open: where, its labels and whom to put on it."""

    tracker: str
    place: str
    labels: tuple[str, ...] = ()
    assignees: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that stands, as data: a rule, whom it is about, where it may be said.

    `period` names the person's own event behind it, so that no change of policy says it
    anew. `since` is when it became due to be said. `ticket` is None where no ticket's
    readers may all see it: it is then for the report only. `asks` are those it asks to do
    something. `dated` is the day on which a date brought it about, where one did.
    An `answer` replies to what somebody has just done and does not wait.
    A `once` is a remark: said, and never touched again. `want` and `shed` are labels to
    put on and take off for as long as it stands. `owed_by` is for the report. `tells` are those
    who hear of it in private, where its audience allows no ticket. `opens` is the ticket of our
    own that it asks for; its words are then that ticket's title and text.
    """

    rule: RuleId
    period: str
    since: datetime
    person: PersonId | None = None
    ticket: Ref | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    asks: tuple[PersonId, ...] = ()
    dated: date | None = None
    answer: bool = False
    once: bool = False
    want: tuple[str, ...] = ()
    shed: tuple[str, ...] = ()
    owed_by: PersonId | None = None
    why: str = ""
    audience: Audience = Audience.READERS
    tells: tuple[PersonId, ...] = ()
    opens: Opening | None = None

    @property
    def key(self) -> tuple[RuleId, str]:
        """Which notice this is on its ticket."""
        return self.rule, self.period

    @property
    def digest(self) -> str:
        """Eight hexadecimal digits that change when a fact does."""
        text = json.dumps(dict(self.facts), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:8]

    def marker(self, *, nudge: bool) -> Marker:
        """The marker its notice carries."""
        return Marker(self.rule, self.period, self.digest, not self.once, nudge)


@dataclass(frozen=True, slots=True, order=True)
class Coming:
    """A day that comes: what is planned, in neutral words, and whose it is.

    `private`: nobody's but theirs, so that others see at most how many there are. `key` names it
    for calendars: the same day, moved, has the same key.
    """

    day: date
    what: str
    people: tuple[PersonId, ...]
    key: str
    private: bool = False


def instant(at: datetime, *more: object) -> str:
    """A period that begins with an instant: `20261116T090000Z.1`."""
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return ".".join([stamp, *map(str, more)])


class Rule:
    """One thing the organisation promises. The class docstring is the promise in plain words;
    the notice's words are the file beside it, named like the rule.

    `facts` are the names the words may use, with an example each for the docs.
    """

    id: ClassVar[RuleId]
    title: ClassVar[str]
    severity: ClassVar[Severity] = Severity.OFFER
    audience: ClassVar[Audience] = Audience.READERS
    facts: ClassVar[Mapping[str, str]] = {}
    speaks: ClassVar[bool] = True  # False: for the report only, has no words
    owes: ClassVar[str] = ""  # what the report says is owed, such as "a talk"; facts in {braces}
    reported: ClassVar[bool] = True  # False: two people's own, in no list and no report
    practices: ClassVar[tuple[str, ...]] = ()  # those of docs/practices.md that it serves

    @property
    def for_everyone(self) -> bool:
        """Whether it judges the organisation as a whole, or people together."""
        return type(self).about_everyone is not Rule.about_everyone

    def about_person(self, view: PersonView, policy: Policy) -> Iterable[Finding]:
        """What stands for this person. Pure."""
        del view, policy
        return ()

    def about_ticket(self, view: TicketView, policy: Policy) -> Iterable[Finding]:
        """What stands for this ticket, whoever owns it. Pure."""
        del view, policy
        return ()

    def about_everyone(self, view: CoopView, policy: Policy) -> Iterable[Finding]:
        """What stands for the whole organisation, or for people together. Pure.

        Asked only of a pass over everyone. Its findings stand on tickets of our own, are told in
        private, or open a ticket.
        """
        del view, policy
        return ()

    def days(self, view: PersonView, policy: Policy) -> Mapping[Ref, str]:
        """What the tickets' own fields for the next check-in should hold, ISO or nothing. Pure."""
        del view, policy
        return {}

    def coming(self, view: PersonView, policy: Policy, until: date) -> Iterable[Coming]:
        """What is planned with this person from today to a day, both included. Pure."""
        del view, policy, until
        return ()

    def coming_together(self, view: CoopView, policy: Policy, until: date) -> Iterable[Coming]:
        """What is planned for a team or for all, from today to a day, both included. Pure."""
        del view, policy, until
        return ()

    def stops(self, ticket: Ticket, policy: Policy) -> str:
        """Why nothing at all is written on this ticket, in a clause; empty if it may be. Pure."""
        del ticket, policy
        return ""

    def clears(self, ticket: Ticket, policy: Policy) -> tuple[str, ...]:
        """Labels of ours that go when a notice of this rule on this ticket settles."""
        del ticket, policy
        return ()
