"""The last reading: which tickets there are, whose, and our notices on them; never a word."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, TextClause, bindparam, text

from .database import Database

FORGOTTEN = 60 * 86_400.0  # seconds unseen, or gone
AT_ONCE = 500  # rows a transaction: a long reading holds up no delivery


@dataclass(frozen=True, slots=True)
class KnownTicket:
    """A ticket by its tracker's name for it. `owner` is a person's id, "" for nobody's;
    `notices` are the ids of our comments there, `deleted` the times (epoch seconds) at which
    some of them were first missed."""

    name: str
    owner: str
    notices: tuple[str, ...] = ()
    deleted: tuple[float, ...] = ()


class Known:
    """What the last reading of each tracker found. Losing it costs one full reading."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def names(self, tracker: str, owner: str) -> frozenset[str]:
        """The tickets that were somebody's when last seen."""
        asked = {"tracker": tracker, "owner": owner}
        with self._database.reading() as connection:
            return frozenset(connection.scalars(_NAMES, asked))

    def owner(self, tracker: str, name: str) -> str | None:
        """Whose a ticket was when last seen: "" for nobody's, None where it is not known."""
        with self._database.reading() as connection:
            owner: str | None = connection.scalar(_OWNER, {"tracker": tracker, "name": name})
        return owner

    def all(self, tracker: str) -> dict[str, KnownTicket]:
        """Every ticket known, by its name."""
        with self._database.reading() as connection:
            rows = connection.execute(_ALL, {"tracker": tracker}).all()
        return {r.name: _ticket(r) for r in rows}

    def some(self, tracker: str, names: Collection[str]) -> dict[str, KnownTicket]:
        """Those of these tickets that are known."""
        with self._database.reading() as connection:
            rows = connection.execute(_SOME, {"tracker": tracker, "names": list(names)}).all()
        return {r.name: _ticket(r) for r in rows}

    def learn(
        self,
        tracker: str,
        tickets: Iterable[KnownTicket],
        *,
        as_of: float,
        gone: Collection[str] = (),
        unseen: Collection[str] = (),
    ) -> None:
        """Remember what a reading that began at `as_of` (epoch seconds) found.

        What a later reading taught is left alone. What is `gone` is known no more; what is
        `unseen` stays as it was, for 60 days. After a crash midway a part may be remembered.
        """
        of = {"tracker": tracker, "as_of": as_of}
        rows = [
            {
                **of,
                "name": t.name,
                "owner": t.owner,
                "notices": json.dumps(t.notices),
                "deleted": json.dumps(t.deleted),
            }
            for t in tickets
        ]
        self._write(_LEARN, rows)
        self._write(_GONE, [{**of, "name": name} for name in gone])
        self._write(_UNSEEN, [{**of, "name": name} for name in unseen])
        self._write(_FORGET, [{"tracker": tracker, "before": as_of - FORGOTTEN}])

    def read_in_full(self, tracker: str) -> float | None:
        """When the last full reading began, as epoch seconds; None: there was none."""
        with self._database.reading() as connection:
            began: float | None = connection.scalar(_READ, {"tracker": tracker})
        return began

    def full(self, tracker: str, as_of: float) -> None:
        """A full reading that began at `as_of` has been learnt."""
        self._write(_FULL, [{"tracker": tracker, "as_of": as_of}])

    def _write(self, sql: TextClause, rows: Sequence[dict[str, object]]) -> None:
        ordered = sorted(rows, key=lambda r: str(r.get("name")))  # no two writers cross
        for some in _in_parts(ordered):
            with self._database.writing() as connection:
                connection.execute(sql, some)


def _ticket(row: Row[Any]) -> KnownTicket:
    notices, deleted = json.loads(row.notices), json.loads(row.deleted)
    return KnownTicket(row.name, row.owner, tuple(notices), tuple(deleted))


def _in_parts(rows: Sequence[dict[str, object]]) -> Iterator[Sequence[dict[str, object]]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]


_NAMES = text("SELECT name FROM known WHERE tracker = :tracker AND owner = :owner AND gone = 0")
_OWNER = text("SELECT owner FROM known WHERE tracker = :tracker AND name = :name AND gone = 0")
_ALL = text("SELECT name, owner, notices, deleted FROM known WHERE tracker = :tracker AND gone = 0")
_SOME = text("""
    SELECT name, owner, notices, deleted FROM known
    WHERE tracker = :tracker AND name IN :names AND gone = 0
""").bindparams(bindparam("names", expanding=True))
_LEARN = text("""
    INSERT INTO known (tracker, name, owner, notices, deleted, as_of)
    VALUES (:tracker, :name, :owner, :notices, :deleted, :as_of)
    ON CONFLICT (tracker, name) DO UPDATE SET
        owner = excluded.owner, notices = excluded.notices, deleted = excluded.deleted,
        as_of = excluded.as_of, unseen = NULL, gone = 0
    WHERE known.as_of <= excluded.as_of
""")
# the row stays for a while, so that an earlier reading that ends later does not bring it back
_GONE = text("""
    UPDATE known SET gone = 1, as_of = :as_of, unseen = :as_of
    WHERE tracker = :tracker AND name = :name AND as_of <= :as_of
""")
_UNSEEN = text("""
    UPDATE known SET unseen = :as_of
    WHERE tracker = :tracker AND name = :name AND as_of <= :as_of AND unseen IS NULL
""")
_FORGET = text("DELETE FROM known WHERE tracker = :tracker AND unseen < :before")
_READ = text("SELECT began FROM readings WHERE tracker = :tracker")
_FULL = text("""
    INSERT INTO readings (tracker, began) VALUES (:tracker, :as_of)
    ON CONFLICT (tracker) DO UPDATE SET began = excluded.began
    WHERE readings.began < excluded.began
""")
