"""How much Jira lets us ask, and its refusals put into the words that the pacer knows.

Atlassian docs, "Rate limiting" (Cloud): 429 of three kinds, named by `RateLimit-Reason`;
`Retry-After` in seconds; `X-RateLimit-Reset` as ISO time. Data Center: "Improving instance
stability with rate limiting". What is only about one ticket must not stop all others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus

from ilosync.trackers.answer import Answer
from ilosync.trackers.limits import Limits, number, retry_after

from .shapes import instant

LIMITS = Limits(
    rest_points=1_200,  # a minute; Cloud lets through far more, a small Data Center may not
    seconds_between_writes=0.2,
    creations_a_minute=80,
    creations_an_hour=1_000,
    secondary_seconds=5.0,  # where a 429 names no time; it doubles from there
)
"""What we ask at most; the service's own numbers vary by tenant and are not published."""

_ONE_TICKET = "per-issue"
_FEW_SECONDS = 2.0  # Cloud's window for writes to one ticket
_WORTH_WAITING = 30.0  # seconds; everybody waits so long rather than leave the ticket for later


class OneTicket(Exception):
    """A 429 about one ticket's own limit of writes; nothing was stored."""

    def __init__(self, after: float) -> None:
        super().__init__("this one ticket was written to too often (429)")
        self.after = after


def understood(answer: Answer, now: datetime, *, reading: bool) -> Answer:
    """The answer with limits as the pacer knows them: epoch seconds, `Retry-After`, 429.

    A 503 that asks for a pause is one for a read; a write may have been stored all the same.
    Raises `OneTicket` where the refusal holds for one ticket alone, and for long.
    """
    headers = dict(answer.headers)
    reset = instant(headers.get("x-ratelimit-reset", ""))
    if reset is not None:
        headers["x-ratelimit-reset"] = f"{reset.timestamp():.0f}"
    pauses = answer.status == HTTPStatus.SERVICE_UNAVAILABLE and "retry-after" in headers
    limited = answer.status == HTTPStatus.TOO_MANY_REQUESTS or (pauses and reading)
    if not limited:
        return replace(answer, headers=headers)
    pause = _pause(headers, now)
    if _ONE_TICKET in headers.get("ratelimit-reason", "").lower():
        pause = _FEW_SECONDS if pause is None else pause
        if pause > _WORTH_WAITING:
            raise OneTicket(pause)
    if pause is not None:
        headers["retry-after"] = f"{pause:.0f}"
    return replace(answer, headers=headers, status=HTTPStatus.TOO_MANY_REQUESTS)


def _pause(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds to keep still: `Retry-After`, else until the reset; None where none is named."""
    asked = retry_after(headers, now)
    if asked is not None:
        return asked
    reset = number(headers.get("x-ratelimit-reset"))
    return None if reset is None else max(reset - now.timestamp(), 1.0)
