"""The pace that all workers on one database share: never above the rate, never stuck."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilosync.daemon.pace import Pace

from .databases import Time
from .deeds import Notes, process, take

RATE, BURST = 2.0, 6.0
NUMBERS = count()


@pytest.fixture
def pace(time: Time) -> Pace:
    return Pace(time.database)


def test_a_burst_goes_at_once_and_the_rest_at_the_rate(pace: Pace, time: Time):
    """Who has to wait is told how long, and may go then and not before."""
    assert [pace.take("github", 1, RATE, BURST) for _ in range(6)] == [0.0] * 6
    for _ in range(3):
        assert pace.take("github", 1, RATE, BURST) == pytest.approx(0.5, abs=1e-3)
        time.passes(0.25)
        assert pace.take("github", 1, RATE, BURST) == pytest.approx(0.25, abs=1e-3)
        time.passes(0.25)
        assert pace.take("github", 1, RATE, BURST) == 0.0


def test_who_is_told_to_wait_is_not_counted(pace: Pace):
    """Asking costs nothing."""
    pace.take("github", 6, RATE, BURST)
    waits = [pace.take("github", 5, RATE, BURST) for _ in range(10)]
    assert waits == pytest.approx([2.5] * 10, abs=1e-3)


def test_each_name_has_its_own_pace(pace: Pace):
    """One tracker's rest is not another's."""
    pace.take("github", 6, RATE, BURST)
    assert pace.take("github", 1, RATE, BURST) > 0
    assert pace.take("jira", 6, RATE, BURST) == 0.0


def test_what_is_larger_than_a_burst_goes_when_all_is_made_up_for(pace: Pace, time: Time):
    """It is not told to wait for ever; what follows waits the longer."""
    pace.take("github", 1, RATE, BURST)
    assert pace.take("github", 20, RATE, BURST) == pytest.approx(0.5, abs=1e-3)
    time.passes(0.5)
    assert pace.take("github", 20, RATE, BURST) == 0.0
    assert pace.take("github", 1, RATE, BURST) == pytest.approx(7.5, abs=1e-3)


def test_a_pause_holds_for_everybody(pace: Pace, time: Time):
    """The longest one that a tracker asked for; afterwards it goes on at the pace of before."""
    pace.take("github", 5, RATE, BURST)
    pace.pause("github", time.now + 30)
    pace.pause("github", time.now + 10)
    assert Pace(time.database).take("github", 1, RATE, BURST) == pytest.approx(30)
    time.passes(30)
    assert pace.take("github", 6, RATE, BURST) == 0.0


def test_a_clock_that_is_set_back_stops_nobody(pace: Pace, time: Time):
    """What seems to be spent for hours to come is forgotten."""
    pace.take("github", 6, RATE, BURST)
    time.passes(-7_200)
    assert pace.take("github", 1, RATE, BURST) == 0.0


ASKED = st.lists(st.tuples(st.floats(0.01, 5), st.floats(0, 4)), max_size=40)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Time:
    """For all examples, each of which has a name of its own."""
    return Time(f"sqlite:///{tmp_path_factory.mktemp('pace')}/ilosync.db")


@settings(max_examples=50)
@given(ASKED)
def test_no_window_holds_more_than_burst_and_rate_allow(
    one: Time, asked: list[tuple[float, float]]
):
    """Whatever is asked in whatever rhythm, over any stretch of time; who waits is let go then."""
    pace, name = Pace(one.database), f"tracker {next(NUMBERS)}"
    taken: list[tuple[float, float]] = []
    for points, pause in asked:
        one.passes(pause)
        if wait := pace.take(name, points, RATE, BURST):
            one.passes(wait)
            assert pace.take(name, points, RATE, BURST) == 0.0
        taken.append((one.now, points))
    for first, (begin, _) in enumerate(taken):
        total = 0.0
        for at, points in taken[first:]:
            total += points
            assert total <= BURST + RATE * (at - begin) + 0.001


def test_threads_and_processes_keep_the_pace_together(url: str, tmp_path: Path):
    """Two processes of three threads that ask too early half of the time get what one would."""
    notes = Notes(tmp_path / "taken")
    begun = monotonic()
    with (
        process(take, url, notes.path, 60.0, 10.0, 1.0) as one,
        process(take, url, notes.path, 60.0, 10.0, 1.0) as other,
    ):
        one.join(20)
        other.join(20)
        assert (one.exitcode, other.exitcode) == (0, 0)
    taken = sorted(float(at) for (at,) in notes.lines())
    assert len(taken) > 40
    assert len(taken) <= 10 + 60 * (monotonic() - begun)
    for first, begin in enumerate(taken):
        for more, at in enumerate(taken[first:], 1):
            assert more <= 10 + 60 * (at - begin + 0.2)
