"""`ilosync doctor` on the daemon: what `/readyz` says, and no database is made for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ilosync.bootstrap import RealClock
from ilosync.daemon.state import State
from tests.daemon.databases import Postgres

from .both import Both, open_both


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    """Where all is well until somebody breaks it."""
    with open_both(tmp_path) as both:
        yield both


def test_a_daemon_that_works_is_told(both: Both):
    """The lines of `/readyz`, from its database."""
    state = State(database := both.database())
    state.put("trouble:github", "")
    state.put("read.last", str(RealClock().now().timestamp()))
    database.close()
    code, found = both.told()
    lines = {x: check.says for x, check in found.items() if x.startswith("daemon")}
    assert code == 0
    assert list(lines) == [
        "daemon: database", "daemon: github", "daemon: jira", "daemon: last full reading",
    ]  # fmt: skip
    assert (lines["daemon: github"], lines["daemon: jira"]) == ("answers", "not asked yet")


def test_a_daemon_that_sleeps_is_told(both: Both):
    """No full reading for more than a day, and a brake that is on."""
    state = State(database := both.database())
    state.put("read.last", str((RealClock().now() - timedelta(hours=27)).timestamp()))
    state.put("brake", "The brake is on: nothing was written. 60 changes")
    database.close()
    code, found = both.told()
    wrong = [x for x, check in found.items() if not check.ok]
    assert (code, wrong) == (1, ["daemon: last full reading", "daemon: brake"])
    assert all(found[x].mend for x in wrong)


def test_a_database_on_postgresql(both: Both, postgres: Postgres):
    """One that is there, one that wants a migration, and one that does not answer: no password."""
    assert both.told(ILOSYNC_DATABASE=postgres.new())[0] == 0
    code, found = both.told(ILOSYNC_DATABASE=postgres.new(empty=True))
    assert (code, "run `ilosync migrate`" in found["daemon: database"].says) == (1, True)
    code, found = both.told(ILOSYNC_DATABASE="postgresql://ilosync:hidden@127.0.0.1:9/ilosync")
    assert (code, found["daemon: database"].ok) == (1, False)
    assert found["daemon: database"].mend
    assert "hidden" not in str(found)


def test_a_database_that_cannot_be_meant(both: Both):
    """In one line, after the trackers; the folder is not made."""
    nowhere = both.town.folder.parent / "nowhere"
    code, found = both.told(ILOSYNC_DATABASE=f"sqlite:///{nowhere}/ilosync.db")
    assert (code, found["jira: account"].ok) == (1, True)
    assert "there is no folder" in found["daemon: database"].says
    assert not nowhere.exists()
