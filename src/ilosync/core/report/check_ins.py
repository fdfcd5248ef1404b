"""The check-ins whose day falls into a quarter, and what became of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import count, pairwise

from ilosync.core.dates import WorkWeek, quarter
from ilosync.core.history import Ilo, State
from ilosync.core.policy import Policy


class Outcome(StrEnum):
    """Held; moved by the owner to a day that has not come; or neither yet."""

    HELD = "held"
    MOVED = "moved"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Slot:
    """One check-in of an objective: its day, and what became of it."""

    day: date
    outcome: Outcome


def slots(ilo: Ilo, policy: Policy, today: date) -> Iterator[Slot]:
    """The check-ins of an active objective whose day lies in this quarter and has come."""
    if ilo.state is not State.ACTIVE:
        return
    begin = quarter(today, policy.quarter_first_month).first
    for day, following in pairwise(_days(ilo, policy, today)):
        if begin <= day <= today:
            yield Slot(day, _outcome(ilo, day, following, policy, today))


def _days(ilo: Ilo, policy: Policy, today: date) -> Iterator[date]:
    """Each day up to today, and the one after."""
    week = WorkWeek(ilo.owner, ilo.pauses)
    for number in count(1):
        day = week.due(ilo.began, number * policy.check_in_months, policy.stop_days)
        if day is None:
            return
        yield day
        if day > today:
            return


def _outcome(ilo: Ilo, day: date, following: date, policy: Policy, today: date) -> Outcome:
    ahead = timedelta(days=policy.meets_days)
    if any(day - ahead <= h.day < following - ahead for h in ilo.held):
        return Outcome.HELD
    moved = ilo.moved
    if moved is not None and moved.day > today and ilo.owner.today(moved.at) >= day - ahead:
        return Outcome.MOVED
    return Outcome.OPEN
