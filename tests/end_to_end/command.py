"""`python -m ilosync …` as people type it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "src"
PATIENCE = 120  # seconds; nothing here takes nearly as long


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def faults(self) -> list[str]:
        """The lines of the error stream, without the log's word on a server that has no GraphQL."""
        return [x for x in self.err.splitlines() if "reading by REST" not in x]


def environment(**more: str) -> dict[str, str]:
    """Ours, without settings of somebody else's ilosync, and as wide as a plain terminal."""
    mine = {k: v for k, v in os.environ.items() if not k.startswith("ILOSYNC_")}
    return {**mine, "PYTHONPATH": str(SOURCES), "COLUMNS": "80", "NO_COLOR": "1", **more}


def ilosync(*words: str | Path, environ: dict[str, str], cwd: Path) -> Ended:
    """Run a command to its end."""
    done = subprocess.run(
        [sys.executable, "-m", "ilosync", *map(str, words)],
        env=environment(**environ),
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)
