"""The night's files, written by a process of its own: what that takes goes when it ends.

For 10,000 people it takes 140 MB and four seconds of a core (`benchmarks/report.py`), which
deliveries would have to share; for ten it takes the libraries of charts and calendars.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ilosync.core.model import Snapshot
from ilosync.core.plan import Plan
from ilosync.core.policy import Policy
from ilosync.errors import NotWritten


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that the night's files are made of; `spent` are requests, by tracker and kind."""

    snapshot: Snapshot
    plan: Plan
    policy: Policy
    now: datetime
    folder: Path
    spent: Mapping[str, Mapping[str, int]]


def write_apart(made_of: Material) -> int:
    """Write the report in all forms, and the calendars; how many files. Raises `NotWritten`."""
    command = [sys.executable, "-P", "-m", "ilosync.reports.night"]
    pipe = subprocess.PIPE
    try:
        with subprocess.Popen(  # noqa: S603  ourselves
            command, stdin=pipe, stdout=pipe, stderr=pipe
        ) as process:
            with suppress(BrokenPipeError):  # it ended before: its exit code says so
                pickle.dump(made_of, process.stdin)  # type: ignore[arg-type]  # there is one
            said, wrong = process.communicate()
    except OSError as e:
        raise NotWritten(f"no process could be had ({e.strerror})") from None
    if process.returncode:
        why = wrong.decode(errors="replace").strip().splitlines() or [f"{process.returncode}"]
        raise NotWritten(why[-1])
    return int(said)
