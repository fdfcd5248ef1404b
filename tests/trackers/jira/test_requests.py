"""How many requests things cost, on Cloud and on Data Center."""

from __future__ import annotations

import pytest

from ilosync.core.model import Marker, Ref
from tests.trackers.jira.conftest import MARK, Town, one


def ordinary(town: Town) -> Ref:
    """An ILO that was begun, commented on and labelled, as most are."""
    ref = town.ilo()
    town.world.comment(ref.key, "grace-h", "Lovely")
    town.world.label(ref.key, "ada-l", "team-need")
    return ref


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


def test_a_second_reading_is_one_request(town: Town):
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


def test_an_idle_poll_is_one_request(town: Town):
    """One search, however many tickets there are; the first of a process asks who we are, too."""
    crowd(town, 5, 3, 3)
    town.clock.sleep(3_600)
    _, cursor = town.tracker.poll("")
    path = "/search/jql" if town.world.cloud else "/search"
    for _ in range(3):
        town.clock.sleep(60)
        asked, (hint, cursor) = town.watch(lambda cursor=cursor: town.tracker.poll(cursor))
        assert asked == [f"GET {path}"]
        assert not hint


def test_a_look_at_one_person_takes_two_requests_at_most(cloud: Town):
    """A process that has just begun asks who it is, and for the tickets; later once."""
    ordinary(cloud)
    names = [cloud.ilo(title="Learn Go").key, "10000"]
    assert cloud.requests(lambda: cloud.another().look(names)) == [
        "GET /myself",
        "POST /issue/bulkfetch",
    ]
    cloud.tracker.read()
    assert cloud.requests(lambda: cloud.tracker.look(names)) == ["POST /issue/bulkfetch"]


def test_a_moved_ticket_costs_no_more(cloud: Town):
    """Its history tells the key that it had; what is hidden is told with the answer."""
    cloud.world.project("OPS", types=("Task",))
    moved, gone = cloud.ilo(), cloud.ilo()
    cloud.world.move(moved.key, "bo-b", "OPS")
    cloud.world.delete(gone.key)
    tracker = cloud.another("GROW", "OPS")

    names = [moved.key, gone.key]
    assert cloud.requests(lambda: tracker.look(names)) == ["GET /myself", "POST /issue/bulkfetch"]


def test_what_statuses_mean_is_asked_once(town: Town):
    """A history through a status that no ticket has any more: once a project and process."""
    ref = ordinary(town)
    town.world.transition(ref.key, "ada-l", "In Progress")
    (first,) = [x for x in town.requests(lambda: town.tracker.look([ref.key])) if "statuses" in x]

    assert first == "GET /project/GROW/statuses"
    assert len(town.requests(lambda: town.tracker.look([ref.key]))) == 1


def test_data_center_is_asked_ticket_by_ticket(server: Town):
    """It has no bulk fetch, and its search lags: one request each, the same one not twice."""
    one, two = ordinary(server), server.ilo(title="Learn Go")
    server.tracker.read()
    number = str(server.world.issue(one.key).id)

    assert server.requests(lambda: server.tracker.look([one.key, number, two.key])) == [
        f"GET /issue/{number}",
        f"GET /issue/{server.world.issue(two.key).id}",
    ]


def test_a_look_after_many_hints_takes_one_request_a_hundred(cloud: Town):
    """Names of tickets that are none of ours, or in other projects, cost no more."""
    refs = [cloud.ilo(f"p{n}") for n in range(120)]
    other = cloud.world.open("GROW", "bo-b", "Fix the printer")
    for _ in range(130):
        cloud.world.comment(other, "bo-b", "Still broken")
    cloud.tracker.read()
    names = [*(x.key for x in refs), other, "OPS-1", "nonsense"]
    asked, reading = cloud.watch(lambda: cloud.tracker.look(names))

    assert asked == ["POST /issue/bulkfetch"] * 2
    assert {t.ref for t in reading.tickets} == set(refs)
    assert reading.gone == {other, "OPS-1", "nonsense"}


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


def test_what_is_spent_is_what_was_asked(town: Town):
    """And a look at nothing asks nothing."""
    assert town.requests(lambda: town.tracker.look([])) == []
    assert town.tracker.spent == {"read": 0, "write": 0}
    town.tracker.read()
    assert town.tracker.spent["read"] == len(town.world.asked)
    assert Ref("jira", "GROW-1").place == "GROW"
