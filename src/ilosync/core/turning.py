"""Turning points of an ILO: laid to rest, handed on, closed; when, and whether by its owner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile

from .dates import WorkWeek, pushed, stops
from .history import Ilo, State, phases
from .model import Account, Person, PersonId, Span, Turn
from .orders import CLOSES, ORDERS
from .policy import Policy
from .said import said_by
from .view import PersonView, mirrors


@dataclass(frozen=True, slots=True)
class Point:
    """When somebody did it, and who; None where nobody knows."""

    at: datetime
    by: Account | None


def rested(ilo: Ilo, policy: Policy) -> Point | None:
    """Where the present rest began, by label or command; None where it does not rest.

    What rests from the very beginning was never laid to rest.
    """
    if ilo.state is not State.PAUSED:
        return None
    account = ilo.owner.accounts[ilo.ticket.ref.tracker]
    switches = [
        (e.at, e.turn is Turn.LABELLED, None if e.ours else e.by)
        for e in ilo.ticket.events
        if e.what.casefold() == policy.paused and e.turn in (Turn.LABELLED, Turn.UNLABELLED)
    ]
    switches += [
        (c.at, word == "pause", account)
        for c, word, _ in said_by(ilo.ticket, {account})
        if word in ("pause", "resume")
    ]
    began: Point | None = None
    for at, on, by in sorted(switches, key=lambda s: s[:2]):
        if at > ilo.began_at:
            began = (began or Point(at, by)) if on else None
    return began


def handed_over(ilo: Ilo, people: Mapping[PersonId, Person], policy: Policy) -> Point | None:
    """Where an ILO of somebody we know became this owner's; None where it always was theirs."""
    tracker = ilo.ticket.ref.tracker
    mine = frozenset({ilo.owner.accounts[tracker]})
    life = phases(ilo.ticket)[::-1]
    theirs = list(takewhile(lambda p: p.assignees == mine, life))
    former = next((p for p in life[len(theirs) :] if len(p.assignees) == 1), None)
    if not theirs or former is None:
        return None
    if not any(former.assignees == {p.accounts.get(tracker)} for p in people.values()):
        return None
    was = former.open and policy.label.casefold() in former.labels
    return Point(theirs[-1].at, theirs[-1].by) if was else None


@dataclass(frozen=True, slots=True)
class Closing:
    """The end of an ILO: when its owner said so or somebody closed it, and whether they meant it.

    `meant` is None where nobody knows who closed it.
    """

    at: datetime
    day: date
    meant: bool | None


def closing(ilo: Ilo, view: PersonView) -> Closing | None:
    """How a closed ILO of theirs came to its end.

    None where it did not: it is open, was only a draft or somebody else's then, or lives on as
    another ticket. Of two tickets that are one, the end is the later one's.
    """
    if ilo.state is not State.CLOSED:
        return None
    account = ilo.owner.accounts[ilo.ticket.ref.tracker]
    ended = next(p for p in phases(ilo.ticket) if p.at == ilo.began_at and not p.open)
    if ended.assignees != {account} or view.policy.draft in ended.labels:
        return None
    twins = [other for other in view.ilos if other is not ilo and mirrors(ilo, other)]
    if any(x.state is not State.CLOSED or x.order > ilo.order for x in twins):
        return None
    if (said_at := _word(ilo, account)) is not None:
        return Closing(said_at, ilo.began, meant=True)
    meant = None if ilo.began_by is None else ilo.began_by == account
    return Closing(ilo.began_at, ilo.began, meant)


def _word(ilo: Ilo, account: Account) -> datetime | None:
    """When the owner told us to close it, if that was their last order before its end."""
    opened = max((e.at for e in ilo.ticket.events if e.turn is Turn.REOPENED), default=None)
    last = None
    for comment, word, _ in said_by(ilo.ticket, {account}, opened):
        if word in ORDERS and comment.at <= ilo.began_at:
            last = comment.at if word in CLOSES else None
    return last


def ripe(person: Person, begin: date, days: int, rests: tuple[Span, ...] = ()) -> date | None:
    """The working day on which so many days have passed since, absences and rests left out.

    None where no end of an absence is in sight.
    """
    nominal = pushed(begin + timedelta(days=days), begin, stops((*person.away, *rests), 1))
    return nominal and WorkWeek(person).following(nominal)
