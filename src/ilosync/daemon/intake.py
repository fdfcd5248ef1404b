"""The way in for deliveries: many share one transaction, each is acknowledged after its commit."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from threading import Condition, Thread
from time import monotonic, sleep

import structlog

from ilosync.errors import TryLater

from .attention import Attention, Mark
from .database import DatabaseAway

TOGETHER = 0.006  # seconds from one transaction to the next, so that a rush has few of them
AT_ONCE = 512  # deliveries that share a transaction
WAITING = 4096  # deliveries that may wait for theirs
_log = structlog.get_logger()
_Delivery = tuple["asyncio.Future[str]", tuple[Mark, ...]]


class Intake:
    """Takes marks from event loops and writes them in a thread of its own.

    A commit costs about the same for one mark as for a hundred, so whatever came while the last
    one was on its way goes together. At most `waiting` deliveries wait.
    """

    def __init__(self, attention: Attention, waiting: int = WAITING) -> None:
        self._attention = attention
        self._bound = waiting
        self._waiting: deque[_Delivery] = deque()
        self._more = Condition()
        self._closed = False
        self._last = 0.0  # when the writer last began to write
        self._writer = Thread(target=self._write, name="intake", daemon=True)
        self._writer.start()

    async def mark(self, marks: Collection[Mark]) -> None:
        """Return once these marks are durable. Raises TryLater where they could not be made so."""
        if not marks:
            return
        kept = asyncio.get_running_loop().create_future()
        with self._more:
            if self._closed:
                raise DatabaseAway("this process is stopping.")
            if len(self._waiting) >= self._bound:
                raise DatabaseAway(f"{self._bound} deliveries are waiting already.")
            self._waiting.append((kept, tuple(marks)))
            self._more.notify()
        if trouble := await kept:
            raise DatabaseAway(trouble)

    def close(self) -> None:
        """Take nothing more, and write what is waiting."""
        with self._more:
            self._closed = True
            self._more.notify()
        self._writer.join()

    # --- the writer's thread -----------------------------------------------------------------

    def _write(self) -> None:
        while batch := self._next():
            _answer(batch, self._keep(batch))

    def _next(self) -> list[_Delivery]:
        """Whatever waits, once something does; in a rush a moment later, for company."""
        with self._more:
            self._more.wait_for(lambda: self._waiting or self._closed)
        sleep(max(self._last + TOGETHER - monotonic(), 0.0))
        self._last = monotonic()
        with self._more:
            return [self._waiting.popleft() for _ in range(min(len(self._waiting), AT_ONCE))]

    def _keep(self, batch: Sequence[_Delivery]) -> list[str]:
        """What went wrong with each, if anything; one that is unfit spoils no other."""
        try:
            self._attention.mark(mark for _, marks in batch for mark in marks)
        except TryLater as e:
            return [e.detail] * len(batch)
        except Exception as e:  # noqa: BLE001  whatever it is, this thread must live on
            if len(batch) > 1:
                return [trouble for each in batch for trouble in self._keep([each])]
            _log.error("intake.unfit", kind=type(e).__name__)
            return ["a name in it cannot be stored."]
        return [""] * len(batch)


def _answer(batch: Sequence[_Delivery], troubles: Sequence[str]) -> None:
    """Tell all that wait in one event loop with one call to it."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[str], str]]] = {}
    for (kept, _), trouble in zip(batch, troubles, strict=True):
        by_loop.setdefault(kept.get_loop(), []).append((kept, trouble))
    for loop, answers in by_loop.items():
        with suppress(RuntimeError):  # the loop is closed, and nobody waits any more
            loop.call_soon_threadsafe(_resolve, answers)


def _resolve(answers: Iterable[tuple[asyncio.Future[str], str]]) -> None:
    for kept, trouble in answers:
        if not kept.done():  # its sender may have hung up
            kept.set_result(trouble)
