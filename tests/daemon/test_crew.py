"""Threads and processes on one set: nobody is looked at twice at once, and nobody is forgotten."""

from __future__ import annotations

from itertools import count, pairwise
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest

from ilosync.bootstrap import RealClock
from ilosync.daemon.attention import Attention, Mark
from ilosync.daemon.database import Database

from .deeds import Crew, Notes, looks, process

WAYS = ("sqlite", "postgresql", "procrastinate")
WITHIN = {"sqlite": 2.0, "postgresql": 2.0, "procrastinate": 5.0}
"""Seconds after the end of a lease within which another takes over."""


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    """SQLite, PostgreSQL by looking, PostgreSQL by procrastinate's bell."""
    return request.param


@pytest.fixture
def crew(way: str, request: pytest.FixtureRequest, tmp_path: Path) -> Crew:
    if way == "sqlite":
        url = f"sqlite:///{tmp_path}/ilosync.db"
        Database(url, RealClock()).migrate()
    else:
        url = request.getfixturevalue("postgres").new()
    return Crew(url, tmp_path / "notes", by_bell=way == "procrastinate")


def workers(notes: Notes) -> set[str]:
    """The processes that have looked at something so far."""
    return {owner.partition("#")[0] for _, _, owner, _ in notes.lines()}


def settled(attention: Attention, within: float = 30.0) -> None:
    """Wait until nobody wants a look."""
    latest = monotonic() + within
    while attention.pending()[0]:
        assert monotonic() < latest, f"{attention.pending()} are left"
        sleep(0.02)


def test_nobody_is_looked_at_twice_at_once_nor_forgotten(crew: Crew):
    """Two processes of four threads, two more that mark all the time: looks at one key never
    overlap, and the last look at each key began after its last mark was sent."""
    notes, attention = Notes(crew.path), crew.attention()
    marked: dict[str, float] = {}

    def mark() -> None:
        for n in count():
            key = f"person:{n % 7}"
            marked[key] = monotonic()
            attention.mark([Mark(key)])
            if n % 50 == 0 and n >= 150 and len(workers(notes)) == 2:
                break

    with process(crew.work), process(crew.work):
        senders = [Thread(target=mark) for _ in range(2)]
        for each in senders:
            each.start()
        for each in senders:
            each.join()
        settled(attention)

    times = looks(notes)
    assert times.keys() == marked.keys()
    for key, spans in times.items():
        assert all(end and end <= begin for (_, end), (begin, _) in pairwise(spans))
        assert spans[-1][0] > marked[key]


def test_another_takes_over_when_one_dies(crew: Crew, way: str):
    """Killed with keys in hand: they are looked at again, soon after the lease."""
    lease = 1.5
    first = Crew(crew.url, crew.path, crew.by_bell, threads=3, seconds=600, lease=lease)
    second = Crew(crew.url, crew.path, crew.by_bell, threads=3, lease=lease)
    notes, attention = Notes(crew.path), first.attention()
    with process(first.work) as dying:
        attention.mark([Mark(f"person:{n}") for n in range(3)])
        notes.wait_for(3)
        dying.kill()
        with process(second.work):
            attention.mark([Mark("person:0")])  # marked again before anybody took over
            settled(attention)
    for spans in looks(notes).values():
        (begun, never), *rest = spans
        assert never == 0
        assert lease / 2 < rest[0][0] - begun <= lease + WITHIN[way]
