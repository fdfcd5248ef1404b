"""Carrying a plan out: careful about size, permission and answers that got lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ilosync.core.actions import Nod, Say
from ilosync.core.model import Marker, Reading, Ref
from ilosync.core.plan import Plan
from ilosync.core.policy import Enforce, Policy
from ilosync.daemon.apply import Done, apply
from ilosync.daemon.sync import Sync
from ilosync.errors import NotAllowed, Refused, TooManyChanges, TryLater, Unproven
from ilosync.rules import RULES
from ilosync.trackers.memory import MemoryTracker
from tests.worlds import BEGIN, PEOPLE, World


class Faulty(MemoryTracker):
    """A tracker whose next answers get lost: the write is stored, or it is not."""

    lost = 0
    stored = True
    later = 0
    allowed = True
    tried = 0

    def say(self, ticket: Ref, marker: Marker, body: str) -> str:
        """Store, and now and then lose the answer."""
        self.tried += 1
        if not self.allowed:
            raise NotAllowed("no")
        if self.later:
            self.later -= 1
            raise TryLater("busy", after=60)
        if self.lost:
            self.lost -= 1
            if self.stored:
                super().say(ticket, marker, body)
            raise Unproven("502")
        return super().say(ticket, marker, body)

    def read(self) -> Reading:
        """Read, or be busy."""
        if self.later:
            raise TryLater("busy")
        return super().read()


@pytest.fixture
def world() -> World:
    """Ada and Bo have two objectives each; the newer ones are to be parked."""
    found = World(Faulty(now=BEGIN), Policy(enforce=Enforce.PARK), PEOPLE)
    for who in ("ada-x", "ada-x", "bo-x", "bo-x"):
        found.tracker.opens(who, labels=("ILO",), assignees=(who,))
    return found


def carry(world: World, plan: Plan | None = None) -> Done:
    plan = plan or world.plan()
    snapshot = world.snapshot()
    trackers = {"memory": world.tracker}
    return apply(plan, snapshot, trackers, world.wording, world.policy, world.now)


@pytest.mark.parametrize("stored", [True, False])
def test_a_lost_answer_ends_that_persons_turn_only(world: World, stored: bool):
    """The rest of that person's plan waits for a look; the others' goes on."""
    world.tracker.lost, world.tracker.stored = 1, stored
    done = carry(world)
    left = {action.person for action, _ in done.left}
    assert left == {"ada"}
    assert {a.person for a in done.written} == {None, "bo"}

    world.sync()
    notes = [len([c for c in t.comments if c.marker]) for t in world.tracker.tickets.values()]
    assert notes == [0, 1, 0, 1]
    assert world.plan().actions == ()


def test_a_ticket_that_is_gone_stops_nobody_else(world: World):
    """Deleted between reading and writing: that turn ends, the others go on."""
    plan = world.plan()
    (gone,) = {a.ticket for a in plan.actions if a.person == "bo"}
    snapshot = world.snapshot()
    del world.tracker.tickets[gone]
    trackers = {"memory": world.tracker}
    done = apply(plan, snapshot, trackers, world.wording, world.policy, world.now)

    assert {a.person for a, _ in done.left} == {"bo"}
    assert {a.person for a in done.written} == {None, "ada"}


def test_a_first_write_that_is_not_allowed_ends_the_pass(world: World):
    """A token that may not write is told at once, and nothing else is tried."""
    world.policy = replace(world.policy, enforce=Enforce.NOTE)
    world.tracker.allowed = False
    with pytest.raises(NotAllowed):
        carry(world)

    assert not [c for t in world.tracker.tickets.values() for c in t.comments]
    assert world.tracker.tried == 1


def test_a_busy_tracker_is_left_in_peace(world: World):
    """One "not now" and nothing more is asked of it in this pass."""
    plan = world.plan()
    snapshot = world.snapshot()
    world.tracker.later = 1
    trackers = {"memory": world.tracker}
    done = apply(plan, snapshot, trackers, world.wording, world.policy, world.now)

    assert [type(a).__name__ for a in done.written] == ["MakeLabel"]
    assert len(done.left) == len(plan.actions) - 1


def test_a_tracker_that_cannot_be_read_is_unread_not_empty(world: World):
    """Nobody has none because a server is busy."""
    world.tracker.later = 1
    sync = Sync(PEOPLE, {"memory": world.tracker}, world.policy, RULES, world.wording)
    snapshot = sync.read()

    assert snapshot.unread == {"memory"}
    assert sync.plan(snapshot, world.now).findings == ()


def test_a_surprising_plan_is_not_begun(world: World):
    """Over the limit nothing is written at all."""
    world.policy = replace(world.policy, max_changes=6)
    before = world.tracker.spent["write"]
    with pytest.raises(TooManyChanges):
        carry(world)

    assert world.tracker.spent["write"] == before


def test_signs_on_commands_do_not_brake():
    """Many people may have told us something since yesterday; a sign notifies nobody."""
    found = World(Faulty(now=BEGIN), Policy(max_changes=3), PEOPLE)
    ref = found.tracker.opens("ada-x", labels=("ILO",), assignees=("ada-x",))
    found.tracker.passes(60)
    for _ in range(9):
        found.tracker.writes("ada-x", ref, "/ilo checkin")
    plan = found.plan()
    trackers = {"memory": found.tracker}
    done = apply(plan, found.snapshot(), trackers, found.wording, found.policy, found.now)

    assert len(done.written) == 9
    assert {type(a) for a in done.written} == {Nod}


def test_the_brake_counts_what_was_written_within_the_hour(world: World):
    """Person by person is as much as all at once, counted from our own comments and labels."""
    world.policy = replace(world.policy, max_changes=20)
    carry(world)  # two notes and four labels
    world.tracker.opens("bo-x", labels=("ILO",), assignees=("bo-x",))
    world.tracker.opens("bo-x", labels=("ILO",), assignees=("bo-x",))
    world.policy = replace(world.policy, max_changes=11)
    with pytest.raises(TooManyChanges):
        carry(world)

    world.tracker.passes(3600)
    assert len(carry(world).written) == 6


def test_where_we_may_not_write_we_do_not_try(world: World):
    """A tracker that says so beforehand is not asked to take a single write."""
    plan, snapshot = world.plan(), world.snapshot()
    places = tuple(replace(p, may_write=False) for p in snapshot.places)
    before = world.tracker.spent["write"]
    with pytest.raises(Refused, match="may read acme/learning but not write there"):
        apply(
            plan,
            replace(snapshot, places=places),
            {"memory": world.tracker},
            world.wording,
            world.policy,
            world.now,
        )

    assert world.tracker.spent["write"] == before


def test_a_new_notice_costs_one_write(world: World):
    """Words and marker are one request."""
    plan = world.plan()
    says = tuple(a for a in plan.actions if isinstance(a, Say))
    before = world.tracker.spent["write"]
    carry(world, replace(plan, actions=says))

    assert world.tracker.spent["write"] - before == len(says) == 2
