"""Bringing a database of any age up to date, once, whoever else does the same."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from ilosync.bootstrap import RealClock
from ilosync.daemon import schema
from ilosync.daemon.attention import Attention, Mark
from ilosync.daemon.database import Database
from ilosync.errors import BadConfig

from .databases import Postgres
from .deeds import Notes, migrate, process

STEPS = {
    "sqlite": ["attention", "known", "state", "pace", "letters"],
    "postgresql": ["attention", "known", "state", "pace", "letters", "procrastinate"],
}


def set_version(database: Database, version: int) -> None:
    with database.writing() as connection:
        sql = "INSERT INTO schema_version VALUES (:version, 'later', 0)"
        connection.execute(text(sql), {"version": version})


def test_migrating_takes_each_step_once(fresh: Database, kind: str):
    """The names of the steps are told; a second time there is nothing to do."""
    assert fresh.migrate() == STEPS[kind]
    assert fresh.migrate() == []
    assert fresh.ready() == ""


def test_an_older_database_takes_the_steps_it_lacks(
    fresh: Database, monkeypatch: pytest.MonkeyPatch
):
    """And keeps what is in it."""
    with monkeypatch.context() as older:
        older.setattr(schema, "STEPS", schema.STEPS[:1])
        older.setattr(schema, "VERSION", 1)
        fresh.migrate()
        Attention(fresh).mark([Mark("person:ada")])
    assert "version 1, not 5" in fresh.ready()
    assert "`ilosync migrate`" in fresh.ready()
    assert fresh.migrate() == ["known", "state", "pace", "letters"]
    assert Attention(fresh).claim("w") is not None
    assert fresh.ready() == ""


def test_a_step_that_fails_leaves_the_database_as_it_was(
    fresh: Database, monkeypatch: pytest.MonkeyPatch
):
    """All steps are taken or none."""
    with monkeypatch.context() as broken:
        broken.setattr(schema, "STEPS", (*schema.STEPS, ("bad", "CREATE TABLE facts (key TEXT)")))
        with pytest.raises(Exception, match="already exists"):
            fresh.migrate()
    with fresh.reading() as connection:
        assert inspect(connection).get_table_names() == []


def test_several_may_migrate_at_once(empty: str, kind: str, tmp_path: Path):
    """Processes that start together: each step is taken by one of them, and all can work."""
    notes = Notes(tmp_path / "notes")
    with process(migrate, empty, notes.path), process(migrate, empty, notes.path):
        notes.wait_for(2)
    taken = [step for line in notes.lines() for step in line[1:]]
    assert taken == STEPS[kind]


def test_a_newer_database_is_refused(fresh: Database):
    """In one line that says what to do; nothing is touched."""
    fresh.migrate()
    set_version(fresh, 99)
    with pytest.raises(BadConfig, match=r"version 99 .* knows 5: run the newer ilosync") as e:
        fresh.migrate()
    assert "\n" not in str(e.value)
    assert "version 99" in fresh.ready()


def test_procrastinate_is_brought_up_by_its_own_steps(postgres: Postgres):
    """From its very first tables to the installed version: the same as one made just now."""
    old, new = (Database(postgres.new(empty=e), RealClock()) for e in (True, False))
    first = "00.00.00_01_initial.sql"
    with old.writing() as connection:
        script = files("procrastinate") / "sql" / "migrations" / first
        connection.connection.driver_connection.execute(script.read_text())
        connection.execute(text("CREATE TABLE dispatch_steps (name TEXT PRIMARY KEY)"))
        connection.execute(text("INSERT INTO dispatch_steps VALUES (:name)"), {"name": first})
    steps = old.migrate()
    assert steps[:5] == STEPS["sqlite"]
    assert steps[-1] == "procrastinate 03.04.00_50_post_add_retry_failed_job_procedure"
    assert functions(old) == functions(new)
    assert old.migrate() == []


def functions(database: Database) -> set[str]:
    with database.reading() as connection:
        sql = "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        return set(connection.scalars(text(sql)))
