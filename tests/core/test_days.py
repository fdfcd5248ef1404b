"""The date that ilosync keeps in a tracker's own field: the next check-in's, and nobody else's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given

from ilosync.core.actions import SetDay
from ilosync.core.model import Ref, Turn
from ilosync.core.policy import Policy
from ilosync.trackers.memory import ME
from tests.worlds import BO, GRACE, World, person, worlds

TEN = datetime(2026, 3, 2, 11, tzinfo=UTC)
ADA = person("Ada", start=date(2025, 1, 1))


def world(now: datetime = TEN) -> World:
    """One person with a tracker that has the field."""
    found = World.new(Policy(), (ADA, BO, GRACE), two=True)
    found.at(now)
    return found


def ilo(w: World, *labels: str) -> Ref:
    """Ada's objective in the tracker that has the field."""
    return w.others[0].opens("ada-x", labels=("ILO", *labels), assignees=("ada-x",))


def written(w: World) -> list[str]:
    """The dates that one pass writes."""
    return [a.day for a in w.sync().actions if isinstance(a, SetDay)]


def holds(w: World, ref: Ref) -> str | None:
    """What the field holds."""
    return w.others[0].tickets[ref].planned


def to(w: World, day: str) -> None:
    """Go on to a morning."""
    w.at(datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(hours=11))


def test_the_next_check_in_is_written_once():
    """Three months on; a tracker without the field is left alone."""
    w = world()
    ref = ilo(w)
    assert written(w) == ["2026-06-02"]
    assert (holds(w, ref), written(w)) == ("2026-06-02", [])

    plain = World.new(Policy(), (ADA,))
    plain.at(TEN)
    plain.tracker.opens("ada-x", labels=("ILO",), assignees=("ada-x",))
    assert written(plain) == []


def test_it_moves_with_what_the_owner_says():
    """By command, and with the talk itself; ours to move, for ours was the last hand."""
    w = world()
    ref = ilo(w)
    w.sync()
    w.others[0].writes("ada-x", ref, "/ilo move 2026-06-10")
    assert written(w) == ["2026-06-10"]
    to(w, "2026-06-10")
    w.others[0].writes("ada-x", ref, "/ilo checkin")
    assert written(w) == ["2026-09-02"]


@pytest.mark.parametrize("day", ["2026-07-01", ""], ids=["a day of their own", "none"])
@pytest.mark.parametrize("who", ["ada-x", "bo-x"])
def test_what_a_person_wrote_stays(who: str, day: str):
    """Whoever it was: another day is theirs, and an empty field is meant to be empty."""
    w = world()
    ref = ilo(w)
    w.sync()
    w.passes(60)
    w.others[0].dates(who, ref, day)
    for later in ("2026-03-03", "2026-06-02", "2026-06-16", "2026-10-01"):
        to(w, later)
        assert written(w) == []
    assert holds(w, ref) == day


def test_a_day_that_was_there_from_the_beginning_stays():
    """Somebody chose it when they opened the ticket, which no history tells."""
    w = world()
    ref = ilo(w)
    ticket = w.others[0].tickets[ref]
    object.__setattr__(ticket, "planned", "2026-12-24")
    assert written(w) == []


def test_our_own_writing_is_no_talk():
    """It neither notes a check-in nor moves one, and is no sign of the owner's life."""
    w = world()
    ref = ilo(w)
    w.sync()
    to(w, "2026-05-27")
    said = [a.finding.facts for a in w.sync().actions if hasattr(a, "finding")]
    assert [x["due"] for x in said] == ["2026-06-02"]
    assert holds(w, ref) == "2026-06-02"


def test_while_it_rests_no_day_is_planned():
    """Paused, ours is taken out; it comes back with the ILO."""
    w = world()
    ref = ilo(w)
    w.sync()
    w.passes(60)
    w.others[0].labels("ada-x", ref, "ilo:paused")
    assert written(w) == [""]
    w.passes(3_600)
    w.others[0].unlabels("ada-x", ref, "ilo:paused")
    assert written(w) == ["2026-06-02"]


def test_only_the_one_that_counts_has_a_day():
    """The oldest; a second objective of the same person has none."""
    w = world()
    first = ilo(w)
    w.passes(60)
    second = ilo(w)
    w.sync()
    assert (holds(w, first), holds(w, second)) == ("2026-06-02", "")


def test_a_closed_ticket_is_left_as_it_is():
    """Whatever it holds."""
    w = world()
    ref = ilo(w)
    w.sync()
    w.others[0].closes("ada-x", ref)
    assert (written(w), holds(w, ref)) == ([], "2026-06-02")


def test_a_day_that_has_passed_is_neither_written_nor_taken_out():
    """Nobody is told that they are late; the next one comes a week before its time."""
    w = world()
    ref = ilo(w)
    w.sync()
    to(w, "2026-07-01")
    assert (written(w), holds(w, ref)) == ([], "2026-06-02")
    to(w, "2026-08-26")
    assert written(w) == ["2026-09-02"]

    late = world()
    other = ilo(late)
    to(late, "2026-07-01")
    assert (written(late), holds(late, other)) == ([], "")


@pytest.mark.parametrize("hour", [3, 8, 17, 22])
def test_dates_are_written_in_working_hours(hour: int):
    """A tracker may send mail of every change."""
    w = world(TEN.replace(hour=hour))
    ilo(w)
    assert written(w) == []
    w.at(TEN.replace(day=3))
    assert written(w) == ["2026-06-02"]


@given(worlds())
def test_a_persons_own_date_is_never_touched(w: World):
    """In no history, by no pass: after somebody's hand comes no hand of ours."""
    for _ in range(3):
        w.sync()
        w.passes(25 * 3_600)
    for ticket in w.tickets.values():
        hands = [e.by for e in ticket.events if e.turn is Turn.DATE_SET]
        theirs = next((n for n, by in enumerate(hands) if by != ME), len(hands))
        assert ME not in hands[theirs:]
