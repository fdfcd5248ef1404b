"""The laws that make ilosync safe to run at any time, any number of times (ARCHITECTURE 4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ilosync.core.actions import MakeLabel, Say
from ilosync.core.evaluate import evaluate
from ilosync.core.model import Snapshot, Turn
from ilosync.core.plan import Plan
from ilosync.core.policy import Enforce, Policy
from ilosync.rules import RULES
from ilosync.trackers.memory import ME
from tests.worlds import PEOPLE, World, until_workday, worlds

BOTS_LABELS = {"ILO", "ilo:next"}


@given(worlds())
def test_one_pass_is_enough(world: World):
    """After a plan is carried out there is nothing left to do."""
    world.sync()

    assert world.plan().actions == ()


@given(worlds())
def test_the_tracker_says_what_the_findings_say(world: World):
    """Standing notices are the findings due by now: none missing, left over, or twice."""
    plan = world.sync()
    ours = [
        (t.ref, c.marker.key)
        for t in world.snapshot().tickets
        if _touchable(t.assignees)
        for c in t.comments
        if c.marker and c.marker.standing and not (c.ticked_by and c.ticked_by in t.assignees)
    ]

    assert len(ours) == len(set(ours))
    assert set(ours) == {key for key in plan.standing if _due(world, key)}


def _touchable(assignees: tuple[str, ...]) -> bool:
    """Tickets of people who left, or of strangers, are nobody's to touch."""
    return len(assignees) != 1 or assignees[0] in {"ada-x", "bo-x", "grace-x"}


def _due(world: World, key: object) -> bool:
    """What stands, less what its owner answered by ticking the box."""
    ref, which = key  # type: ignore[misc]
    ticket = world.tickets[ref]
    return not any(
        c.marker and c.marker.key == which and c.ticked_by in ticket.assignees
        for c in ticket.comments
    )


@given(worlds())
def test_a_crash_anywhere_is_harmless(world: World):
    """Stopping before any action and starting over ends where one clean pass ends."""
    clean = world.copy()
    plan = clean.sync()
    for stop in range(len(plan.actions)):
        crashed = world.copy()
        crashed.carry_out(Plan(plan.findings, plan.actions[:stop]))
        crashed.sync()
        assert crashed.said() == clean.said()


@given(worlds())
def test_person_by_person_is_everyone_at_once(world: World):
    """A webhook's look at one person, or at a ticket without an owner, and the night's at all."""
    each = [{p.id} for p in PEOPLE] + [{ref} for ref in world.tickets]
    parts = {str(a) for only in each for a in world.plan(only).actions}

    whole = world.plan().actions
    assert parts <= {str(a) for a in whole}
    assert all(isinstance(a, MakeLabel) for a in whole if str(a) not in parts)


@given(worlds())
def test_only_our_own_words_and_labels_are_touched(world: World):
    """People's comments, labels, states and assignees stay as they were."""
    before = world.copy()
    world.sync()
    for ref, after in world.tickets.items():
        old = before.tickets[ref]
        assert (old.open, old.assignees, old.title) == (after.open, after.assignees, after.title)
        assert old.labels - BOTS_LABELS == after.labels - BOTS_LABELS
        assert "ILO" not in old.labels - after.labels or world.policy.enforce is Enforce.PARK
        if "ilo:next" in old.labels - after.labels:
            marked = [e for e in old.events if (e.turn, e.what) == (Turn.LABELLED, "ilo:next")]
            assert marked[-1].ours
        theirs = [replace(c, seen=None) for c in old.comments if c.by != ME]  # the sign is ours
        assert theirs == [replace(c, seen=None) for c in after.comments if c.by != ME]
        for comment in theirs:
            now, then = world.where(ref).texts, before.where(ref).texts
            assert then[comment.id] == now[comment.id]


@given(worlds(), st.integers(0, 3))
def test_two_workers_are_as_good_as_one(world: World, twice: int):
    """Twins of our notices are reduced to one by the next pass, the older."""
    world.sync()
    notices = [(t.ref, c) for t in world.snapshot().tickets for c in t.comments if c.marker]
    if not notices:
        return
    clean = world.copy()
    ref, comment = notices[twice % len(notices)]
    world.where(ref).say(ref, comment.marker, "twin")
    world.sync()
    clean.sync()
    ours = [c for c in world.tickets[ref].comments if c.by == ME]
    twins_of = world.tickets[ref].assignees
    if _touchable(twins_of):
        assert world.said() == clean.said()
        assert comment.id in {c.id for c in ours}


@given(worlds(), st.integers(0, 5))
def test_a_deleted_notice_is_not_said_again(world: World, which: int):
    """Deleting one of our notices is an answer, in this pass and in every later one."""
    world.sync()
    notices = [(t.ref, c) for t in world.snapshot().tickets for c in t.comments if c.marker]
    if not notices:
        return
    ref, comment = notices[which % len(notices)]
    world.passes(60)
    world.where(ref).deletes("ada-x", comment.id)
    for _ in range(3):
        world.sync()
        world.passes(26 * 3600)

    keys = [c.marker.key for c in world.tickets[ref].comments if c.marker]
    assert comment.marker.key not in keys


@given(worlds(), st.sampled_from([0, 85, 92, 110]))
def test_a_ticked_box_is_left_as_it_is(world: World, days: int):
    """The owner's tick is the answer; we never write over it, whatever else changes."""
    until_workday(days)(world)
    world.sync()
    world.passes(60)
    ticked = {}
    for ticket in world.snapshot().tickets:
        where = world.where(ticket.ref)
        for comment in ticket.comments:
            text = where.seen(comment.id)
            if comment.marker and "- [ ]" in text and len(ticket.assignees) == 1:
                ticked[ticket.ref, comment.id] = text.replace("- [ ]", "- [x]")
                where.rewrites(ticket.assignees[0], comment.id, ticked[ticket.ref, comment.id])
    for _ in range(3):
        world.sync()
        world.passes(26 * 3600)
    for (ref, comment), text in ticked.items():
        assert world.where(ref).seen(comment) == text


@given(worlds(), st.sampled_from([0, 85, 92, 110]), st.integers(1, 48))
def test_time_alone_revises_nothing(world: World, days: int, hours: int):
    """The facts of a notice change only where a date that they state has passed."""
    until_workday(days)(world)
    world.sync()
    before = {(f.ticket, f.person, f.key): f for f in world.plan().findings}
    then = world.now.date()
    world.passes(hours * 3600)
    for finding in world.plan().findings:
        old = before.get((finding.ticket, finding.person, finding.key))
        if old is not None and old.digest != finding.digest:
            dates = [date.fromisoformat(x) for x in old.facts.values() if x[:2] == "20"]
            assert any(then <= d <= world.now.date() + timedelta(days=1) for d in dates)


@given(worlds())
def test_a_half_read_tracker_is_silence(world: World):
    """Nothing is said, revised or settled for people of whom a tracker was not read in full."""
    world.trackers[-1].whole = False
    plan = world.plan()

    assert not [a for a in plan.actions if a.person is not None]
    assert not [f for f in plan.findings if f.rule == "one_ilo"]


@given(worlds())
def test_a_half_read_ticket_is_silence(world: World):
    """Nothing happens on a ticket whose history was cut, nor to its owner's other tickets."""
    snapshot = world.snapshot()
    tickets = tuple(replace(t, whole=False) for t in snapshot.tickets)
    cut = Snapshot(snapshot.people, tickets, snapshot.places)
    plan = evaluate(cut, world.policy, world.now, RULES)

    assert [a for a in plan.actions if not isinstance(a, MakeLabel)] == []


@given(worlds(most=14))
def test_the_weeks_budget_holds(world: World):
    """Nobody's own tickets get two nudges within 7 times 24 hours, in any time zone."""
    week = timedelta(days=7)
    for _ in range(12):
        world.sync()
        world.passes(29 * 3600)
    for who in ("ada-x", "bo-x", "grace-x"):
        for one, two in _pairs(world, who):
            assert two - one >= week


def _pairs(world: World, who: str):
    """The times of nudges in a row on the tickets that were always this person's alone."""
    at = sorted(
        c.at
        for t in world.tickets.values()
        if t.assignees == (who,) and not any(e.turn is Turn.UNASSIGNED for e in t.events)
        if not any(e.turn is Turn.ASSIGNED and e.what != who for e in t.events)
        for c in t.comments
        if c.marker and c.marker.nudge and c.marker.rule != "owned"  # asks the author
    )
    return pairwise(at)


@given(worlds())
def test_nudges_keep_working_hours(world: World):
    """What time brings about is said between 9 and 17 o'clock, on a working day of theirs."""
    people = {p.id: p for p in PEOPLE}
    for _ in range(30):
        world.passes(7 * 3600)
        for action in world.plan().actions:
            if isinstance(action, Say) and action.marker.nudge and action.person:
                local = world.now.astimezone(people[action.person].time_zone)
                assert 9 <= local.hour < 17
                assert local.weekday() < 5
                assert not any(local.date() in s for s in people[action.person].away)


@given(worlds())
def test_nothing_private_stands_on_a_ticket(world: World):
    """That somebody has no objective is never said where others read."""
    assert not [
        a for a in world.plan().actions if isinstance(a, Say) and a.finding.rule == "one_ilo"
    ]


@given(worlds())
def test_people_who_left_are_left_in_peace(world: World):
    """The tickets of somebody who left are not touched in any way."""
    theirs = {t.ref for t in world.snapshot().tickets if t.assignees == ("lee-x",)}

    assert not [a for a in world.plan().actions if a.ticket in theirs]


def test_an_empty_world_asks_for_nothing():
    """Nobody to judge, nothing to do."""
    world = World.new(people=())

    assert evaluate(Snapshot(()), Policy(), world.now, RULES) == Plan()
