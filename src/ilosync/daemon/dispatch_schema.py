"""The tables that procrastinate works with, brought up from version to version by its own steps."""

from __future__ import annotations

from importlib.resources import files

from sqlalchemy import Connection, inspect, text

from .database import Database

_SQL = files("procrastinate") / "sql"


def bring_up(database: Database) -> list[str]:
    """Take the steps that the installed procrastinate has and this database lacks.

    Tables of unknown age are taken to be those of the installed version.
    """
    steps = {x.name: x for x in (_SQL / "migrations").iterdir() if x.name.endswith(".sql")}
    with database.writing(alone="migrate") as connection:
        connection.execute(text(_STEPS))
        done = set(connection.scalars(text("SELECT name FROM dispatch_steps")))
        if not done:
            new = not inspect(connection).has_table("procrastinate_jobs")
            if new:
                _run(connection, (_SQL / "schema.sql").read_text(encoding="utf-8"))
            connection.execute(text(_TAKEN), [{"name": name} for name in sorted(steps)])
            return ["procrastinate"] if new else []
    taken = []
    for name in sorted(steps.keys() - done):  # each its own: some use what an earlier one adds
        with database.writing(alone="migrate") as connection:
            if connection.execute(text(_TAKEN), {"name": name}).rowcount:
                _run(connection, steps[name].read_text(encoding="utf-8"))
                taken.append(f"procrastinate {name.removesuffix('.sql')}")
    return taken


def _run(connection: Connection, script: str) -> None:
    """Many statements at once, which the driver takes only without parameters."""
    driver = connection.connection.driver_connection
    if driver is not None:
        driver.execute(script)


_STEPS = "CREATE TABLE IF NOT EXISTS dispatch_steps (name TEXT PRIMARY KEY)"
_TAKEN = "INSERT INTO dispatch_steps (name) VALUES (:name) ON CONFLICT DO NOTHING"
