"""How long after an acknowledged delivery its answer stands on the ticket.

    python -m benchmarks.answer [--database sqlite|postgresql] [--answers N]

People open a second objective, one after the other and far enough apart for the pace of writes,
one a second, not to be what is measured.
"""

from __future__ import annotations

import argparse
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from benchmarks.rig import KINDS, database, load, spread, until
from tests.end_to_end.configuration import configure, person
from tests.end_to_end.process import Process, serving
from tests.end_to_end.real_time import RealTown, open_real_town

APART = 1.2  # seconds
TARGET = 2.0  # seconds


def one_answer(town: RealTown, daemon: Process, who: str) -> float:
    """Seconds from the 202 until our notice stands there."""
    second = town.ilo(who, "One more")
    assert daemon.touches(second) == HTTPStatus.ACCEPTED
    taken = monotonic()
    until(lambda: (second, "only_one") in town.said(), 60, 0.005)
    return monotonic() - taken


def main() -> None:
    """Measure so many answers."""
    words = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    words.add_argument("--database", choices=KINDS, default="sqlite")
    words.add_argument("--answers", type=int, default=50)
    said = words.parse_args()
    names = [f"person{n}" for n in range(said.answers)]
    took: list[float] = []
    with (
        TemporaryDirectory() as temporary,
        open_real_town(Path(temporary) / "config") as town,
        database(said.database, Path(temporary)) as url,
    ):
        configure(town.folder, map(person, names), tables="[brake]\nmax_changes = 1000")
        for who in names:
            town.ilo(who)
        with serving(town, ILOSYNC_DATABASE=url) as daemon:
            until(lambda: "reading.done" in daemon.said(), 60)
            for who in names:
                took.append(one_answer(town, daemon, who))
                sleep(APART)
    print(f"{said.database}, {said.answers} answers, {load()}")
    print(f"  from the 202 to the notice: {spread(took)} (target: {TARGET:.0f} s)")


if __name__ == "__main__":
    main()
