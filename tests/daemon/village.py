"""A world in memory with the daemon over it: deliveries, polls and nights, in simulated time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from ilosync.core.model import Account, Snapshot
from ilosync.core.plan import Plan
from ilosync.core.view import directory
from ilosync.daemon.attention import NEAR, WIDE, Attention, Claim
from ilosync.daemon.daemon import Daemon, Parts, Rota
from ilosync.daemon.database import Database
from ilosync.daemon.keys import marks_of
from ilosync.daemon.known import Known
from ilosync.daemon.shelf import Outcome, Shelf
from ilosync.daemon.state import State
from ilosync.daemon.sync import Sync
from ilosync.daemon.worker import Workers
from ilosync.ports import Hint, Tracker
from ilosync.rules import RULES
from tests.worlds import World

MINUTE = timedelta(minutes=1)
FREE = 10_000  # changes an hour: random worlds are not what the brake is for


@dataclass
class Village:
    """The daemon's parts over a world; `hint` and `settle` instead of the network and threads."""

    world: World
    database: Database
    trackers: dict[str, Tracker] | None = None
    speak: bool = True
    reported: str = ""  # what was last reported to everybody
    nights: list[tuple[Snapshot, Plan]] = field(default_factory=list)
    passes: list[tuple[str, Outcome]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.shelf = Shelf(Attention(self.database), Known(self.database), State(self.database))
        self.daemon = Daemon(self.parts(), self.shelf, self, lambda _s, _p: None)
        self.workers = Workers(self.shelf.attention, self._work, {})

    def parts(self) -> Parts:
        """As a configuration would make them."""
        world = self.world
        trackers = self.trackers or {t.name: t for t in world.trackers}
        policy = replace(world.policy, max_changes=FREE)
        sync = Sync(world.people, trackers, policy, RULES, world.wording)
        return Parts(
            sync,
            trackers,
            Rota(60.0, time(2), UTC),
            self._report,
            self.speak,
            promises=lambda: self.reported,
        )

    def now(self) -> datetime:
        """The world's time is the daemon's."""
        return self.world.now

    def sleep(self, seconds: float) -> None:
        """Let time pass in the world."""
        self.world.passes(seconds)

    # --- what happens ------------------------------------------------------------------------

    def begin(self) -> None:
        """The process starts."""
        self.daemon.begin()
        self.settle()

    def hint(self, tracker: str, hint: Hint) -> None:
        """A delivery was acknowledged."""
        known_as = directory(self.world.people)
        self.shelf.attention.mark(marks_of(hint, tracker, known_as, "delivery"))

    def settle(self) -> int:
        """Do what is due now, until nothing is; how many passes that took."""
        count = 0
        while (claim := self.shelf.attention.claim("test", (NEAR, WIDE))) is not None:
            self.workers.do(claim)
            count += 1
            assert count < 1_000, "passes lead to passes without an end"
        return count

    def goes_by(self, span: timedelta, step: timedelta = timedelta(hours=1)) -> None:
        """Time passes, and what it brings is done."""
        end = self.world.now + span
        while self.world.now < end:
            self.world.at(min(self.world.now + step, end))
            self.settle()

    def _work(self, claim: Claim) -> Outcome:
        outcome = self.daemon.work(claim)
        self.passes.append((claim.key, outcome))
        return outcome

    def _report(self, snapshot: Snapshot, plan: Plan, now: datetime) -> None:
        del now
        self.nights.append((snapshot, plan))


@contextmanager
def village(
    world: World,
    folder: Path,
    *,
    fresh: bool = True,
    kind: type[Village] = Village,
    **more: object,
) -> Iterator[Village]:
    """A village whose memory is a SQLite file in this folder; `fresh` begins with an empty one."""
    path = folder / "village.db"
    if fresh:
        for each in folder.glob("village.db*"):
            each.unlink()

    class _Clock:
        def now(self) -> datetime:
            return world.now

        def sleep(self, seconds: float) -> None:
            world.passes(seconds)

    database = Database(f"sqlite:///{path}", _Clock())
    database.migrate()
    try:
        yield kind(world, database, **more)  # type: ignore[arg-type]
    finally:
        database.close()


def owners(accounts: Iterable[str]) -> frozenset[Account]:
    """Accounts as a hint names them."""
    return frozenset(map(Account, accounts))
