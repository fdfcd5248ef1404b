"""Two tickets of one objective: said by the owner, by a ticket of itself, or by a link."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ilosync.core.model import Ref
from ilosync.core.policy import Policy
from ilosync.core.several import several
from ilosync.core.view import Status, views
from tests.worlds import BO, GRACE, World, person

ADA = person("Ada", start=date(2025, 1, 1))


def world() -> World:
    """Ada and two trackers."""
    found = World.new(Policy(), (ADA, BO, GRACE), two=True)
    found.at(datetime(2026, 3, 2, 11, tzinfo=UTC))
    return found


def ilo(w: World, at: int, body: str = "", who: str = "ada-x") -> Ref:
    """An objective in the first tracker or the second."""
    return w.trackers[at].opens(who, labels=("ILO",), assignees=(who,), body=body)


def status(w: World) -> Status:
    """How Ada stands."""
    return next(v.status for v in views(w.snapshot(), w.policy, w.now))


@pytest.mark.parametrize("says", ["acme/learning#1", "https://memory.test/acme/learning/issues/1"])
def test_a_ticket_may_say_of_itself_that_it_is_the_same(says: str):
    """A line of its own in the body; nothing is said to anybody then."""
    w = world()
    first = ilo(w, 0)
    ticket = w.tracker.tickets[first]
    object.__setattr__(ticket, "url", "https://memory.test/acme/learning/issues/1")
    ilo(w, 1, f"My goal.\n\nSame ILO: {says}\n")

    assert status(w) is Status.ONE
    assert not [f for f in w.sync().findings if f.rule == "only_one"]


def test_a_link_makes_two_tickets_one():
    """From either end; a link to something else does not."""
    w = world()
    first, second = ilo(w, 0), ilo(w, 1)
    w.trackers[1].leads(second, "GROW-77")
    assert status(w) is Status.SEVERAL
    w.trackers[0].leads(first, "GROW-1")
    assert status(w) is Status.ONE


def test_what_stands_within_a_line_says_nothing():
    """Only the whole line is meant."""
    w = world()
    ilo(w, 0)
    ilo(w, 1, "Not the Same ILO: acme/learning#1\nSame ILO: acme/learning#1, I think")
    assert status(w) is Status.SEVERAL


def test_links_are_asked_for_where_they_can_matter():
    """Of open tickets whose one owner has another, in whatever tracker; of no others."""
    w = world()
    mine = {ilo(w, 0), ilo(w, 1)}
    ilo(w, 0, who="bo-x")
    w.trackers[1].closes("bo-x", ilo(w, 1, who="bo-x"))
    for _ in range(2):
        w.trackers[0].opens("zed-z", labels=("ILO",), assignees=("zed-z",))
        w.trackers[0].opens("zed-z", labels=("ILO",), assignees=("ada-x", "bo-x"))

    assert several(w.snapshot()) == mine
