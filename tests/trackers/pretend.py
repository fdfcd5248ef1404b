"""A server that answers what it is told to, for the pacer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from ilosync.sandbox.clock import SimulatedClock
from ilosync.trackers.answer import Answer
from ilosync.trackers.pacing import Fault

START = datetime(2026, 11, 16, 9, tzinfo=UTC)
OK = Answer(200)
SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes."


class Server:
    """Answers what it is told to, in order, then 200; remembers when it was asked."""

    def __init__(self, *answers: Answer | Fault, takes: float = 0.0) -> None:
        self.clock = SimulatedClock(START)
        self.answers: list[Answer | Fault] = list(answers)
        self.takes = takes
        self.asked: list[datetime] = []

    def __call__(self) -> Answer:
        self.asked.append(self.clock.now())
        self.clock.sleep(self.takes)
        answer = self.answers.pop(0) if self.answers else OK
        if isinstance(answer, Fault):
            raise answer
        return answer

    def gaps(self) -> list[float]:
        """Seconds between the requests."""
        return [(b - a).total_seconds() for a, b in pairwise(self.asked)]


def headers(remaining: int, seconds: float, resource: str = "core") -> dict[str, str]:
    """GitHub's headers about a budget that is filled again in so many seconds."""
    reset = (START + timedelta(seconds=seconds)).timestamp()
    return {
        "x-ratelimit-remaining": str(remaining),
        "x-ratelimit-reset": f"{reset:.0f}",
        "x-ratelimit-resource": resource,
    }
