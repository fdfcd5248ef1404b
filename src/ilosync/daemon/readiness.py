"""Whether the daemon can do its work: a line for each thing, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta

from ilosync.errors import TryLater
from ilosync.ports import Check, Clock

from .database import Database
from .state import State

YOUNG = timedelta(hours=26)  # a full reading a night, and two hours for it


class Readiness:
    """Looks at the database alone, where every worker writes down what it meets."""

    def __init__(
        self,
        database: Database,
        state: State,
        clock: Clock,
        trackers: Callable[[], Collection[str]],
    ) -> None:
        self._database, self._state, self._clock = database, state, clock
        self._trackers = trackers

    def lines(self) -> list[Check]:
        """Database, trackers, the last full reading, the brake."""
        try:
            wrong = self._database.ready()
            if wrong:
                return [Check("database", ok=False, says=wrong)]
            ready = Check("database", ok=True, says="writable")
            return [
                ready,
                *map(self._tracker, sorted(self._trackers())),
                self._read(),
                *self._brake(),
            ]
        except TryLater as e:
            return [Check("database", ok=False, says=str(e))]

    def _tracker(self, name: str) -> Check:
        trouble = self._state.get(f"trouble:{name}")
        if trouble is None:
            return Check(name, ok=True, says="not asked yet")
        return Check(name, ok=not trouble, says=trouble or "answers")

    def _read(self) -> Check:
        last = self._state.get("read.last")
        if last is None:
            return Check("last full reading", ok=True, says="none yet")
        at = datetime.fromtimestamp(float(last), UTC)
        age = self._clock.now() - at
        says = f"{at:%Y-%m-%d %H:%M} UTC"
        return Check("last full reading", ok=age <= YOUNG, says=says)

    def _brake(self) -> list[Check]:
        brake = self._state.get("brake")
        return [Check("brake", ok=False, says=brake)] if brake else []
