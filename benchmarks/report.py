"""How long the nightly report takes, and how much memory: computed, and written in all forms.

    python -m benchmarks.report [--people 100 10000]

Everybody has what people have: most an objective, some a stretch, a mentor, notes. The findings
are those of the rules, judged person by person before the clock starts.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, process_time

from ilosync.core.plan import Plan
from ilosync.reports.write import nightly
from ilosync.rules import RULES
from tests.reports.coop import House, house

LIMITS = {100: (1.0, 400), 10_000: (10.0, 400)}  # people: seconds, MB
AT_ONCE = 250  # people whose findings are judged together


def planned(known: House) -> Plan:
    """What the rules find, a few hundred people at a time: alike for the report, and quicker."""
    found = Plan()
    everybody = known.snapshot.people
    for first in range(0, len(everybody), AT_ONCE):
        some = everybody[first : first + AT_ONCE]
        accounts = {a for p in some for a in p.accounts.values()}
        tickets = tuple(t for t in known.snapshot.tickets if set(t.assignees) <= accounts)
        part = House(replace(known.snapshot, people=some, tickets=tickets), known.policy).plan
        found = replace(found, findings=(*found.findings, *part.findings))
    return found


def one(people: int) -> None:
    """One report of so many people, and what it took."""
    known = house(people)
    plan = planned(known)
    with TemporaryDirectory() as folder:
        began, busy = monotonic(), process_time()
        value, _ = nightly(known.snapshot, plan, known.policy, known.now, RULES, Path(folder))
        took, busy = monotonic() - began, process_time() - busy
        files = sum(x.is_file() for x in Path(folder).rglob("*"))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    seconds, megabytes = LIMITS.get(people, (float("inf"), sys.maxsize))
    kept = "kept" if took < seconds and most < megabytes else "missed"
    print(
        f"{people:6,} people: {took:5.2f} s ({busy:.2f} s of a core), {most} MB at most, "
        f"{files:,} files, {len(value.todo):,} things owed; limit {kept}"
    )


def main() -> None:
    """Each size in a process of its own, so that memory is its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[100, 10_000])
    sizes = parser.parse_args().people
    if len(sizes) == 1:
        one(sizes[0])
    else:
        for size in sizes:
            command = [sys.executable, "-m", "benchmarks.report", "--people", str(size)]
            subprocess.run(command, check=True)  # noqa: S603  ourselves


if __name__ == "__main__":
    main()
