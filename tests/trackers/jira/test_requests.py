"""How many requests things cost, on Cloud and on Data Center."""

from __future__ import annotations

import pytest

from ilosync.core.model import Marker, Ref
from tests.trackers.jira.conftest import MARK, Town, account, one


def crowd(town: Town, tickets: int, comments: int = 20, changes: int = 20) -> None:
    """Many ILOs, each with so many comments and changes."""
    for n in range(tickets):
        owner = f"p{n}"
        ref = town.ilo(owner)
        for _ in range(comments):
            town.world.comment(ref.key, owner, "Nice")
        for k in range(changes):
            (town.world.unlabel if k % 2 else town.world.label)(ref.key, owner, "busy")


@pytest.mark.parametrize("known", [True, False], ids=["with a type ILO", "without"])
def test_a_thousand_tickets_take_twelve_requests(big: Town, known: bool):
    """Whole histories of twenty comments and twenty changes each, first reading of a process."""
    if not known:
        big.world.projects["GROW"].types.pop()
    crowd(big, 1_000)
    asked, reading = big.watch(big.tracker.read)

    assert len(reading.tickets) == 1_000
    assert all(t.whole and len(t.comments) == 20 for t in reading.tickets)
    assert len(asked) <= 12


def test_an_idle_poll_is_one_request(town: Town):
    """Nothing has changed: one search, however long the histories are."""
    ref = town.ilo()
    for _ in range(130):
        town.world.comment(ref.key, "bo-b", "Nice")
        town.world.label(ref.key, "bo-b", "busy")
        town.world.unlabel(ref.key, "bo-b", "busy")
    town.clock.sleep(3_600)
    assert one(town.tracker.read()).whole

    assert len(town.requests(town.tracker.read)) == 1
    assert len(one(town.tracker.read()).comments) == 130


def test_long_histories_are_read_on_in_bulk(cloud: Town):
    """Fifty changelogs that are cut take one request more, and long comments one each."""
    crowd(cloud, 50, 3, 21)
    ref = cloud.ilo("bo-b")
    for _ in range(99):
        cloud.world.comment(ref.key, "bo-b", "Nice")
    asked, reading = cloud.watch(cloud.tracker.read)

    assert asked.count("POST /changelog/bulkfetch") == 2  # 1,050 entries, a thousand a page
    assert sum(x.endswith("/comment") for x in asked) == 1
    assert all(t.whole for t in reading.tickets)
    assert len(next(t for t in reading.tickets if t.ref == ref).comments) == 99


def test_a_look_at_one_person_takes_two_requests_at_most(town: Town):
    """After a hint that names a ticket: the search, and on Data Center the ticket itself."""
    ref = town.ilo()
    town.tracker.read()
    town.tracker.heard_of([ref.key])

    assert len(town.requests(lambda: town.tracker.read({account("ada-l")}))) <= 2


def test_each_write_is_one_request(town: Town):
    """Comments and labels, once a ticket has surely been read."""
    ref = town.ilo()
    town.tracker.read()
    town.clock.sleep(3_600)
    town.tracker.read()
    new = town.tracker.say(ref, MARK, "Hello")
    other = Marker(MARK.rule, MARK.period, "ffff")

    assert len(town.requests(lambda: town.tracker.revise(ref, new, other, None))) == 1
    assert len(town.requests(lambda: town.tracker.revise(ref, new, other, "Good day"))) == 1
    assert len(town.requests(lambda: town.tracker.add_label(ref, "ilo:next"))) == 1
    assert len(town.requests(lambda: town.tracker.remove_label(ref, "ilo:next"))) == 1
    assert len(town.requests(lambda: town.tracker.withdraw(ref, new))) == 1
    assert town.requests(lambda: town.tracker.make_label("GROW", "ilo:next")) == []
    assert len(town.requests(lambda: town.tracker.say(ref, MARK, "Hello"))) == 1


def test_the_first_minutes_of_a_process_cost_a_look_more(town: Town):
    """What a process before us said a moment ago may not be in the index yet."""
    ref = town.ilo()
    town.tracker.read()

    assert town.requests(lambda: town.tracker.say(ref, MARK, "Hello")) == [
        f"GET /issue/{ref.key}/comment",
        f"POST /issue/{ref.key}/comment",
    ]


def test_nobody_is_read_for_nothing(town: Town):
    """A reading for no accounts asks nothing."""
    assert town.requests(lambda: town.tracker.read(set())) == []
    assert town.tracker.spent == {"read": 0, "write": 0}
    town.tracker.read()
    assert town.tracker.spent["read"] == len(town.world.asked)
    assert Ref("jira", "GROW-1").place == "GROW"
