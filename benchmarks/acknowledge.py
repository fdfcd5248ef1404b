"""How many deliveries a second `ilosync serve` makes durable and acknowledges, and how fast.

    python -m benchmarks.acknowledge [--database postgresql] [--deliveries N] [--connections N]

The daemon is a process of its own, started by its command in the role `web`; this process is the
load. Each of the connections sends its next delivery when the last one was answered.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import cast

import uvloop

from benchmarks.deliveries import SECRET, configure, requests
from benchmarks.rig import KINDS
from benchmarks.rig import database as new
from ilosync.bootstrap import RealClock
from ilosync.daemon.attention import Attention
from ilosync.daemon.database import Database

PEOPLE = 100
LONGEST = 60.0  # seconds
WARM = 1_000  # deliveries before the clock starts


@dataclass
class Load:
    """Deliveries still to be sent, and what came of those that were."""

    bodies: Iterator[bytes]
    left: int
    taken: list[float] = field(default_factory=list)  # seconds each
    refused: int = 0


class Line(asyncio.Protocol):
    """One connection: it sends, waits for the answer, and sends again."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._heard = b""
        self._begun = 0.0
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first."""
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        """Note a whole answer, and send the next."""
        self._heard += data
        head, there, body = self._heard.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        if not there or length is None or len(body) < int(length[1]):
            return
        if head.startswith(b"HTTP/1.1 202"):
            self._load.taken.append(perf_counter() - self._begun)
        else:
            self._load.refused += 1
        self._heard = b""
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail, unless all was sent."""
        if not self.ended.done():
            self.ended.set_exception(exc or ConnectionError("the daemon hung up"))

    def _send(self) -> None:
        if self._load.left <= 0:
            if not self.ended.done():
                self.ended.set_result(None)
            return
        self._load.left -= 1
        self._begun = perf_counter()
        self._transport.write(next(self._load.bodies))


@contextmanager
def daemon(folder: Path, database: str) -> Iterator[int]:
    """`ilosync serve`, as one runs it; the port that it listens on."""
    environ = {
        **os.environ,
        "ILOSYNC_DATABASE": database,
        "ILOSYNC_LOG_FORMAT": "json",
        "ILOSYNC_TRACKERS__GITHUB__WEBHOOK_SECRET": SECRET,
    }
    words = [sys.executable, "-m", "ilosync", "serve", "--role", "web", "--port", "0"]
    words += ["--config", str(configure(folder / "config", PEOPLE))]
    with (folder / "serve.log").open("w") as log:
        served = subprocess.Popen(words, env=environ, stdout=subprocess.PIPE, stderr=log, text=True)  # noqa: S603
    assert served.stdout is not None
    try:
        line = served.stdout.readline()
        found = re.search(r":(\d+)\.$", line.strip())
        if found is None:
            sys.exit(line + (folder / "serve.log").read_text())
        yield int(found[1])
    finally:
        served.terminate()
        served.wait(20)
        served.stdout.close()


async def sent(port: int, load: Load, connections: int) -> float:
    """Send everything; how many seconds it took."""
    loop = asyncio.get_running_loop()
    begun = perf_counter()
    lines = [
        await loop.create_connection(lambda: Line(load), "127.0.0.1", port)
        for _ in range(connections)
    ]
    async with asyncio.timeout(LONGEST):
        await asyncio.gather(*(line.ended for _, line in lines))
    took = perf_counter() - begun
    for transport, _ in lines:
        transport.close()
    return took


def main() -> None:
    """Measure, and compare what was acknowledged with what is in the database."""
    words = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    words.add_argument("--database", choices=KINDS, default="sqlite")
    words.add_argument("--deliveries", type=int, default=20_000)
    words.add_argument("--connections", type=int, default=32)
    said = words.parse_args()
    with TemporaryDirectory() as temporary, new(said.database, Path(temporary)) as url:
        database = Database(url, RealClock())
        with daemon(Path(temporary), url) as port:
            bodies = cycle(requests(PEOPLE, f"127.0.0.1:{port}"))
            uvloop.run(sent(port, Load(bodies, WARM), said.connections))
            load = Load(bodies, said.deliveries)
            took = uvloop.run(sent(port, load, said.connections))
        due, _ = Attention(database).pending()
        database.close()
    taken = sorted(load.taken)
    p50, p99 = (taken[int(len(taken) * part)] * 1_000 for part in (0.5, 0.99))
    print(
        f"{database.url.get_backend_name()}: {len(taken) / took:,.0f} acknowledged a second "
        f"over {said.connections} connections, p50 {p50:.1f} ms, p99 {p99:.1f} ms, "
        f"longest {taken[-1] * 1_000:.0f} ms; {load.refused} refused; {due} people due"
    )


if __name__ == "__main__":
    main()
