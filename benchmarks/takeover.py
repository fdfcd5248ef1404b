"""How soon another worker goes on where one was killed in the middle of a pass.

    python -m benchmarks.takeover [--database sqlite|postgresql] [--dispatch poll|procrastinate]
                                  [--runs N]

Two workers; whoever took the pass is killed while the tracker is slow to answer it, and the clock
runs from then until the notice that the pass owed stands on the ticket.
"""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from sqlalchemy import text

from benchmarks.rig import KINDS, database, load, spread, until
from ilosync.bootstrap import RealClock
from ilosync.daemon.database import Database
from ilosync.sandbox.faults import Fault
from tests.end_to_end.configuration import configure, person
from tests.end_to_end.process import Process, serving
from tests.end_to_end.real_time import RealTown, open_real_town

LEASE = 2
TARGETS = {"poll": LEASE + 2.0, "procrastinate": LEASE + 5.0}
SLOW = 20.0  # seconds: the one that is killed never hears the answer
HOLDER = text("SELECT owner FROM attention WHERE key = :key AND owner <> ''")


def pid_of(known: Database, who: str) -> int:
    """Which process looks at somebody; 0: none. A lease's owner is `host:pid:thread#fence`."""
    with known.reading() as connection:
        owner = connection.scalar(HOLDER, {"key": f"person:{who}"})
    return int(owner.rsplit(":", 2)[1]) if owner else 0


def one_run(
    town: RealTown, web: Process, workers: list[Process], known: Database, who: str
) -> float:
    """Seconds from the kill until the other has written."""
    second, arrived = town.ilo(who, "One more"), town.world.arrived
    town.world.faults.append(Fault("slow", seconds=SLOW))
    assert web.touches(second) == HTTPStatus.ACCEPTED
    until(lambda: town.world.arrived > arrived and pid_of(known, who), 20)
    (dead,) = (x for x in workers if x.process.pid == pid_of(known, who))
    dead.process.kill()
    killed = monotonic()
    until(lambda: (second, "only_one") in town.said(), 60)
    took = monotonic() - killed
    dead.process.wait(10)
    dead.close()
    workers.remove(dead)
    return took


def measure(town: RealTown, outside: dict[str, str], runs: int) -> list[float]:
    """Seconds of each run."""
    known, took = Database(outside["ILOSYNC_DATABASE"], RealClock()), []
    with ExitStack() as stack:
        night = stack.enter_context(serving(town, "--role", "night", **outside))
        until(lambda: "reading.done" in night.said(), 60)
        night.end()
        web = stack.enter_context(serving(town, "--role", "web", **outside))
        workers: list[Process] = []
        for n in range(runs):
            while len(workers) < 2:  # noqa: PLR2004
                workers.append(stack.enter_context(serving(town, "--role", "worker", **outside)))
            for each in workers:
                until(lambda each=each: each.get("/healthz").ok, 20)  # type: ignore[misc]
            took.append(one_run(town, web, workers, known, f"person{n}"))
    known.close()
    return took


def main() -> None:
    """Measure so many runs."""
    words = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    words.add_argument("--database", choices=KINDS, default="sqlite")
    words.add_argument("--dispatch", choices=sorted(TARGETS), default="poll")
    words.add_argument("--runs", type=int, default=5)
    said = words.parse_args()
    names = [f"person{n}" for n in range(said.runs)]
    tables = f'[daemon]\nlease_seconds = {LEASE}\ndispatch = "{said.dispatch}"'
    with (
        TemporaryDirectory() as temporary,
        open_real_town(Path(temporary) / "config") as town,
        database(said.database, Path(temporary)) as url,
    ):
        configure(town.folder, [person(x) for x in names], tables=tables)
        for who in names:
            town.ilo(who)
        took = measure(town, {"ILOSYNC_DATABASE": url}, said.runs)
    print(f"{said.database}, {said.dispatch}, lease {LEASE} s, {said.runs} runs, {load()}")
    print(f"  the other had written after {spread(took)} (target: {TARGETS[said.dispatch]:.0f} s)")


if __name__ == "__main__":
    main()
