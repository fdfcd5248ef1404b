"""`/ilo forget`: what was sent to somebody, and told to others about them, goes in the night."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ilosync.core.letters import Letter
from ilosync.core.model import PersonId, Ref, RuleId
from ilosync.core.policy import Policy
from ilosync.core.rule import Finding
from ilosync.daemon.outbox import Outbox
from ilosync.trackers.memory import MemoryTracker
from tests.worlds import ADA, BO, GRACE, LEFT, PEOPLE, World

from .village import Village, village

START = datetime(2026, 3, 9, 12, tzinfo=UTC)  # a Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEEK = 7 * DAY


@pytest.fixture
def world() -> World:
    """Bo and Grace have a ticket each."""
    made = World(MemoryTracker(now=START), Policy(), PEOPLE)
    for who in ("bo-x", "grace-x"):
        made.tracker.opens(who, labels=("ILO",), assignees=(who,))
    return made


@pytest.fixture
def town(world: World, tmp_path: Path) -> Iterator[Village]:
    """The daemon over it, at work."""
    with village(world, tmp_path) as made:
        made.begin()
        yield made


def letter(to: PersonId, about: PersonId, at: datetime) -> Letter:
    """A letter about something that was due at that time, so that each is about another."""
    period = f"{at:%Y%m%dT%H%M%SZ}"
    return Letter(to, f"{at:%G-W%V}", (Finding(RuleId("one_ilo"), period, at, about),))


def sends(town: Village, to: PersonId, about: PersonId, at: datetime) -> None:
    """A letter went at that time."""
    assert town.shelf.outbox.note(letter(to, about, at), at, WEEK)


def kept(town: Village) -> tuple[dict[str, datetime], set[str]]:
    """When letters last went to whom, and who was told something."""
    told = Outbox(town.database).told()
    return dict(told.last), {str(person) for person, _ in told.counts}


def says(world: World, who: str, n: int, text: str = "/ilo forget") -> None:
    """Somebody writes on the n-th ticket."""
    world.tracker.writes(who, Ref("memory", f"acme/learning#{n}"), text)


def test_what_was_sent_to_somebody_and_told_about_them_goes(town: Village, world: World):
    """The next night, and of nobody else."""
    sends(town, BO.id, BO.id, START - 9 * DAY)
    sends(town, GRACE.id, BO.id, START - 9 * DAY)
    sends(town, ADA.id, ADA.id, START - 9 * DAY)
    says(world, "bo-x", 1)
    town.goes_by(8 * HOUR)
    assert kept(town)[1] == {"bo", "grace", "ada"}
    town.goes_by(8 * HOUR)
    assert kept(town) == (
        {"grace": START - 9 * DAY, "ada": START - 9 * DAY},
        {"ada"},
    )


@pytest.mark.parametrize(
    ("who", "n", "text"),
    [
        ("bo-x", 2, "/ilo forget"),
        ("grace-x", 1, "/ilo forget"),
        ("zed-z", 1, "/ilo forget"),
        ("bo-x", 1, "> /ilo forget"),
        ("bo-x", 1, "/ilo checkin"),
    ],
)
def test_only_for_oneself_on_a_ticket_of_ones_own(
    town: Village, world: World, who: str, n: int, text: str
):
    """Not on another's ticket, by another, or in a quote."""
    for person in (BO.id, GRACE.id):
        sends(town, person, BO.id, START - 9 * DAY)
    says(world, who, n, text)
    before = kept(town)
    town.goes_by(2 * DAY, step=4 * HOUR)
    assert kept(town) == before


def test_a_letter_of_the_week_is_known_until_its_week_is_over(town: Village, world: World):
    """No second one can go that week; what it told is forgotten at once, and then all."""
    sends(town, BO.id, BO.id, START)
    world.passes(HOUR.total_seconds() / 2)
    says(world, "bo-x", 1)
    town.goes_by(DAY)
    assert kept(town) == ({"bo": START}, set())
    assert not town.shelf.outbox.note(letter(BO.id, BO.id, world.now), world.now, WEEK)

    town.goes_by(5 * DAY, step=3 * HOUR)
    assert kept(town) == ({"bo": START}, set())
    town.goes_by(2 * DAY, step=3 * HOUR)
    assert kept(town) == ({}, set())


def test_who_gets_a_letter_each_week_is_forgotten_too(town: Village, world: World):
    """What went before they said so goes; what went since stays."""
    sends(town, GRACE.id, BO.id, START)
    world.passes(HOUR.total_seconds())
    says(world, "grace-x", 2)
    town.goes_by(WEEK, step=3 * HOUR)
    later = world.now
    sends(town, GRACE.id, ADA.id, later)
    town.goes_by(2 * DAY, step=3 * HOUR)
    assert kept(town) == ({"grace": later}, {"grace"})
    assert len(town.shelf.outbox.told().counts) == 1
    town.goes_by(3 * WEEK, step=6 * HOUR)
    assert kept(town) == ({"grace": later}, {"grace"})


def test_nobody_asked(town: Village, world: World):
    """Nights go by and everything is known; who left the people file is forgotten as ever."""
    for person in (BO.id, LEFT.id, PersonId("stranger")):
        sends(town, person, person, START - 9 * DAY)
    del world
    town.goes_by(3 * DAY, step=3 * HOUR)
    assert kept(town)[1] == {"bo", "lee"}
