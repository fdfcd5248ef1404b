"""The lease on a person, taken for a moment without looking at their tickets.

Whoever holds it knows that no pass writes to them meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from ilosync.core.model import PersonId

from . import keys
from .attention import NEAR
from .database import Database

LEASE = 120.0  # seconds: longer than a letter takes, which waits for a mail server twice


@contextmanager
def alone(database: Database, person: PersonId, who: str) -> Iterator[bool]:
    """Whether the lease could be had; `who` asks for it. What is due for them stays due."""
    of = {"key": keys.of_person(person), "lane": NEAR, "who": who, "lease": LEASE}
    with database.writing() as connection:
        connection.execute(_THERE, of)
        owner = connection.scalar(_TAKE, of)
    try:
        yield owner is not None
    finally:
        if owner is not None:
            with database.writing() as connection:
                connection.execute(_LEAVE, {"key": of["key"], "owner": owner})


_THERE = text("""
    INSERT INTO attention (key, lane) VALUES (:key, :lane) ON CONFLICT (key) DO NOTHING
""")
_TAKE = text("""
    UPDATE attention SET
        owner = CAST(:who AS TEXT) || '#' || CAST(fence + 1 AS TEXT),
        fence = fence + 1,
        lease = moment() + :lease
    WHERE key = :key AND lease <= (SELECT moment())
    RETURNING owner
""")
_LEAVE = text("UPDATE attention SET owner = '', lease = 0 WHERE key = :key AND owner = :owner")
