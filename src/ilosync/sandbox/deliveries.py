"""Deliveries of webhooks: signed, in the order in which things happened, taken or sent.

Nothing is written where nobody asked for a hook. Tests take what waits and do with it what
networks do; a `Sender` takes it one by one and posts it.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from threading import Condition, Event
from typing import Any
from urllib.parse import urlsplit

from ilosync.sandbox.registry import Ticking

Json = dict[str, Any]


@dataclass(frozen=True)
class Hook:
    """Who asked to be told: of everything, or of one `place`, a repository or a project."""

    id: int
    url: str
    secret: str
    place: str = ""


@dataclass(frozen=True)
class Delivery:
    """One delivery as it goes over the line; `retry` is how often it was sent before."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    retry: int = 0

    @property
    def payload(self) -> Json:
        """The body as data."""
        data: Json = json.loads(self.body)
        return data


class Deliveries:
    """What waits to be sent, for every hook there is.

    A tracker's own kind of it says what it tells of what happened, and how it signs that.
    `patience` is how many seconds the tracker waits for an answer; `pause` how long before it
    sends once more, where it does. All methods may be called from any thread.
    """

    patience = 10.0
    pause = timedelta(minutes=10)

    def __init__(self, clock: Ticking) -> None:
        self.hooks: list[Hook] = []
        self._clock = clock
        self._changed = Condition()
        self._waiting: list[tuple[datetime, int, Delivery]] = []
        self._numbers = count(1)
        self._under_way = 0
        self._listeners: list[Callable[[], None]] = []

    # --- for those who want to know ---------------------------------------------------

    def hook(self, url: str, secret: str, place: str = "") -> Hook:
        """Ask for deliveries to an address; without a secret they go unsigned.

        Raises ValueError where the address is not `http://host…`.
        """
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname or parts.port == 0:
            raise ValueError(f"{url} is no address for deliveries: give http://HOST:PORT/PATH")
        made = Hook(next(self._numbers), url, secret, place)
        self.hooks.append(made)
        return made

    def listen(self, listener: Callable[[], None]) -> None:
        """Call this whenever anything happens, with the world locked: it must be quick."""
        self._listeners.append(listener)

    def take(self) -> list[Delivery]:
        """All that waits, in order; it waits no more."""
        with self._changed:
            return [heappop(self._waiting)[2] for _ in range(len(self._waiting))]

    # --- for the sender ---------------------------------------------------------------

    def next(self, stop: Event) -> Delivery | None:
        """Take the next one, waiting for it as long as it takes; None once told to stop."""
        with self._changed:
            while not stop.is_set():
                left = self._left()
                if left is not None and left <= 0:
                    self._under_way += 1
                    return heappop(self._waiting)[2]
                self._changed.wait(left)
        return None

    def settle(self, delivery: Delivery, status: int) -> None:
        """Hear what became of one that was taken: an HTTP status, 0 where no answer came."""
        later = self.again(delivery, status)
        with self._changed:
            self._under_way -= 1
            if later is not None:
                due = self._clock.now() + self.pause
                heappush(self._waiting, (due, next(self._numbers), later))
            self._changed.notify_all()

    def again(self, delivery: Delivery, status: int) -> Delivery | None:  # noqa: ARG002
        """What is sent after the pause for one that got this answer; most trackers: nothing."""
        return None

    def wake(self) -> None:
        """Look at the clock once more: somebody moved it."""
        with self._changed:
            self._changed.notify_all()

    def all_sent(self, seconds: float) -> bool:
        """Wait until nothing is due or under way any more; False if that takes longer."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._under_way and not self._due(), seconds)

    # --- for the trackers -------------------------------------------------------------

    def told(self) -> bool:
        """Let the listeners know that something happened; whether a hook wants to know, too."""
        for listener in self._listeners:
            listener()
        return bool(self.hooks)

    def put(self, delivery: Delivery) -> None:
        """Let one wait to be sent."""
        with self._changed:
            heappush(self._waiting, (self._clock.now(), next(self._numbers), delivery))
            self._changed.notify_all()

    def _left(self) -> float | None:
        """Seconds until the next one is due; None where none waits."""
        if not self._waiting:
            return None
        return (self._waiting[0][0] - self._clock.now()).total_seconds()

    def _due(self) -> bool:
        left = self._left()
        return left is not None and left <= 0


def signature(secret: str, body: bytes, method: str = "sha256") -> str:
    """Sign a body as both trackers do: `sha256=` and the HMAC in hexadecimal."""
    return f"{method}={hmac.new(secret.encode(), body, method).hexdigest()}"


def written(payload: Json) -> bytes:
    """Write a payload as the bytes that are signed and sent."""
    return json.dumps(payload, separators=(",", ":")).encode()
