"""The tables, and the steps by which a database of any age comes to this version.

One SQL for both databases. `moment()` is the time as epoch seconds: PostgreSQL's own clock, or
on SQLite a function that asks ours. Steps are never changed once released; new ones follow.
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from ilosync.errors import BadConfig

STEPS: tuple[tuple[str, str], ...] = (
    (
        "attention",
        # one row a key, for ever. seq: marks so far; done: the seq that a pass saw; claimed: the
        # seq when the last pass began; look: when somebody is to look, null for not at all
        """
        CREATE TABLE attention (
            key TEXT PRIMARY KEY,
            lane TEXT NOT NULL,
            trace TEXT NOT NULL DEFAULT '',
            seq BIGINT NOT NULL DEFAULT 0,
            done BIGINT NOT NULL DEFAULT 0,
            claimed BIGINT NOT NULL DEFAULT 0,
            due DOUBLE PRECISION NOT NULL DEFAULT 0,
            wake DOUBLE PRECISION,
            look DOUBLE PRECISION GENERATED ALWAYS AS
                (CASE WHEN seq > done THEN due ELSE wake END) STORED,
            owner TEXT NOT NULL DEFAULT '',
            fence BIGINT NOT NULL DEFAULT 0,
            lease DOUBLE PRECISION NOT NULL DEFAULT 0,
            attempts INTEGER NOT NULL DEFAULT 0
        );
        CREATE INDEX attention_look ON attention (look) WHERE look IS NOT NULL;
        CREATE TABLE named (
            key TEXT NOT NULL,
            tracker TEXT NOT NULL,
            ticket TEXT NOT NULL,
            seq BIGINT NOT NULL,
            PRIMARY KEY (key, tracker, ticket)
        )
        """,
    ),
    (
        "known",
        # the last reading. unseen: since when nobody could say how it stands
        """
        CREATE TABLE known (
            tracker TEXT NOT NULL,
            name TEXT NOT NULL,
            owner TEXT NOT NULL,
            notices TEXT NOT NULL,
            deleted TEXT NOT NULL,
            as_of DOUBLE PRECISION NOT NULL,
            unseen DOUBLE PRECISION,
            gone INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (tracker, name)
        );
        CREATE INDEX known_owner ON known (tracker, owner);
        CREATE TABLE readings (tracker TEXT PRIMARY KEY, began DOUBLE PRECISION NOT NULL)
        """,
    ),
    (
        "state",
        """
        CREATE TABLE facts (key TEXT PRIMARY KEY, value TEXT NOT NULL);
        CREATE TABLE written (at DOUBLE PRECISION NOT NULL, count INTEGER NOT NULL);
        CREATE INDEX written_at ON written (at)
        """,
    ),
    (
        "pace",
        # at: the last taking; spent: when all that was taken will be made up for; quiet: nobody
        # takes before then
        """
        CREATE TABLE pace (
            name TEXT PRIMARY KEY,
            at DOUBLE PRECISION NOT NULL DEFAULT 0,
            spent DOUBLE PRECISION NOT NULL DEFAULT 0,
            quiet DOUBLE PRECISION NOT NULL DEFAULT 0
        )
        """,
    ),
    (
        "letters",
        # letters: one row a person and week of theirs, written before it is sent. obligations: how
        # often somebody heard of one, by its digest, whom that is about, and when last; `was` is
        # the time before, for a letter that is taken back. remembered: since when all this is;
        # what was sent before, nobody knows
        """
        CREATE TABLE letters (
            person TEXT NOT NULL,
            week TEXT NOT NULL,
            state TEXT NOT NULL,
            at DOUBLE PRECISION NOT NULL,
            PRIMARY KEY (person, week)
        );
        CREATE TABLE obligations (
            person TEXT NOT NULL,
            obligation TEXT NOT NULL,
            about TEXT NOT NULL,
            times INTEGER NOT NULL,
            at DOUBLE PRECISION NOT NULL,
            was DOUBLE PRECISION NOT NULL DEFAULT 0,
            PRIMARY KEY (person, obligation)
        );
        CREATE TABLE remembered (since DOUBLE PRECISION NOT NULL);
        INSERT INTO remembered VALUES (moment())
        """,
    ),
)
VERSION = len(STEPS)

_MOMENT = """
    CREATE OR REPLACE FUNCTION moment() RETURNS DOUBLE PRECISION LANGUAGE sql VOLATILE
    AS 'SELECT CAST(extract(epoch FROM clock_timestamp()) AS DOUBLE PRECISION)'
"""
_VERSIONS = """
    CREATE TABLE IF NOT EXISTS schema_version (
        version INTEGER PRIMARY KEY, name TEXT NOT NULL, at DOUBLE PRECISION NOT NULL
    )
"""


def version(connection: Connection) -> int:
    """Which version the tables have; 0 where there are none."""
    if not inspect(connection).has_table("schema_version"):
        return 0
    return connection.scalar(text("SELECT max(version) FROM schema_version")) or 0


def bring_up(connection: Connection) -> list[str]:
    """Take the steps that are missing, within this transaction; return their names.

    The caller sees to it that nobody else does the same now. Raises BadConfig for a newer one.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(_MOMENT))
    connection.execute(text(_VERSIONS))
    done = version(connection)
    if done > VERSION:
        raise BadConfig(too_new(done))
    for number, (name, sql) in enumerate(STEPS[done:], done + 1):
        for statement in sql.split(";"):
            connection.execute(text(statement))
        row = {"version": number, "name": name}
        connection.execute(
            text("INSERT INTO schema_version VALUES (:version, :name, moment())"), row
        )
    return [name for name, _ in STEPS[done:]]


def too_new(found: int) -> str:
    """What is wrong with a database that a later ilosync made, and how to mend it."""
    return (
        f"the database has version {found} and this ilosync knows {VERSION}: "
        "run the newer ilosync, or name another `database` in ilosync.toml"
    )
