"""What changed between two reports: what began to be owed, what is owed no more, what stands.

That is by name, for the organisers. Of Promises only what both issues show is put side by side,
so that the difference says nothing that the issues do not say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from ilosync.core.model import Ref, RuleId

from .goals import day
from .issue import Issue
from .small import Figure, Why
from .values import Duty, Report
from .words import TITLES, words


@dataclass(frozen=True, slots=True)
class Change:
    """One promise: what began to be owed, what is owed no more, and what stands on both days."""

    promise: str
    began: tuple[Duty, ...]
    ended: tuple[Duty, ...]
    stands: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class Both:
    """A figure that both issues show, as each of them tells it."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Issues:
    """Two issues of Promises side by side, for everybody; None where nothing was counted whole."""

    before: Issue | None
    after: Issue | None
    figures: tuple[Both, ...]
    unread: tuple[str, ...]
    narrow: bool

    @property
    def same(self) -> bool:
        """Whether both days are of one week, for which one issue stands."""
        return self.before is not None and self.before == self.after


@dataclass(frozen=True, slots=True)
class Difference:
    """From one instant to another: what is owed by name, and Promises for everybody."""

    since: datetime
    until: datetime
    owed: tuple[Change, ...]
    issues: Issues
    unread: tuple[str, ...]
    remarks: tuple[str, ...]


def difference(before: Report, after: Report) -> Difference:
    """What changed from one report to a later one. Pure."""
    unread = tuple(sorted({*before.unread, *after.unread}))
    was, now = before.promises.issue, after.promises.issue
    figures = tuple(_common(was, now)) if was and now and was != now else ()
    return Difference(
        before.at,
        after.at,
        tuple(_changes(before.todo, after.todo)),
        Issues(was, now, figures, unread, before.narrow or after.narrow),
        unread,
        tuple(_remarks(before, after)),
    )


def _remarks(before: Report, after: Report) -> Iterator[str]:
    """What is not known of both days, and then what of one of them."""
    yield from (x for x in before.remarks if x in after.remarks)
    for one, other in ((before, after), (after, before)):
        for remark in one.remarks:
            if remark not in other.remarks:
                yield f"{day(one.at.date())}: {remark}"


# --- what is owed, by name --------------------------------------------------------------------


def _changes(before: tuple[Duty, ...], after: tuple[Duty, ...]) -> Iterator[Change]:
    """Promise by promise, in the order of what is most urgent now."""
    began, ended = _without(after, before), _without(before, after)
    stands = _without(after, began)
    for promise in dict.fromkeys(d.promise for d in (*after, *before)):
        yield Change(promise, *(_of(promise, found) for found in (began, ended, stands)))


def _without(some: Iterable[Duty], others: Iterable[Duty]) -> tuple[Duty, ...]:
    """Those of some that are not among the others, however often each is there."""
    left = Counter(map(_key, others))
    found = []
    for duty in some:
        if left[_key(duty)]:
            left[_key(duty)] -= 1
        else:
            found.append(duty)
    return tuple(found)


def _key(duty: Duty) -> tuple[RuleId, str, str, Ref | None]:
    """What makes it the same thing on another day: not who owes it, nor since when."""
    return duty.rule, duty.what, duty.to, duty.ticket


def _of(promise: str, duties: Iterable[Duty]) -> tuple[Duty, ...]:
    return tuple(d for d in duties if d.promise == promise)


# --- promises, for everybody --------------------------------------------------------------------


def _common(before: Issue, after: Issue) -> Iterator[Both]:
    """The figures of both issues, and of both their groups, where both show them."""
    for figure in before.figures:
        other = after.figure(figure.id)
        if other is not None and _alike(figure, other):
            yield _side_by_side(figure, other)
            groups = {g.id: g for g in other.groups}
            for group in figure.groups:
                if group.id in groups and _alike(group, groups[group.id]):
                    yield _side_by_side(group, groups[group.id])


def _alike(one: Figure, other: Figure) -> bool:
    """Whether both are told, in numbers or, for lack of a charter, in words."""
    return one.why is other.why and one.why in (None, Why.CHARTER)


def _side_by_side(before: Figure, after: Figure) -> Both:
    if before.typical is None or after.typical is None:
        before, after = replace(before, typical=None), replace(after, typical=None)
    told = (words(x, narrow=False) for x in (before, after))
    return Both(TITLES[before.id], *told)
