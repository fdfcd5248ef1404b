"""The one place that every request passes: no limit is passed, and nobody really waits."""

from __future__ import annotations

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilosync.errors import TryLater
from ilosync.sandbox.clock import SimulatedClock
from ilosync.trackers.answer import Answer
from ilosync.trackers.limits import POINTS, Kind, Limits
from ilosync.trackers.pacing import Fault, Pacer
from tests.trackers.pretend import OK, START, Server


def most(spent: Iterable[tuple[datetime, int]], seconds: float) -> int:
    """The most points in any window of that length."""
    moments = list(spent)
    span = timedelta(seconds=seconds)
    return max((sum(p for t, p in moments if at <= t < at + span) for at, _ in moments), default=0)


REQUESTS = st.lists(
    st.tuples(
        st.sampled_from([Kind.READ, Kind.QUERY, Kind.WRITE, Kind.WRITE]),
        st.floats(0, 30),
        st.booleans(),
    ),
    max_size=120,
)


@given(REQUESTS, st.floats(0, 2))
def test_no_limit_is_passed_in_any_window(requests, takes: float):
    """Whatever is asked, in whatever rhythm: points a minute, creations a minute and an hour."""
    limits = Limits(
        rest_points=60, query_points=20, creations_a_minute=8, creations_an_hour=20,
        seconds_between_writes=1.0,
    )  # fmt: skip
    server = Server(takes=takes)
    pacer = Pacer(server.clock, limits, patience=10_000)
    seen: list[tuple[Kind, bool, datetime]] = []
    for kind, pause, creates in requests:
        server.clock.sleep(pause if pause > 20 else 0)
        makes = creates and kind is Kind.WRITE
        pacer.send(kind, server, creates=makes)
        seen.append((kind, makes, server.asked[-1]))

    rest = [(at, POINTS[k]) for k, _, at in seen if k is not Kind.QUERY]
    queries = [(at, POINTS[k]) for k, _, at in seen if k is Kind.QUERY]
    created = [(at, 1) for _, c, at in seen if c]
    writes = [at for k, _, at in seen if k is Kind.WRITE]
    assert most(rest, 60) <= limits.rest_points
    assert most(queries, 60) <= limits.query_points
    assert most(created, 60) <= limits.creations_a_minute
    assert most(created, 3_600) <= limits.creations_an_hour
    assert all((b - a).total_seconds() >= 1 for a, b in pairwise(writes))


def test_writes_are_a_second_apart():
    """GitHub's best practices: at least one second between writes, from end to beginning."""
    server = Server(takes=0.5)
    pacer = Pacer(server.clock)
    for _ in range(3):
        pacer.send(Kind.WRITE, server)
    assert server.gaps() == [1.5, 1.5]


def test_reads_are_not_spaced():
    """Reads follow each other without a pause."""
    server = Server()
    pacer = Pacer(server.clock)
    for _ in range(50):
        pacer.send(Kind.READ, server)
    assert sum(server.gaps()) == 0


def test_a_flood_of_comments_is_spread_over_hours():
    """The hour's 500 creations are not passed; what does not fit may be asked for later."""
    server = Server()
    pacer = Pacer(server.clock)
    for _ in range(500):
        pacer.send(Kind.WRITE, server, creates=True)
    with pytest.raises(TryLater) as late:
        pacer.send(Kind.WRITE, server, creates=True)
    assert len(server.asked) == 500
    assert 0 < (late.value.after or 0) <= 3_600


@pytest.mark.parametrize("wrong", [Answer(502), Answer(500), Answer(408), Fault("reset")])
def test_reads_are_repeated_and_writes_are_not(wrong: Answer | Fault):
    """A fault may hide a stored write, so only reads are sent again."""
    server = Server(wrong)
    assert Pacer(server.clock).send(Kind.READ, server) == OK
    assert len(server.asked) == 2

    server = Server(wrong)
    with suppress(Fault):
        Pacer(server.clock).send(Kind.WRITE, server)
    assert len(server.asked) == 1


def test_repeats_end():
    """Four tries a read, 1, 2 and 4 seconds apart; then the answer is handed on."""
    server = Server(*[Answer(503)] * 9)
    assert Pacer(server.clock).send(Kind.READ, server).status == 503
    assert server.gaps() == [1, 2, 4]
    with pytest.raises(Fault):
        Pacer(server.clock).send(Kind.READ, Server(*[Fault("reset")] * 9))


def test_requests_go_one_at_a_time():
    """However many threads ask: GitHub's best practices want them one after the other."""
    under_way, most_at_once = [], []

    def send() -> Answer:
        under_way.append(1)
        most_at_once.append(len(under_way))
        time.sleep(0.002)
        under_way.pop()
        return OK

    pacer = Pacer(SimulatedClock(START))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: pacer.send(Kind.READ, send), range(40)))
    assert max(most_at_once) == 1


def test_it_knows_what_was_spent():
    """Requests and points by kind, repeats included."""
    server = Server(Answer(502))
    pacer = Pacer(server.clock)
    pacer.send(Kind.READ, server)
    pacer.send(Kind.QUERY, server)
    pacer.send(Kind.WRITE, server)
    assert pacer.spent.requests == {Kind.READ: 2, Kind.QUERY: 1, Kind.WRITE: 1, Kind.TOKEN: 0}
    assert pacer.spent.points[Kind.WRITE] == 5


def test_a_clock_that_is_set_back_does_not_stop_everything():
    """What seems to lie in the future is forgotten."""
    server = Server()
    pacer = Pacer(server.clock, Limits(rest_points=5))
    pacer.send(Kind.WRITE, server)
    server.clock.set_to(START - timedelta(days=1))
    pacer.send(Kind.WRITE, server)
    assert pacer.spent.waited == 0


class SharedGate:
    """A gate that several pacers pass: so many seconds between any two requests."""

    def __init__(self, clock: SimulatedClock, gap: float) -> None:
        self.clock, self.gap, self.free = clock, gap, clock.now()
        self.asked: list[Kind] = []
        self.paused: list[float] = []

    def take(self, kind: Kind) -> float:
        self.asked.append(kind)
        wait = (self.free - self.clock.now()).total_seconds()
        if wait <= 0:
            self.free = self.clock.now() + timedelta(seconds=self.gap)
        return max(wait, 0.0)

    def pause(self, seconds: float) -> None:
        self.paused.append(seconds)
        self.free = self.clock.now() + timedelta(seconds=seconds)


def test_a_shared_gate_is_asked_before_each_request():
    """Two workers with one token keep its pace together, each beside its own limits."""
    server = Server()
    gate = SharedGate(server.clock, gap=3)
    workers = [Pacer(server.clock, gate=gate) for _ in range(2)]
    for n in range(6):
        workers[n % 2].send(Kind.READ, server)
    assert server.gaps() == [3] * 5
    assert set(gate.asked) == {Kind.READ}


def test_a_turn_at_the_gate_is_taken_only_when_it_is_used():
    """What our own limits hold back takes no turn from the others."""
    server = Server()
    gate = SharedGate(server.clock, gap=0)
    pacer = Pacer(server.clock, gate=gate)
    for _ in range(3):
        pacer.send(Kind.WRITE, server)
    assert gate.asked == [Kind.WRITE] * 3


def test_a_refusal_is_told_at_the_gate():
    """All who share the token keep still, as long as the tracker asked."""
    server = Server(Answer(429, {"retry-after": "40"}))
    gate = SharedGate(server.clock, gap=0)
    Pacer(server.clock, gate=gate).send(Kind.READ, server)
    assert gate.paused == [40]
    assert server.gaps() == [40]


def test_a_gate_that_stays_shut_is_for_later():
    """Nobody waits at it longer than the patience."""
    server = Server()
    gate = SharedGate(server.clock, gap=0)
    gate.pause(1_000)
    with pytest.raises(TryLater) as late:
        Pacer(server.clock, gate=gate).send(Kind.READ, server)
    assert (late.value.after, server.asked) == (1_000, [])
