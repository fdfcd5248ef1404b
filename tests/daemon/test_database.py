"""Opening a database, and saying what is wrong with it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DataError

from ilosync.bootstrap import RealClock
from ilosync.daemon.attention import Attention, Mark
from ilosync.daemon.database import Database
from ilosync.daemon.known import Known
from ilosync.errors import BadConfig, TryLater

from .databases import START, Postgres, Time


def test_an_empty_database_says_what_to_run(fresh: Database):
    """Asked whether it is ready, or used all the same: one line, with the command."""
    assert fresh.ready().endswith("run `ilosync migrate`")
    with pytest.raises(TryLater, match="run `ilosync migrate`") as e:
        Attention(fresh).mark([Mark("person:ada")])
    assert "\n" not in str(e.value)
    with pytest.raises(TryLater, match="run `ilosync migrate`"):
        Known(fresh).all("github")


def test_a_database_that_cannot_be_written_is_not_ready(tmp_path: Path):
    """It says so, and where."""
    path = tmp_path / "ilosync.db"
    database = Database(f"sqlite:///{path}", RealClock(), busy=0.2)
    database.migrate()
    with sqlite3.connect(path) as other:
        other.execute("BEGIN IMMEDIATE")
        assert str(path) in database.ready()
        assert "locked" in database.ready()
    assert database.ready() == ""


def test_a_writer_that_holds_on_too_long_stops_nobody_for_good(tmp_path: Path):
    """Another thread of this process waits so long and no longer."""
    database = Database(f"sqlite:///{tmp_path}/ilosync.db", RealClock(), busy=0.2)
    database.migrate()
    with database.writing(), ThreadPoolExecutor(1) as threads:
        assert "another thread" in threads.submit(database.ready).result()
    assert database.ready() == ""


def test_a_file_that_is_no_database_is_named(tmp_path: Path):
    """As itself, not as a traceback."""
    path = tmp_path / "notes.txt"
    path.write_text("Dear diary, " * 1_000)
    database = Database(f"sqlite:///{path}", RealClock())
    assert "file is not a database" in database.ready()
    with pytest.raises(TryLater, match=r"notes\.txt"):
        database.migrate()


def test_a_server_that_is_not_there_is_named_without_its_password():
    """In one line."""
    database = Database("postgresql://ada:secret@127.0.0.1:1/ilosync", RealClock())
    said = database.ready()
    assert "127.0.0.1" in said
    assert "secret" not in said
    assert "\n" not in said


def test_what_was_to_be_stored_is_in_no_error(postgres: Postgres):
    """Not even where the value itself is the trouble."""
    with pytest.raises(DataError) as e:
        Attention(Database(postgres.new(), RealClock())).mark([Mark("person:\0ada")])
    assert "ada" not in str(e.value)


def test_a_server_that_cut_us_off_is_found_again(postgres: Postgres):
    """After a restart of the server the next call works, without a restart of ours."""
    database = Database(postgres.new(), RealClock())
    assert database.ready() == ""
    postgres.cut_off(database)
    assert database.ready() == ""


# --- addresses -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ilosync.db", "is no address"),
        ("sqlite://", "neither a file nor PostgreSQL"),
        ("sqlite:///:memory:", "neither a file nor PostgreSQL"),
        ("mysql://ada:secret@host/ilosync", "neither a file nor PostgreSQL"),
        ("sqlite:////nowhere/at/all/ilosync.db", "there is no folder /nowhere/at/all"),
    ],
)
def test_an_address_that_cannot_be_meant_is_refused(url: str, says: str):
    """Before anything begins, in one line, without the password."""
    with pytest.raises(BadConfig, match=says) as e:
        Database(url, RealClock())
    assert "secret" not in str(e.value)
    assert "\n" not in str(e.value)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_postgresql_may_be_called_by_any_of_its_names(postgres: Postgres, scheme: str):
    """Its driver is always the same."""
    address = postgres.new().partition("://")[2]
    assert Database(f"{scheme}://{address}", RealClock()).ready() == ""


def test_sqlite_needs_no_driver_of_postgresql(tmp_path: Path):
    """The extra need not be installed, and its absence is told only to who wants PostgreSQL."""
    code = f"""
import sys
sys.modules.update(dict.fromkeys(["psycopg", "procrastinate"]))
from ilosync.bootstrap import RealClock
from ilosync.daemon.attention import Attention, Mark
from ilosync.daemon.database import Database
from ilosync.errors import BadConfig
database = Database("sqlite:///{tmp_path}/ilosync.db", RealClock())
database.migrate()
Attention(database).mark([Mark("person:ada")])
try:
    Database("postgresql://host/name", RealClock())
except BadConfig as e:
    print(e)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install 'ilosync[postgres]'" in ran.stdout


# --- what it promises to those who use it --------------------------------------------------


def test_it_keeps_what_it_said_was_written(tmp_path: Path):
    """Through a loss of power: SQLite waits for the disk at each commit, and readers wait for
    nobody."""
    database = Database(f"sqlite:///{tmp_path}/ilosync.db", RealClock())
    with database.reading() as connection:
        asked = ("journal_mode", "synchronous")
        assert [connection.scalar(text(f"PRAGMA {x}")) for x in asked] == ["wal", 2]


def test_time_is_the_databases(time: Time):
    """On PostgreSQL the server's, so that machines need not agree; on SQLite ours."""
    assert time.database.now() == START.timestamp()
    time.passes(60)
    assert time.database.now() == START.timestamp() + 60


def test_a_server_tells_the_real_time(postgres: Postgres):
    """Epoch seconds."""
    at = RealClock().now().timestamp()
    assert abs(Database(postgres.new(), RealClock()).now() - at) < 5
