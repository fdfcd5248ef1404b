"""One speaking pass as a process of its own, to be killed: `one_pass.py CONFIG INSTANT`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from ilosync.bootstrap import build
from ilosync.sandbox.clock import SimulatedClock

if __name__ == "__main__":
    clock = SimulatedClock(datetime.fromisoformat(sys.argv[2]))
    build(Path(sys.argv[1]), clock).sync.run(clock.now())
