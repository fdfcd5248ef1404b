"""What is planned: each rule's own days, in one list, and private things in numbers only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ilosync.core.forecast import forecast, weeks
from ilosync.core.model import Span
from ilosync.core.policy import Policy
from ilosync.rules import RULES
from tests.worlds import ADA, BO, GRACE, World, worlds


def test_an_objectives_next_check_in_is_in_it_and_is_its_owners_alone():
    """Three months after it began, on a working day, for nobody else to see whose it is."""
    world = World.new(people=(replace(BO, start=date(2025, 1, 1)), GRACE))
    world.tracker.opens("bo-x", labels=("ILO",), assignees=("bo-x",))
    found = forecast(world.snapshot(), Policy(), world.now, RULES, days=100)
    (check_in,) = (c for c in found.coming if c.what == "check-in")

    assert (check_in.day, check_in.people, check_in.private) == (date(2026, 6, 2), ("bo",), True)
    assert [(w.monday, w.count) for w in weeks([check_in])] == [(date(2026, 6, 1), 1)]


def test_a_rest_without_an_end_has_no_day_and_one_that_ends_moves_it():
    """Whoever rests is not planned for."""
    world = World.new(people=(replace(BO, start=date(2025, 1, 1)), GRACE))
    ref = world.tracker.opens("bo-x", labels=("ILO",), assignees=("bo-x",))
    world.passes(60)
    world.tracker.writes("bo-x", ref, "/ilo pause")
    assert not _check_ins(world)

    world.passes(20 * 86_400)
    world.tracker.writes("bo-x", ref, "/ilo resume")
    assert _check_ins(world) == [date(2026, 6, 22)]


def _check_ins(world: World) -> list[date]:
    found = forecast(world.snapshot(), Policy(), world.now, RULES, days=120)
    return [c.day for c in found.coming if c.what == "check-in"]


@given(worlds(), st.integers(1, 200))
def test_a_forecast_looks_ahead_and_never_back(world: World, days: int):
    """Each day lies between the person's today and the end, in order, and is named once."""
    found = forecast(world.snapshot(), world.policy, world.now, RULES, days)
    today = world.now.date() - timedelta(days=1)  # somewhere it is still yesterday

    assert list(found.coming) == sorted(set(found.coming))
    assert all(today <= c.day <= found.last + timedelta(days=1) for c in found.coming)


@given(worlds())
def test_one_persons_forecast_is_their_part_of_everybodys(world: World):
    """`--person` chooses and changes nothing."""
    whole = forecast(world.snapshot(), world.policy, world.now, RULES)
    part = forecast(world.snapshot(), world.policy, world.now, RULES, only={ADA.id})

    assert part.coming == tuple(c for c in whole.coming if ADA.id in c.people)


@given(worlds())
def test_of_whom_not_all_could_be_read_nothing_is_foreseen(world: World):
    """They are counted as unknown."""
    world.trackers[-1].whole = False
    found = forecast(world.snapshot(), world.policy, world.now, RULES)

    assert not [c for c in found.coming if c.private]
    assert set(found.unknown) == {"ada", "bo", "grace"}


def test_somebody_who_is_away_is_planned_for_afterwards():
    """A day that would fall into an absence comes after it."""
    away = (Span(date(2026, 5, 25), date(2026, 6, 3)),)
    world = World.new(people=(replace(BO, start=date(2025, 1, 1), away=away), GRACE))
    world.tracker.opens("bo-x", labels=("ILO",), assignees=("bo-x",))

    assert _check_ins(world) == [date(2026, 6, 4)]
