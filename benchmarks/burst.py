"""How many passes a burst of deliveries costs, and whether anybody's last one is passed over.

    python -m benchmarks.burst [--database sqlite|postgresql] [--dispatch poll|procrastinate]
                               [--workers N] [--deliveries N]

A hundred people; each has one ticket, and about each come a hundred signed deliveries over 16
connections while the daemon works. Nobody is stale whose ticket was asked for after the last
delivery about it was sent: the sandbox notes when it is asked for which.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter
from urllib.parse import urlsplit

import uvloop

from benchmarks.acknowledge import Load, sent
from benchmarks.deliveries import PLACE, SECRET, requests
from benchmarks.rig import KINDS, counted, database, load, until
from ilosync.bootstrap import RealClock
from ilosync.daemon.attention import Attention
from ilosync.daemon.database import Database
from ilosync.sandbox.gate import Gate, Receive, Scope, Send, body_of
from ilosync.sandbox.server import listen
from ilosync.sandbox.world import World
from tests.end_to_end.configuration import configure, person
from tests.end_to_end.process import Process, serving
from tests.end_to_end.town import Town

PEOPLE, CONNECTIONS = 100, 16
TARGETS = {"poll": 2_000, "procrastinate": 3_000}
ABOUT = ("person", "ticket", "everyone")
LONGEST = 300.0  # seconds until all must have been looked at
NUMBER = re.compile(rb"issue\(number: (\d+)\)")


@dataclass
class Watched:
    """The sandbox, which notes when each ticket was last asked for."""

    world: World
    asked: dict[int, float] = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note the numbers in a question, and let the sandbox answer it."""
        body, begun = await body_of(receive), perf_counter()
        self.asked.update((int(n), begun) for n in NUMBER.findall(body))

        async def again() -> dict[str, object]:
            return {"type": "http.request", "body": body}

        await Gate(self.world)(scope, again, send)


@dataclass
class Burst:
    """Deliveries about one ticket after the other, and when the last about each was sent."""

    requests: list[bytes]
    last: dict[int, float] = field(default_factory=dict)

    def __iter__(self) -> Iterator[bytes]:
        """Go round and round."""
        about = [json.loads(x.partition(b"\r\n\r\n")[2])["issue"]["number"] for x in self.requests]
        for number, request in cycle(zip(about, self.requests, strict=True)):
            self.last[number] = perf_counter()
            yield request


def town(folder: Path, world: World, url: str, dispatch: str) -> Town:
    """A hundred people with one objective each, and nothing to be said."""
    world.repository(PLACE, ("ILO",))
    for n in range(PEOPLE):
        who = f"login-{n}"
        world.open(PLACE, who, "Learn", "", ["ILO"], [who])
    people = [person(f"p{n}", github=f"login-{n}") for n in range(PEOPLE)]
    configure(folder / "config", people, tables=f'[daemon]\ndispatch = "{dispatch}"')
    return Town(world, RealClock(), url, folder / "config")


def passes(daemons: list[Process]) -> int:
    """How many there were, polls left out."""
    counts = [counted(x, "ilosync_passes_total") for x in daemons]
    return int(sum(each.get(about, 0) for each in counts for about in ABOUT))


def measure(daemons: list[Process], seen: Watched, set_: Attention, deliveries: int) -> str:
    """Send everything, wait until nobody is due, and say what that cost."""
    until(lambda: "reading.done" in daemons[0].said(), 60)
    until(lambda: not set_.pending()[0], 60)
    before, host = passes(daemons), urlsplit(daemons[0].url)
    burst = Burst(requests(PEOPLE, host.netloc))
    lot = Load(iter(burst), deliveries)
    took, ended = uvloop.run(sent(host.port or 80, lot, CONNECTIONS)), monotonic()
    until(lambda: not set_.pending()[0], LONGEST, 0.05)
    rest = monotonic() - ended
    stale = [n for n, at in burst.last.items() if seen.asked.get(n, 0.0) < at]
    return (
        f"{len(lot.taken):,} deliveries acknowledged and {lot.refused} refused in {took:.1f} s, "
        f"all looked at {rest:.1f} s later; {passes(daemons) - before:,} passes, "
        f"{len(stale)} people stale"
    )


def main() -> None:
    """Measure once."""
    words = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    words.add_argument("--database", choices=KINDS, default="sqlite")
    words.add_argument("--dispatch", choices=sorted(TARGETS), default="poll")
    words.add_argument("--workers", type=int, default=1, help="processes that look at people")
    words.add_argument("--deliveries", type=int, default=10_000)
    said = words.parse_args()
    with TemporaryDirectory() as temporary, ExitStack() as stack:
        folder = Path(temporary)
        seen = Watched(World(RealClock()))
        made = town(folder, seen.world, stack.enter_context(listen(seen)), said.dispatch)
        url = stack.enter_context(database(said.database, folder))
        outside = {"ILOSYNC_DATABASE": url, "ILOSYNC_TRACKERS__GITHUB__WEBHOOK_SECRET": SECRET}
        roles = ["all", *["worker"] * (said.workers - 1)]
        daemons = [stack.enter_context(serving(made, "--role", r, **outside)) for r in roles]
        known = Database(url, RealClock())
        says = measure(daemons, seen, Attention(known), said.deliveries)
        known.close()
    print(f"{said.database}, {said.dispatch}, {said.workers} worker process(es), {load()}")
    print(f"  {says} (target: at most {TARGETS[said.dispatch]:,} passes, nobody stale)")


if __name__ == "__main__":
    main()
