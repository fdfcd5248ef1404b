"""How fast a tracker may be asked by all workers on one database together."""

from __future__ import annotations

from sqlalchemy import text

from .database import Database

ROUNDING = 1e-5  # seconds that are no wait
SET_BACK = 1.0  # seconds into the past that a clock does not jump by itself


class Pace:
    """The generic cell rate algorithm (GCRA, ITU-T I.371), one row a name.

    A row remembers when all that was taken will be made up for at the rate; a burst is how far
    that may lie ahead. So no window of s seconds holds more than `burst + s * per_second` points.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, name: str, points: float, per_second: float, burst: float) -> float:
        """0.0 where it may go now, and it is counted; else the seconds to wait, uncounted.

        What costs more than a burst may go where the burst is whole.
        """
        cost, ahead = points / per_second, max(burst, points) / per_second
        with self._database.writing(alone=f"pace {name}") as connection:
            now, at, spent, quiet = connection.execute(_LOOK, {"name": name}).one()
            if spent < now or now < at - SET_BACK:
                spent = now
            wait = max(quiet - now, spent + cost - ahead - now)
            if wait > ROUNDING:
                return float(wait)
            connection.execute(_TAKE, {"name": name, "at": now, "spent": spent + cost})
            return 0.0

    def pause(self, name: str, until: float) -> None:
        """Nobody takes before `until` (epoch seconds): the tracker asked for silence."""
        with self._database.writing() as connection:
            connection.execute(_PAUSE, {"name": name, "until": until})


_LOOK = text("""
    SELECT moment(), coalesce(at, 0), coalesce(spent, 0), coalesce(quiet, 0)
    FROM (SELECT 1) AS one LEFT JOIN pace ON name = :name
""")
_TAKE = text("""
    INSERT INTO pace (name, at, spent) VALUES (:name, :at, :spent)
    ON CONFLICT (name) DO UPDATE SET at = excluded.at, spent = excluded.spent
""")
_PAUSE = text("""
    INSERT INTO pace (name, quiet) VALUES (:name, :until)
    ON CONFLICT (name) DO UPDATE SET quiet = excluded.quiet WHERE pace.quiet < excluded.quiet
""")
