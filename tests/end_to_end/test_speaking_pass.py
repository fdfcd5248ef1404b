"""A speaking pass from files on disk to notices on tickets, by every way to meet a GitHub."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .configuration import configure
from .scenes import SAID, TEAM, people_act
from .town import FACES, Town, open_town


@pytest.fixture(params=FACES)
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    """The team, a minute after all that happened."""
    with open_town(configure(tmp_path / "config", TEAM), FACES[request.param]) as town:
        people_act(town)
        yield town


def test_everybody_gets_the_right_note_on_the_right_ticket(town: Town):
    """One pass says what is due where it is due, puts the missing label on, and no more."""
    before = town.labels()
    _, _, done = town.sync()

    assert town.said() == SAID
    assert town.labels() == {**before, 5: {"ILO"}}
    assert done.left == []
    assert len(town.writes()) == len(done.written) == 5


def test_a_second_pass_writes_nothing(town: Town):
    """A minute later a process without memory finds all said."""
    town.sync()
    so_far, before = len(town.world.asked), town.touched()
    town.passes(minutes=1)
    _, plan, done = town.sync()

    assert (plan.actions, done.written, done.left) == ((), [], [])
    assert town.writes(so_far) == []
    assert town.touched() == before


def test_each_note_speaks_to_those_it_asks(town: Town):
    """A new note mentions the accounts that are asked, at its beginning, and nobody else."""
    town.sync()
    first = {
        issue.number: comment.body.split(",")[0]
        for issue in town.issues()
        for comment in issue.comments
    }

    assert first.pop(6) == "Hi @ada-x"
    assert first == {1: "Hi @grace-x", 4: "Hi @linus-x", 5: "Hi @mo-x"}


def test_boxes_are_offered_where_a_tick_can_be_seen(town: Town):
    """GraphQL tells who ticked a box; where there is none, a command is offered instead."""
    town.sync()
    (check_in,) = town.world.issue("acme/learning", 1).comments
    has_graphql = not town.world.faults

    assert ("- [ ]" in check_in.body) is has_graphql
    assert "/ilo checkin" in check_in.body


def test_what_the_people_do_next_is_understood(town: Town):
    """A check-in is noted, the newer ILO lined up, a session held: all settles, silently."""
    town.sync()
    comments = town.world.count("POST", "/comments")
    town.passes(hours=1)
    town.world.comment("acme/learning", 1, "grace-x", "/ilo checkin")
    town.world.unlabel("acme/learning", 4, "linus-x", "ILO")
    town.world.label("acme/learning", 4, "linus-x", "ilo:next")
    town.world.comment("acme/learning", 6, "grace-x", "/ilo held")
    town.passes(minutes=1)
    town.sync()

    signs = town.world.count("POST", "/reactions")
    assert town.standing() == set()
    assert town.world.count("POST", "/comments") - signs == comments
    assert signs == 2
