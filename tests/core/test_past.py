"""A past moment out of histories: what a reading would have said then, and what nobody can tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from ilosync.core.evaluate import evaluate
from ilosync.core.model import Comment, Ref, Snapshot, Ticket
from ilosync.core.past import CLOSED_FOR, TODAYS, as_it_was, closed_from
from ilosync.core.policy import Policy
from ilosync.core.view import views
from ilosync.rules import RULES
from ilosync.trackers.memory import MemoryTracker
from tests.contract.tracker_contract import MARK, SETTLED
from tests.worlds import (
    ADA,
    BEGIN,
    DAY,
    PEOPLE,
    TEXTS,
    World,
    acts,
    label,
    number,
    on,
    openings,
    pauses,
    syncs,
    ticks,
    who,
    worlds,
)


def since(world: World, at: datetime) -> Snapshot:
    """A reading that goes back far enough for that instant."""
    read = Snapshot.of(world.people, *(t.read(at - CLOSED_FOR) for t in world.trackers))
    return replace(read, tickets=tuple(_led(world, t) for t in read.tickets))


def _led(world: World, ticket: Ticket) -> Ticket:
    led = world.where(ticket.ref).led.get(ticket.ref, frozenset())
    return replace(ticket, same_as=ticket.same_as | led)


def lives_on(world: World, life: list[tuple[Callable, Callable, bool]]) -> datetime:
    """The moment from which on more happens; nothing of it within the same second."""
    at = world.now
    world.passes(1)
    for act, wait, sync in life:
        act(world)
        wait(world)
        if sync:
            world.sync()
    return at


def _rests_no_more(tracker: MemoryTracker, ref: Ref, by: str) -> None:
    if tracker.tickets[ref].has("ILO"):
        tracker.unlabels(by, ref, "ilo:paused")


def _ends(tracker: MemoryTracker, ref: Ref, by: str) -> None:
    """Close what is labelled; what never was is out of sight once it is closed."""
    if any(x.startswith(("ILO", "ilo:")) for x in tracker.tickets[ref].labels):
        tracker.closes(by, ref)


dated = st.one_of(
    openings,
    st.builds(lambda n, a, x: on(n, lambda t, r: t.labels(a, r, x)), number, who, label),
    st.builds(lambda n, a: on(n, lambda t, r: _rests_no_more(t, r, a)), number, who),
    st.builds(lambda n, a, x: on(n, lambda t, r: t.assigns(a, r, x)), number, who, who),
    st.builds(lambda n, a, x: on(n, lambda t, r: t.unassigns(a, r, x)), number, who, who),
    st.builds(lambda n, a: on(n, lambda t, r: _ends(t, r, a)), number, who),
    st.builds(lambda n, a: on(n, lambda t, r: t.reopens(a, r)), number, who),
    st.builds(
        lambda n, a, x: on(n, lambda t, r: t.writes(a, r, x)), number, who, st.sampled_from(TEXTS)
    ),
    st.builds(ticks, number, who),
)
"""What leaves its date behind, and takes no ticket out of sight."""
rewrites = st.builds(
    lambda n, a: lambda w: _rewritten(w, n, a),
    number,
    who,
)


def _rewritten(world: World, n: int, by: str) -> None:
    """Somebody edits a comment or a ticket, or only its text."""
    found = [(t.ref, c.id) for t in world.tickets.values() for c in t.comments]
    if found and n % 2:
        ref, comment = found[n % len(found)]
        world.where(ref).rewrites(by, comment, "/ilo checkin")
    elif world.tickets:
        ref = list(world.tickets)[n % len(world.tickets)]
        world.where(ref).edits(by, ref, "Same ILO: GROW-1\n")


def lives(any_of: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(st.tuples(any_of, pauses, syncs), max_size=6)


# --- laws ------------------------------------------------------------------------------------


@given(worlds())
def test_now_is_as_it_is(world: World):
    """Nothing is undone, left out or remarked of the moment of the reading itself."""
    now = world.snapshot()

    assert as_it_was(now, world.now, world.policy, world.now) == now


@given(worlds(), lives(acts | rewrites))
def test_an_earlier_reading_is_told_by_a_later_one(world: World, life):
    """Every ticket that is still brought stands as it stood, but for what a remark admits."""
    then = world.snapshot()
    at = lives_on(world, life)
    later = since(world, at)
    was = as_it_was(later, at, world.policy, world.now)

    still = {t.ref: t for t in later.tickets}
    expected = {t.ref: _dated(t, still[t.ref], at) for t in then.tickets if t.ref in still}
    assert {t.ref: _dated(t, still[t.ref], at) for t in was.tickets} == expected
    assert was.remarks[0] == TODAYS
    event(f"something is told: {bool(expected) and len(still) > 0}")


def _dated(ticket: Ticket, later: Ticket, at: datetime) -> Ticket:
    """A ticket without what has no date: what was edited or deleted since, signs and links."""
    there = {c.id: c for c in later.comments}
    comments = tuple(_plain(c, there[c.id], at) for c in ticket.comments if c.id in there)
    plain = replace(
        ticket, comments=comments, same_as=frozenset(), assignees=tuple(sorted(ticket.assignees))
    )
    if later.edited_at is None or later.edited_at <= at:
        return plain
    nothing = {"edited_at": None, "edited_by": None, "marker": None, "says": frozenset()}
    return replace(plain, looks_like_ilo=False, **nothing)


def _plain(comment: Comment, later: Comment, at: datetime) -> Comment:
    if later.edited_at is not None and later.edited_at > at:
        return Comment(comment.id, comment.at, comment.by)
    return replace(comment, seen=None)


@given(worlds(), lives(dated))
def test_everybody_stands_where_they_stood(world: World, life):
    """The promise of one ILO is judged alike, then and later of then."""
    then = [(v.person.id, v.status) for v in views(world.snapshot(), world.policy, world.now)]
    at = lives_on(world, life)
    was = as_it_was(since(world, at), at, world.policy, world.now)
    event(f"something happened: {bool(life)}")

    assert [(v.person.id, v.status) for v in views(was, world.policy, at)] == then


@given(worlds(), lives(dated), lives(dated))
def test_asked_again_later_it_is_the_same(world: World, life, further):
    """What happened after the first question does not change the answer, nor what is owed."""
    at = lives_on(world, life)
    first = as_it_was(since(world, at), at, world.policy, world.now)
    lives_on(world, further)
    again = as_it_was(since(world, at), at, world.policy, world.now)

    assert _owed(again, world, at) == _owed(first, world, at)


def _owed(was: Snapshot, world: World, at: datetime) -> list[object]:
    """All that stands, in the order in which it is found."""
    plan = evaluate(was, world.policy, at, RULES)
    return [(f.rule, f.person, f.ticket, f.since, f.facts) for f in plan.findings]


# --- by example --------------------------------------------------------------------------------


@pytest.fixture
def tracker() -> MemoryTracker:
    return MemoryTracker(now=BEGIN, dated=True)


@pytest.fixture
def ilo(tracker: MemoryTracker) -> Ref:
    return tracker.opens("ada-x", labels=("ILO",), assignees=("ada-x",))


def was(tracker: MemoryTracker, at: datetime) -> Snapshot:
    """A week after whatever happened last, asked of that instant."""
    tracker.now += 7 * DAY
    read = Snapshot.of(PEOPLE, tracker.read(at - CLOSED_FOR))
    return as_it_was(read, at, Policy(), tracker.now)


def test_labels_owners_and_closing_are_undone(tracker: MemoryTracker, ilo: Ref):
    """Step by step: the label keeps its spelling, the owner comes back, the ticket is open."""
    at = tracker.now
    before = tracker.tickets[ilo]
    tracker.passes(60)
    tracker.labels("bo-x", ilo, "ilo:paused")
    tracker.unassigns("bo-x", ilo, "ada-x")
    tracker.assigns("bo-x", ilo, "bo-x")
    tracker.dates("bo-x", ilo, "2026-05-04")
    tracker.closes("bo-x", ilo, let_go=True)

    assert was(tracker, at).tickets == (before,)


def test_what_was_opened_later_is_not_there(tracker: MemoryTracker, ilo: Ref):
    """Neither the ticket nor the comment."""
    at = tracker.now
    tracker.passes(60)
    tracker.opens("ada-x", labels=("ILO",), assignees=("ada-x",))
    tracker.writes("ada-x", ilo, "/ilo pause")

    (ticket,) = was(tracker, at).tickets
    assert (ticket.ref, ticket.comments) == (ilo, ())


@pytest.mark.parametrize(("days", "there"), [(59, True), (61, False)])
def test_what_was_closed_long_before_is_not_there(
    tracker: MemoryTracker, ilo: Ref, days: int, there: bool
):
    """Sixty days before that moment, not before today; also where it was opened again since."""
    tracker.closes("ada-x", ilo)
    tracker.now += days * DAY
    at = tracker.now
    tracker.passes(60)
    tracker.reopens("ada-x", ilo)

    assert [t.open for t in was(tracker, at).tickets] == [False] * there


def test_a_box_that_was_ticked_later_was_not_ticked(tracker: MemoryTracker, ilo: Ref):
    """Nobody held a check-in in the future; the notice itself stood."""
    notice = tracker.say(ilo, MARK, "Talked?\n\n- [ ] We have talked")
    at = tracker.now
    tracker.passes(60)
    tracker.rewrites("ada-x", notice, tracker.seen(notice).replace("[ ]", "[x]"))
    (ticked,) = was(tracker, at).tickets[0].comments
    tracker.revise(ilo, notice, SETTLED, None)
    found = was(tracker, at)

    assert (ticked.marker, ticked.ticked_by, ticked.edited_at) == (MARK, None, None)

    (comment,) = found.tickets[0].comments
    assert (comment.marker, comment.ticked_by, comment.edited_at) == (MARK, None, None)
    assert found.remarks[1:] == ("Notices rewritten since, taken as standing then: 1.",)


def test_what_cannot_be_undone_is_counted(tracker: MemoryTracker, ilo: Ref):
    """Edited comments and texts, and deleted notices; only those of tickets that were there."""
    comment = tracker.writes("ada-x", ilo, "Hm")
    notice = tracker.say(ilo, MARK, "Talked?")
    early = tracker.writes("ada-x", ilo, "/ilo pause")
    tracker.passes(60)
    tracker.rewrites("ada-x", early, "/ilo resume")
    at = tracker.now
    tracker.passes(60)
    tracker.rewrites("ada-x", comment, "/ilo checkin")
    tracker.edits("ada-x", ilo, "Rust")
    tracker.deletes("ada-x", notice)
    new = tracker.opens("ada-x", labels=("ILO",), assignees=("ada-x",))
    tracker.edits("ada-x", new, "Rust")

    assert was(tracker, at).remarks == (
        TODAYS,
        "Comments edited since, read as they stand today: 1.",
        "Tickets whose text was edited since, read as it stands today: 1.",
        "Notices deleted since, and missing here: 1.",
    )


def test_a_private_message_of_later_was_not_sent():
    """Earlier ones are known only where none followed."""
    at = datetime(2026, 5, 4, tzinfo=UTC)
    told = {ADA.id: at - DAY, PEOPLE[1].id: at + DAY}
    read = Snapshot(PEOPLE, messaged=told)

    assert as_it_was(read, at, Policy(), at + 7 * DAY).messaged == {ADA.id: at - DAY}


def test_closed_tickets_are_read_for_sixty_days_at_least():
    """Asking for less changes nothing; asking for more does."""
    now = datetime(2026, 5, 4, tzinfo=UTC)

    assert closed_from(now, None) == closed_from(now, now) == now - timedelta(days=60)
    assert closed_from(now, now - timedelta(days=61)) == now - timedelta(days=61)
