"""What an organisation does together: its calendar, its teams' quarters, the goals it shares."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .dates import DAY, WorkWeek, quarter
from .history import Ilo
from .model import Person, PersonId, Place, Readers, Ref, Span, Ticket
from .policy import Policy
from .said import said_by
from .support import shared
from .view import CoopView, Directory

NOBODY = PersonId("")
WEEK = timedelta(days=7)
TUESDAY = 1
MOST = 200  # goals in one comment: GitHub takes 65,536 characters

# --- days -------------------------------------------------------------------------------


def calendar(view: CoopView) -> WorkWeek:
    """The organisation's working days: the first organiser's weekend and holidays."""
    people = {v.person.id: v.person for v in view.people}
    first = next((people[x] for x in view.policy.organisers if x in people), None)
    return WorkWeek(replace(first, away=()) if first else Person(NOBODY, ""))


def first_tuesday(week: WorkWeek, month: date) -> date | None:
    """The first Tuesday of a month on which work is done; `month` is any day of it."""
    day = month.replace(day=1)
    day += timedelta(days=(TUESDAY - day.weekday()) % 7)
    while day.month == month.month:
        if week.working(day):
            return day
        day += WEEK
    return None


# --- teams and quarters -------------------------------------------------------------------


def teams(view: CoopView) -> dict[str, tuple[Person, ...]]:
    """The members of each team of two or more; all of us are one, `""`, where nobody has a team."""
    found: dict[str, tuple[Person, ...]] = {}
    for person in (v.person for v in view.members):
        found[person.team or ""] = (*found.get(person.team or "", ()), person)
    if len(found) > 1:
        found.pop("", None)
    return {name: people for name, people in sorted(found.items()) if len(people) > 1}


def quarter_name(span: Span, first_month: int) -> str:
    """`2026 Q4`, in a year that begins with `first_month`; the year is that of its first day."""
    return f"{span.first.year} Q{(span.first.month - first_month) % 12 // 3 + 1}"


def facilitator(people: tuple[Person, ...], span: Span, ahead_days: int) -> Person:
    """Who looks after it this quarter: each in turn, but for who is away then."""
    turn = (span.first.year * 12 + span.first.month) // 3
    order = sorted(people, key=lambda p: p.id)
    free = [p for p in order if not _away(p, span, ahead_days)]
    return (free or order)[turn % len(free or order)]


def quarter_day(person: Person, span: Span) -> date:
    """The last working day of a quarter, as this person works; their absences left aside."""
    last = span.last or span.first
    return WorkWeek(replace(person, away=())).preceding(last) or last


def _away(person: Person, span: Span, ahead_days: int) -> bool:
    day = quarter_day(person, span)
    asked = day - timedelta(days=ahead_days)
    return any(day in x or asked in x for x in person.away)


def quarter_of(ticket: Ticket, policy: Policy) -> Span:
    """The quarter that a team's ticket is for: that in which it was opened."""
    return quarter(ticket.opened.astimezone(policy.time_zone).date(), policy.quarter_first_month)


def talked(ticket: Ticket, known_as: Directory) -> bool:
    """Whether a team has held its quarter: its ticket is closed, or one of us wrote `/ilo held`."""
    us = (c.by for c in ticket.comments if c.by and (ticket.ref.tracker, c.by) in known_as)
    return not ticket.open or any(word == "held" for _, word, _ in said_by(ticket, us))


# --- goals ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Goal:
    """An objective that its owner wants listed."""

    owner: Person
    ilo: Ilo


def goals(view: CoopView) -> tuple[Goal, ...]:
    """What people share, by their own yes and nobody else's: managers first."""
    lead = {p.person.supervisor for p in view.members}
    found = [
        Goal(v.person, ilo)
        for v in view.members
        if not v.doubtful
        for ilo in v.current
        if shared(ilo, view.policy)
    ]
    return tuple(sorted(found, key=lambda g: g.owner.id not in lead))


def shown(found: Iterable[Goal], page: Place, places: Iterable[Place]) -> tuple[Goal, ...]:
    """Those whose tickets may be read by everybody who can read the page."""
    by_key = {(p.tracker, p.key): p for p in places}
    reads = width(page, Readers.PUBLIC)
    return tuple(g for g in found if reads <= width(_place(g.ilo.ticket.ref, by_key)))


def _place(ref: Ref, places: Mapping[tuple[str, str], Place]) -> Place | None:
    return places.get((ref.tracker, ref.place))


def width(place: Place | None, unknown: Readers = Readers.TEAM) -> int:
    """How many read a place, as a number that grows: by what is declared and what was told."""
    known = [x for x in (place.declared, place.readers) if x] if place else []
    return max(list(Readers).index(x) for x in known or [unknown])


def listed(found: Iterable[Goal]) -> dict[str, str]:
    """Facts that name goals without a word of anybody's: whose, and which tickets.

    `shown` changes when a title does, so that a page follows a ticket that was renamed; `more` is
    how many do not fit into one comment.
    """
    some = tuple(found)
    tickets = [g.ilo.ticket for g in some[:MOST]]
    rows = [(g.owner.id, t.ref.tracker, t.ref.key) for g, t in zip(some, tickets, strict=False)]
    words = json.dumps([(t.title, t.url) for t in tickets])
    return {
        "goals": json.dumps(rows, separators=(",", ":")),
        "shown": hashlib.sha256(words.encode()).hexdigest()[:8] if rows else "",
        "more": str(len(some) - MOST) if len(some) > MOST else "",
    }


def unlisted(fact: str) -> Iterator[tuple[PersonId, Ref]]:
    """The goals that such a fact names."""
    for owner, tracker, key in json.loads(fact or "[]"):
        yield PersonId(owner), Ref(tracker, key)


def months(day: date) -> tuple[date, date]:
    """The first day of the month before, and of this one."""
    this = day.replace(day=1)
    return (this - DAY).replace(day=1), this
