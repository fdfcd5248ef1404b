"""What a rule may look at: one person with their own tickets, or one ticket."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from .arrival import WELCOME, newcomer_of
from .dates import WorkWeek, pushed, stops
from .history import Ilo, State, fold
from .model import Account, Person, PersonId, Snapshot, Ticket
from .policy import Policy
from .said import same_as

Directory = Mapping[tuple[str, Account], Person]


class Status(StrEnum):
    """How the promise of one ILO stands for somebody today (DOMAIN 3.3)."""

    OUT = "out"
    AWAY = "away"
    ONE = "one"
    SEVERAL = "several"
    NEW = "new"
    DRAFTING = "drafting"
    BETWEEN = "between"
    NONE = "none"
    UNKNOWN = "unknown"  # something could not be read: never "none"


@dataclass(frozen=True)
class PersonView:
    """One person, their own tickets, and what time it is for them.

    `doubtful`: something of theirs could not be read in full, so nobody judges.
    """

    person: Person
    tickets: tuple[Ticket, ...]
    people: Mapping[PersonId, Person]
    policy: Policy
    now: datetime
    doubtful: bool = False

    @cached_property
    def today(self) -> date:
        """Their own date."""
        return self.person.today(self.now)

    @cached_property
    def ilos(self) -> tuple[Ilo, ...]:
        """Each of their tickets as an ILO, in whatever state; oldest first."""
        found = (
            fold(t, self.person, self.policy)
            for t in self.tickets
            if t.whole and not t.has(self.policy.onboarding)
        )
        return tuple(sorted((i for i in found if i.state is not State.NONE), key=lambda i: i.order))

    @cached_property
    def current(self) -> tuple[Ilo, ...]:
        """Those that count as the one, oldest first; two tickets of one ILO are the older one."""
        found: list[Ilo] = []
        for ilo in self.ilos:
            if ilo.current and not any(mirrors(ilo, other) for other in self._group(found)):
                found.append(ilo)
        return tuple(found)

    def _group(self, kept: list[Ilo]) -> list[Ilo]:
        """Those kept, and every ticket that mirrors one of them, however many steps away."""
        group = list(kept)
        for one in group:  # grows while it is walked through
            group += [i for i in self.ilos if i.current and i not in group and mirrors(i, one)]
        return group

    @property
    def onboarding(self) -> tuple[Ticket, ...]:
        """Their onboarding tickets, open ones first, then the newest."""
        found = [t for t in self.tickets if t.has(self.policy.onboarding)]
        return tuple(sorted(found, key=lambda t: (not t.open, -t.opened.timestamp())))

    def just(self, at: datetime) -> bool:
        """Whether what somebody did then is recent enough to be answered at once."""
        return _just(at, self.now, self.policy)

    def knows(self, tracker: str, account: Account | None) -> bool:
        """Whether an account is somebody's of the people file."""
        return account is not None and any(
            p.accounts.get(tracker) == account for p in self.people.values()
        )

    @cached_property
    def status(self) -> Status:
        """Where they stand with the promise of one ILO."""
        if not self.person.in_scope(self.today) or not self.person.accounts:
            return Status.OUT
        if self.doubtful:
            return Status.UNKNOWN
        if self.current:
            return Status.ONE if len(self.current) == 1 else Status.SEVERAL
        if any(self.asked_about(i) for i in self.ilos):
            return Status.ONE
        if self._long_away():
            return Status.AWAY
        return self._between_states()

    def asked_about(self, ilo: Ilo) -> bool:
        """Whether somebody else closed it so lately that its owner may not have meant it."""
        if ilo.state is not State.CLOSED or ilo.began_by is None:
            return False
        theirs = ilo.owner.accounts.get(ilo.ticket.ref.tracker)
        return ilo.began_by != theirs and not self._over(ilo.began, self.policy.let_in_peace_days)

    def _between_states(self) -> Status:
        person, policy = self.person, self.policy
        if person.start and not self._over(person.start, policy.new_starter_days):
            return Status.NEW
        for ilo in self.ilos:
            if ilo.state is State.DRAFT and not self._over(ilo.began, policy.draft_days + 1):
                return Status.DRAFTING
            if ilo.state is State.CLOSED and not self._over(ilo.began, policy.between_days + 1):
                return Status.BETWEEN
        return Status.NONE

    def _long_away(self) -> bool:
        return any(self.today in s for s in stops(self.person.away, self.policy.stop_days))

    def _over(self, begin: date, days: int) -> bool:
        """Whether so many days have passed since, absences left out."""
        end = pushed(begin + timedelta(days=days), begin, stops(self.person.away, 1))
        return end is not None and self.today >= end


@dataclass(frozen=True)
class TicketView:
    """One ticket, its owner if it has one we know, and everybody's accounts."""

    ticket: Ticket
    owner: Person | None
    directory: Directory
    policy: Policy
    now: datetime

    def who(self, account: Account | None) -> Person | None:
        """The person of the people file behind an account, if they are with us today."""
        person = account and self.directory.get((self.ticket.ref.tracker, account))
        return person if person and person.in_scope(person.today(self.now)) else None

    def just(self, at: datetime) -> bool:
        """Whether what somebody did then is recent enough to be answered at once."""
        return _just(at, self.now, self.policy)


@dataclass(frozen=True)
class CoopView:
    """Everybody at once, for what is promised to a team or to the whole organisation."""

    snapshot: Snapshot
    people: tuple[PersonView, ...]
    policy: Policy
    now: datetime

    @property
    def today(self) -> date:
        """The organisation's date."""
        return self.now.astimezone(self.policy.time_zone).date()

    @property
    def whole(self) -> bool:
        """Whether everything was read, so that what is not there may be missed."""
        return not self.snapshot.unread and not self.snapshot.unsure

    @property
    def members(self) -> tuple[PersonView, ...]:
        """Those to whom promises are made today."""
        return tuple(v for v in self.people if v.person.in_scope(v.today))


def _just(at: datetime, now: datetime, policy: Policy) -> bool:
    return now - at <= timedelta(days=policy.just_days)


def mirrors(one: Ilo, other: Ilo) -> bool:
    """Whether the owner said on either ticket, or either says of itself, that both are one ILO."""
    return _names(one, other) or _names(other, one)


def _names(one: Ilo, other: Ilo) -> bool:
    ref, account = one.ticket.ref, one.owner.accounts[one.ticket.ref.tracker]
    there = other.ticket.ref
    near = (ref.tracker, ref.place) == (there.tracker, there.place)
    known_as = {there.key, other.ticket.url, *([there.short] if near else [])}
    said = same_as(one.ticket, account) | one.ticket.same_as
    return bool({x.casefold() for x in known_as} & said)


def directory(people: Iterable[Person]) -> Directory:
    """Everybody by tracker and account."""
    return {(tracker, account): p for p in people for tracker, account in p.accounts.items()}


def owner(ticket: Ticket, known_as: Directory, policy: Policy, now: datetime) -> Person | None:
    """Whose ticket it is: the one assignee; of an onboarding ticket the one newcomer."""
    known = [known_as.get((ticket.ref.tracker, a)) for a in ticket.assignees]
    if ticket.marker is not None and ticket.marker.rule == WELCOME:
        found = newcomer_of(ticket, [p for p in known if p], policy, now, known_as.values())
        return found if found and found.in_scope(found.today(now)) else None
    if len(known) == 1:
        return known[0]
    if ticket.has(policy.onboarding):
        newcomers = [p for p in known if p and newcomer(p, policy, p.today(now))]
        return newcomers[0] if len(newcomers) == 1 else None
    return None


def newcomer(person: Person, policy: Policy, today: date) -> bool:
    """Whether somebody's onboarding runs on this day, or ended in the last four weeks."""
    if person.start is None or today < person.start:
        return False
    week = WorkWeek(person)
    end = week.moved(person.start, policy.onboarding_months, policy.stop_days)
    return end is None or today <= end + timedelta(days=policy.meets_days)


def views(snapshot: Snapshot, policy: Policy, now: datetime) -> tuple[PersonView, ...]:
    """A view of each person, in the order of the people file."""
    people = {p.id: p for p in snapshot.people}
    owned: dict[PersonId, list[Ticket]] = {p: [] for p in people}
    known_as = directory(snapshot.people)
    for ticket in snapshot.tickets:
        if (found := owner(ticket, known_as, policy, now)) is not None:
            owned[found.id].append(ticket)
    return tuple(
        PersonView(
            p,
            tuple(owned[p.id]),
            people,
            policy,
            now,
            doubtful=p.id in snapshot.unsure
            or bool(snapshot.unread & set(p.accounts))
            or not all(t.whole for t in owned[p.id]),
        )
        for p in snapshot.people
    )
