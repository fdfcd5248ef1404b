"""The set of those who need another look, on both databases, in time that is told."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from ilosync.daemon.attention import NEAR, WIDE, Attention, Mark

from .databases import Time
from .looking import ADA, BO, ONE, TWO, claim, drained, mark

# --- marks ---------------------------------------------------------------------------------


def test_a_mark_is_handed_to_one_worker_with_all_that_the_hint_said(attention: Attention):
    """Key, tickets and trace arrive; nobody else gets the same; afterwards nothing is due."""
    attention.mark([Mark(ADA, frozenset({ONE, TWO}), "delivery-1")])
    taken = claim(attention)
    assert (taken.key, taken.tickets) == (ADA, {ONE, TWO})
    assert (taken.trace, taken.attempts) == ("delivery-1", 0)
    assert attention.claim("w2") is None
    attention.done(taken)
    assert attention.claim("w") is None


def test_no_marks_are_no_work(attention: Attention):
    """An empty set, and marking nothing, are fine."""
    attention.mark([])
    assert attention.claim("w") is None
    assert attention.pending() == (0, 0.0)


def test_marks_before_a_pass_are_one_pass(attention: Attention):
    """However often a key is marked, in one go or in many, it is looked at once, for all."""
    attention.mark([Mark(ADA, frozenset({ONE}), "1"), Mark(BO), Mark(ADA, frozenset({TWO}), "2")])
    mark(attention, ADA)
    assert claim(attention, ADA).tickets == {ONE, TWO}
    assert drained(attention) == [BO]


def test_a_mark_during_a_pass_is_not_lost(attention: Attention):
    """The pass may have read before it: the key stays due, for what was named since."""
    attention.mark([Mark(ADA, frozenset({ONE}))])
    first = claim(attention)
    attention.mark([Mark(ADA, frozenset({TWO}), "late")])
    attention.done(first)
    second = claim(attention)
    assert (second.key, second.tickets, second.trace) == (ADA, {TWO}, "late")
    attention.done(second)
    assert drained(attention) == []


def test_a_ticket_that_is_named_again_during_a_pass_stays_named(attention: Attention):
    """It was known, but it changed once more."""
    attention.mark([Mark(ADA, frozenset({ONE, TWO}))])
    first = claim(attention)
    attention.mark([Mark(ADA, frozenset({ONE}))])
    attention.done(first)
    assert claim(attention).tickets == {ONE}


def test_marks_are_made_all_or_none(attention: Attention):
    """One that cannot be stored undoes those beside it: nobody may acknowledge half."""
    with pytest.raises(UnicodeEncodeError):
        mark(attention, ADA, "person:\ud800")
    assert attention.claim("w") is None


def test_many_marks_leave_one_row(attention: Attention, time: Time):
    """Rows are counted by keys and tickets, never by deliveries."""
    for _ in range(20):
        attention.mark([Mark(ADA, frozenset({ONE}), str(n)) for n in range(500)])
    with time.database.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM attention")) == 1
        assert connection.scalar(text("SELECT count(*) FROM named")) == 1


# --- order and lanes -----------------------------------------------------------------------


def test_who_waits_longest_is_first(attention: Attention, time: Time):
    """By the first mark since the last look; more marks win nothing and lose nothing."""
    mark(attention, BO)
    time.passes(1)
    mark(attention, ADA)
    time.passes(1)
    mark(attention, BO)
    time.passes(1)
    mark(attention, ADA, "person:cy")
    assert drained(attention) == [BO, ADA, "person:cy"]


def test_a_mark_during_a_pass_waits_from_then(attention: Attention, time: Time):
    """Not from the mark that began the pass: others came in between."""
    mark(attention, ADA)
    first = claim(attention)
    time.passes(1)
    mark(attention, BO)
    time.passes(1)
    mark(attention, ADA)
    attention.done(first)
    assert claim(attention).key == BO
    assert claim(attention).since == time.now


def test_a_worker_takes_from_its_lanes_alone(attention: Attention):
    """A full reading holds up no person, and none of it is given to who looks at persons."""
    mark(attention, "everyone", lane=WIDE)
    mark(attention, ADA)
    assert attention.claim("w", [NEAR]) is not None
    assert attention.claim("w", [NEAR]) is None
    assert claim(attention).key == "everyone"


def test_the_nearer_lane_wins_until_somebody_looks(attention: Attention):
    """A hint about a person is answered soon, though a reading marked it too."""
    mark(attention, ADA)
    mark(attention, ADA, lane=WIDE)
    near = attention.claim("w", [NEAR])
    assert near is not None
    attention.done(near)
    mark(attention, ADA, lane=WIDE)
    assert attention.claim("w", [NEAR]) is None


def test_a_certain_key_can_be_taken(attention: Attention):
    """Only that one, and only while it is due and free."""
    mark(attention, ADA, BO)
    assert attention.claim("w", key="person:nobody") is None
    taken = claim(attention, BO)
    assert taken.key == BO
    assert attention.claim("w", key=BO) is None
    assert attention.claim("w", [WIDE], key=ADA) is None


# --- the whole set -------------------------------------------------------------------------


def test_it_is_known_how_many_wait_and_how_long(attention: Attention, time: Time):
    """What rests or sleeps does not wait; what is being looked at does, until it is done."""
    mark(attention, ADA)
    time.passes(7)
    mark(attention, BO)
    attention.wake("person:cy", time.now + 60)
    assert attention.pending() == (2, 7.0)
    attention.later(claim(attention, BO), 60)
    taken = claim(attention)
    assert attention.pending() == (1, 7.0)
    attention.done(taken)
    assert attention.pending() == (0, 0.0)
    time.passes(61)
    assert attention.pending() == (2, 1.0)


def test_who_left_is_forgotten(attention: Attention, time: Time):
    """But for whoever wants a look, now or later, or is getting one: no mark is ever lost."""
    mark(attention, ADA, "person:cy", "person:di", "person:ed")
    drained(attention)
    mark(attention, BO, ADA)
    claim(attention, ADA)
    attention.wake("person:ed", time.now + 60)
    attention.forget(lambda key: key == "person:cy")
    with time.database.reading() as connection:
        left = set(connection.scalars(text("SELECT key FROM attention")))
    assert left == {ADA, BO, "person:cy", "person:ed"}
