"""One issue of Promises: its figures, the week for which it stands, and those before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .small import Figure


@dataclass(frozen=True, slots=True)
class Issue:
    """What was published: when it was counted, and figures with small numbers held back already.

    `terms` is a fingerprint of what the counting depends on: rules, thresholds, the charter.
    """

    at: datetime
    terms: str
    figures: tuple[Figure, ...]

    @property
    def week(self) -> date:
        """The Monday of the week in which it was counted."""
        return monday(self.at.date())

    def figure(self, name: str) -> Figure | None:
        """The figure of this id, if there is one."""
        return next((f for f in self.figures if f.id == name), None)


@dataclass(frozen=True, slots=True)
class Night:
    """One line of history: the issue that stood on that night, and whether all was read."""

    day: date
    issue: Issue | None
    whole: bool = True


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def published(history: Iterable[Night], tonight: Issue, *, whole: bool) -> Issue | None:
    """The issue that stands tonight: the week's first one that was counted from a whole reading.

    It changes within the week only where its terms do. None: nothing was ever counted whole.
    """
    last = latest(history, tonight.at.date())
    if last is not None and (not whole or (last.week, last.terms) == (tonight.week, tonight.terms)):
        return last
    return tonight if whole else None


def latest(history: Iterable[Night], day: date) -> Issue | None:
    """The last issue that was counted on or before a day."""
    found = (n.issue for n in history if n.issue is not None and n.issue.at.date() <= day)
    return max(found, key=lambda i: i.at, default=None)


def issues(history: Iterable[Night], standing: Issue | None) -> tuple[Issue, ...]:
    """Each issue once, oldest first, up to the one that stands."""
    known = {n.issue.at: n.issue for n in history if n.issue is not None}
    if standing is not None:
        known = {at: i for at, i in known.items() if at < standing.at} | {standing.at: standing}
    return tuple(known[at] for at in sorted(known))
