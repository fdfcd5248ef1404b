"""Civil dates: one formula for every obligation.

Anchor + calendar months (always from the anchor, clamped at month end), moved on by
every stretch of rest, rolled to a working day of the person. No hours are ever added,
so daylight saving cannot matter.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import count

from .model import Person, Span

DAY = timedelta(days=1)
FAR = 3_660  # days: no search for a working day goes on for longer than ten years


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Overlapping and adjacent spans as one, in order."""
    result: list[Span] = []
    for span in sorted(spans, key=lambda s: s.first):
        last = result[-1] if result else None
        if last and (last.last is None or span.first <= last.last + DAY):
            open_end = last.last is None or span.last is None
            end = None if open_end else max(last.last, span.last)  # type: ignore[type-var]
            result[-1] = Span(last.first, end)
        else:
            result.append(span)
    return tuple(result)


def stops(spans: Iterable[Span], stop_days: int) -> tuple[Span, ...]:
    """The stretches that stop the clock: merged, and of `stop_days` days or more."""
    return tuple(
        s for s in merged(spans) if s.last is None or (s.last - s.first).days + 1 >= stop_days
    )


def pushed(nominal: date, anchor: date, rests: Sequence[Span]) -> date | None:
    """`nominal` moved on by each day of rest after the anchor, until stable.

    None while a rest without an end reaches it.
    """
    due = nominal
    while True:
        days = 0
        for rest in rests:
            if rest.first > due:
                continue
            if rest.last is None:
                return None
            days += max(0, (min(rest.last, due) - max(rest.first, anchor + DAY)).days + 1)
        if nominal + timedelta(days=days) == due:
            return due
        due = nominal + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class WorkWeek:
    """When somebody works: not on their weekend or holidays, nor while away."""

    person: Person
    rests: tuple[Span, ...] = ()  # pauses, on top of the person's absences

    def working(self, day: date) -> bool:
        """Whether this is a working day of theirs."""
        return (
            day.weekday() not in self.person.weekend
            and day not in self.person.holidays
            and not any(day in span for span in self.person.away)
        )

    def following(self, day: date) -> date | None:
        """The day itself or the next working day; None if there is none in sight."""
        return next((d for d in _days(day, DAY) if self.working(d)), None)

    def preceding(self, day: date) -> date | None:
        """The day itself or the last working day before it."""
        return next((d for d in _days(day, -DAY) if self.working(d)), None)

    def after(self, day: date, working_days: int) -> date | None:
        """The working day that comes so many working days after `day`."""
        following = (d for d in _days(day + DAY, DAY) if self.working(d))
        found = None
        for _ in range(working_days):
            found = next(following, None)
        return found

    def due(self, anchor: date, months: int, stop_days: int) -> date | None:
        """Anchor + months, moved on by rests, on a working day; None while resting openly."""
        moved = self.moved(anchor, months, stop_days)
        return moved and self.following(moved)

    def due_within(self, anchor: date, months: int, stop_days: int) -> date | None:
        """As `due`, but rolled back, for what must stay inside its period."""
        moved = self.moved(anchor, months, stop_days)
        return moved and self.preceding(moved)

    def moved(self, anchor: date, months: int, stop_days: int) -> date | None:
        """Anchor + months, moved on by rests, on whatever day that is."""
        rests = stops((*self.person.away, *self.rests), stop_days)
        return pushed(add_months(anchor, months), anchor, rests)


def next_check_in(
    week: WorkWeek, anchor: date, every: int, held: date | None, stop_days: int, window: int = 28
) -> tuple[int, date] | None:
    """The first slot that the last check-in does not meet: its number and its day.

    One check-in meets every slot up to `window` days after it. None while resting openly.
    """
    for number in count(1):
        due = week.due(anchor, number * every, stop_days)
        if due is None:
            return None
        if held is None or due > held + timedelta(days=window):
            return number, due
    return None


def sessions(
    week: WorkWeek, start: date, months: Sequence[int], stop_days: int
) -> tuple[date | None, ...]:
    """The onboarding's feedback sessions: the last one rolls back, to stay inside."""
    if not months:
        return ()
    *early, last = months
    return (
        *(week.due(start, m, stop_days) for m in early),
        week.due_within(start, last, stop_days),
    )


def quarter(day: date, first_month: int = 1) -> Span:
    """The quarter that holds this day, in a year that begins with `first_month`."""
    begin = add_months(day.replace(day=1), -((day.month - first_month) % 3))
    return Span(begin, add_months(begin, 3) - DAY)


def midnight(day: date, zone: tzinfo) -> datetime:
    """The instant at which this civil day begins for somebody, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _days(start: date, step: timedelta) -> Iterator[date]:
    return (start + n * step for n in range(FAR))
