"""`kill -9` of a process that takes deliveries under load: what it acknowledged is there."""

from __future__ import annotations

import random
from pathlib import Path
from time import sleep

import pytest
from sqlalchemy import text

from ilosync.bootstrap import RealClock
from ilosync.daemon.attention import Attention, Mark
from ilosync.daemon.database import Database

from .deeds import Notes, deliver, process


def kill_again_and_again(url: str, folder: Path, times: int) -> None:
    """Kill it at random moments, start it again over the same database, and compare."""
    moments = random.Random(times)
    notes = Notes(folder / "acknowledged")
    for _ in range(times):
        before = len(notes.lines())
        with process(deliver, url, notes.path) as taking:
            notes.wait_for(before + 20)
            sleep(moments.uniform(0, 0.15))
            taking.kill()
    database = Database(url, RealClock())
    with database.reading() as connection:
        there = {
            tuple(row) for row in connection.execute(text("SELECT key, tracker, ticket FROM named"))
        }
        due = set(connection.scalars(text("SELECT key FROM attention WHERE seq > done")))
    acknowledged = {tuple(line) for line in notes.lines()}
    assert len(acknowledged) >= 20 * times
    assert acknowledged <= there
    assert {key for key, _, _ in acknowledged} <= due
    assert database.ready() == ""
    Attention(database).mark([Mark("person:ada")])


def test_killed_under_load(url: str, tmp_path: Path):
    """Ten times over one database: not one acknowledged mark is missing, and it works on."""
    kill_again_and_again(url, tmp_path, 10)


@pytest.mark.slow
def test_killed_fifty_times_under_load(url: str, tmp_path: Path):
    """Fifty times over one database."""
    kill_again_and_again(url, tmp_path, 50)
