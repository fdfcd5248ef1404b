"""Small facts, and the count of writes that the brake asks for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from ilosync.daemon.database import Database
from ilosync.daemon.opened import Openings
from ilosync.daemon.state import State

from .databases import Time

HOUR, DAY = 3_600.0, 86_400.0


@pytest.fixture
def state(time: Time) -> State:
    return State(time.database)


def test_facts_are_kept_and_replaced(state: State):
    """By key; what was never put is None."""
    assert state.get("cursor:github") is None
    state.put("cursor:github", "one")
    state.put("cursor:jira", "other")
    state.put("cursor:github", "two")
    assert (state.get("cursor:github"), state.get("cursor:jira")) == ("two", "other")


def test_what_was_begun_is_not_begun_again(state: State, time: Time):
    """Until that is so many seconds ago; other things may begin, and other facts stay."""
    state.put("cursor:github", "no number")
    assert state.begin("one", DAY)
    time.passes(DAY - 1)
    assert not State(time.database).begin("one", DAY)
    assert state.begin("two", DAY)
    time.passes(1)
    assert state.begin("one", DAY)
    assert not state.begin("one", DAY)
    assert state.get("cursor:github") == "no number"


def test_what_was_not_begun_after_all_may_begin_at_once(state: State):
    """Nothing came of it, so nothing has to be waited for."""
    assert state.begin("one", DAY)
    state.undo("one")
    assert state.begin("one", DAY)


def test_what_was_begun_long_ago_is_forgotten(state: State, time: Time):
    """A day later nothing of it is kept."""
    state.begin("one", DAY)
    time.passes(DAY)
    state.begin("two", DAY)
    with time.database.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM facts")) == 1


def test_of_several_that_begin_at_once_one_does(database: Database):
    """Two passes over everything may meet."""
    with ThreadPoolExecutor(6) as threads:
        began = list(threads.map(lambda _: State(database).begin("one", DAY), range(6)))
    assert sorted(began) == [False] * 5 + [True]


def test_an_opening_is_kept_without_its_key(state: State, time: Time):
    """It may be about a person; only a digest of it is in the database."""
    openings = Openings(state)
    assert openings.begin("github:welcome:ada")
    assert not openings.begin("github:welcome:ada")
    assert openings.begin("github:welcome:bo")
    with time.database.reading() as connection:
        kept = connection.scalars(text("SELECT key FROM facts")).all()
    assert not any("ada" in x or "welcome" in x for x in kept)
    openings.undo("github:welcome:ada")
    assert openings.begin("github:welcome:ada")


def test_writes_of_all_workers_are_counted(state: State, time: Time):
    """Those within the time asked about, an hour unless told, and no longer than a day."""
    state.wrote()
    time.passes(HOUR - 1)
    State(time.database).wrote(2)
    assert state.written() == 3
    time.passes(1)
    assert state.written() == 2
    assert state.written(within=2 * HOUR) == 3
    state.wrote(at=time.now - 30)
    assert state.written(within=60) == 3
    time.passes(DAY)
    state.wrote()
    with time.database.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM written")) == 1


def test_what_was_lost_is_counted_from_our_comments(state: State, time: Time):
    """Each counts in its own hour; told again, nothing is doubled."""
    times = [time.now - 10, time.now - 20, time.now - 1.5 * HOUR]
    for _ in range(3):
        state.seed_written(times)
        assert state.written() == 2
        assert state.written(within=2 * HOUR) == 3


def test_what_was_counted_is_not_counted_again(state: State, time: Time):
    """Whether the tracker's clock is ahead or behind; only what is missing is added."""
    state.wrote()
    time.passes(100)
    state.wrote(2)
    state.seed_written([time.now + 30, time.now - 2, time.now - 101])
    assert state.written() == 3
    state.seed_written([time.now - 1, time.now - 1, time.now - 1, time.now - 200, time.now - 300])
    assert state.written() == 5


def test_several_that_start_at_once_count_once(database: Database):
    """Each worker tells what it read; together they add it one time."""
    now = database.now()
    times = [now - n for n in range(20)]
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda _: State(database).seed_written(times), range(6)))
    assert State(database).written() == 20
