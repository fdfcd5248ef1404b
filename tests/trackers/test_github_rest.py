"""What is special to reading by REST alone."""

from __future__ import annotations

from ilosync.core.model import Command, Event, Turn
from tests.trackers.conftest import MARK, PLACE, Town, one


def test_by_rest_a_deleted_notice_is_known_by_its_absence(town: Town):
    """REST does not say whose comment was deleted: the one of ours that is gone, then."""
    town.fails("no_graphql")
    ref, tracker = town.ilo(), town.tracker()
    comment = tracker.say(ref, MARK, "Hello")
    theirs = town.world.comment(PLACE, ref.number, "bo-b", "Hm")
    tracker.read()
    town.clock.sleep(60)
    town.world.delete_comment(theirs, "bo-b")
    assert not any(e.turn is Turn.NOTICE_DELETED for e in one(tracker.read()).events)

    town.clock.sleep(60)
    town.world.delete_comment(int(comment), "ada-l")
    gone = Event(town.clock.now(), Turn.NOTICE_DELETED, one(tracker.read()).assignees[0])
    for _ in range(2):
        assert [e for e in one(tracker.read()).events if e.turn is Turn.NOTICE_DELETED] == [gone]


def test_without_timelines_there_are_comments(town: Town):
    """A server without `/timeline`: comments and commands, no events, and one remark."""
    town.fails("no_graphql")
    town.fails("no_timeline")
    ref = town.ilo()
    town.ilo("bo-b")
    town.world.comment(PLACE, ref.number, "ada-l", "/ilo pause")
    tracker = town.tracker()
    reading = tracker.read()
    ticket = next(t for t in reading.tickets if t.ref == ref)
    assert ([c.commands for c in ticket.comments], ticket.events) == ([(Command("pause"),)], ())
    assert sum("timeline" in x for x in reading.remarks) == 1
    assert town.world.count("GET", "/timeline") == 1


def test_without_search_the_latest_open_tickets_are_looked_through(town: Town):
    """A server without `/search`: look-alikes among the hundred that changed last."""
    town.fails("no_graphql")
    town.fails("no_search")
    town.world.open(PLACE, "ada-l", "ILO: Rust", "", [], ["ada-l"])
    town.world.open(PLACE, "ada-l", "Fix it", "", [], ["ada-l"])
    assert one(town.tracker().read()).title == "ILO: Rust"
