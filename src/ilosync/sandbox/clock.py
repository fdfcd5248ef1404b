"""A clock that nobody waits for."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from threading import Lock


class SimulatedClock:
    """Time that stands still until it is told to pass; sleeping takes no time at all.

    Once it `runs` it goes on by itself as fast as real time does, and sleeping takes as long.
    """

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs an aware instant")
        self._now = start
        self._lock = Lock()
        self._running_since: float | None = None

    def now(self) -> datetime:
        """Tell this instant, aware."""
        with self._lock:
            if self._running_since is None:
                return self._now
            return self._now + timedelta(seconds=time.monotonic() - self._running_since)

    def sleep(self, seconds: float) -> None:
        """Let so much time pass: at once, unless it runs."""
        with self._lock:
            if self._running_since is None:
                self._now += timedelta(seconds=max(0.0, seconds))
                return
        time.sleep(max(0.0, seconds))

    def runs(self) -> None:
        """Let time go on by itself from now on."""
        with self._lock:
            if self._running_since is None:
                self._running_since = time.monotonic()

    def set_to(self, instant: datetime) -> None:
        """Jump to an instant."""
        if instant.tzinfo is None:
            raise ValueError("a clock needs an aware instant")
        with self._lock:
            self._now = instant
