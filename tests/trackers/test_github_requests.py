"""What GitHub is asked, counted: these numbers are promises."""

from __future__ import annotations

from datetime import timedelta, timezone
from urllib.parse import parse_qs

from tests.trackers.conftest import MARK, PLACE, START, Town, one

GRAPHQL = "POST /graphql"


def test_an_idle_repository_costs_two_requests(town: Town):
    """A look around, and one page of everything."""
    town.ilo()
    assert town.requests(lambda: town.tracker().read()) == [GRAPHQL] * 2


def test_a_thousand_ilos_cost_eleven_requests(town: Town):
    """One look around and ten pages, closed tickets and other labels along with them."""
    for n in range(1_000):
        number = town.ilo(f"person-{n}").number
        for text in ("Hello", "How is it going?", "/ilo checkin"):
            town.world.comment(PLACE, number, "bo-b", text)
    for n in range(60):
        town.world.close(PLACE, n + 1, "bo-b")
    for n in range(60):
        town.ilo(f"person-{n}")
    tracker = town.tracker()

    asked, reading = town.watch(tracker.read)
    assert len(reading.tickets) == 1_060
    assert asked == [GRAPHQL] * 11
    assert tracker.spent == {"read": 11, "write": 0}
    assert tracker.pacer.remaining["graphql"] > 4_900


def test_one_persons_tickets_cost_one_request(town: Town):
    """Two tickets in two of two hundred repositories, and what these repositories are."""
    places = [f"acme/team-{n}" for n in range(200)]
    for place in places:
        town.world.repository(place, ("ILO",))
    names = []
    for place in (places[3], places[77]):
        number = town.world.open(place, "ada-l", "Learn", "", ["ILO"], ["ada-l"])
        names.append(f"{place}#{number}")
    tracker = town.tracker(*places)
    for _ in range(2):
        asked, reading = town.watch(lambda: tracker.look(names))
        assert {t.ref.key for t in reading.tickets} == set(names)
        assert asked == [GRAPHQL]


def test_a_look_at_other_work_costs_two_requests(town: Town):
    """GraphQL does not tell a ticket's type: one list by REST does."""
    number = town.world.open(PLACE, "bo-b", "Fix the printer")
    tracker = town.tracker()
    asked, reading = town.watch(lambda: tracker.look([f"{PLACE}#{number}"]))
    assert not reading.tickets
    assert asked == [GRAPHQL, f"GET /repos/{PLACE}/issues"]


def test_the_facts_of_a_repository_are_not_asked_for_twice(town: Town):
    """More labels than a page of them cost a request, once in ten minutes."""
    for n in range(150):
        town.world.make_label(town.world.repo(PLACE), f"label-{n}")
    ref, tracker = town.ilo(), town.tracker()
    assert town.requests(lambda: tracker.look([ref.key])) == [GRAPHQL] * 2
    asked, reading = town.watch(lambda: tracker.look([ref.key]))
    assert (asked, len(reading.places[0].labels)) == ([GRAPHQL], 153)


def test_an_idle_poll_costs_a_free_request_a_repository(town: Town):
    """Three repositories, three answers 304, and nothing taken from the hour's budget."""
    places = [f"acme/team-{n}" for n in range(3)]
    for place in places:
        town.world.repository(place, ("ILO",))
        town.world.open(place, "ada-l", "Learn", "", ["ILO"], ["ada-l"])
    tracker = town.tracker(*places)
    town.clock.sleep(60)
    _, cursor = tracker.poll("")
    left = tracker.remaining["core"]
    for _ in range(3):
        town.clock.sleep(60)
        asked, (hint, cursor) = town.watch(lambda at=cursor: tracker.poll(at))
        assert asked == [f"GET /repos/{place}/issues" for place in places]
        assert {x.status for x in town.world.asked[-3:]} == {304}
        assert not hint
    assert tracker.remaining["core"] == left


def test_ten_repositories_cost_as_much_as_one(town: Town):
    """They share a look around and a page."""
    places = [f"acme/team-{n}" for n in range(10)]
    for place in places:
        town.world.repository(place, ("ILO",))
        town.world.open(place, "ada-l", "Learn", "", ["ILO"], ["ada-l"])
    tracker = town.tracker(*places)
    asked, reading = town.watch(tracker.read)
    assert len(reading.tickets) == 10
    assert asked == [GRAPHQL] * 2


def test_what_lacks_the_label_comes_along(town: Town):
    """Look-alikes are read in the same request as the first page."""
    town.ilo()
    for n in range(30):
        town.world.open(PLACE, "bo-b", f"ILO: number {n}", "", [], ["bo-b"])
    tracker = town.tracker()
    asked, reading = town.watch(tracker.read)
    assert len(reading.tickets) == 31
    assert asked == [GRAPHQL] * 2


def test_long_timelines_are_read_on_ten_tickets_a_request(town: Town):
    """Twenty tickets of a hundred and twenty turns: a page, and two requests for the rest."""
    for n in range(20):
        number = town.ilo(f"person-{n}").number
        for m in range(118):
            town.world.comment(PLACE, number, "bo-b", f"Note {m}")
    tracker = town.tracker()
    asked, reading = town.watch(tracker.read)
    assert all(t.whole and len(t.comments) == 118 for t in reading.tickets)
    assert asked == [GRAPHQL] * 4


def test_each_write_is_exactly_one_request(town: Town):
    """Saying, revising, withdrawing and labelling, each as one request and no look before."""
    ref, tracker = town.ilo(), town.tracker()
    issue = f"/repos/{PLACE}/issues/{ref.number}"
    ids: list[str] = []

    assert town.requests(lambda: ids.append(tracker.say(ref, MARK, "Hello"))) == [
        f"POST {issue}/comments"
    ]
    comment = f"/repos/{PLACE}/issues/comments/{ids[0]}"
    assert town.requests(lambda: tracker.revise(ref, ids[0], MARK, "Hi")) == [f"PATCH {comment}"]
    assert town.requests(lambda: tracker.revise(ref, ids[0], MARK, None)) == [f"PATCH {comment}"]
    assert town.requests(lambda: tracker.withdraw(ref, ids[0])) == [f"DELETE {comment}"]
    assert town.requests(lambda: tracker.add_label(ref, "bug")) == [f"POST {issue}/labels"]
    assert town.requests(lambda: tracker.remove_label(ref, "bug")) == [f"DELETE {issue}/labels/bug"]
    assert town.requests(lambda: tracker.remove_label(ref, "bug")) == [f"DELETE {issue}/labels/bug"]
    assert town.requests(lambda: tracker.make_label(PLACE, "ilo:next")) == [
        f"POST /repos/{PLACE}/labels"
    ]
    assert tracker.spent == {"read": 0, "write": 8}


def test_words_that_were_read_need_not_be_read_again(town: Town):
    """Settling a notice of the last reading is one request; an unknown one is looked up."""
    ref = town.ilo()
    comment = town.tracker().say(ref, MARK, "Hello")
    reader = town.tracker()
    reader.read()
    path = f"/repos/{PLACE}/issues/comments/{comment}"

    assert town.requests(lambda: reader.revise(ref, comment, MARK, None)) == [f"PATCH {path}"]
    stranger = town.tracker()
    assert town.requests(lambda: stranger.revise(ref, comment, MARK, None)) == [
        f"GET {path}",
        "GET /user",
        f"PATCH {path}",
    ]
    assert town.seen(comment).startswith("Hello\n")


def test_by_rest_only_what_changed_is_read_again(town: Town):
    """A history costs a request a ticket, and none where nothing happened since."""
    town.fails("no_graphql")
    refs = [town.ilo(f"person-{n}") for n in range(5)]
    town.clock.sleep(60)
    tracker = town.tracker()
    repo = f"/repos/{PLACE}"
    around = ["GET " + repo, f"GET {repo}/labels"] + [f"GET {repo}/issues"] * 4
    around += ["GET /search/issues"] * 3
    histories = [f"GET {repo}/issues/{ref.number}/timeline" for ref in refs]

    first = town.requests(tracker.read)
    assert first == [GRAPHQL, "GET /user", *around, *histories]
    assert town.requests(tracker.read) == around

    town.world.comment(PLACE, 3, "bo-b", "/ilo pause")
    assert town.requests(tracker.read) == [*around, histories[2]]


def test_by_rest_two_turns_in_one_second_are_both_seen(town: Town):
    """`updated_at` counts whole seconds; a ticket that has just changed is looked at again."""
    town.fails("no_graphql")
    ref, tracker = town.ilo(), town.tracker()
    town.world.comment(PLACE, ref.number, "bo-b", "First")
    assert len(one(tracker.read()).comments) == 1
    town.world.comment(PLACE, ref.number, "bo-b", "Second")
    assert len(one(tracker.read()).comments) == 2


def test_instants_are_asked_for_in_utc(town: Town):
    """PyGithub drops an instant's time zone; a clock in Berlin must not shift the sixty days."""
    town.fails("no_graphql")
    town.clock.set_to(START.astimezone(timezone(timedelta(hours=2))))
    town.tracker().read()
    since = {parse_qs(x.query)["since"][0] for x in town.world.asked if "since" in x.query}
    assert since == {"2026-09-17T09:00:00Z"}


def test_graphql_is_asked_for_again_after_an_hour(town: Town):
    """A server without it is not asked each time, and is not given up for good."""
    town.fails("no_graphql", status=403)
    town.ilo()
    tracker = town.tracker()
    assert any("REST" in x for x in tracker.read().remarks)
    assert GRAPHQL not in town.requests(tracker.read)
    assert tracker.read().remarks == ()

    town.clock.sleep(3_601)
    town.world.faults.clear()
    assert one(tracker.read()).boxes
