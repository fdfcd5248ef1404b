"""Lost answers, limits, redirects and half answers: nothing is taken as done without proof."""

from __future__ import annotations

import pytest

from ilosync.errors import Refused, TryLater, Unproven
from tests.trackers.conftest import MARK, PLACE, Town, one


@pytest.mark.parametrize("fault", ["stored_then_502", "stored_then_reset", "502", "reset"])
def test_a_write_whose_answer_was_lost_is_not_sent_again(town: Town, fault: str):
    """It may have been stored; who looks again sees whether it was."""
    ref, tracker = town.ilo(), town.tracker()
    town.fails(fault)
    with pytest.raises(Unproven):
        tracker.say(ref, MARK, "Hello")
    assert town.world.count("POST", "/comments") == 1
    stored = fault.startswith("stored")
    assert [c.marker for c in one(tracker.read()).comments] == ([MARK] if stored else [])


def test_a_write_that_takes_too_long_is_not_proven(town: Town):
    """A time-out after sending says nothing about what was stored."""
    ref, tracker = town.ilo(), town.tracker(timeout=0.2)
    town.fails("slow", seconds=0.5)
    with pytest.raises(Unproven):
        tracker.say(ref, MARK, "Hello")
    assert town.world.count("POST") <= 1


def test_a_server_that_is_not_there_has_stored_nothing(town: Town):
    """No connection, no write: it may be tried later without looking."""
    tracker = town.tracker(url="http://localhost:9")
    with pytest.raises(TryLater):
        tracker.say(town.ilo(), MARK, "Hello")
    with pytest.raises(TryLater):
        tracker.read()


@pytest.mark.parametrize("act", ["say", "revise", "label", "unlabel", "make"])
def test_a_redirected_write_is_not_done(town: Town, act: str):
    """GitHub answers 307 to a write in a renamed repository; PyGithub takes it for success."""
    ref, tracker = town.ilo(), town.tracker()
    comment = tracker.say(ref, MARK, "Hello")
    acts = {
        "say": lambda: tracker.say(ref, MARK, "Again"),
        "revise": lambda: tracker.revise(ref, comment, MARK, "Again"),
        "label": lambda: tracker.add_label(ref, "bug"),
        "unlabel": lambda: tracker.remove_label(ref, "ILO"),
        "make": lambda: tracker.make_label(PLACE, "ilo:next"),
    }
    town.fails("307")
    with pytest.raises(Unproven, match="another address"):
        acts[act]()
    assert len(one(tracker.read()).comments) == 1


@pytest.mark.parametrize("fault", ["429", "403_secondary"])
@pytest.mark.parametrize("how", [{"seconds": 40}, {"seconds": 40, "as_date": True}, {}])
def test_a_limit_on_a_write_is_waited_for(town: Town, fault: str, how: dict[str, object]):
    """Refused means not stored: it is sent again after the pause that was asked for."""
    ref, tracker = town.ilo(), town.tracker()
    town.fails(fault, **how)
    tracker.say(ref, MARK, "Hello")
    assert town.since() == pytest.approx(40 if how else 60, abs=1)
    assert len(one(tracker.read()).comments) == 1


@pytest.mark.parametrize("fault", ["403_primary", "graphql_rate_limited"])
def test_a_spent_hour_is_for_later(town: Town, fault: str):
    """Nobody waits an hour in silence: `TryLater` says how long it would be."""
    town.ilo()
    town.fails(fault, seconds=3_000)
    with pytest.raises(TryLater) as late:
        town.tracker().read()
    assert late.value.after == pytest.approx(3_000, abs=2)
    assert town.since() < 1


def test_a_graphql_limit_is_waited_for(town: Town):
    """It comes with status 200 and an error; a short one is sat out."""
    town.ilo()
    town.fails("graphql_rate_limited", seconds=100)
    assert one(town.tracker().read()).open
    assert town.since() == pytest.approx(100, abs=1)


@pytest.mark.parametrize("fault", ["502", "reset", "partial"])
@pytest.mark.parametrize("request_number", [1, 2])
def test_a_reading_survives_a_fault(town: Town, fault: str, request_number: int):
    """A failed or a half answer is asked for again, and the reading is whole."""
    for n in range(30):
        town.ilo(f"person-{n}")
    town.fails(fault, when=lambda _m, _p, n: n == request_number)
    reading = town.tracker().read()
    assert (len(reading.tickets), reading.whole) == (30, True)


def test_a_heavy_page_is_halved_and_stays_so_for_a_while(town: Town):
    """After a 502 on a page of a hundred it is fifty, for an hour."""
    for n in range(100):
        town.ilo(f"person-{n}")
    tracker = town.tracker()
    town.fails("502", when=lambda _m, _p, n: n == 2)
    first = town.requests(tracker.read)
    assert len(first) == 4  # look around, the 502, and two pages of fifty
    assert len(town.requests(tracker.read)) == 3
    town.clock.sleep(3_601)
    assert len(town.requests(tracker.read)) == 2


def test_a_page_that_takes_too_long_is_halved(town: Town):
    """A time-out on a page means that less may do."""
    for n in range(30):
        town.ilo(f"person-{n}")
    tracker = town.tracker(timeout=1)
    town.fails("slow", seconds=1.5, when=lambda _m, _p, n: n == 2)
    reading = tracker.read()
    assert (len(reading.tickets), reading.whole) == (30, True)
    assert tracker.spent["read"] == 3


def test_half_data_for_good_is_not_a_reading(town: Town):
    """Data that always comes with errors has not been read: nobody is said to have none."""
    town.ilo()
    town.fails("partial", when=lambda _m, _p, n: n > 1, times=99)
    reading = town.tracker().read()
    assert reading.tickets == ()
    assert not reading.whole
    assert any(PLACE in x for x in reading.remarks)


def test_a_look_around_that_always_fails_leaves_the_repository_unread(town: Town):
    """The reading says so, and does not claim to be whole."""
    town.ilo()
    town.fails("partial", times=99)
    reading = town.tracker().read()
    assert (reading.tickets, reading.whole) == ((), False)


def test_a_timeline_that_cannot_be_read_back_is_not_whole(town: Town):
    """The ticket is there, and what is missing of its past is admitted."""
    ref = town.ilo()
    for n in range(60):
        town.world.comment(PLACE, ref.number, "bo-b", f"Note {n}")
    town.fails("partial", when=lambda _m, _p, n: n > 2, times=99)
    ticket = one(town.tracker().read())
    assert not ticket.whole
    assert ticket.open


def test_a_server_that_fails_throughout_is_for_later(town: Town):
    """A few tries, some seconds, and then it is somebody else's turn."""
    town.fails("502", times=99)
    with pytest.raises(TryLater):
        town.tracker().read()
    assert town.world.count() <= 8
    assert town.since() < 60


@pytest.mark.parametrize("rest", [False, True])
def test_a_repository_that_is_not_there_is_refused_with_the_mend(town: Town, rest: bool):
    """One line: what, where, and what to check."""
    if rest:
        town.fails("no_graphql")
    with pytest.raises(Refused, match=r"no repository acme/nowhere .*`repositories`"):
        town.tracker(PLACE, "acme/nowhere").read()


@pytest.mark.parametrize("rest", [False, True])
def test_a_wrong_token_is_refused_with_the_mend(town: Town, rest: bool):
    """The message names the variable to set."""
    if rest:
        town.fails("no_graphql")
    tracker = town.tracker(auth="wrong")
    with pytest.raises(Refused, match="ILOSYNC_TRACKERS__GITHUB__TOKEN"):
        tracker.read()
    with pytest.raises(Refused, match="ILOSYNC_TRACKERS__GITHUB__TOKEN"):
        tracker.say(town.ilo(), MARK, "Hello")


def test_a_token_that_may_not_write_is_refused_with_the_mend(town: Town):
    """The message names the permission; the reading says so before anybody tries."""
    ref = town.ilo()
    town.world.repo(PLACE).may_write = False
    tracker = town.tracker()
    (place,) = tracker.read().places
    assert place.may_write is False
    with pytest.raises(Refused, match="Issues: read and write"):
        tracker.say(ref, MARK, "Hello")


def test_a_deleted_ticket_and_a_locked_one_are_refused(town: Town):
    """410 and 403 are answers, not accidents."""
    gone, locked, tracker = town.ilo(), town.ilo(), town.tracker()
    town.world.delete_issue(PLACE, gone.number)
    with pytest.raises(Refused):
        tracker.add_label(gone, "bug")
    with pytest.raises(Refused):
        tracker.remove_label(gone, "bug")
    town.world.lock_issue(PLACE, locked.number, "bo-b")
    with pytest.raises(Refused, match="is locked"):
        tracker.say(locked, MARK, "Hello")


def test_only_our_own_comments_are_withdrawn(town: Town):
    """Somebody else's comment is refused without a DELETE; one that is gone is fine."""
    ref, tracker = town.ilo(), town.tracker()
    theirs = town.world.comment(PLACE, ref.number, "bo-b", "Mine")
    with pytest.raises(Refused, match="not ours"):
        tracker.withdraw(ref, str(theirs))
    with pytest.raises(Refused, match="not ours"):
        tracker.revise(ref, str(theirs), MARK, None)
    tracker.withdraw(ref, "999999")
    assert town.world.count("DELETE") == 0
