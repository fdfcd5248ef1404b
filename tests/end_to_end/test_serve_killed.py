"""`kill -9` of the daemon under load: nothing acknowledged is lost, and nothing is said twice."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event, Thread

import pytest
import requests

from ilosync.sandbox.faults import Fault

from .configuration import PLACE, configure, person
from .process import START, Process, serving
from .real_time import open_real_town
from .served import until
from .town import Town

PEOPLE = 12
LEASE = 2
DAEMON = f"[daemon]\nlease_seconds = {LEASE}\nstop_seconds = 2\n\n[brake]\nmax_changes = 100000"


def names() -> list[str]:
    return [f"person{n}" for n in range(PEOPLE)]


@contextmanager
def busy_town(folder: Path) -> Iterator[Town]:
    """A dozen people with one objective each, after one full reading."""
    with open_real_town(folder / "config") as town:
        configure(town.folder, [person(x) for x in names()], tables=DAEMON)
        for who in names():
            town.ilo(who)
        yield town


@dataclass
class Load:
    """People who open a second objective or close it, now and then; and a stream of deliveries.

    We may write once a second, and eighty times before we have to go slower: so people do little,
    and are heard of often. `owed` are tickets whose last delivery was not acknowledged: nobody
    promised them anything.
    """

    town: Town
    url: str
    stop: Event = field(default_factory=Event)
    seconds: dict[str, int] = field(default_factory=dict)
    owed: set[int] = field(default_factory=set)
    acknowledged: int = 0

    def run(self) -> None:
        chance = Random(3)
        while not self.stop.is_set():
            self._deliver(self._acts(chance.choice(names())))
            for _ in range(20):
                self._deliver(chance.randint(1, PEOPLE))
                time.sleep(0.03)

    def _acts(self, who: str) -> int:
        number = self.seconds.pop(who, None)
        if number is None:
            self.seconds[who] = self.town.ilo(who, "One more")
            return self.seconds[who]
        self.town.world.close(PLACE, number, f"{who}-x")
        return number

    def _deliver(self, number: int) -> None:
        try:
            taken = Process.deliver(self.town, self.url, number) == 202
        except requests.RequestException:
            taken = False
        self.acknowledged += taken
        if taken:
            self.owed.discard(number)
        else:
            self.owed.add(number)


def settled(town: Town, load: Load) -> bool:
    """Whether what was acknowledged has led to what it should."""
    house = town.house()
    plan = house.sync.plan(house.sync.read(), town.clock.now())
    return not [a for a in plan.actions if a.ticket.number not in load.owed]


def kill_and_start_over(folder: Path, database: str, kills: int, *roles: str) -> None:
    """Kill one of the processes now and then while people are busy; then let all come to rest."""
    chance = Random(5)
    with busy_town(folder) as town, ExitStack() as stack:
        outside = {"ILOSYNC_DATABASE": database}
        first = stack.enter_context(serving(town, "--role", "night", **outside))
        until(lambda: "reading.done" in first.said(), START)
        first.end()
        running = [Process(town, "--role", r, **outside) for r in roles]
        load = Load(town, running[0].url)
        busy = Thread(target=load.run)
        busy.start()
        try:
            for _ in range(kills):
                time.sleep(chance.uniform(0.05, 0.5))
                n = chance.randrange(len(roles))
                running[n].end(signal.SIGKILL)
                running[n].close()
                running[n] = Process(town, "--role", roles[n], **outside)
                load.url = running[0].url
            load.stop.set()
            busy.join(30)
            until(lambda: settled(town, load), 240, every=1.0)
            assert load.acknowledged > kills
            town.said()  # which fails where anything is there twice
        finally:
            load.stop.set()
            for each in running:
                each.end(signal.SIGKILL)
                each.close()


@pytest.mark.slow
def test_fifty_kills_lose_nothing_and_double_nothing(tmp_path: Path, database_url: str):
    """Web and worker are killed fifty times between them, while people open and close tickets."""
    kill_and_start_over(tmp_path, database_url, 50, "web", "worker")


def test_a_few_kills_lose_nothing_and_double_nothing(tmp_path: Path):
    """The same, for every run of the tests."""
    kill_and_start_over(tmp_path, f"sqlite:///{tmp_path}/ilosync.db", 4, "web", "worker")


@pytest.mark.slow
def test_another_worker_takes_over(tmp_path: Path, database_url: str):
    """One worker is killed in the middle of a pass: the other goes on once the lease is over."""
    with busy_town(tmp_path) as town:
        outside = {"ILOSYNC_DATABASE": database_url}
        with serving(town, "--role", "night", **outside) as first:
            until(lambda: "reading.done" in first.said(), START)
            first.end()
        with (
            serving(town, "--role", "web", **outside) as web,
            serving(town, "--role", "worker", **outside) as one,
        ):
            until(lambda: one.get("/healthz").ok, START)
            town.world.faults.append(Fault("slow", seconds=1.0))
            arrived = town.world.arrived
            second = town.ilo("person0", "One more")
            assert web.touches(second) == 202
            until(lambda: town.world.arrived > arrived)
            one.end(signal.SIGKILL)
            with serving(town, "--role", "worker", **outside):  # seconds: benchmarks/takeover.py
                until(lambda: (second, "only_one") in town.said(), LEASE + 60)
