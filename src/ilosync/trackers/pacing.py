"""The one place that every request to a tracker passes: one at a time, never too many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from structlog import get_logger
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from ilosync.errors import Busy, TryLater
from ilosync.ports import Clock

from .answer import Answer
from .limits import POINTS, Allowance, Gate, Kind, Limits, Window, allowance, is_limit, retry_after

ATTEMPTS = 4
_log = get_logger(__name__)


@dataclass(slots=True)
class Spent:
    """What was asked so far: requests by kind, points by GitHub's count, seconds waited."""

    requests: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(Kind, 0))
    points: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(Kind, 0))
    waited: float = 0.0


class Fault(Exception):
    """A request without a usable answer. `sent` is False where it surely never left."""

    def __init__(self, detail: str, *, sent: bool = True, slow: bool = False) -> None:
        super().__init__(detail)
        self.sent = sent
        self.slow = slow  # it took too long; less at once may do


class Limited(Exception):
    """The tracker refused for having been asked too much; nothing was stored."""


Send = Callable[[], Answer]


class Pacer:
    """Spaces requests so that no limit is passed, and waits where the tracker says so.

    No request waits longer than `patience` seconds in all: beyond that it is `Busy`.
    `gate` is asked last, when nothing of our own stands in the way.
    """

    def __init__(
        self,
        clock: Clock,
        limits: Limits | None = None,
        patience: float = 900,
        gate: Gate | None = None,
    ) -> None:
        self._clock = clock
        self._gate = gate
        self._limits = limits or Limits()
        self._patience = patience
        self._one_at_a_time = Lock()
        self._rest = Window(self._limits.rest_points, 60)
        self._queries = Window(self._limits.query_points, 60)
        self._created = Window(self._limits.creations_a_minute, 60)
        self._created_hourly = Window(self._limits.creations_an_hour, 3_600)
        self._last_write: datetime | None = None
        self._not_before: datetime | None = None
        self._refusals = 0
        self._left: dict[str, Allowance] = {}
        self.spent = Spent()

    @property
    def remaining(self) -> dict[str, int]:
        """What the tracker last said is left, by the name of its budget (`core`, `graphql` …)."""
        return {name: left.remaining for name, left in self._left.items()}

    def send(
        self,
        kind: Kind,
        send: Send,
        *,
        budget: str = "core",
        creates: bool = False,
        again: bool = True,
    ) -> Answer:
        """Wait for a turn, send, and send again where that is right and may help.

        A refusal for asking too much is repeated for every kind, since nothing was stored.
        Faults and 5xx are repeated for reads alone, and not at all where `again` is False.
        Raises `Fault` for a line that failed, `TryLater` where the wait would be too long.
        """
        latest = self._clock.now() + timedelta(seconds=self._patience)
        repeats = kind in {Kind.READ, Kind.QUERY, Kind.TOKEN} and again

        def once() -> Answer:
            with self._one_at_a_time:
                self._wait(kind, budget, creates=creates, latest=latest)
                answer = self._sent(kind, send, creates=creates)
                return self._heard(answer, budget, repeats=repeats)

        tries = Retrying(
            retry=retry_if_exception_type((Limited, _Broken, Fault) if repeats else Limited),
            stop=stop_after_attempt(ATTEMPTS),
            wait=_back_off,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return tries(once)
        except Limited as refused:
            after = self._until(self._not_before)
            raise TryLater(str(refused), after=after) from None
        except _Broken as broken:
            return broken.answer

    # --- before ------------------------------------------------------------------------

    def _wait(self, kind: Kind, budget: str, *, creates: bool, latest: datetime) -> None:
        """Until every limit allows it; the next moment is looked at afresh."""
        while (seconds := self._turn(kind, budget, creates=creates)) > 0:
            if self._clock.now() + timedelta(seconds=seconds) > latest:
                raise Busy(f"It may be asked again in {seconds:.0f} s.", after=seconds)
            self._sleep(seconds)

    def _turn(self, kind: Kind, budget: str, *, creates: bool) -> float:
        due = self._due(kind, budget, creates=creates)
        return due if due > 0 or self._gate is None else self._gate.take(kind)

    def _due(self, kind: Kind, budget: str, *, creates: bool) -> float:
        now = self._clock.now()
        window = self._queries if kind is Kind.QUERY else self._rest
        waits = [window.wait(now, POINTS[kind]), self._until(self._not_before)]
        if budget in self._left:
            waits.append(self._left[budget].wait(now, self._limits.in_reserve))
        if kind is Kind.WRITE and self._last_write is not None and self._last_write <= now:
            pause = timedelta(seconds=self._limits.seconds_between_writes)
            waits.append((self._last_write + pause - now).total_seconds())
        if creates:
            waits += [self._created.wait(now, 1), self._created_hourly.wait(now, 1)]
        return max(waits)

    def _until(self, instant: datetime | None) -> float:
        if instant is None:
            return 0.0
        return max((instant - self._clock.now()).total_seconds(), 0.0)

    def _sleep(self, seconds: float) -> None:
        if seconds > 0:
            _log.debug("waiting", seconds=round(seconds, 1))
            self.spent.waited += seconds
            self._clock.sleep(seconds)

    # --- after -------------------------------------------------------------------------

    def _sent(self, kind: Kind, send: Send, *, creates: bool) -> Answer:
        """Count it, whatever becomes of it."""
        now = self._clock.now()
        (self._queries if kind is Kind.QUERY else self._rest).spend(now, POINTS[kind])
        if creates:
            self._created.spend(now, 1)
            self._created_hourly.spend(now, 1)
        self.spent.requests[kind] += 1
        self.spent.points[kind] += POINTS[kind]
        try:
            return send()
        finally:
            if kind is Kind.WRITE:
                self._last_write = self._clock.now()

    def _heard(self, answer: Answer, budget: str, *, repeats: bool) -> Answer:
        """Learn from the answer; raise where it is to be asked again."""
        left = allowance(answer.headers)
        if left is not None:
            self._left[answer.headers.get("x-ratelimit-resource", budget)] = left
        if is_limit(answer):
            self._refused(answer, budget)
            raise Limited(f"It was asked too much ({answer.status}).")
        self._refusals = 0
        if repeats and answer.broken:
            raise _Broken(answer)
        return answer

    def _refused(self, answer: Answer, budget: str) -> None:
        """Keep still as long as the refusal asks, and longer each time it is repeated.

        GitHub docs: `retry-after`; else until `x-ratelimit-reset` where none remain; else "at
        least one minute", and "an exponentially increasing amount of time" after that.
        """
        now = self._clock.now()
        self._refusals += 1
        growing = self._limits.secondary_seconds * 2 ** min(self._refusals - 1, 10)
        asked = retry_after(answer.headers, now)
        left = self._left.get(answer.headers.get("x-ratelimit-resource", budget))
        if asked is not None:
            seconds = asked if self._refusals == 1 else max(asked, growing / 2)
        elif left is not None and left.remaining == 0 and left.until > now:
            seconds = (left.until - now).total_seconds()
        else:
            seconds = growing
        self._not_before = now + timedelta(seconds=max(seconds, 1.0))
        if self._gate is not None:
            self._gate.pause(max(seconds, 1.0))
        _log.warning("asked too much", status=answer.status, budget=budget, seconds=round(seconds))


class _Broken(Exception):
    """The server failed; asking again cannot hurt."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(str(answer.status))
        self.answer = answer


def _back_off(state: RetryCallState) -> float:
    """1, 2, 4 s after a fault; none after a refusal, where the turn itself waits."""
    failure = state.outcome.exception() if state.outcome else None
    return 0.0 if isinstance(failure, Limited) else float(2 ** (state.attempt_number - 1))
