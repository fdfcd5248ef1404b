"""Word that something happened, for browsers that wait for it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from threading import Lock


class Changes:
    """How often something happened; told from any thread, waited for in event loops."""

    def __init__(self) -> None:
        self._number = 0
        self._lock = Lock()
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    @property
    def number(self) -> int:
        """How often until now."""
        return self._number

    def told(self) -> None:
        """Something happened."""
        with self._lock:
            self._number += 1
            waiting, self._waiting = self._waiting, set()
        for loop, event in waiting:
            with suppress(RuntimeError):  # its loop is closed: nobody waits there any more
                loop.call_soon_threadsafe(event.set)

    async def other_than(self, number: int, seconds: float) -> int:
        """Wait until the number is another, so long at most; the number comes back."""
        waiter = (asyncio.get_running_loop(), asyncio.Event())
        with self._lock:
            if self._number != number:
                return self._number
            self._waiting.add(waiter)
        with suppress(TimeoutError):
            await asyncio.wait_for(waiter[1].wait(), seconds)
        with self._lock:
            self._waiting.discard(waiter)
        return self._number
