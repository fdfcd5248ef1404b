"""The fold of a ticket's own history: from when on an ILO is somebody's, and how it rests."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ilosync.core.history import Ilo, State, fold
from ilosync.core.model import Ref, Span
from ilosync.core.policy import Policy
from ilosync.trackers.memory import MemoryTracker
from tests.worlds import ADA, BEGIN, BO

DAY = 86_400


@pytest.fixture
def tracker() -> MemoryTracker:
    return MemoryTracker(now=BEGIN)


@pytest.fixture
def ilo(tracker: MemoryTracker) -> Ref:
    return tracker.opens("ada-x", labels=("ILO",), assignees=("ada-x",))


def state(tracker: MemoryTracker, ref: Ref, who=ADA) -> Ilo:
    return fold(tracker.tickets[ref], who, Policy())


def later(tracker: MemoryTracker, days: float) -> None:
    tracker.passes(days * DAY)


def test_an_open_labelled_ticket_of_one_person_is_active(tracker, ilo):
    """No ceremony: label, one assignee, and it has begun."""
    found = state(tracker, ilo)

    assert (found.state, found.began_at, found.began_by) == (State.ACTIVE, BEGIN, "ada-x")


def test_it_begins_when_both_label_and_owner_are_there(tracker):
    """Opened long ago, it counts from the day the last of the two came."""
    ref = tracker.opens("grace-x", labels=("ILO",))
    later(tracker, 40)
    tracker.assigns("grace-x", ref, "ada-x")

    found = state(tracker, ref)
    assert (found.began_at, found.began_by) == (BEGIN + timedelta(days=40), "grace-x")


def test_a_draft_has_not_begun(tracker, ilo):
    """`ilo:draft` makes it a draft; taking it off begins it."""
    tracker.labels("ada-x", ilo, "ilo:draft")
    later(tracker, 20)
    assert state(tracker, ilo).state is State.DRAFT

    tracker.unlabels("ada-x", ilo, "ilo:draft")
    found = state(tracker, ilo)
    assert (found.state, found.began_at) == (State.ACTIVE, tracker.now)


@pytest.mark.parametrize(("days", "anew"), [(6, False), (7, True)])
def test_a_short_gap_in_the_label_is_ignored(tracker, ilo, days: int, anew: bool):
    """Under seven days nothing happened; from seven on it begins anew."""
    later(tracker, 10)
    tracker.unlabels("bo-x", ilo, "ILO")
    later(tracker, days)
    tracker.labels("ada-x", ilo, "ILO")

    assert (state(tracker, ilo).began_at > BEGIN) is anew


def test_a_label_that_is_off_now_is_no_gap(tracker, ilo):
    """A label taken off is taken at its word at once."""
    tracker.unlabels("ada-x", ilo, "ILO")

    assert state(tracker, ilo).state is State.NONE


def test_a_new_owner_begins_anew(tracker, ilo):
    """An ILO is a person's: what was before belongs to somebody else."""
    later(tracker, 50)
    tracker.unassigns("ada-x", ilo, "ada-x")
    tracker.assigns("ada-x", ilo, "bo-x")
    assert state(tracker, ilo, BO).began_at == tracker.now

    later(tracker, 1)
    tracker.unassigns("bo-x", ilo, "bo-x")
    tracker.assigns("bo-x", ilo, "ada-x")
    assert state(tracker, ilo).began_at == tracker.now


def test_a_retreat_rests_the_dates(tracker, ilo):
    """`ilo:away-learning` for six weeks: learning time, and nobody is asked about it."""
    later(tracker, 10)
    tracker.labels("ada-x", ilo, "ilo:away-learning")
    assert state(tracker, ilo).state is State.PAUSED
    later(tracker, 42)
    tracker.unlabels("ada-x", ilo, "ilo:away-learning")

    found = state(tracker, ilo)
    assert found.state is State.ACTIVE
    assert [(s.last - s.first).days for s in found.pauses] == [41]


def test_the_label_rests_it_and_keeps_the_days(tracker, ilo):
    """`ilo:paused` on and off again: the days between are a rest, the last one open."""
    later(tracker, 10)
    tracker.labels("ada-x", ilo, "ilo:paused")
    assert state(tracker, ilo).state is State.PAUSED
    assert state(tracker, ilo).pauses == (Span(date(2026, 3, 12)),)

    later(tracker, 20)
    tracker.unlabels("ada-x", ilo, "ilo:paused")
    assert state(tracker, ilo).state is State.ACTIVE
    assert state(tracker, ilo).pauses == (Span(date(2026, 3, 12), date(2026, 3, 31)),)


def test_commands_and_the_label_are_one_switch(tracker, ilo):
    """Whoever moved it last decides; only the owner's commands count."""
    tracker.writes("bo-x", ilo, "/ilo pause")
    assert state(tracker, ilo).state is State.ACTIVE

    later(tracker, 1)
    tracker.writes("ada-x", ilo, "/ilo pause")
    assert state(tracker, ilo).state is State.PAUSED

    later(tracker, 30)
    tracker.writes("ada-x", ilo, "/ilo resume")
    assert state(tracker, ilo).state is State.ACTIVE
    assert state(tracker, ilo).pauses == (Span(date(2026, 3, 3), date(2026, 4, 1)),)


@pytest.mark.parametrize(("days", "resumes"), [(30, True), (31, False)])
def test_reopened_within_a_month_it_goes_on(tracker, ilo, days: int, resumes: bool):
    """The gap counts as a rest; after thirty days it begins anew."""
    later(tracker, 50)
    tracker.closes("ada-x", ilo)
    assert state(tracker, ilo).state is State.CLOSED

    later(tracker, days)
    tracker.reopens("ada-x", ilo)
    found = state(tracker, ilo)
    assert (found.began_at == BEGIN) is resumes
    assert found.state is State.ACTIVE
    assert (len(found.pauses) == 1) is resumes


def test_a_check_in_is_held_by_its_owner(tracker, ilo):
    """By command, with or without a day; others', future and earlier ones do not count."""
    later(tracker, 60)
    today = tracker.now.date()
    tracker.writes("bo-x", ilo, "/ilo checkin")
    tracker.writes("ada-x", ilo, f"/ilo checkin {today + timedelta(days=1)}")
    tracker.writes("ada-x", ilo, "/ilo checkin 2020-01-01")
    assert state(tracker, ilo).held == ()

    tracker.writes("ada-x", ilo, f"/ilo checkin {today - timedelta(days=2)}")
    tracker.writes("ada-x", ilo, "/ilo checkin")
    held = [h.day for h in state(tracker, ilo).held]
    assert held == [today - timedelta(days=2), today]


def test_moving_holds_until_the_next_check_in(tracker, ilo):
    """The owner's day counts; after the talk it is used up."""
    tracker.writes("ada-x", ilo, "/ilo move 2026-07-01")
    moved = state(tracker, ilo).moved
    assert moved is not None
    assert moved.day == date(2026, 7, 1)

    later(tracker, 1)
    tracker.writes("ada-x", ilo, "/ilo checkin")
    assert state(tracker, ilo).moved is None


def test_parked_is_neither_current_nor_gone(tracker, ilo):
    """`ilo:next` without the label waits for its turn."""
    tracker.labels("ada-x", ilo, "ilo:next")
    assert state(tracker, ilo).state is State.ACTIVE

    tracker.unlabels("ada-x", ilo, "ILO")
    found = state(tracker, ilo)
    assert (found.state, found.current) == (State.PARKED, False)
