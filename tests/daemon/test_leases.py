"""Who holds a key, for how long, and when it is due again, on both databases, in told time."""

from __future__ import annotations

import pytest

from ilosync.daemon.attention import NEAR, WIDE, Attention, Mark

from .databases import Time
from .looking import ADA, BO, ONE, claim, drained, mark

# --- leases --------------------------------------------------------------------------------


def test_a_lease_that_runs_out_is_taken_over(attention: Attention, time: Time):
    """With the tickets, and not a moment earlier."""
    attention.mark([Mark(ADA, frozenset({ONE}), "1")])
    claim(attention, by="dead")
    time.passes(99)
    assert attention.claim("w") is None
    time.passes(1)
    taken = claim(attention)
    assert (taken.key, taken.tickets, taken.trace) == (ADA, {ONE}, "1")


def test_a_renewed_lease_is_kept(attention: Attention, time: Time):
    """However long a pass takes."""
    mark(attention, ADA, BO)
    ours = [claim(attention), claim(attention)]
    for _ in range(5):
        time.passes(90)
        attention.renew(ours)
    assert [attention.holds(c) for c in ours] == [True, True]
    assert attention.claim("w2") is None


@pytest.mark.parametrize("taken_over", [False, True], ids=["run out", "taken over"])
@pytest.mark.parametrize("worker", ["w", "other"], ids=["by itself", "by another"])
def test_a_lost_lease_is_good_for_nothing(
    attention: Attention, time: Time, worker: str, *, taken_over: bool
):
    """It holds, renews, finishes and postpones nothing, even where the same worker took over."""
    attention.mark([Mark(ADA, frozenset({ONE}))])
    lost = claim(attention)
    time.passes(100)
    new = claim(attention, by=worker) if taken_over else None
    attention.renew([lost])
    assert not attention.holds(lost)
    attention.later(lost, 1_000)
    attention.done(lost, wake=time.now + 5_000)
    if new is None:
        new = claim(attention)
    assert attention.holds(new)
    assert (new.tickets, new.attempts) == ({ONE}, 0)
    time.passes(6_000)
    assert claim(attention).key == ADA


def test_a_finished_claim_is_over(attention: Attention):
    """It holds nothing, and finishing once more does not finish what came since."""
    mark(attention, ADA)
    taken = claim(attention)
    attention.done(taken)
    assert not attention.holds(taken)
    mark(attention, ADA)
    attention.done(taken)
    assert drained(attention) == [ADA]


# --- later ---------------------------------------------------------------------------------


def test_what_failed_rests_and_is_counted(attention: Attention, time: Time):
    """It is due after its rest, with its tickets; success forgets the failures."""
    attention.mark([Mark(ADA, frozenset({ONE}))])
    attention.later(claim(attention), 30)
    time.passes(29)
    assert attention.claim("w") is None
    time.passes(1)
    again = claim(attention)
    assert (again.attempts, again.tickets) == (1, {ONE})
    attention.later(again, 30, failed=False)
    time.passes(30)
    third = claim(attention)
    assert third.attempts == 1
    attention.done(third)
    mark(attention, ADA)
    assert claim(attention).attempts == 0


def test_a_mark_shortens_no_rest(attention: Attention, time: Time):
    """A tracker that fails is not asked more often because somebody is busy on it."""
    mark(attention, ADA)
    attention.later(claim(attention), 30)
    mark(attention, ADA)
    time.passes(29)
    assert attention.claim("w") is None
    time.passes(1)
    assert drained(attention) == [ADA]


def test_who_rests_holds_up_nobody(attention: Attention):
    """The next one is due as if the first were not there."""
    mark(attention, ADA)
    attention.later(claim(attention), 1_000)
    mark(attention, BO)
    assert drained(attention) == [BO]


# --- wake ----------------------------------------------------------------------------------


def test_somebody_is_looked_at_again_without_a_mark(attention: Attention, time: Time):
    """At the time that a pass named, once; no delivery is behind it."""
    attention.mark([Mark(ADA, trace="delivery-1")])
    attention.done(claim(attention), wake=time.now + 3_600)
    time.passes(3_599)
    assert attention.claim("w") is None
    time.passes(1)
    woken = claim(attention)
    assert (woken.key, woken.trace, woken.since) == (ADA, "", time.now)
    attention.done(woken)
    time.passes(1_000_000)
    assert attention.claim("w") is None


def test_the_earliest_wake_counts(attention: Attention, time: Time):
    """Whoever asked for it, for a key that was there or one that was not."""
    attention.wake(ADA, time.now + 50)
    attention.wake(ADA, time.now + 90)
    attention.wake(ADA, time.now + 70)
    time.passes(49)
    assert attention.claim("w") is None
    time.passes(1)
    assert drained(attention) == [ADA]
    time.passes(1_000)
    assert drained(attention) == []


def test_a_pass_takes_no_wake_away_that_lies_ahead(attention: Attention, time: Time):
    """Not one from before it, nor one that was asked for while it ran and came due then."""
    attention.wake(ADA, time.now + 500)
    mark(attention, ADA)
    taken = claim(attention)
    attention.done(taken, wake=time.now + 900)
    time.passes(500)
    woken = claim(attention)
    attention.wake(ADA, time.now + 1)
    time.passes(2)
    attention.done(woken)
    assert drained(attention) == [ADA]


def test_a_woken_key_that_fails_rests_too(attention: Attention, time: Time):
    """Its rest counts, not the time that it was woken for."""
    attention.wake(ADA, time.now)
    attention.later(claim(attention), 30)
    time.passes(29)
    assert attention.claim("w") is None
    time.passes(1)
    assert claim(attention).attempts == 1


def test_a_woken_key_that_nobody_finished_is_taken_over(attention: Attention, time: Time):
    """A worker that dies takes no wake with it."""
    attention.wake(ADA, time.now)
    claim(attention, by="dead")
    time.passes(100)
    assert claim(attention).key == ADA


def test_a_wake_for_a_new_key_goes_to_its_lane(attention: Attention, time: Time):
    """And one for a known key leaves the lane as it is."""
    attention.wake("poll:github", time.now, WIDE)
    attention.wake("poll:github", time.now, NEAR)
    assert attention.claim("w", [NEAR]) is None
    assert attention.claim("w", [WIDE]) is not None
