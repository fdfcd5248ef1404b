"""How much a tracker lets us ask, and how an answer says that it was too much.

GitHub docs: "Rate limits for the REST API" and "Best practices for using the REST API".
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Protocol

from .answer import Answer


class Kind(StrEnum):
    """What a request is for; decides its points and which limits it counts in."""

    READ = "read"
    QUERY = "query"  # GraphQL
    WRITE = "write"
    TOKEN = "token"  # noqa: S105 - an App asks for its next hour's token


class Gate(Protocol):
    """A turn that several processes share, since they ask with the same token."""

    def take(self, kind: Kind) -> float:
        """Take a turn for one request and return 0, or the seconds to wait before asking again."""

    def pause(self, seconds: float) -> None:
        """Let nobody ask for so long: the tracker refused."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be asked; the defaults are GitHub's documented ones for github.com."""

    rest_points: int = 900  # a minute: 1 for a read, 5 for a write
    query_points: int = 2_000  # a minute, 1 for a query
    seconds_between_writes: float = 1.0
    creations_a_minute: int = 80
    creations_an_hour: int = 500
    in_reserve: int = 1  # of what `x-ratelimit-remaining` says is left
    secondary_seconds: float = 60.0  # the first wait where no other is named


_FAR = 1e11  # seconds: further off than any date that Python can hold
POINTS = {Kind.READ: 1, Kind.QUERY: 1, Kind.WRITE: 5, Kind.TOKEN: 5}


@dataclass(slots=True)
class Window:
    """At most `most` points in any stretch of `seconds`."""

    most: int
    seconds: float
    _spent: deque[tuple[datetime, int]] = field(default_factory=deque)

    def wait(self, now: datetime, points: int) -> float:
        """Seconds until so many points fit."""
        self._forget(now)
        over = sum(p for _, p in self._spent) + points - self.most
        for at, spent in self._spent:
            if over <= 0:
                break
            over -= spent
            if over <= 0:
                return (at + timedelta(seconds=self.seconds) - now).total_seconds()
        return 0.0

    def spend(self, now: datetime, points: int) -> None:
        """Count them."""
        self._spent.append((now, points))

    def _forget(self, now: datetime) -> None:
        """What is older than the window, or lies ahead since the clock was set back."""
        oldest = now - timedelta(seconds=self.seconds)
        while self._spent and not oldest < self._spent[0][0] <= now:
            self._spent.popleft()


@dataclass(slots=True)
class Allowance:
    """What the tracker said is left of one of its own budgets, and when it is filled again."""

    remaining: int
    until: datetime

    def wait(self, now: datetime, reserve: int) -> float:
        """Seconds until there is more than the reserve."""
        if self.remaining > reserve:
            return 0.0
        return max((self.until - now).total_seconds(), 0.0)


def allowance(headers: Mapping[str, str]) -> Allowance | None:
    """What `x-ratelimit-remaining` and `x-ratelimit-reset` (UTC epoch seconds) say."""
    remaining = number(headers.get("x-ratelimit-remaining"))
    reset = number(headers.get("x-ratelimit-reset"))
    if remaining is None or reset is None:
        return None
    try:
        return Allowance(int(remaining), datetime.fromtimestamp(reset, UTC))
    except (OverflowError, OSError, ValueError):
        return None


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that `Retry-After` asks for, which may be a number or an HTTP date."""
    said = headers.get("retry-after")
    seconds = number(said)
    if said is None or seconds is not None:
        return seconds
    try:
        at = parsedate_to_datetime(said)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max((at - now).total_seconds(), 0.0)


def is_limit(answer: Answer) -> bool:
    """Whether a 403 or 429 means "later" and not "no"."""
    if not answer.forbidden:
        return answer.status == HTTPStatus.TOO_MANY_REQUESTS
    said = answer.text[:4_096].lower()
    return (
        "retry-after" in answer.headers
        or answer.headers.get("x-ratelimit-remaining", "").strip() == "0"
        or "rate limit" in said
        or "abuse detection" in said  # older GitHub Enterprise Server
    )


def number(text: str | None) -> float | None:
    """A header's number, or None; never negative, never NaN."""
    try:
        found = float(text or "")
    except ValueError:
        return None
    return found if 0 <= found < _FAR else None
