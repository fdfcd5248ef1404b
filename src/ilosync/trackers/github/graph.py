"""Questions in GraphQL that shrink until they are answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from structlog import get_logger

from ilosync.errors import TryLater
from ilosync.ports import Clock
from ilosync.trackers.pacing import Fault

from .answers import Missing, NotRead, data_of
from .client import Client
from .queries import Question

FULL = 100
SMALLEST = 6
_A_WHILE = timedelta(hours=1)
_log = get_logger(__name__)


class PageSize:
    """How many tickets to ask for at once: 100, halved where that was too much, for an hour."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._now = FULL
        self._until: datetime | None = None

    @property
    def now(self) -> int:
        """Tickets a page."""
        if self._until is not None and self._until <= self._clock.now():
            self._now, self._until = FULL, None
        return self._now

    def halve(self) -> bool:
        """Ask for half as many from now on; False where it is little enough already."""
        if self.now <= SMALLEST:
            return False
        self._now //= 2
        self._until = self._clock.now() + _A_WHILE
        return True


class Graph:
    """GraphQL on one server: complete data, or an error that says what to do."""

    def __init__(self, name: str, client: Client, clock: Clock) -> None:
        self.name = name
        self._client = client
        self._clock = clock
        self.size = PageSize(clock)

    def ask(self, question: Question) -> Missing:
        """A question that cannot be made smaller: asked again as it is, three times in all."""
        for pause in (1, 2, 0):
            try:
                answer = self._client.query(question.text(), question.variables)
                return data_of(self.name, answer)
            except Fault as fault:
                raise TryLater(f"{self.name}: {fault}") from None
            except NotRead as cut:
                if answer.broken:
                    raise TryLater(f"{self.name}: GraphQL answered {answer.status}.") from None
                if not pause:
                    raise
                _log.info("asking once more", tracker=self.name, why=str(cut))
                self._clock.sleep(pause)
        raise AssertionError("the last one returns or raises")

    def ask_less(self, question: Callable[[int], Question]) -> Missing:
        """A question by page size, asked smaller until it is answered.

        Raises `NotRead` where the smallest one came back with errors, `TryLater` where the
        server answered none at all.
        """
        while True:
            asked = question(self.size.now)
            try:
                answer = self._client.query(asked.text(), asked.variables, again=False)
                return data_of(self.name, answer)
            except Fault as fault:
                if not fault.sent or not self._smaller(str(fault)):
                    raise TryLater(f"{self.name}: {fault}") from None
            except NotRead as cut:
                if not self._smaller(str(cut)):
                    if answer.broken:
                        raise TryLater(f"{self.name}: GraphQL: {cut}") from None
                    raise

    def _smaller(self, why: str) -> bool:
        """Halve the page and give the server a moment."""
        halved = self.size.halve()
        if halved:
            _log.info("asking for less", tracker=self.name, why=why, page=self.size.now)
            self._clock.sleep(1)
        return halved
