"""What is planned in the days to come, by every rule that knows a date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .model import PersonId, Snapshot
from .policy import Policy
from .rule import Coming, Rule
from .view import CoopView, views

AHEAD = 90
"""Days that a forecast looks ahead."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What comes, in order of days; `unknown` are those of whom not everything could be read."""

    first: date
    last: date
    coming: tuple[Coming, ...]
    unknown: tuple[PersonId, ...] = ()


def forecast(
    snapshot: Snapshot,
    policy: Policy,
    now: datetime,
    rules: Iterable[Rule],
    days: int = AHEAD,
    only: Collection[PersonId] | None = None,
) -> Forecast:
    """What is planned from today on for so many days; with `only`, what these people are in.

    Days are each person's own; the forecast's first and last are the organisation's.
    """
    policy, ahead = policy.on(now), timedelta(days=days)
    everybody = views(snapshot, policy, now)
    coop = CoopView(snapshot, everybody, policy, now)
    found: list[Coming] = []
    for rule in rules:
        for view in coop.members:
            if not view.doubtful:
                found += rule.coming(view, policy, view.today + ahead)
        found += rule.coming_together(coop, policy, coop.today + ahead)
    mine = [c for c in found if only is None or set(only) & set(c.people)]
    unknown = (v.person.id for v in coop.members if v.doubtful)
    return Forecast(
        coop.today,
        coop.today + ahead,
        tuple(sorted(set(mine))),
        tuple(p for p in unknown if only is None or p in only),
    )


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """How many private talks a week holds, where it would not say whose: its Monday."""

    monday: date
    what: str
    count: int


def weeks(coming: Iterable[Coming]) -> tuple[Week, ...]:
    """Private things, counted by week."""
    count = Counter((c.day - timedelta(days=c.day.weekday()), c.what) for c in coming if c.private)
    return tuple(sorted(Week(monday, what, n) for (monday, what), n in count.items()))
