"""When a nudge may be said to somebody: in their working hours, rested, and seldom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from .dates import DAY, FAR, WorkWeek, stops
from .model import Person
from .policy import Policy


def next_time(
    person: Person, policy: Policy, now: datetime, snoozed: date | None = None
) -> datetime | None:
    """`now` if it is a good time for a nudge, else the next one: their next free 10:00.

    None where no end of the quiet is in sight (an absence without an end).
    """
    local = now.astimezone(person.time_zone)
    if _good(person, policy, local.date(), snoozed) and (
        policy.hours_from <= local.time() < policy.hours_to
    ):
        return now
    day = local.date() if local.time() < policy.slot else local.date() + DAY
    for _ in range(FAR):
        if _good(person, policy, day, snoozed):
            return datetime.combine(day, policy.slot, person.time_zone).astimezone(now.tzinfo)
        day += DAY
    return None


def _good(person: Person, policy: Policy, day: date, snoozed: date | None) -> bool:
    quiet = max((d for d in (person.quiet_until, snoozed) if d is not None), default=None)
    if quiet is not None and day <= quiet:
        return False
    return WorkWeek(person).working(day) and not _just_back(person, policy, day)


def _just_back(person: Person, policy: Policy, day: date) -> bool:
    """Whether this is one of the first working days after a long absence."""
    week = WorkWeek(person)
    for rest in stops(person.away, policy.stop_days):
        if rest.last is not None and rest.last < day and policy.return_quiet_workdays:
            settled = week.after(rest.last, policy.return_quiet_workdays)
            if settled is None or day <= settled:
                return True
    return False


def room_at(
    person: Person,
    policy: Policy,
    now: datetime,
    nudged: Iterable[datetime],
    snoozed: date | None = None,
) -> datetime | None:
    """As `next_time`, with the week's budget: one nudge in any 7 times 24 hours."""
    at = next_time(person, policy, now, snoozed)
    window = timedelta(days=policy.per_person_days)
    last = max(nudged, default=None)
    if at is None or last is None or last + window <= at:
        return at
    return next_time(person, policy, max(at, last + window), snoozed)
