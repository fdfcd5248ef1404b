"""A newcomer's first months: when they run, on which ticket, and who the buddy is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from . import support
from .dates import DAY, WorkWeek
from .model import Person, PersonId, RuleId, Ticket
from .policy import Policy
from .stand_in import stand_in

People = Mapping[PersonId, Person]
WELCOME = RuleId("welcome")  # the marker of an onboarding ticket that we opened


@dataclass(frozen=True, slots=True)
class Arrival:
    """From `ahead`, by when a buddy has said yes, over the first day to the last one.

    `end` is None while an absence without an end puts it off.
    """

    ahead: date
    start: date
    end: date | None

    def runs(self, today: date) -> bool:
        """Whether it has come and is not over."""
        return self.ahead <= today and (self.end is None or today <= self.end)


def arrival(person: Person, policy: Policy) -> Arrival | None:
    """When somebody arrives, if a first day is known and the promise is made to them then."""
    if person.start is None or not person.in_scope(person.start):
        return None
    week = WorkWeek(person)
    end = week.moved(person.start, policy.onboarding_months, policy.stop_days)
    return Arrival(_ahead(week, person.start, policy.buddy_workdays), person.start, end)


def _ahead(week: WorkWeek, day: date, working_days: int) -> date:
    """So many working days before a day."""
    for _ in range(working_days):
        day = week.preceding(day - DAY) or day - DAY
    return day


def newcomer_of(
    ticket: Ticket,
    assigned: Iterable[Person],
    policy: Policy,
    now: datetime,
    everybody: Iterable[Person] = (),
) -> Person | None:
    """Whose onboarding ticket it is: for whom we opened it; else the one newcomer on it.

    `assigned` are those of the people file who are on the ticket. Before the first day somebody
    may have no access yet, so that nobody could put them on it: then it is found by `everybody`.
    """
    found = list(assigned)
    if ticket.marker is not None and ticket.marker.rule == WELCOME:
        theirs = (p for p in (*found, *everybody) if stand_in(p.id) == ticket.marker.period)
        return next(theirs, None)
    arriving = [p for p in found if (a := arrival(p, policy)) and a.runs(p.today(now))]
    return arriving[0] if len(arriving) == 1 else None


def onboardings(
    tickets: Iterable[Ticket], people: Iterable[Person], policy: Policy, now: datetime
) -> dict[PersonId, tuple[Ticket, ...]]:
    """Each newcomer's onboarding tickets, also before their first day."""
    who = {(tracker, account): p for p in people for tracker, account in p.accounts.items()}
    people = tuple(who.values())
    found: dict[PersonId, tuple[Ticket, ...]] = {}
    for ticket in tickets:
        if ticket.has(policy.onboarding):
            on_it = [who.get((ticket.ref.tracker, a)) for a in ticket.assignees]
            newcomer = newcomer_of(ticket, [p for p in on_it if p], policy, now, people)
            if newcomer is not None:
                found[newcomer.id] = (*found.get(newcomer.id, ()), ticket)
    return found


def buddy(person: Person, tickets: Iterable[Ticket], people: People) -> PersonId | None:
    """A newcomer's buddy: who last agreed on one of these tickets, else the people file's."""
    return support.buddy(person, [t for t in tickets if _named(t)], people)


def agreed(person: Person, ticket: Ticket, people: People) -> tuple[tuple[PersonId, datetime], ...]:
    """Everybody who agreed on a ticket to be the buddy, one after another, and when."""
    nobody, found = replace(person, buddy=None), list[tuple[PersonId, datetime]]()
    for n in _named(ticket):
        so_far = replace(ticket, comments=ticket.comments[: n + 1])
        who = support.buddy(nobody, (so_far,), people)
        if who is not None and (not found or found[-1][0] != who):
            found.append((who, ticket.comments[n].at))
    return tuple(found)


def _named(ticket: Ticket) -> list[int]:
    """Which comments speak of a buddy."""
    return [n for n, c in enumerate(ticket.comments) if any(x.word == "buddy" for x in c.commands)]
