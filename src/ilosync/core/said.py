"""What people said on a ticket: the commands of its owner and others, and when.

Only the facts: that somebody said it, when, and the day or length they named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .model import Account, Comment, Person, RuleId, Ticket, Turn

CHECK_IN = RuleId("check_in_due")  # the notice whose box says that a check-in was held
PROMISES = RuleId("promises")  # the notice in which the report stands: no rule judges it


@dataclass(frozen=True, slots=True)
class Held:
    """A check-in: the day it was held, and the instant at which somebody said so."""

    day: date
    at: datetime


def said_by(
    ticket: Ticket, accounts: Iterable[Account | None], after: datetime | None = None
) -> Iterator[tuple[Comment, str, str]]:
    """Each command by one of these accounts: its comment, word and rest, in order."""
    who = set(accounts) - {None}
    for comment in ticket.comments:
        if comment.by in who and (after is None or comment.at >= after):
            for command in comment.commands:
                yield comment, command.word, command.rest


def check_ins(ticket: Ticket, account: Account, after: datetime, owner: Person) -> Iterator[Held]:
    """The check-ins that the owner noted since: by command, box or date field; in order."""
    found = []
    for comment, word, rest in said_by(ticket, {account}, after):
        if word == "checkin":
            today = owner.today(comment.at)
            day = iso_day(rest) if rest else today
            if day is not None and owner.today(after) <= day <= today:
                found.append(Held(day, comment.at))
    found += [
        Held(owner.today(c.edited_at), c.edited_at)
        for c in ticket.comments
        if c.ticked_by == account and c.edited_at and c.edited_at >= after
        if c.marker is not None and c.marker.rule == CHECK_IN
    ]
    found += [Held(owner.today(at), at) for at, _ in _dates_set(ticket, account, after)]
    yield from sorted(found, key=lambda h: (h.at, h.day))


def _dates_set(
    ticket: Ticket, account: Account, after: datetime
) -> Iterator[tuple[datetime, date]]:
    """Each time the owner set the field of the next check-in: they talked, and chose a day."""
    for event in ticket.events:
        if event.turn is Turn.DATE_SET and event.by == account and event.at >= after:
            day = iso_day(event.what)
            if day is not None:
                yield event.at, day


def moved_to(ticket: Ticket, account: Account, after: datetime) -> Held | None:
    """The last day that the owner chose since the last check-in, by command or field."""
    chosen = [
        Held(day, comment.at)
        for comment, word, rest in said_by(ticket, {account}, after)
        if word == "move" and (day := iso_day(rest)) is not None
    ]
    chosen += [Held(day, at) for at, day in _dates_set(ticket, account, after)]
    return max(chosen, key=lambda h: h.at, default=None)


def snoozed_until(ticket: Ticket, owner: Person) -> date | None:
    """The last day of the quiet that the owner asked for on this ticket."""
    until = None
    for comment, word, rest in said_by(ticket, {owner.accounts.get(ticket.ref.tracker)}):
        if word == "snooze":
            until = _until(owner.today(comment.at), rest)
        elif word == "quiet":
            until = None if rest.split()[:1] == ["off"] else date.max
    return until


_LENGTH = re.compile(r"(\d{1,3})\s*(d|w|m)")
_DAYS = {"d": 1, "w": 7, "m": 30}


def _until(today: date, rest: str) -> date:
    """The last quiet day: `10d`, `2w`, `1m` or a date; two weeks if nothing can be read."""
    if (day := iso_day(rest)) is not None:
        return day
    found = _LENGTH.match(rest)
    days = int(found[1]) * _DAYS[found[2]] if found else 14
    return today + timedelta(days=days)


def iso_day(text: str) -> date | None:
    """The ISO date that a text begins with, if it does."""
    try:
        return date.fromisoformat(text.split(maxsplit=1)[0])
    except (ValueError, IndexError):
        return None


def sessions_held(
    ticket: Ticket, accounts: Iterable[Account | None]
) -> tuple[tuple[datetime, str], ...]:
    """Each `/ilo held [n]` by one of these accounts: when, and what followed the word."""
    return tuple((c.at, rest) for c, word, rest in said_by(ticket, accounts) if word == "held")


def same_as(ticket: Ticket, account: Account) -> frozenset[str]:
    """What the owner called the same thing, `/ilo same #12`, as they wrote it."""
    named = (
        rest.split()[0] for _, word, rest in said_by(ticket, {account}) if word == "same" and rest
    )
    return frozenset(named)


def signs_of_life(ticket: Ticket, account: Account) -> tuple[datetime, ...]:
    """When the owner last showed up on the ticket: comments, edits and what they clicked."""
    found = [c.at for c in ticket.comments if c.by == account]
    found += [e.at for e in ticket.events if e.by == account and not e.ours]
    if ticket.edited_by == account and ticket.edited_at is not None:
        found.append(ticket.edited_at)
    return tuple(sorted(found))
