"""The database: SQLite in a file, or PostgreSQL for several machines. All in it may be lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import URL, Connection, create_engine, event, exc, make_url, text
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_random

from ilosync.errors import BadConfig, TryLater
from ilosync.ports import Clock

from . import schema

BUSY = 4.0  # seconds to wait for another writer; GitHub waits ten for its answer
_UNKNOWN = ("no such table", "no such column", "no such function")  # SQLite
_UNDEFINED = {"42P01", "42703", "42883"}  # PostgreSQL: table, column, function


class DatabaseAway(TryLater):
    """The database cannot do this now, and nothing was acknowledged:"""


class Database:
    """Opened by URL; `clock` tells the time on SQLite, the database's own clock on PostgreSQL.

    Everything that needs it raises `TryLater` where it does not answer, cannot write, or lets us
    wait for other writers longer than `busy` seconds. Any thread may use it, and other processes.
    """

    def __init__(self, url: str, clock: Clock, busy: float = BUSY) -> None:
        """Connects to nothing yet. Raises BadConfig for a URL that cannot be meant."""
        self.url = _understood(url)
        self.shared = self.url.get_backend_name() == "postgresql"
        self._clock = clock
        self._busy = busy
        self._writer = Lock()  # fair among our threads; SQLite's own waiting is not
        self.engine = create_engine(
            self.url,
            hide_parameters=True,
            pool_size=8,
            max_overflow=32,
            pool_timeout=busy,
            pool_pre_ping=self.shared,
            connect_args=_postgres(self.url) if self.shared else {"timeout": busy},
        )
        event.listen(self.engine, "connect", self._connected)
        if not self.shared:
            event.listen(self.engine, "begin", _begin)
        self._writes = self.engine.execution_options(begin="BEGIN IMMEDIATE")

    # --- transactions ------------------------------------------------------------------------

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Look at one state of it, while others may write."""
        with self._troubles(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, alone: str = "") -> Iterator[Connection]:
        """Do all of it or nothing; after this it is on the disk.

        Nobody else is in a transaction that is `alone` under the same name.
        """
        with self._troubles(), self._turn(), self._writes.begin() as connection:
            if alone and self.shared:
                sql = "SELECT pg_advisory_xact_lock(hashtext(:name))"
                connection.execute(text(sql), {"name": f"ilosync {alone}"})
            yield connection

    def now(self) -> float:
        """Epoch seconds, by the clock that all users of this database share."""
        if not self.shared:
            return self._clock.now().timestamp()
        with self.reading() as connection:
            return float(connection.scalar(text("SELECT moment()")) or 0.0)

    # --- its age -----------------------------------------------------------------------------

    def migrate(self) -> list[str]:
        """Bring the tables to this version, step by step; the names of the steps taken.

        Safe to run twice and by two at once. Raises BadConfig for a newer database.
        """
        with self.writing(alone="migrate") as connection:
            steps = schema.bring_up(connection)
        if self.shared and find_spec("procrastinate"):
            from .dispatch_schema import bring_up  # noqa: PLC0415  an extra

            steps += bring_up(self)
        return steps

    def ready(self) -> str:
        """Whether it can be written and is of this version: "", or what is wrong and the mend."""
        try:
            with self.writing() as connection:
                found = schema.version(connection)
                if found > schema.VERSION:
                    return schema.too_new(found)
                if found < schema.VERSION:
                    return f"the database has version {found}, not {schema.VERSION}: {MEND}"
                connection.execute(text(_TRY))
        except TryLater as e:
            return str(e)
        return ""

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    # --- beneath -----------------------------------------------------------------------------

    def _connected(self, connection: Any, _: object) -> None:  # noqa: ANN401  either driver's
        cursor = connection.cursor()
        if self.shared:
            cursor.execute(f"SET lock_timeout = {self._busy * 1000:.0f}")
            connection.commit()
        else:
            connection.isolation_level = None  # we begin by ourselves, in `_begin`
            connection.create_function("moment", 0, self.now)
            _patiently(lambda: cursor.execute("PRAGMA journal_mode = WAL"), self._busy)
            cursor.execute("PRAGMA synchronous = FULL")
            cursor.execute("PRAGMA cache_size = -256")  # KiB a connection; the tables are small
        cursor.close()

    def _turn(self) -> AbstractContextManager[None]:
        return nullcontext() if self.shared else self._one_writer()

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        if not self._writer.acquire(timeout=self._busy):
            raise DatabaseAway(f"{self.url!r}: another thread writes for too long.")
        try:
            yield
        finally:
            self._writer.release()

    @contextmanager
    def _troubles(self) -> Iterator[None]:
        try:
            yield
        except exc.DBAPIError as e:
            said = str(e.orig).strip().partition("\n")[0]
            if said.startswith(_UNKNOWN) or getattr(e.orig, "sqlstate", "") in _UNDEFINED:
                raise DatabaseAway(f"{self.url!r}: {said}; {MEND}.") from None
            if isinstance(e, (exc.DataError, exc.IntegrityError, exc.ProgrammingError)):
                raise  # our own fault
            raise DatabaseAway(f"{self.url!r}: {said}.") from None
        except exc.TimeoutError:
            raise DatabaseAway(f"{self.url!r}: all connections are in use.") from None


def _patiently(do: Callable[[], object], seconds: float) -> None:
    """Try again while others open a new file at the same time: SQLite does not wait there."""
    tries = Retrying(
        retry=retry_if_exception_type(sqlite3.OperationalError),
        stop=stop_after_delay(seconds),
        wait=wait_random(0.01, 0.05),
        reraise=True,
    )
    tries(do)


MEND = "run `ilosync migrate`"
_TRY = """
    INSERT INTO facts (key, value) VALUES ('ready', CAST(moment() AS TEXT))
    ON CONFLICT (key) DO UPDATE SET value = excluded.value
"""


def _understood(text_of_url: str) -> URL:
    try:
        url = make_url(text_of_url)
    except exc.ArgumentError:
        raise BadConfig(f"`database` is no address; {_FORMS}") from None
    kind = url.drivername.partition("+")[0]
    if kind in {"postgres", "postgresql"}:
        if find_spec("psycopg") is None:
            raise BadConfig(
                "`database` is PostgreSQL, whose driver is missing: pip install 'ilosync[postgres]'"
            )
        return url.set(drivername="postgresql+psycopg")
    if kind != "sqlite" or url.database in {None, "", ":memory:"}:
        raise BadConfig(f"`database` = {url!r} is neither a file nor PostgreSQL; {_FORMS}")
    folder = Path(str(url.database)).parent
    if not folder.is_dir():
        raise BadConfig(f"`database` = {url!r}: there is no folder {folder}; make it")
    return url


_FORMS = "write `sqlite:///ilosync.db` or `postgresql://user:password@host/name`"


def _postgres(url: URL) -> dict[str, Any]:
    """A line that is cut is noticed before a sender gives up on us."""
    wanted = {"connect_timeout": 4, "tcp_user_timeout": 8_000}
    return {name: value for name, value in wanted.items() if name not in url.query}


def _begin(connection: Connection) -> None:
    """A transaction that will write says so first: one that notices later cannot go on."""
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
