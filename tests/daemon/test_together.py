"""What is for several people at once: opened and said by the daemon's full readings, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from ilosync.core.model import Readers, Ref
from ilosync.core.policy import Policy
from ilosync.errors import Unproven
from ilosync.ports import Hint
from ilosync.trackers.memory import ME, MemoryTracker
from tests.worlds import ADA, BO, GRACE, World

from .village import Village, village

POLICY = Policy(
    narrow=False,
    homes=(("memory", "acme/learning"),),
    organisers=(GRACE.id,),
    charter_review=date(2027, 1, 1),
    time_zone=UTC,
)
SUNDAY = datetime(2026, 3, 8, 20, tzinfo=UTC)


class TeamAlone(MemoryTracker):
    """A place that only the team reads, and whose answers can get lost."""

    lose = 0

    def _places(self):
        return tuple(
            replace(p, declared=Readers.TEAM, readers=Readers.TEAM) for p in super()._places()
        )

    def open(self, *args, **more):
        name = super().open(*args, **more)
        if self.lose:
            self.lose -= 1
            raise Unproven("the answer got lost")
        return name


@pytest.fixture
def world() -> World:
    """Ada begins on Tuesday; it is Sunday evening."""
    newcomer = replace(ADA, start=date(2026, 3, 10), away=())
    found = World.new(POLICY, (newcomer, BO, GRACE))
    found.tracker = TeamAlone(now=SUNDAY)
    return found


def welcomes(world: World) -> list[Ref]:
    """The onboarding tickets there are."""
    return [ref for ref, t in world.tickets.items() if t.has("ilo:onboarding")]


def test_a_welcome_is_opened_when_work_begins_and_once(world: World, tmp_path: Path):
    """Not on a Sunday evening; on Monday, without any hint; and never again."""
    with village(world, tmp_path) as town:
        town.begin()
        assert welcomes(world) == []
        town.goes_by(timedelta(hours=22))
        (ref,) = welcomes(world)
        ticket = world.tickets[ref]
        assert ticket.author == ME
        assert set(ticket.assignees) == {"ada-x", "bo-x", "grace-x"}
        assert ticket.opened.weekday() == 0

        town.goes_by(timedelta(days=4), step=timedelta(hours=6))
        assert welcomes(world) == [ref]


def test_a_lost_answer_opens_no_twin(world: World, tmp_path: Path):
    """The next reading finds the ticket, whatever the tracker answered when it was opened."""
    world.tracker.lose = 1
    with village(world, tmp_path) as town:
        town.begin()
        town.goes_by(timedelta(days=3), step=timedelta(hours=3))

    assert len(welcomes(world)) == 1


def test_a_lost_database_opens_no_twin(world: World, tmp_path: Path):
    """The ticket carries its own mark; nothing else is needed to know it again."""
    with village(world, tmp_path) as town:
        town.begin()
        town.goes_by(timedelta(days=1))
    assert len(welcomes(world)) == 1
    with village(world, tmp_path, fresh=True) as town:
        town.begin()
        town.goes_by(timedelta(days=2), step=timedelta(hours=6))

    assert len(welcomes(world)) == 1


def test_a_dry_daemon_opens_nothing(world: World, tmp_path: Path):
    """`speak = false` writes nothing at all."""
    with village(world, tmp_path, speak=False) as town:
        town.begin()
        town.goes_by(timedelta(days=2), step=timedelta(hours=6))

    assert welcomes(world) == []


def test_the_page_follows_who_wants_to_stand_there(world: World, tmp_path: Path):
    """One notice on the page's ticket, said in working hours and revised by the next night."""
    tracker = world.tracker
    page = tracker.opens("grace-x", "What we're learning", labels=("ilo:page",))
    goal = tracker.opens("bo-x", "Sew a tent", labels=("ILO",), assignees=("bo-x",))
    with village(world, tmp_path) as town:
        town.begin()
        town.goes_by(timedelta(days=1))
        (notice,) = _ours(world, page)
        assert "Sew a tent" not in tracker.seen(notice)

        tracker.writes("bo-x", goal, "/ilo share on")
        town.goes_by(timedelta(days=1))
        assert _ours(world, page) == [notice]
        assert "Sew a tent" in tracker.seen(notice)

        tracker.writes("bo-x", goal, "/ilo share off")
        town.goes_by(timedelta(days=1))
        assert _ours(world, page) == [notice]
        assert "Sew a tent" not in tracker.seen(notice)


def _ours(world: World, ref: Ref) -> list[str]:
    return [c.id for c in world.tickets[ref].comments if c.marker]


def test_a_look_at_the_page_alone_settles_nothing(world: World, tmp_path: Path):
    """Somebody comments on the page: a pass that sees only this ticket leaves our notice alone."""
    tracker = world.tracker
    page = tracker.opens("grace-x", "What we're learning", labels=("ilo:page",))
    with village(world, tmp_path) as town:
        town.begin()
        town.goes_by(timedelta(days=1))
        before = world.tickets[page].comments
        tracker.writes("bo-x", page, "Lovely")
        _hints(town, page)
        town.settle()

        assert [c for c in world.tickets[page].comments if c.marker] == [*before]


def _hints(town: Village, page: Ref) -> None:
    town.hint("memory", Hint(tickets=frozenset({page.key})))


def test_a_half_read_tracker_opens_and_says_nothing(world: World, tmp_path: Path):
    """Who is not seen to have a ticket may have one."""
    world.tracker.whole = False
    with village(world, tmp_path) as town:
        town.begin()
        town.goes_by(timedelta(days=1))

    assert welcomes(world) == []
