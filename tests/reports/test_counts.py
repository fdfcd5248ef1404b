"""What Promises counts, before small numbers are held back: each cell by an example of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from ilosync.core.model import (
    Command,
    Comment,
    Event,
    Person,
    PersonId,
    Snapshot,
    Span,
    Ticket,
    Turn,
)
from ilosync.core.report.counts import counts
from ilosync.core.report.teams import team_talks
from ilosync.core.view import CoopView, views

from .coop import CHARTER, NOW, account, ilo, noted, people, words


def cells(name: str, tickets: Iterable[Ticket], everybody: tuple[Person, ...]) -> dict[str, int]:
    """The cells of a promise that are not empty."""
    found = counts(views(Snapshot(everybody, tuple(tickets)), CHARTER, NOW), CHARTER, NOW)
    (count,) = (c for c in found if c.id == name)
    return {cell: n for cell, n in count.cells.items() if n}


def by(n: int, ticket: Ticket, *said: str, days: int = 20) -> Ticket:
    """The ticket with a comment by the n-th person."""
    lines = tuple(Command(*text.split(maxsplit=1)) for text in said)
    comment = Comment(f"x{n}{days}", NOW - timedelta(days=days), account(n), commands=lines)
    return replace(ticket, comments=(*ticket.comments, comment))


def closed(ticket: Ticket, days: int) -> Ticket:
    event = Event(NOW - timedelta(days=days), Turn.CLOSED, ticket.author)
    return replace(ticket, open=False, events=(*ticket.events, event))


def test_where_people_stand_with_one_objective_each():
    """One, several, being set up, none; who is between two, away or new is in no cell."""
    everybody = people(8)
    away = replace(everybody[6], away=(Span(date(2026, 10, 1)),))
    new = replace(everybody[7], start=date(2026, 11, 9))
    everybody = (*everybody[:6], away, new)
    tickets = (
        ilo(0, 1),
        ilo(1, 2),
        ilo(1, 3),
        ilo(2, 4, days=9, labels=("ilo:draft",)),
        closed(ilo(4, 5), 4),
    )

    assert cells("one_ilo", tickets, everybody) == {
        "one": 1,
        "several": 1,
        "drafting": 1,
        "none": 2,
    }


def test_check_ins_of_the_quarter():
    """Held within their window, moved by their owner to a day that comes, or still open."""
    begun = 130  # their first day is in August, the second one in November
    tickets = (
        words(ilo(0, 1, days=begun + 60), "checkin", days=15),
        by(1, ilo(1, 2, days=100), "move 2026-12-14", days=5),
        ilo(2, 3, days=100),
        ilo(3, 4, days=20),
    )

    assert cells("check_ins", tickets, people(4)) == {"held": 1, "moved": 1, "open": 1}


def test_feedback_sessions():
    """Held with both upward directions on offer, otherwise held, and planned within 30 days."""
    begins = {
        1: date(2026, 8, 24),
        2: date(2026, 8, 17),
        3: date(2026, 9, 7),
        4: date(2026, 10, 12),
    }
    everybody = tuple(
        replace(p, start=begins.get(n, p.start), buddy=PersonId("p5") if n in begins else None)
        for n, p in enumerate(people(6))
    )
    welcome = [
        replace(ilo(n, n, labels=("ilo:onboarding",)), labels=frozenset({"ilo:onboarding"}))
        for n in begins
    ]
    tickets = (
        by(0, by(5, by(1, welcome[0], "held 1"), "offered 1"), "offered 1", days=19),
        by(2, welcome[1], "held 1"),
        *welcome[2:],
    )

    assert cells("sessions", tickets, everybody) == {"both_ways": 1, "held": 1, "soon": 1}


def test_mentors_costs_and_kinds():
    """Named here or elsewhere, looking, not wanted; who says nothing is in no cell."""
    tickets = (
        words(ilo(0, 1, labels=("ilo:team-need",)), "mentor outside"),
        words(ilo(1, 2, labels=("ilo:personal-interest",)), "mentor looking"),
        words(ilo(2, 3, labels=("growing-away",)), "mentor none"),
        ilo(3, 4, labels=("ilo:cost-to-cover",)),
    )
    everybody = people(4)

    assert cells("mentors", tickets, everybody) == {"named": 1, "looking": 1, "not_wanted": 1}
    assert cells("mix", tickets, everybody) == {"team": 1, "personal": 2}
    assert cells("costs", tickets, everybody) == {"waiting": 1}


def test_stretches_and_their_nets():
    """Whole with all three clarifications, the second by the supervisor; open otherwise."""
    stretch = ilo(1, 1, labels=("ilo:stretch",))
    whole = by(0, words(stretch, "net picture", "net plan-b"), "net assured")
    own_word = words(ilo(2, 2, labels=("ilo:stretch",)), "net picture", "net plan-b", "net assured")

    assert cells("stretches", (whole, own_word), people(3)) == {"whole": 1, "open": 1}


def test_looking_back():
    """Held and not this time are one; what closed long ago is past."""
    tickets = (
        words(closed(ilo(0, 1), 40), "retro held", days=30),
        words(closed(ilo(1, 2), 40), "retro skip", days=30),
        closed(ilo(2, 3), 40),
        closed(ilo(3, 4), 120),
    )

    assert cells("look_backs", tickets, people(4)) == {"answered": 2, "open": 1}


def test_who_got_a_note():
    """People, not notes, of the last seven days."""
    tickets = (
        noted(noted(ilo(0, 1), days=1), "welcome", days=2),
        noted(ilo(1, 2), days=6),
        noted(ilo(2, 3), days=9),
    )

    assert cells("reached", tickets, people(3)) == {"reached": 2}


def test_teams_that_have_talked():
    """A team's ticket of this quarter that is closed; teams of few people are not counted."""
    everybody = tuple(
        replace(p, team="maps" if n < 6 else "trees" if n < 12 else "two")
        for n, p in enumerate(people(14))
    )
    ticket = replace(ilo(1, 1, days=10), labels=frozenset({"ilo:quarter"}))
    before = replace(ilo(7, 2, days=90), labels=frozenset({"ilo:quarter"}))
    small = replace(ilo(12, 3, days=10), labels=frozenset({"ilo:quarter"}))
    snapshot = Snapshot(everybody, (closed(ticket, 2), closed(before, 80), closed(small, 2)))
    view = CoopView(snapshot, views(snapshot, CHARTER, NOW), CHARTER, NOW)
    found = team_talks(view, CHARTER)

    assert found is not None
    assert (found.value, found.n) == (1, 2)
