"""What other processes do in these tests until they are killed, and what they leave behind.

They note what they did at the end of a file, a line at a time: what is written there was done,
whenever they die.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

from ilosync.bootstrap import RealClock
from ilosync.daemon.attention import Attention, Claim, Mark
from ilosync.daemon.database import Database
from ilosync.daemon.intake import Intake
from ilosync.daemon.pace import Pace
from ilosync.errors import TryLater

_context = get_context("forkserver")  # they start within milliseconds, having imported all
_context.set_forkserver_preload(["pytest", "tests.daemon.deeds", "ilosync.daemon.dispatch"])


@contextmanager
def process(deed: Callable[..., None], *words: object) -> Iterator[BaseProcess]:
    """Another process that does this; killed at the end, if it still lives."""
    started = _context.Process(target=deed, args=words, daemon=True)
    started.start()
    try:
        yield started
    finally:
        started.kill()
        started.join()


class Notes:
    """A file to which any process adds lines."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def add(self, *words: object) -> None:
        """One line, whole or not at all."""
        os.write(self._file, (" ".join(map(str, words)) + "\n").encode())

    def lines(self) -> list[list[str]]:
        """All lines so far, in words."""
        return [line.split() for line in self.path.read_text().splitlines()]

    def wait_for(self, lines: int, within: float = 20.0) -> None:
        """Until there are so many."""
        latest = monotonic() + within
        while len(self.lines()) < lines:
            assert monotonic() < latest, f"{len(self.lines())} of {lines} lines"
            sleep(0.01)


# --- marking -------------------------------------------------------------------------------


def deliver(url: str, path: Path) -> None:
    """Mark through the intake from sixteen senders, for ever; note what was acknowledged."""
    notes = Notes(path)
    intake = Intake(Attention(Database(url, RealClock())))
    numbers = count()

    async def send() -> None:
        for n in numbers:
            ticket = ("github", f"{os.getpid()}#{n}")
            await intake.mark([Mark(f"person:{n % 40}", frozenset({ticket}))])
            notes.add(f"person:{n % 40}", *ticket)

    async def all_of_them() -> None:
        await asyncio.gather(*(send() for _ in range(16)))

    asyncio.run(all_of_them())


# --- working -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Crew:
    """Threads that look at whatever is due, over one set; each look takes `seconds`.

    They wait by themselves, or for procrastinate's bell.
    """

    url: str
    path: Path
    by_bell: bool = False
    threads: int = 4
    seconds: float = 0.01
    lease: float = 30.0

    def work(self) -> None:
        """For ever, or until killed."""
        notes, attention = Notes(self.path), self.attention()
        if self.by_bell:
            self._by_bell(notes, attention)
        else:
            run = [Thread(target=self._alone, args=(notes, attention)) for _ in range(self.threads)]
            for each in run:
                each.start()

    def attention(self) -> Attention:
        """The set that they work on."""
        return Attention(Database(self.url, RealClock()), self.lease)

    def _alone(self, notes: Notes, attention: Attention) -> None:
        while True:
            claim = attention.claim(f"{os.getpid()}")
            if claim is None:
                attention.wait(0.05)
            else:
                self._look(claim, notes, attention)

    def _by_bell(self, notes: Notes, attention: Attention) -> None:
        from ilosync.daemon.dispatch import Dispatch  # noqa: PLC0415

        def work(key: str) -> None:
            claim = attention.claim(f"{os.getpid()}", key=key)
            if claim is not None:
                self._look(claim, notes, attention)

        Dispatch(attention.database, attention, sweep=0.5).run(work, concurrency=self.threads)

    def _look(self, claim: Claim, notes: Notes, attention: Attention) -> None:
        notes.add("begins", claim.key, claim.owner, monotonic())
        sleep(self.seconds)
        if attention.holds(claim):
            notes.add("ends", claim.key, claim.owner, monotonic())
        attention.done(claim)


def looks(notes: Notes) -> dict[str, list[tuple[float, float]]]:
    """When each key was looked at: beginnings and ends, in order; an end that never came is 0."""
    begun: dict[tuple[str, str], float] = {}
    ended: dict[tuple[str, str], float] = {}
    for what, key, owner, at in notes.lines():
        (begun if what == "begins" else ended)[key, owner] = float(at)
    found: dict[str, list[tuple[float, float]]] = {}
    for (key, owner), at in begun.items():
        found.setdefault(key, []).append((at, ended.get((key, owner), 0.0)))
    return {key: sorted(times) for key, times in found.items()}


# --- taking --------------------------------------------------------------------------------


def take(url: str, path: Path, per_second: float, burst: float, seconds: float) -> None:
    """Ask for points in three threads as fast as can be, and note each that was given."""
    notes, pace = Notes(path), Pace(Database(url, RealClock()))
    latest = monotonic() + seconds

    def ask() -> None:
        while monotonic() < latest:
            wait = pace.take("github", 1, per_second, burst)
            if wait:
                sleep(wait / 2)  # too early, half of the time
            else:
                notes.add(monotonic())

    with ThreadPoolExecutor(3) as threads:
        for asking in [threads.submit(ask) for _ in range(3)]:
            asking.result()


# --- running out of room -------------------------------------------------------------------


def outgrow(url: str, path: Path, room: int) -> None:
    """Mark until the file may grow no more, then be given room again; note how each went."""
    import resource  # noqa: PLC0415  not everywhere

    notes = Notes(path)
    intake = Intake(Attention(Database(url, RealClock(), busy=0.5)))
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, most))

    async def send(first: int, last: int) -> int:
        failed = 0
        for n in range(first, last):
            try:
                await intake.mark([Mark(f"person:{n}" + "x" * 500)])
                notes.add("kept", n)
            except TryLater as e:
                failed += 1
                notes.add("refused", n, str(e).replace(" ", "_"))
        return failed

    async def all_of_them() -> None:
        first = 0
        while not await send(first, first + 20):
            first += 20
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        await send(first + 20, first + 40)

    asyncio.run(all_of_them())


# --- migrating -----------------------------------------------------------------------------


def migrate(url: str, path: Path) -> None:
    """Bring a database up to date and use it; note the steps taken."""
    notes, database = Notes(path), Database(url, RealClock())
    steps = database.migrate()
    Attention(database).mark([Mark("person:ada")])
    notes.add("steps", *steps)
