"""What a pass may cost, counted where it arrives: at the server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ilosync.core.actions import Say
from ilosync.trackers.marker import hide

from .configuration import PLACE, configure, person
from .scenes import TEAM, people_act
from .town import FACES, MONDAY, Town, open_town

TURNS = 40  # of each ticket: as many as are read along with it


def talk(town: Town, number: int, who: str, turns: int) -> None:
    """Somebody writes until the ticket has so many turns."""
    issue = town.world.issue(PLACE, number)
    while len(issue.timeline) < turns:
        town.world.comment(PLACE, number, f"{who}-x", "A little further.")


@contextmanager
def crowd(folder: Path, people: int) -> Iterator[Town]:
    """So many people, each with an ILO that carries a check-in notice of ours and long talks."""
    names = [f"p{n}" for n in range(people)]
    config = configure(
        folder / "config", [person(x) for x in names], tables="[brake]\nmax_changes = 100000"
    )
    with open_town(config) as town:
        town.at(datetime(2026, 8, 18, 9, tzinfo=UTC))
        for n, name in enumerate(names):
            talk(town, town.ilo(name), name, n % (TURNS - 1))
        town.at(MONDAY)
        house = town.house()
        plan = house.sync.plan(house.sync.read(), MONDAY)
        for action in plan.actions:
            assert isinstance(action, Say)
            words = house.sync.wording.say(action.finding)
            town.world.comment(
                PLACE, action.ticket.number, town.world.me, hide(action.marker, words)
            )
        town.passes(minutes=1)
        assert town.writes() == []
        assert len(town.said()) == people
        yield town


def cost(town: Town) -> tuple[int, list[str]]:
    """The reads and the writes of one pass by a fresh process."""
    so_far = len(town.world.asked)
    _, _, done = town.sync()
    assert done.left == []
    town.passes(minutes=1)
    return town.reads(so_far), town.writes(so_far)


@pytest.mark.slow
def test_a_thousand_tickets_cost_eleven_reads(tmp_path: Path):
    """One look around and a page a hundred tickets; a new notice is one write, and no read more."""
    with crowd(tmp_path, 999) as town:
        assert cost(town) == (11, [])
        second = town.ilo("p7", "Another")
        assert cost(town) == (11, [f"POST /repos/{PLACE}/issues/{second}/comments"])
        assert cost(town) == (11, [])


def test_a_hundred_tickets_cost_two_reads(tmp_path: Path):
    """One look around and one page."""
    with crowd(tmp_path, 100) as town:
        assert cost(town) == (2, [])


def test_each_change_is_one_write(tmp_path: Path):
    """As many writes as lines in the plan, and two reads before them."""
    with open_town(configure(tmp_path / "config", TEAM)) as town:
        people_act(town)
        reads, writes = cost(town)

        assert (reads, len(writes)) == (2, 5)
        assert cost(town) == (2, [])


def test_a_look_at_one_person_costs_one_read(tmp_path: Path):
    """Two tickets in two of thirty repositories, by a process that knows nothing yet."""
    places = [f"acme/team-{n}" for n in range(30)]
    config = configure(tmp_path / "config", TEAM, repositories=places)
    with open_town(config) as town:
        for place in places:
            town.world.repository(place, ("ILO",))
        names = [
            f"{place}#{town.world.open(place, 'ada-x', 'Learn', '', ['ILO'], ['ada-x'])}"
            for place in (places[4], places[23])
        ]
        reading = town.house().sync.trackers["github"].look(names)

        assert {t.ref.key for t in reading.tickets} == set(names)
        assert town.reads() == 1


def test_an_idle_poll_is_a_free_read_a_repository(tmp_path: Path):
    """Nothing happened in any of three: three answers 304, that are not counted by GitHub."""
    places = [f"acme/team-{n}" for n in range(3)]
    with open_town(configure(tmp_path / "config", TEAM, repositories=places)) as town:
        for place in places:
            town.world.repository(place, ("ILO",))
            town.world.open(place, "ada-x", "Learn", "", ["ILO"], ["ada-x"])
        tracker = town.house().sync.trackers["github"]
        town.passes(minutes=1)
        _, cursor = tracker.poll("")
        so_far, left = len(town.world.asked), tracker.remaining["core"]
        town.passes(minutes=1)
        hint, _ = tracker.poll(cursor)

        assert not hint
        assert [x.status for x in town.world.asked[so_far:]] == [304] * 3
        assert tracker.remaining["core"] == left


def test_a_daemon_without_graphql_reads_only_what_changed(tmp_path: Path):
    """By REST a ticket's history is read when the ticket changed, not with every pass."""
    with open_town(configure(tmp_path / "config", TEAM), FACES["rest"]) as town:
        people_act(town)
        house = town.house()
        town.sync(house)
        town.passes(minutes=1)
        town.sync(house)
        town.passes(minutes=1)
        so_far = town.world.count("GET", "/timeline")
        town.sync(house)
        town.world.comment(PLACE, 2, "linus-x", "A little further.")
        town.passes(minutes=1)
        town.sync(house)

        assert town.world.count("GET", "/timeline") == so_far + 1
