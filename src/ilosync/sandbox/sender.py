"""Posts deliveries off the caller's path, one after the other."""

from __future__ import annotations

from collections import deque
from http.client import HTTPConnection, HTTPException
from threading import Event, Thread
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from ilosync.sandbox.deliveries import Deliveries, Delivery

REMEMBERED = 1000


class Sender:
    """Sends what waits while the context lasts; what is left then waits on.

    `sent` are the last thousand with the status that came back, 0 where none did in time.
    """

    def __init__(self, deliveries: Deliveries, patience: float | None = None) -> None:
        self.sent: deque[tuple[Delivery, int]] = deque(maxlen=REMEMBERED)
        self._deliveries = deliveries
        self._patience = patience or deliveries.patience
        self._stop = Event()
        self._thread = Thread(target=self._run, name="deliveries", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._deliveries.wake()
        self._thread.join(self._patience)

    def _run(self) -> None:
        while (delivery := self._deliveries.next(self._stop)) is not None:
            status = post(delivery, self._patience)
            self.sent.append((delivery, status))
            self._deliveries.settle(delivery, status)


def post(delivery: Delivery, patience: float) -> int:
    """Send one delivery; the status that came back, 0 where none did for so many seconds."""
    parts = urlsplit(delivery.url)
    line = HTTPConnection(parts.hostname or "", parts.port, timeout=patience)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        line.request("POST", path, delivery.body, dict(delivery.headers))
        return line.getresponse().status
    except (OSError, HTTPException):
        return 0
    finally:
        line.close()
