"""A tracker that several threads share: one call at a time, and none while it rests.

A tracker that cannot answer is left in peace for a while that grows with each failure, so that
an outage of hours costs a few requests, and its end brings no burst.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Lock

from ilosync.core.model import Account, Marker, Reading, Ref
from ilosync.errors import Busy, Refused, TryLater
from ilosync.ports import Check, Clock, Hint, Tracker

PATIENCE = 2.0  # seconds that a thread waits for its turn before it does something else
FIRST_REST, LONGEST_REST = 15.0, 900.0
Heard = Callable[[str, str], None]
"""Told of a tracker's name and of what is wrong with it, or "" when it answers again."""


def _nobody(name: str, trouble: str) -> None:
    del name, trouble


class Turns:
    """A tracker behind a door; keeps the port's promises, and raises `Busy` at a closed door."""

    def __init__(self, tracker: Tracker, clock: Clock, heard: Heard = _nobody) -> None:
        self._tracker = tracker
        self._clock = clock
        self._heard = heard
        self._door = Lock()
        self._failures = 0
        self._rests_until: datetime | None = None
        self._trouble: str | None = None  # unknown: the first answer is told in any case

    @property
    def name(self) -> str:
        """What the configuration calls the tracker."""
        return self._tracker.name

    @property
    def ours(self) -> frozenset[str]:
        """The ids by which deliveries name our own account."""
        return self._tracker.ours

    @property
    def spent(self) -> dict[str, int]:
        """Requests so far by kind."""
        return self._tracker.spent

    @property
    def remaining(self) -> dict[str, int]:
        """Requests that are left, as the tracker last said."""
        return self._tracker.remaining

    def read(self, closed_since: datetime | None = None) -> Reading:
        """All tickets that may matter."""
        with self._turn(PATIENCE * 5, reads=True):
            return self._tracker.read(closed_since) if closed_since else self._tracker.read()

    def look(self, tickets: Collection[str]) -> Reading:
        """These tickets."""
        if not tickets:
            return Reading(self.name)
        with self._turn(reads=True):
            return self._tracker.look(tickets)

    def poll(self, cursor: str) -> tuple[Hint, str]:
        """What changed since."""
        with self._turn(reads=True):
            return self._tracker.poll(cursor)

    def redeliver(self, since: datetime) -> bool:
        """Ask for deliveries that failed."""
        with self._turn(reads=True):
            return self._tracker.redeliver(since)

    def links(self, tickets: Collection[Ref]) -> dict[Ref, frozenset[str]]:
        """Where these tickets lead."""
        with self._turn(reads=True):
            return self._tracker.links(tickets)

    def examine(self) -> tuple[Check, ...]:
        """Whether all is there."""
        with self._turn(reads=True):
            return self._tracker.examine()

    def say(self, ticket: Ref, marker: Marker, body: str) -> str:
        """Post a notice."""
        with self._turn():
            return self._tracker.say(ticket, marker, body)

    def revise(self, ticket: Ref, comment: str, marker: Marker, body: str | None) -> None:
        """Rewrite a notice."""
        with self._turn():
            self._tracker.revise(ticket, comment, marker, body)

    def withdraw(self, ticket: Ref, comment: str) -> None:
        """Delete a twin of ours."""
        with self._turn():
            self._tracker.withdraw(ticket, comment)

    def add_label(self, ticket: Ref, label: str) -> None:
        """Put a label on."""
        with self._turn():
            self._tracker.add_label(ticket, label)

    def remove_label(self, ticket: Ref, label: str) -> None:
        """Take a label off."""
        with self._turn():
            self._tracker.remove_label(ticket, label)

    def make_label(self, place: str, label: str) -> None:
        """Create a label."""
        with self._turn():
            self._tracker.make_label(place, label)

    def set_day(self, ticket: Ref, day: str, was: str) -> None:
        """Write a date into a field."""
        with self._turn():
            self._tracker.set_day(ticket, day, was)

    def open(
        self,
        place: str,
        marker: Marker,
        title: str,
        body: str,
        labels: Collection[str],
        assignees: Collection[Account],
    ) -> str:
        """Open a ticket of our own."""
        with self._turn():
            return self._tracker.open(place, marker, title, body, labels, assignees)

    def close(self, ticket: Ref, *, let_go: bool) -> None:
        """Close a ticket at its owner's word."""
        with self._turn():
            self._tracker.close(ticket, let_go=let_go)

    def nod(self, ticket: Ref, comment: str, *, understood: bool) -> None:
        """Leave a sign on a comment."""
        with self._turn():
            self._tracker.nod(ticket, comment, understood=understood)

    # --- the door ------------------------------------------------------------------------

    @contextmanager
    def _turn(self, patience: float = PATIENCE, *, reads: bool = False) -> Iterator[None]:
        self._peace()
        if not self._door.acquire(timeout=patience):
            raise Busy(f"{self.name} is being asked just now.", after=PATIENCE)
        try:
            self._peace()
            yield
        except Busy:
            raise
        except TryLater as e:
            self._failed(e)
            raise
        except Refused as e:
            if reads:  # a ticket that may not be written to says nothing of its tracker
                self._tell(str(e))
            raise
        else:
            self._failures, self._rests_until = 0, None
            self._tell("")
        finally:
            self._door.release()

    def _peace(self) -> None:
        """Refuse at once while the tracker rests."""
        if self._rests_until is None:
            return
        left = (self._rests_until - self._clock.now()).total_seconds()
        if left > 0:
            raise Busy(f"{self.name} rests for {left:.0f} s: {self._trouble}", after=left)

    def _failed(self, why: TryLater) -> None:
        growing = min(FIRST_REST * 2**self._failures, LONGEST_REST)
        seconds = max(why.after or 0.0, growing)
        self._failures = min(self._failures + 1, 10)
        self._rests_until = self._clock.now() + timedelta(seconds=seconds)
        why.after = seconds
        self._tell(str(why))

    def _tell(self, trouble: str) -> None:
        if trouble != self._trouble:
            self._trouble = trouble
            self._heard(self.name, trouble)


_fits: type[Tracker] = Turns
