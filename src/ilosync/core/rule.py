"""The shape of a rule, and what it may say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import IntEnum
from typing import ClassVar

from .model import Marker, PersonId, Ref, RuleId, Ticket
from .policy import Policy
from .view import PersonView, TicketView


class Severity(IntEnum):
    """How much it matters that somebody hears of it; who waits longest goes first within one."""

    INFO = 0
    OFFER = 1
    NUDGE = 2
    DUTY = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that stands, as data: a rule, whom it is about, where it may be said.

    `period` names the person's own event behind it, so that no change of policy says it
    anew. `since` is when it became due to be said. `ticket` is None where no ticket's
    readers may all see it: it is then for the report only. `asks` are those it asks to do
    something. `dated` is the day on which a date brought it about, where one did.
    An `answer` replies to what somebody has just done and does not wait.
    A `once` is a remark: said, and never touched again. `want` and `shed` are labels to
    put on and take off for as long as it stands. `owed_by` and `owed_to` are for the report.
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
    facts: ClassVar[Mapping[str, str]] = {}
    speaks: ClassVar[bool] = True  # False: for the report only, has no words

    def about_person(self, view: PersonView, policy: Policy) -> Iterable[Finding]:
        """What stands for this person. Pure."""
        del view, policy
        return ()

    def about_ticket(self, view: TicketView, policy: Policy) -> Iterable[Finding]:
        """What stands for this ticket, whoever owns it. Pure."""
        del view, policy
        return ()

    def days(self, view: PersonView, policy: Policy) -> Mapping[Ref, str]:
        """What the tickets' own fields for the next check-in should hold, ISO or nothing. Pure."""
        del view, policy
        return {}

    def clears(self, ticket: Ticket, policy: Policy) -> tuple[str, ...]:
        """Labels of ours that go when a notice of this rule on this ticket settles."""
        del ticket, policy
        return ()
