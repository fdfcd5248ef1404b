"""What `ilosync serve` takes while nothing happens: CPU, memory, and requests that count.

    python -m benchmarks.idle [--seconds N]

Three repositories, one of them with 50 tickets, and one Jira project; no delivery comes. Afterwards
a night falls, with a full reading and the report, and memory is looked at again.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.rig import counted, cpu, load, memory, migrated, until
from ilosync.bootstrap import RealClock
from ilosync.sandbox.faults import Asked
from ilosync.sandbox.jira.server import serve as serve_jira
from ilosync.sandbox.jira.world import TOKEN, JiraWorld
from tests.end_to_end.configuration import PLACE, configure, person
from tests.end_to_end.process import Process, serving
from tests.end_to_end.real_time import RealTown, open_real_town

TICKETS = 50
MORE = ("acme/maps", "acme/garden")
TRACKERS = 2
JIRA = '[trackers.jira]\nkind = "jira"\nurl = "https://jira.example"\nprojects = ["GROW"]'


def inhabit(town: RealTown, jira: JiraWorld) -> None:
    """People with one objective each, ten days old, most of them on GitHub; a configuration."""
    names = [f"person{n}" for n in range(TICKETS)]
    town.ago(days=10)
    for place in MORE:
        town.world.repository(place, ("ILO",))
    for who in names:
        town.ilo(who)
    town.ago(days=0)
    jira.project("GROW")
    for who in ("mo", "linus"):
        jira.open("GROW", f"{who}-x", "Learn to listen", labels=["ILO"], assignee=f"{who}-x")
    people = [person(who) for who in names]
    people += [person(who, github=None, jira=f"{who}-x") for who in ("mo", "linus")]
    configure(town.folder, people, tables=JIRA, repositories=(PLACE, *MORE))


def paid(github: list[Asked], jira: list[Asked]) -> dict[str, int]:
    """Requests that count, by tracker: GitHub does not count those that it answers by 304."""
    return {
        "github": sum(x.status != HTTPStatus.NOT_MODIFIED for x in github),
        "jira": len(jira),
    }


def measure(town: RealTown, jira: JiraWorld, daemon: Process, seconds: float) -> None:
    """Leave it alone, and say what it took."""
    pid = daemon.process.pid
    polls, began = counted(daemon, "ilosync_passes_total"), cpu(pid)
    of_github, of_jira = len(town.world.asked), len(jira.asked)
    time.sleep(seconds)
    used = cpu(pid) - began
    now, most = memory(pid)
    github, on_jira = town.world.asked[of_github:], jira.asked[of_jira:]
    passes = Counter(counted(daemon, "ilosync_passes_total"))
    passes.subtract(Counter(polls))
    each = passes["poll"] / TRACKERS or 1.0
    print(f"idle for {seconds:.0f} s, {load()}")
    print(f"  CPU {used / seconds:.2%} of a core (target: under 1.5 %)")
    print(f"  memory {now:.0f} MB, at its highest {most:.0f} MB (target: under 90 MB)")
    for name, count in paid(github, on_jira).items():
        print(f"  {name}: {count / each:.1f} counted requests a poll, {each:.0f} polls (target: 1)")
    made = ", ".join(f"{about} {n:.0f}" for about, n in passes.items() if n)
    print(f"  passes: {made or 'none'}")


def main() -> None:
    """Start everything, let it come to rest, and measure."""
    words = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    words.add_argument("--seconds", type=float, default=600.0)
    seconds = words.parse_args().seconds
    jira = JiraWorld(RealClock(), cloud=True, plain_ids=True)
    with (
        TemporaryDirectory() as temporary,
        open_real_town(Path(temporary) / "config") as town,
        serve_jira(jira) as url,
    ):
        inhabit(town, jira)
        night = RealClock().now() + timedelta(seconds=seconds + 120)
        outside = {
            "ILOSYNC_TIME_ZONE": "UTC",
            "ILOSYNC_REPORT__AT": f"{night:%H:%M}",
            "ILOSYNC_DATABASE": migrated(f"sqlite:///{temporary}/ilosync.db"),
            "ILOSYNC_TRACKERS__JIRA__URL": url,
            "ILOSYNC_TRACKERS__JIRA__TOKEN": TOKEN,
            "ILOSYNC_TRACKERS__JIRA__USER": jira.user(jira.me).email,
        }
        with serving(town, **outside) as daemon:
            until(lambda: "reading.done" in daemon.said(), 60)
            until(lambda: counted(daemon, "ilosync_passes_total").get("poll", 0) >= TRACKERS, 60)
            measure(town, jira, daemon, seconds)
            until(lambda: "report.written" in daemon.said(), 240)
            time.sleep(2)
            now, most = memory(daemon.process.pid)
            print(f"  after a night: memory {now:.0f} MB, at its highest {most:.0f} MB")


if __name__ == "__main__":
    main()
