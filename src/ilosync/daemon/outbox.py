"""What was sent in private: noted before it goes, so that nothing goes twice.

Messages leave the trackers, which cannot remember them. This memory may be lost like all of the
database: then for a week everybody counts as written to. It holds ids, times and digests.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from ilosync.core.letters import Letter, Told, obligation
from ilosync.core.model import PersonId

from .database import Database

HOUR = timedelta(hours=1)
KEPT = timedelta(days=90)  # for which it is known when letters went; the budget is of a week


class Outbox:
    """The letters of each person and week, and what was told how often.

    All methods may be called from any thread, and raise `TryLater` where the database does not
    answer.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- what it remembers -----------------------------------------------------------------------

    def told(self, person: PersonId | None = None) -> Told:
        """What it remembers of everybody, or of somebody."""
        since = self._since()
        asked = {"person": person}
        with self._database.reading() as connection:
            last = {PersonId(r.person): _moment(r.at) for r in connection.execute(_LAST, asked)}
            rows = connection.execute(_COUNTS, asked).all()
        counts = {(PersonId(r.person), str(r.obligation)): int(r.times) for r in rows}
        again = {(PersonId(r.person), str(r.obligation)): _moment(r.at) for r in rows}
        return Told(last, counts, since, again)

    def messaged(self, people: Collection[PersonId], *, doubting: bool) -> dict[PersonId, datetime]:
        """When each of these last got a letter; where `doubting`, or may have, of which nothing
        is remembered."""
        told = self.told(next(iter(people)) if len(people) == 1 else None)
        found = {p: told.heard(p) if doubting else told.last.get(p) for p in people}
        return {p: at for p, at in found.items() if at is not None}

    def lately(self, now: datetime) -> int:
        """How many letters were noted within the hour."""
        with self._database.reading() as connection:
            return int(connection.scalar(_LATELY, {"since": (now - HOUR).timestamp()}) or 0)

    # --- sending ---------------------------------------------------------------------------------

    def note(self, letter: Letter, now: datetime, window: timedelta) -> bool:
        """Write down, before it is sent, that it is. False where one of that week was already,
        or another within the window: it is not to be sent."""
        row = {"person": letter.to, "week": letter.week, "at": now.timestamp()}
        with self._database.writing(alone="letters") as connection:
            asked = {**row, "since": (now - window).timestamp()}
            if not connection.execute(_NOTE, asked).rowcount:
                return False
            connection.execute(_COUNT, _obligations(letter, now))
        return True

    def sent(self, letter: Letter) -> None:
        """It went, or may have."""
        with self._database.writing() as connection:
            connection.execute(_SENT, {"person": letter.to, "week": letter.week})

    def take_back(self, letter: Letter) -> None:
        """It certainly did not go: as if it had never been noted. Not where it is said to have."""
        with self._database.writing(alone="letters") as connection:
            row = {"person": letter.to, "week": letter.week}
            if connection.execute(_TAKE_BACK, row).rowcount:
                connection.execute(_DISCOUNT, _obligations(letter))
                connection.execute(_NEVER, {"person": letter.to})

    # --- forgetting ------------------------------------------------------------------------------

    def forget(
        self,
        person: PersonId,
        before: datetime | None = None,
        letters_before: datetime | None = None,
    ) -> None:
        """Everything that was sent to somebody, or told to others about them; or what was told,
        and when letters went, before some instants."""
        with self._database.writing(alone="letters") as connection:
            for sql, limit in ((_FORGET_TOLD, before), (_FORGET_LETTERS, letters_before)):
                at = limit.timestamp() if limit else None
                connection.execute(sql, {"person": person, "before": at})

    def forget_strangers(
        self, people: Iterable[PersonId], now: datetime, window: timedelta
    ) -> None:
        """Forget whoever is not of these, and when letters went that are long past.

        Who got one within the window is forgotten later: had they been left out by mistake, they
        would get a second one.
        """
        with self._database.writing() as connection:
            connection.execute(_FORGET_OLD, {"before": (now - KEPT).timestamp()})
        with self._database.reading() as connection:
            known = set(connection.scalars(_KNOWN))
            since = {"since": (now - window).timestamp()}
            lately = set(connection.scalars(_WRITTEN_TO, since))
        for person in sorted(known - lately - {"", *people}):
            self.forget(PersonId(person))

    # --- beneath ---------------------------------------------------------------------------------

    def _since(self) -> datetime:
        """Since when it remembers: from now on, where even that was lost."""
        with self._database.reading() as connection:
            found = connection.scalar(_SINCE)
        if found is None:
            with self._database.writing(alone="letters") as connection:
                connection.execute(_BEGIN)
                found = connection.scalar(_SINCE)
        return _moment(float(found or 0.0))


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def _obligations(letter: Letter, at: datetime | None = None) -> list[dict[str, object]]:
    when = at.timestamp() if at else 0.0
    return [
        {"person": letter.to, "obligation": obligation(f), "about": f.person or "", "at": when}
        for f in letter.findings
    ]


_OF = "(CAST(:person AS TEXT) IS NULL OR person = CAST(:person AS TEXT))"
_LAST = text(f"SELECT person, max(at) AS at FROM letters WHERE {_OF} GROUP BY person")  # noqa: S608
_COUNTS = text(f"SELECT person, obligation, times, at FROM obligations WHERE {_OF}")  # noqa: S608
_LATELY = text("SELECT count(*) FROM letters WHERE at > :since")
_SINCE = text("SELECT max(since) FROM remembered")
_BEGIN = text("""
    INSERT INTO remembered SELECT moment() WHERE NOT EXISTS (SELECT 1 FROM remembered)
""")
_NOTE = text("""
    INSERT INTO letters (person, week, state, at)
    SELECT CAST(:person AS TEXT), CAST(:week AS TEXT), 'sending', CAST(:at AS DOUBLE PRECISION)
    WHERE NOT EXISTS (SELECT 1 FROM letters WHERE person = :person AND at > :since)
    ON CONFLICT (person, week) DO NOTHING
""")
_COUNT = text("""
    INSERT INTO obligations (person, obligation, about, times, at)
    VALUES (:person, :obligation, :about, 1, :at)
    ON CONFLICT (person, obligation) DO UPDATE
        SET times = obligations.times + 1, was = obligations.at, at = excluded.at
""")
_SENT = text("UPDATE letters SET state = 'sent' WHERE person = :person AND week = :week")
_TAKE_BACK = text("""
    DELETE FROM letters WHERE person = :person AND week = :week AND state = 'sending'
""")
_DISCOUNT = text("""
    UPDATE obligations SET times = times - 1, at = was
    WHERE person = :person AND obligation = :obligation
""")
_NEVER = text("DELETE FROM obligations WHERE person = :person AND times <= 0")
_KNOWN = text("""
    SELECT person FROM letters
    UNION SELECT person FROM obligations UNION SELECT about FROM obligations
""")
_WRITTEN_TO = text("SELECT person FROM letters WHERE at > :since")
_FORGET_OLD = text("DELETE FROM letters WHERE at < :before")
_BEFORE = "at <= coalesce(CAST(:before AS DOUBLE PRECISION), at)"
_FORGET_LETTERS = text(f"DELETE FROM letters WHERE person = :person AND {_BEFORE}")  # noqa: S608
_FORGET_TOLD = text(
    f"DELETE FROM obligations WHERE (person = :person OR about = :person) AND {_BEFORE}"  # noqa: S608
)
