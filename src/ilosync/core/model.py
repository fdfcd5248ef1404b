"""What ilosync knows about the world, as frozen values.

Words that people write never enter here: a tracker hands over *that* something was
said, when and by whom, the commands in it, and the markers of our own notices.
All instants are aware datetimes; an `Account` is a tracker's account name in lower case.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from enum import StrEnum
from typing import NewType

PersonId = NewType("PersonId", str)
RuleId = NewType("RuleId", str)
Account = NewType("Account", str)


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """The address of one ticket: tracker `github`, key `acme/learning#12`; or `jira`, `GROW-12`."""

    tracker: str
    key: str

    @property
    def place(self) -> str:
        """The repository or project the ticket is in: `acme/learning`, `GROW`."""
        return self.key.rpartition(self._before_number)[0]

    @property
    def number(self) -> int:
        """The ticket's number in its place: 12."""
        return int(self.key.rpartition(self._before_number)[2])

    @property
    def short(self) -> str:
        """How people name the ticket within its place: `#12`, `GROW-12`."""
        return f"#{self.number}" if self._before_number == "#" else self.key

    @property
    def _before_number(self) -> str:
        return "#" if "#" in self.key else "-"

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Whole days, both ends included; `last` is None while the end is open."""

    first: date
    last: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


class Kind(StrEnum):
    """What somebody is to the organisation; decides who is in scope by default."""

    MEMBER = "member"
    CONTRACTOR = "contractor"
    EXTERNAL = "external"
    BOT = "bot"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the people file. `away` has no reasons, on purpose."""

    id: PersonId
    name: str
    accounts: Mapping[str, Account] = field(default_factory=dict)  # by tracker name
    supervisor: PersonId | None = None
    buddy: PersonId | None = None
    start: date | None = None
    end: date | None = None  # the last day with us
    team: str | None = None
    kind: Kind = Kind.MEMBER
    opted_in: bool = False  # contractors and externals may opt in; bots never
    time_zone: tzinfo = UTC
    weekend: frozenset[int] = frozenset({5, 6})  # Monday is 0
    holidays: Container[date] = field(default=frozenset(), compare=False)
    away: tuple[Span, ...] = ()
    quiet_until: date | None = None
    mentors: tuple[PersonId, ...] = ()
    outside_mentor: bool = False
    at_hand: PersonId | None = None  # who is there while they try something hard
    plan_b: PersonId | None = None  # who steps in if it does not work out
    supervisor_since: date | None = None
    heads_up: date | None = None  # when the two last talked about notice and heads-up

    def today(self, now: datetime) -> date:
        """The person's own civil date at this instant."""
        return now.astimezone(self.time_zone).date()

    def in_scope(self, day: date) -> bool:
        """Whether the one-ILO promise is made to this person on this day."""
        belongs = self.kind is Kind.MEMBER or (self.opted_in and self.kind is not Kind.BOT)
        begun = self.start is None or self.start <= day
        return belongs and begun and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True, order=True)
class Marker:
    """The hidden tag that says which notice one of our comments carries.

    `rule` + `period` say which notice it is, `digest` which facts it states,
    `standing` whether it still holds, `nudge` whether it counts in the week's budget.
    All are of letters, digits, `_`, `.` and `-` (never `--`); none is data or a person's word.
    """

    rule: RuleId
    period: str
    digest: str
    standing: bool = True
    nudge: bool = False

    @property
    def key(self) -> tuple[RuleId, str]:
        """What makes it this notice and no other."""
        return self.rule, self.period


@dataclass(frozen=True, slots=True)
class Command:
    """`/ilo WORD REST` as somebody wrote it on a line of its own; both in lower case."""

    word: str
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """That somebody wrote something, without what they wrote.

    `marker` is set only where our own account wrote the comment; `foreign` is a marker
    that another account's comment ends with. `ticked_by` is who last edited one of
    our comments if that edit left its box ticked. `seen` is whether our account has left
    the sign on it that its commands were read; None where a tracker has no such signs.
    """

    id: str
    at: datetime
    by: Account | None = None
    marker: Marker | None = None
    foreign: Marker | None = None
    commands: tuple[Command, ...] = ()
    edited_at: datetime | None = None
    ticked_by: Account | None = None
    seen: bool | None = None


class Turn(StrEnum):
    """A thing that happened to a ticket and that the fold of its history looks at."""

    LABELLED = "labelled"
    UNLABELLED = "unlabelled"
    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"
    CLOSED = "closed"
    REOPENED = "reopened"
    TRANSFERRED = "transferred"
    DATE_SET = "date set"  # the field that the configuration names for the next check-in
    NOTICE_DELETED = "notice deleted"  # a comment of our own account was deleted


@dataclass(frozen=True, slots=True)
class Event:
    """One turn: when, by whom, and the label, account or ISO date it was about.

    `ours` is true where our own account did it.
    """

    at: datetime
    turn: Turn
    by: Account | None = None
    what: str = ""
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket and its history. `id` survives renaming and moving; `ref` may not.

    `looks_like_ilo`: its form, type or title says ILO. `whole`: the history was read
    to its beginning. `boxes`: the tracker tells who ticked a box in our notices.
    `let_go`: closed as "not planned". Comments and events are in order of time.
    `same_as`: addresses and keys, in lower case, of which the ticket itself says that they are
    the same thing. `planned`: what its field for the next check-in holds, an ISO date or nothing;
    None where there is no field that we may write. `says`: what its form answers, each a word
    of `core.form`, never somebody's own. `marker`: which ticket of ours it is, where our own
    account opened it: the first in its text, whatever people write above and below.
    """

    ref: Ref
    id: str
    title: str
    url: str
    opened: datetime
    author: Account | None = None
    assignees: tuple[Account, ...] = ()
    labels: frozenset[str] = frozenset()
    open: bool = True
    let_go: bool = False
    comments: tuple[Comment, ...] = ()
    events: tuple[Event, ...] = ()
    looks_like_ilo: bool = False
    whole: bool = True
    boxes: bool = False
    edited_at: datetime | None = None
    edited_by: Account | None = None
    same_as: frozenset[str] = frozenset()
    planned: str | None = None
    says: frozenset[str] = frozenset()
    marker: Marker | None = None

    def has(self, label: str) -> bool:
        """Whether the ticket carries the label, in whatever case."""
        return any(x.casefold() == label.casefold() for x in self.labels)


class Readers(StrEnum):
    """Who can read what is written in a place, from few to many."""

    TEAM = "team"
    ORGANISATION = "organisation"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Place:
    """A repository or project: its labels, who reads it, and whether we may write.

    `declared` is what the configuration says of its readers, `readers` what the tracker
    says; None: not known. `may_write` is False only where the tracker said so.
    """

    tracker: str
    key: str
    labels: frozenset[str] = frozenset()
    declared: Readers | None = None
    readers: Readers | None = None
    may_write: bool | None = None

    @property
    def too_wide(self) -> bool:
        """Whether more people read it than the configuration declares."""
        order = list(Readers)
        known = self.declared is not None and self.readers is not None
        return known and order.index(self.readers) > order.index(self.declared)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one tracker answered, once. `whole` is False where something could not be read;
    `remarks` say so in a sentence each. `gone` are names of tickets that were asked for and do
    not matter (any more), `unseen` those of which nobody can say how they stand."""

    tracker: str
    tickets: tuple[Ticket, ...] = ()
    places: tuple[Place, ...] = ()
    whole: bool = True
    remarks: tuple[str, ...] = ()
    gone: frozenset[str] = frozenset()
    unseen: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everybody, and all that was read of the trackers, at one moment.

    `unread` are trackers that were not read in full, `unsure` people of whom a ticket could
    not be seen: of neither anything is concluded. `messaged` is when each person last got a
    private message; a person's budget counts it.
    """

    people: tuple[Person, ...]
    tickets: tuple[Ticket, ...] = ()
    places: tuple[Place, ...] = ()
    unread: frozenset[str] = frozenset()
    remarks: tuple[str, ...] = ()
    unsure: frozenset[PersonId] = frozenset()
    messaged: Mapping[PersonId, datetime] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        people: tuple[Person, ...],
        *readings: Reading,
        unsure: frozenset[PersonId] = frozenset(),
    ) -> Snapshot:
        """People and what each tracker said, as one."""
        return cls(
            people,
            tuple(t for r in readings for t in r.tickets),
            tuple(p for r in readings for p in r.places),
            frozenset(r.tracker for r in readings if not r.whole),
            tuple(x for r in readings for x in r.remarks),
            unsure,
        )
