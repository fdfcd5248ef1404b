"""Threads that take whoever needs another look from the attention set, one at a time each."""

from __future__ import annotations

import socket
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from os import getpid
from threading import Event, Lock, Thread, current_thread
from time import monotonic
from traceback import extract_tb
from typing import Protocol

import structlog
from structlog.contextvars import bound_contextvars

from ilosync.errors import Busy, IlosyncError, Lost, TooManyChanges, TryLater

from .attention import Attention, Claim
from .shelf import Outcome

log = structlog.get_logger()
Work = Callable[[Claim], Outcome]
"""Does what a claim is about; raises as a tracker does, `Lost` or `TooManyChanges`."""


class Bells(Protocol):
    """Something that says which keys are due, in place of looking for them."""

    def run(self, work: Callable[[str], None], *, concurrency: int, lanes: Collection[str]) -> None:
        """Call `work` with each key, in so many threads, until `stop`."""

    def stop(self) -> None:
        """End every `run` once what is in hand has ended."""


IDLE = 1.0  # seconds between two looks at the set when nobody in this process marks
LONGEST = 900.0  # seconds: the longest back-off
BRAKED = 600.0  # seconds until a pass is tried again that the brake stopped
REFUSED = 900.0  # seconds until one is tried again that a tracker refused


@dataclass
class Workers:
    """Some threads over one set: `threads` is how many a lane. With `bells` they wait for those."""

    attention: Attention
    work: Work
    threads: Mapping[str, int]
    lease: float = 120.0
    bells: Bells | None = None
    _threads: list[Thread] = field(default_factory=list)
    _claims: dict[str, Claim] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _stopping: Event = field(default_factory=Event)
    _ended: Event = field(default_factory=Event)

    def start(self) -> None:
        """Begin; returns at once."""
        for lane, count in self.threads.items():
            if self.bells is not None:
                self._add(f"{lane} bells", self._listen, self.bells, lane, count)
                continue
            for number in range(count):
                self._add(f"{lane} {number}", self._run, lane, number)
        Thread(target=self._renew, name="leases", daemon=True).start()
        for each in self._threads:
            each.start()

    def _add(self, name: str, run: Callable[..., None], *args: object) -> None:
        self._threads.append(Thread(target=run, args=args, name=name, daemon=True))

    def stop(self, within: float) -> bool:
        """Take nothing more, and wait so many seconds for what is in hand; whether it ended."""
        self._stopping.set()
        self.attention.stop()
        if self.bells is not None:
            self.bells.stop()
        latest = monotonic() + within
        for each in self._threads:
            each.join(max(latest - monotonic(), 0.0))
        self._ended.set()
        return not any(x.is_alive() for x in self._threads)

    @property
    def stopping(self) -> bool:
        """Whether nothing more is to be begun."""
        return self._stopping.is_set()

    # --- one thread --------------------------------------------------------------------------

    def _run(self, lane: str, number: int) -> None:
        name = _name(f"{lane}{number}")
        while not self.stopping:
            claim = self._claim(name, lane)
            if claim is None:
                self.attention.wait(IDLE)
            else:
                self.do(claim)

    def _listen(self, bells: Bells, lane: str, count: int) -> None:
        def answer(key: str) -> None:
            claim = None if self.stopping else self._claim(_name(current_thread().name), lane, key)
            if claim is not None:
                self.do(claim)

        bells.run(answer, concurrency=count, lanes=(lane,))

    def _claim(self, name: str, lane: str, key: str | None = None) -> Claim | None:
        try:
            return self.attention.claim(name, (lane,), key)
        except TryLater as e:
            log.error("database", why=str(e))
            self._stopping.wait(IDLE * 5)
            return None

    def do(self, claim: Claim) -> None:
        """Do what a claim is about and say how it ended; nothing gets out of here."""
        with self._lock:
            self._claims[claim.key] = claim
        try:
            with bound_contextvars(trace=claim.trace, about=claim.key):
                outcome = self._outcome(claim)
                if outcome.after is None:
                    self.attention.done(claim, outcome.wake)
                else:
                    self.attention.later(claim, outcome.after, failed=outcome.failed)
        except TryLater as e:  # the database: the lease runs out, and somebody looks again
            log.error("database", why=str(e))
        finally:
            with self._lock:
                self._claims.pop(claim.key, None)

    def _outcome(self, claim: Claim) -> Outcome:
        try:
            outcome = self.work(claim)
        except IlosyncError as e:
            outcome = _ended_by(e)
        except Exception as e:  # noqa: BLE001  a fault of ours stops nobody else's pass
            log.error("pass.broke", kind=type(e).__name__, where=_where(e))
            outcome = Outcome(after=60.0, failed=True)
        if outcome.after is None or not outcome.failed:
            return outcome
        longer = min(max(outcome.after, 15.0) * 2.0 ** min(claim.attempts, 10), LONGEST)
        return replace(outcome, after=max(outcome.after, longer))

    # --- leases ------------------------------------------------------------------------------

    def _renew(self) -> None:
        """Prolong what is in hand, three times a lease."""
        while not self._ended.wait(self.lease / 3):
            with self._lock:
                claims = list(self._claims.values())
            try:
                self.attention.renew(claims)
            except TryLater as e:
                log.error("database", why=str(e))


def _name(thread: str) -> str:
    """Who holds a lease, for whoever looks into the database."""
    return f"{socket.gethostname()}:{getpid()}:{thread}"


def _where(error: Exception) -> str:
    """File and line of a fault, and no value: it might be a word of a ticket."""
    frames = extract_tb(error.__traceback__)
    return " < ".join(f"{x.filename.rpartition('/')[2]}:{x.lineno}" for x in reversed(frames[-3:]))


def _ended_by(error: IlosyncError) -> Outcome:
    """When to look again after a pass that ended so."""
    match error:
        case Lost():
            log.warning("lease.lost")
            return Outcome(after=0.0)
        case Busy():
            return Outcome(after=error.after or IDLE)
        case TryLater():
            log.warning("pass.later", why=str(error), after=error.after)
            return Outcome(after=error.after or 0.0, failed=True)
        case TooManyChanges():
            log.error("brake", why=str(error))
            return Outcome(after=BRAKED)
        case _:
            log.error("pass.refused", why=str(error))
            return Outcome(after=REFUSED, failed=True)
