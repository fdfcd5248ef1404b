"""A database of each kind; the server of the one is started once and stopped at the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ilosync.bootstrap import RealClock
from ilosync.daemon.attention import Attention
from ilosync.daemon.database import Database

from .databases import KINDS, Postgres, Time, started


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with started() as server:
        yield server


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn."""
    return request.param


@pytest.fixture
def empty(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new database without any table; SQLite's needs no server."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path}/ilosync.db"
    return request.getfixturevalue("postgres").new(empty=True)


@pytest.fixture
def fresh(empty: str) -> Iterator[Database]:
    """The same, opened."""
    made = Database(empty, RealClock(), busy=1.0)
    yield made
    made.close()


@pytest.fixture
def url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new database with all its tables."""
    if kind == "sqlite":
        made = f"sqlite:///{tmp_path}/ilosync.db"
        Database(made, RealClock()).migrate()
        return made
    return request.getfixturevalue("postgres").new()


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """On the real clock, with all its tables."""
    made = Database(url, RealClock(), busy=1.0)
    yield made
    made.close()


@pytest.fixture
def time(url: str) -> Iterator[Time]:
    """A database in which time passes when told."""
    made = Time(url)
    yield made
    made.database.close()


@pytest.fixture
def attention(time: Time) -> Attention:
    """The set, with leases of a hundred seconds, in time that is told."""
    return Attention(time.database, lease=100.0)
