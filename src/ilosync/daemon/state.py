"""Small facts that may be lost: cursors, what was begun, and how much was written lately."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, text

from .database import Database

HOUR = 3600.0
KEPT = 86_400.0  # seconds for which the times of writes are kept
SKEW = 60.0  # seconds by which a tracker's clock and ours may differ


class State:
    """Small facts, shared by all workers on one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> str | None:
        """What was put under this key; None: nothing, or it was lost."""
        with self._database.reading() as connection:
            value: str | None = connection.scalar(_GET, {"key": key})
        return value

    def put(self, key: str, value: str) -> None:
        """Keep a value under a key, in place of any earlier one."""
        with self._database.writing() as connection:
            connection.execute(_PUT, {"key": key, "value": value})

    # --- what was begun a moment ago ---------------------------------------------------------

    def begin(self, what: str, within: float) -> bool:
        """Note that something is begun now; False where it was within so many seconds already.

        Of several workers that ask at once one is told True. What is older is forgotten.
        """
        key = f"{_BEGUN}{what}"
        with self._database.writing() as connection:
            begun = connection.scalar(_BEGIN, {"key": key, "within": within}) is not None
            connection.execute(_FORGET, {"begun": f"{_BEGUN}%", "within": within})
        return begun

    def undo(self, what: str) -> None:
        """It was not begun after all."""
        with self._database.writing() as connection:
            connection.execute(_DROP, {"key": f"{_BEGUN}{what}"})

    # --- the brake's count -------------------------------------------------------------------

    def wrote(self, count: int = 1, at: float | None = None) -> None:
        """So many writes to a tracker were just made, or at that time (epoch seconds)."""
        with self._database.writing() as connection:
            _add(connection, at, count)
            connection.execute(_CLEAN, {"kept": KEPT})

    def written(self, within: float = HOUR) -> int:
        """How many writes all workers made within so many seconds, a day at most."""
        with self._database.reading() as connection:
            return int(connection.scalar(_WITHIN, {"within": within}) or 0)

    def seed_written(self, times: Collection[float]) -> None:
        """Raise the count to the times of our own comments (epoch seconds), if it is lower.

        What was counted before is not counted again, though clocks differ by a minute.
        """
        with self._database.writing(alone="written") as connection:
            for nth, at in enumerate(sorted(times, reverse=True), 1):
                counted = connection.scalar(_SINCE, {"since": at - SKEW}) or 0
                if counted < nth:
                    _add(connection, at, 1)


def _add(connection: Connection, at: float | None, count: int) -> None:
    connection.execute(_WROTE, {"at": at, "count": count})


_GET = text("SELECT value FROM facts WHERE key = :key")
_PUT = text("""
    INSERT INTO facts (key, value) VALUES (:key, :value)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value
""")
_BEGUN = "begun:"
_BEGIN = text("""
    INSERT INTO facts (key, value) VALUES (:key, CAST(moment() AS TEXT))
    ON CONFLICT (key) DO UPDATE SET value = excluded.value
    WHERE CAST(facts.value AS DOUBLE PRECISION) <= (SELECT moment()) - :within
    RETURNING key
""")
# other facts are no numbers, and are not to be read as such
_FORGET = text("""
    DELETE FROM facts WHERE CASE WHEN key LIKE :begun
        THEN CAST(value AS DOUBLE PRECISION) <= (SELECT moment()) - :within ELSE FALSE END
""")
_DROP = text("DELETE FROM facts WHERE key = :key")
_WROTE = text("""
    INSERT INTO written (at, count)
    VALUES (coalesce(CAST(:at AS DOUBLE PRECISION), moment()), :count)
""")
_WITHIN = text("SELECT sum(count) FROM written WHERE at > (SELECT moment()) - :within")
_SINCE = text("SELECT sum(count) FROM written WHERE at >= :since")
_CLEAN = text("DELETE FROM written WHERE at < (SELECT moment()) - :kept")
