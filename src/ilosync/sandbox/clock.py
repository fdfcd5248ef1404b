"""A clock that nobody waits for."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock


class SimulatedClock:
    """Time that stands still until it is told to pass; sleeping takes no time at all."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs an aware instant")
        self._now = start
        self._lock = Lock()

    def now(self) -> datetime:
        """Tell this instant, aware."""
        with self._lock:
            return self._now

    def sleep(self, seconds: float) -> None:
        """Let so much time pass, at once."""
        with self._lock:
            self._now += timedelta(seconds=max(0.0, seconds))

    def set_to(self, instant: datetime) -> None:
        """Jump to an instant."""
        if instant.tzinfo is None:
            raise ValueError("a clock needs an aware instant")
        with self._lock:
            self._now = instant
