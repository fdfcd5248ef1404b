"""The durable set of those who need another look: a row a key, however many deliveries."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from threading import Condition, local

from sqlalchemy import text

from . import attention_sql as sql
from .database import Database

NEAR, WIDE = "near", "wide"
"""Lanes: one person or ticket; everything (full readings, polls, the night)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Somebody needs another look: a person, a ticket, everyone, a tracker's poll, the night.

    `tickets` are (tracker, name) as the hint named them; `trace` is the id of the delivery or
    pass behind it, for the logs.
    """

    key: str
    tickets: frozenset[tuple[str, str]] = frozenset()
    trace: str = ""
    lane: str = NEAR


@dataclass(frozen=True, slots=True)
class Claim:
    """A look that is ours as long as the lease is renewed. `seq` says which marks it answers,
    `since` when it became due (epoch seconds), `attempts` how often it failed before."""

    key: str
    seq: int
    tickets: frozenset[tuple[str, str]]
    trace: str
    attempts: int
    owner: str
    since: float = 0.0


class Attention:
    """Who needs another look, and who is looking. `lease` is in seconds.

    A mark that comes during a pass stays. All methods may be called from any thread and raise
    `TryLater` where the database does not answer.
    """

    def __init__(self, database: Database, lease: float = 120.0) -> None:
        self.database = database
        self._lease = lease
        self._changed = Condition()
        self._marked = 0
        self._stopped = False
        self._mine = local()  # .seen: how many marks this thread knew of when it last claimed

    # --- marking -----------------------------------------------------------------------------

    def mark(self, marks: Iterable[Mark]) -> None:
        """Make it durable that these need another look, all or none, and wake who waits."""
        merged = merge(marks)
        if not merged:
            return
        rows = [{"key": m.key, "lane": m.lane, "trace": m.trace} for m in merged]
        named = [
            {"key": m.key, "tracker": tracker, "ticket": ticket}
            for m in merged
            for tracker, ticket in sorted(m.tickets)
        ]
        with self.database.writing() as connection:
            connection.execute(sql.MARK, rows)
            if named:
                connection.execute(sql.NAME, named)
        with self._changed:
            self._marked += 1
            self._changed.notify_all()

    def wake(self, key: str, at: float, lane: str = NEAR) -> None:
        """Have somebody look no later than `at` (epoch seconds); an earlier wake stays.

        Only a key that is new is put into `lane`.
        """
        with self.database.writing() as connection:
            connection.execute(sql.WAKE, {"key": key, "at": at, "lane": lane})

    # --- passes ------------------------------------------------------------------------------

    def claim(
        self, worker: str, lanes: Collection[str] = (NEAR, WIDE), key: str | None = None
    ) -> Claim | None:
        """Take what is due longest and nobody looks at; only `key` where given."""
        with self._changed:
            self._mine.seen = self._marked
        asked = {"lanes": tuple(lanes), "worker": worker, "lease": self._lease, "key": key}
        one = key is not None
        with self.database.reading() as connection:  # a look in vain keeps no writer waiting
            if connection.scalar(sql.free(one=one), asked) is None:
                return None
        with self.database.writing() as connection:
            row = connection.execute(sql.claim(one=one, shared=self.database.shared), asked).first()
            if row is None:
                return None
            of = {"key": row.key, "seq": row.seq}
            tickets = frozenset((r.tracker, r.ticket) for r in connection.execute(sql.NAMED, of))
        return Claim(row.key, row.seq, tickets, row.trace, row.attempts, row.owner, row.look)

    def renew(self, claims: Collection[Claim]) -> None:
        """Prolong what is held; what was lost stays lost."""
        rows = [{**_of(c), "lease": self._lease} for c in sorted(claims, key=lambda c: c.key)]
        if rows:
            with self.database.writing() as connection:
                connection.execute(sql.RENEW, rows)

    def holds(self, claim: Claim) -> bool:
        """Whether it is still ours. To be asked before each write to a tracker."""
        with self.database.reading() as connection:
            return connection.scalar(sql.HOLDS, _of(claim)) is not None

    def done(self, claim: Claim, wake: float | None = None) -> None:
        """The pass saw all marks up to its own; look again at `wake`, though nobody marks.

        Does nothing where the lease was lost.
        """
        with self.database.writing() as connection:
            ended = {**_of(claim), "seq": claim.seq, "wake": wake}
            if connection.execute(sql.DONE, ended).rowcount:
                connection.execute(sql.ANSWERED, {"key": claim.key, "seq": claim.seq})

    def later(self, claim: Claim, after: float, *, failed: bool = True) -> None:
        """Not done: due again `after` so many seconds. Does nothing where the lease was lost."""
        with self.database.writing() as connection:
            connection.execute(sql.LATER, {**_of(claim), "after": after, "failed": int(failed)})

    # --- the whole set -----------------------------------------------------------------------

    def pending(self) -> tuple[int, float]:
        """How many need a look now, those being looked at included, and the longest wait (s)."""
        with self.database.reading() as connection:
            count, age = connection.execute(sql.PENDING).one()
        return int(count), float(age)

    def forget(self, keep: Callable[[str], bool]) -> None:
        """Forget the keys that are not to be kept, but for those that want a look, or get one."""
        with self.database.reading() as connection:
            keys = [k for k in connection.scalars(text("SELECT key FROM attention")) if not keep(k)]
        rows = [{"key": key} for key in sorted(keys)]
        if rows:
            with self.database.writing() as connection:
                connection.execute(sql.FORGET, rows)

    # --- waiting -----------------------------------------------------------------------------

    def wait(self, seconds: float) -> None:
        """Until somebody in this process marks, or so long.

        A mark since this thread's last claim ends it at once.
        """
        with self._changed:
            seen = getattr(self._mine, "seen", self._marked)
            self._changed.wait_for(lambda: self._stopped or self._marked != seen, seconds)
            self._mine.seen = self._marked

    def stop(self) -> None:
        """End all waits, now and from now on."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()


def merge(marks: Iterable[Mark]) -> list[Mark]:
    """One mark a key, in the order of keys, so that no two writers wait for each other."""
    merged: dict[str, Mark] = {}
    for mark in marks:
        before = merged.get(mark.key, mark)
        lane = NEAR if NEAR in {before.lane, mark.lane} else mark.lane
        merged[mark.key] = Mark(mark.key, before.tickets | mark.tickets, mark.trace, lane)
    return [merged[key] for key in sorted(merged)]


def _of(claim: Claim) -> dict[str, object]:
    return {"key": claim.key, "owner": claim.owner}
