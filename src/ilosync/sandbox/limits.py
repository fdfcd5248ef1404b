"""How much may still be asked: budgets that fill up again by the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ilosync.sandbox.registry import Ticking

WINDOWS = {"search": timedelta(minutes=1)}
HOUR = timedelta(hours=1)


@dataclass
class Budget:
    """One resource's allowance in the window that runs now."""

    resource: str
    limit: int
    used: int
    reset: datetime

    @property
    def remaining(self) -> int:
        """What is left, never below nothing."""
        return max(0, self.limit - self.used)

    def headers(self) -> dict[str, str]:
        """The five headers that GitHub puts on every answer."""
        return {
            "x-ratelimit-limit": str(self.limit),
            "x-ratelimit-remaining": str(self.remaining),
            "x-ratelimit-used": str(self.used),
            "x-ratelimit-reset": str(int(self.reset.timestamp())),
            "x-ratelimit-resource": self.resource,
        }

    def shape(self) -> dict[str, int]:
        """The same as REST and its `/rate_limit` tell it."""
        return {
            "limit": self.limit,
            "used": self.used,
            "remaining": self.remaining,
            "reset": int(self.reset.timestamp()),
        }


class Meter:
    """Counts what was spent of each resource."""

    def __init__(self, clock: Ticking, limits: Mapping[str, int]) -> None:
        self._clock = clock
        self._limits = limits
        self._windows: dict[str, tuple[datetime, int]] = {}  # until when, and how much

    def budget(self, resource: str) -> Budget:
        """What is left of a resource now."""
        now = self._clock.now().astimezone(UTC)
        until, used = self._windows.get(resource, (now, 0))
        if now >= until:
            until, used = now + WINDOWS.get(resource, HOUR), 0
            self._windows[resource] = (until, 0)
        return Budget(resource, self._limits[resource], used, until)

    def spend(self, resource: str, points: int = 1) -> Budget:
        """Take from a resource."""
        left = self.budget(resource)
        self._windows[resource] = (left.reset, left.used + points)
        return self.budget(resource)
