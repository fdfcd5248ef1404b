"""Threads that wait for somebody to mark are woken at once, and never sleep over a mark."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread
from time import monotonic

import pytest

from ilosync.daemon.attention import Attention, Mark
from ilosync.daemon.database import Database

LONG = 20.0  # seconds that no test waits


@pytest.fixture
def attention(database: Database) -> Attention:
    """On the real clock."""
    return Attention(database)


def test_a_mark_wakes_all_that_wait(attention: Attention):
    """In this process, at once."""
    waiting = [Event() for _ in range(3)]

    def wait(begun: Event) -> float:
        assert attention.claim("w") is None
        begun.set()
        attention.wait(LONG)
        return monotonic()

    with ThreadPoolExecutor(3) as threads:
        ends = [threads.submit(wait, begun) for begun in waiting]
        for begun in waiting:
            begun.wait()
        marked = monotonic()
        attention.mark([Mark("person:ada")])
        assert max(e.result() for e in ends) - marked < LONG / 2


def test_a_mark_between_a_look_and_the_wait_is_not_slept_over(attention: Attention):
    """The wait ends before it begins."""
    assert attention.claim("w") is None
    other = Thread(target=attention.mark, args=([Mark("person:ada")],))
    other.start()
    other.join()
    begun = monotonic()
    attention.wait(LONG)
    assert monotonic() - begun < LONG / 2
    assert attention.claim("w") is not None


def test_a_wait_without_a_mark_ends_by_itself(attention: Attention):
    """After its time, also when what was marked has been seen."""
    attention.mark([Mark("person:ada")])
    attention.claim("w")
    begun = monotonic()
    attention.wait(0.1)
    assert monotonic() - begun >= 0.1


def test_stopping_ends_all_waits(attention: Attention):
    """Those that have begun, and those that begin later."""
    with ThreadPoolExecutor(2) as threads:
        begun = monotonic()
        waits = [threads.submit(attention.wait, LONG) for _ in range(2)]
        attention.stop()
        for each in waits:
            each.result()
        attention.wait(LONG)
    assert monotonic() - begun < LONG / 2
