"""The report on a ticket that people open for it: said once by passes over all, then edited."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ilosync.core.model import Marker, Ref, Snapshot, Turn
from ilosync.core.plan import Plan
from ilosync.core.policy import Policy
from ilosync.daemon.attention import WIDE, Mark
from ilosync.daemon.keys import EVERYONE
from ilosync.errors import Unproven
from ilosync.ports import Hint
from ilosync.reports.pinned import pinned
from ilosync.reports.write import nightly
from ilosync.rules import RULES
from ilosync.trackers.memory import MemoryTracker
from tests.worlds import PEOPLE, World

from .village import Village, village

SUNDAY = datetime(2026, 3, 8, 20, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST = "# Promises\n\n| Promise | Where we are |\n| --- | --- |\n| One each | Most of us. |"
SECOND = FIRST.replace("Most", "All")


class Counting(MemoryTracker):
    """Counts what is said and revised; an answer can get lost."""

    lose = 0

    def __init__(self, *args, **more) -> None:
        super().__init__(*args, **more)
        self.said: list[tuple[datetime, str]] = []
        self.revised: list[tuple[datetime, str]] = []

    def say(self, ticket: Ref, marker: Marker, body: str) -> str:
        new = super().say(ticket, marker, body)
        self.said.append((self.now, marker.rule))
        if self.lose:
            self.lose -= 1
            raise Unproven("the answer got lost")
        return new

    def revise(self, ticket: Ref, comment: str, marker: Marker, body: str | None) -> None:
        super().revise(ticket, comment, marker, body)
        self.revised.append((self.now, marker.rule))


@pytest.fixture
def world() -> World:
    """A quiet organisation on a Sunday evening, in its own time zone; two trackers."""
    others = (Counting("other", "GROW", now=SUNDAY),)
    return World(Counting(now=SUNDAY), Policy(time_zone=UTC), PEOPLE, others)


@pytest.fixture
def board(world: World) -> Ref:
    """The ticket that people opened for the report."""
    return world.tracker.opens("grace-x", "Our promises", labels=("ilo:report",))


def notices(world: World, ref: Ref) -> list[tuple[str, Marker]]:
    """Our notices there: id and marker."""
    return [(c.id, c.marker) for c in world.tickets[ref].comments if c.marker]


def only(world: World, ref: Ref) -> str:
    """The words of the one notice there."""
    ((comment, marker),) = notices(world, ref)
    assert (marker.rule, marker.period, marker.standing) == ("promises", "standing", True)
    assert not marker.nudge
    return world.where(ref).seen(comment)


def test_it_is_said_when_work_begins_and_stays(world: World, board: Ref, tmp_path: Path):
    """Not on a Sunday evening or at night; on Monday, once, and silent for weeks after that."""
    with village(world, tmp_path, reported=FIRST) as town:
        town.begin()
        town.goes_by(12 * HOUR)
        assert notices(world, board) == []
        town.goes_by(10 * HOUR)
        assert FIRST in only(world, board)
        ((at, _),) = world.tracker.said
        assert (at.date(), at.hour) == (SUNDAY.date() + DAY, 10)

        town.goes_by(15 * DAY, step=6 * HOUR)
        assert only(world, board)
        assert (len(world.tracker.said), world.tracker.revised) == (1, [])


def test_it_is_edited_in_place_at_any_hour(world: World, board: Ref, tmp_path: Path):
    """A new text is there by the next night, in the same comment; an edit wakes nobody."""
    with village(world, tmp_path, reported=FIRST) as town:
        town.begin()
        town.goes_by(DAY)
        before = notices(world, board)
        town.reported = SECOND
        town.goes_by(DAY)
        assert SECOND in only(world, board)
        assert notices(world, board)[0][0] == before[0][0]
        assert [at.hour for at, _ in world.tracker.revised] == [2]


def test_without_a_report_there_is_nothing(world: World, board: Ref, tmp_path: Path):
    """And where the file is gone, what stands there stays."""
    with village(world, tmp_path) as town:
        town.begin()
        town.goes_by(2 * DAY, step=3 * HOUR)
        assert notices(world, board) == []

        town.reported = FIRST
        town.goes_by(DAY)
        there = notices(world, board)
        town.reported = ""
        town.goes_by(2 * DAY, step=3 * HOUR)
        assert notices(world, board) == there != []


def test_each_tracker_may_have_one(world: World, board: Ref, tmp_path: Path):
    """Both get it; tickets without the label, closed ones and somebody's own get nothing."""
    there = world.others[0].opens("bo-x", "Promises", labels=("ilo:report",))
    plain = world.tracker.opens("grace-x", "Other", labels=("ilo:page",))
    closed = world.tracker.opens("grace-x", "Old", labels=("ilo:report",))
    world.tracker.closes("grace-x", closed)
    own = world.tracker.opens("bo-x", "Mine", labels=("ilo:report",), assignees=("bo-x",))
    with village(world, tmp_path, reported=FIRST) as town:
        town.begin()
        town.goes_by(2 * DAY)
    assert FIRST in only(world, board)
    assert FIRST in only(world, there)
    for ref in (plain, closed, own):
        assert "promises" not in {m.rule for _, m in notices(world, ref)}


def test_a_lost_answer_makes_no_twin(world: World, board: Ref, tmp_path: Path):
    """The comment is there, whatever the tracker answered: the next pass sees it."""
    world.tracker.lose = 1
    with village(world, tmp_path, reported=FIRST) as town:
        town.begin()
        town.goes_by(3 * DAY, step=HOUR)
    assert FIRST in only(world, board)
    assert len(world.tracker.said) == 1


def test_a_twin_is_reduced_to_one(world: World, board: Ref, tmp_path: Path):
    """Should two workers ever have said it, the younger one goes."""
    with village(world, tmp_path, reported=FIRST) as town:
        town.begin()
        town.goes_by(DAY)
        ((first, marker),) = notices(world, board)
        world.tracker.say(board, marker, FIRST)
        town.goes_by(DAY)
    assert notices(world, board) == [(first, marker)]


def test_a_lost_database_makes_no_twin(world: World, board: Ref, tmp_path: Path):
    """The notice carries its own mark; nothing else is needed to know it again."""
    for _ in range(2):
        with village(world, tmp_path, reported=FIRST, fresh=True) as town:
            town.begin()
            town.goes_by(2 * DAY, step=3 * HOUR)
    assert FIRST in only(world, board)
    assert (len(world.tracker.said), world.tracker.revised) == (1, [])


def test_a_dry_daemon_says_nothing(world: World, board: Ref, tmp_path: Path):
    """`speak = false` writes nothing at all; what stands there is not edited."""
    with village(world, tmp_path, reported=FIRST, speak=False) as town:
        town.begin()
        town.goes_by(2 * DAY, step=3 * HOUR)
        assert notices(world, board) == []
    with village(world, tmp_path, reported=FIRST) as town:
        town.begin()
        town.goes_by(DAY)
    with village(world, tmp_path, reported=SECOND, speak=False) as town:
        town.begin()
        town.goes_by(2 * DAY, step=3 * HOUR)
    assert FIRST in only(world, board)


def test_a_look_at_the_ticket_alone_changes_nothing(world: World, board: Ref, tmp_path: Path):
    """Somebody comments there: a pass that sees only this ticket leaves our notice alone."""
    with village(world, tmp_path, reported=FIRST) as town:
        town.begin()
        town.goes_by(DAY)
        before = notices(world, board)
        town.reported = SECOND
        world.tracker.writes("bo-x", board, "Lovely")
        town.hint("memory", Hint(tickets=frozenset({board.key})))
        town.settle()
        assert notices(world, board) == before != []
        assert [key for key, _ in town.passes if board.key in key]


def test_one_that_somebody_deleted_is_not_said_again(world: World, board: Ref, tmp_path: Path):
    """Nor with another text; a new ticket gets it."""
    with village(world, tmp_path, reported=FIRST) as town:
        town.begin()
        town.goes_by(DAY)
        ((comment, _),) = notices(world, board)
        world.tracker.deletes("bo-x", comment)
        assert world.tickets[board].events[-1].turn is Turn.NOTICE_DELETED
        town.goes_by(2 * DAY, step=3 * HOUR)
        town.reported = SECOND
        town.goes_by(2 * DAY, step=3 * HOUR)
        assert notices(world, board) == []

        new = world.tracker.opens("grace-x", "Again", labels=("ilo:report",))
        town.goes_by(3 * DAY, step=3 * HOUR)
        assert SECOND in only(world, new)
        assert notices(world, board) == []


def test_other_notices_there_are_left_alone(world: World, board: Ref, tmp_path: Path):
    """A ticket may be for the report and a page at once: each has its notice, and both stand."""
    world.policy = replace(world.policy, narrow=False)
    world.tracker.labels("grace-x", board, "ilo:page")
    with village(world, tmp_path, reported=FIRST) as town:
        town.begin()
        town.goes_by(3 * DAY, step=2 * HOUR)
    there = {m.rule: m.standing for _, m in notices(world, board)}
    assert there == {"learning_page": True, "promises": True}
    assert (len(world.tracker.said), world.tracker.revised) == (2, [])


def test_a_half_read_tracker_gets_nothing(world: World, board: Ref, tmp_path: Path):
    """It may stand there already, unseen; the other tracker gets its own."""
    there = world.others[0].opens("bo-x", "Promises", labels=("ilo:report",))
    world.tracker.whole = False
    with village(world, tmp_path, reported=FIRST) as town:
        town.begin()
        town.goes_by(DAY)
        assert notices(world, board) == []
        assert FIRST in only(world, there)

        world.tracker.whole = True
        town.goes_by(DAY)
        assert FIRST in only(world, board)


def test_who_lost_the_claim_writes_nothing(world: World, board: Ref, tmp_path: Path):
    """Another worker is at it by now: not one word more."""
    world.at(SUNDAY + 14 * HOUR)  # Monday, ten o'clock
    with village(world, tmp_path, reported=FIRST) as town:
        attention = town.shelf.attention
        attention.mark([Mark(EVERYONE, lane=WIDE)])
        claim = attention.claim("one", (WIDE,))
        assert claim is not None
        town.workers.do(replace(claim, owner="another"))
        assert notices(world, board) == []
        assert town.shelf.state.written() == 0


@dataclass
class Reporting(Village):
    """Writes real reports each night, and hands on what they say."""

    out: Path = Path("reports")

    def _report(self, snapshot: Snapshot, plan: Plan, now: datetime) -> None:
        super()._report(snapshot, plan, now)
        nightly(snapshot, plan, self.world.policy, now, RULES, self.out)
        self.reported = pinned(self.out)


def test_it_changes_once_a_week_and_names_nobody(world: World, board: Ref, tmp_path: Path):
    """Weeks of real reports: one edit in the night to each Monday, and no name or title."""
    goal = world.tracker.opens("bo-x", "Sew a tent", labels=("ILO",), assignees=("bo-x",))
    with village(world, tmp_path, kind=Reporting, out=tmp_path / "out") as town:
        town.begin()
        town.goes_by(16 * DAY, step=2 * HOUR)
        assert len(town.nights) == 16

    edits = [at for at, rule in world.tracker.revised if rule == "promises"]
    assert [(x.weekday(), x.hour) for x in edits] == [(0, 2)] * 2
    assert [x.weekday() for x, rule in world.tracker.said if rule == "promises"] == [0]
    text = only(world, board)
    assert text.startswith("# How we're keeping our learning promises\n\nCounted on Monday")
    assert world.tickets[goal].title not in text
    for person in PEOPLE:
        assert person.name not in text
        assert person.accounts["memory"] not in text
