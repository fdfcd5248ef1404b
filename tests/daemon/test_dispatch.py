"""procrastinate as the bell: whatever becomes of its jobs, everybody due is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic, sleep

import pytest
from sqlalchemy import text

from ilosync.bootstrap import RealClock
from ilosync.daemon.attention import NEAR, WIDE, Attention, Mark
from ilosync.daemon.database import Database
from ilosync.daemon.dispatch import Dispatch

from .databases import Postgres
from .deeds import Crew, Notes, process

LONG, SHORT = 60.0, 0.2  # seconds between two sweeps


@pytest.fixture
def url(postgres: Postgres) -> str:
    """Only there is procrastinate."""
    return postgres.new()


@pytest.fixture
def attention(database: Database) -> Attention:
    return Attention(database, lease=30.0)


@contextmanager
def running(
    attention: Attention,
    look: Callable[[str], None] = lambda _: None,
    *,
    sweep: float = LONG,
    lanes: tuple[str, ...] = (NEAR, WIDE),
    concurrency: int = 3,
) -> Iterator[Dispatch]:
    """A worker that claims the keys that it is called for, looks, and finishes them."""
    dispatch = Dispatch(attention.database, attention, sweep=sweep)

    def work(key: str) -> None:
        if (claim := attention.claim("w", lanes, key)) is not None:
            look(key)
            attention.done(claim)

    thread = Thread(
        target=dispatch.run, args=(work,), kwargs={"concurrency": concurrency, "lanes": lanes}
    )
    thread.start()
    try:
        yield dispatch
    finally:
        dispatch.stop()
        thread.join(20)
        assert not thread.is_alive()


def jobs(database: Database) -> list[tuple[str, str]]:
    """Key and status of each job."""
    with database.reading() as connection:
        sql = "SELECT args->>'key', CAST(status AS TEXT) FROM procrastinate_jobs ORDER BY id"
        return [(key, status) for key, status in connection.execute(text(sql))]


def soon(true: Callable[[], bool], within: float = 10.0) -> None:
    latest = monotonic() + within
    while not true():
        assert monotonic() < latest
        sleep(0.02)


def test_a_bell_is_answered_long_before_the_next_sweep(attention: Attention):
    """And leaves nothing behind."""
    seen: list[str] = []
    with running(attention, seen.append) as dispatch:
        attention.mark([Mark("person:first")])
        dispatch.defer(["person:first"])
        soon(lambda: attention.pending()[0] == 0)
        seen.clear()
        sleep(0.3)  # whatever was to be done at the beginning is done
        for n in range(5):
            attention.mark([Mark(f"person:{n}")])
            dispatch.defer([f"person:{n}"])
        soon(lambda: attention.pending()[0] == 0)
    assert sorted(seen) == [f"person:{n}" for n in range(5)]
    assert jobs(attention.database) == []


def test_a_bell_that_nobody_rang_is_rung_by_the_sweep(attention: Attention):
    """A process that died between the commit and the bell costs some seconds."""
    attention.mark([Mark("person:ada")])
    with running(attention, sweep=SHORT):
        soon(lambda: attention.pending()[0] == 0)
        attention.mark([Mark("person:bo")])
        soon(lambda: attention.pending()[0] == 0)


def test_who_is_to_be_woken_is_rung_for(attention: Attention):
    """Without any mark, when the time has come."""
    with running(attention, sweep=SHORT):
        attention.wake("person:ada", attention.database.now() + 0.3)
        soon(lambda: attention.pending()[0] == 1)
        soon(lambda: attention.pending()[0] == 0)


def test_jobs_that_are_lost_are_made_again(attention: Attention):
    """Nothing depends on them."""
    dispatch = Dispatch(attention.database, attention, sweep=LONG)
    attention.mark([Mark("person:ada")])
    dispatch.defer(["person:ada"])
    soon(lambda: jobs(attention.database) == [("person:ada", "todo")])
    dispatch.stop()
    with attention.database.writing() as connection:
        connection.execute(text("DELETE FROM procrastinate_jobs"))
    with running(attention, sweep=SHORT):
        soon(lambda: attention.pending()[0] == 0)


def test_one_job_waits_however_often_the_bell_is_rung(attention: Attention):
    """Ringing a thousand times for a key that nobody answers makes one job."""
    dispatch = Dispatch(attention.database, attention, sweep=0.05)
    for _ in range(10):
        attention.mark([Mark("person:ada")] * 100)
        dispatch.defer(["person:ada"])
        sleep(0.03)
    soon(lambda: jobs(attention.database) != [])
    dispatch.stop()
    assert jobs(attention.database) == [("person:ada", "todo")]


def test_a_mark_during_a_look_is_rung_for_after_it(attention: Attention):
    """At once, not at the next sweep."""
    looks: list[str] = []
    looking, marked = Event(), Event()

    def look(key: str) -> None:
        looks.append(key)
        looking.set()
        marked.wait(10)

    with running(attention, look) as dispatch:
        attention.mark([Mark("person:ada")])
        dispatch.defer(["person:ada"])
        looking.wait(10)
        attention.mark([Mark("person:ada")])
        dispatch.defer(["person:ada"])
        sleep(0.1)
        marked.set()
        soon(lambda: attention.pending()[0] == 0)
    assert looks == ["person:ada"] * 2


def test_nobody_is_rung_for_who_is_looked_at(attention: Attention):
    """Not even when marked again: it would call workers in vain all the time."""
    attention.mark([Mark("person:ada")])
    claim = attention.claim("w")
    assert claim is not None
    attention.mark([Mark("person:ada")])
    called: list[str] = []
    dispatch = Dispatch(attention.database, attention, sweep=0.05)
    run = Thread(target=dispatch.run, args=(called.append,), kwargs={"concurrency": 1})
    run.start()
    sleep(0.5)
    dispatch.stop()
    run.join(20)
    assert called == jobs(attention.database) == []


def test_the_jobs_of_the_dead_are_buried(attention: Attention, url: str, tmp_path: Path):
    """A worker that was killed leaves jobs that nobody will end; the next one deletes them."""
    crew = Crew(url, tmp_path / "notes", by_bell=True, seconds=600)
    attention.mark([Mark("person:ada"), Mark("person:bo")])
    with process(crew.work):
        Notes(crew.path).wait_for(2)
    assert [status for _, status in jobs(attention.database)] == ["doing", "doing"]
    with attention.database.writing() as connection:
        sql = "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"
        connection.execute(text(sql))
    with running(attention):
        soon(lambda: jobs(attention.database) == [])
    assert attention.pending()[0] == 2  # their leases still run


def test_a_worker_answers_for_its_lanes(attention: Attention):
    """What is wide waits for a worker of that lane."""
    seen: list[str] = []
    attention.mark([Mark("everyone", lane=WIDE), Mark("person:ada")])
    with running(attention, seen.append, sweep=SHORT, lanes=(NEAR,)):
        soon(lambda: seen == ["person:ada"])
        sleep(2 * SHORT)
        assert seen == ["person:ada"]
        assert jobs(attention.database) == [("everyone", "todo")]
    with running(attention, seen.append, sweep=SHORT, lanes=(WIDE,)):
        soon(lambda: seen == ["person:ada", "everyone"])


def test_so_many_at_once_and_no_more(attention: Attention):
    """As many threads as were asked for, also on a small machine."""
    lock, now, most = Lock(), [0], [0]

    def look(_: str) -> None:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        sleep(0.2)
        with lock:
            now[0] -= 1

    attention.mark([Mark(f"person:{n}") for n in range(30)])
    with running(attention, look, concurrency=12):
        soon(lambda: attention.pending()[0] == 0)
    assert most == [12]


def test_a_look_that_breaks_stops_nobody(attention: Attention):
    """The others are looked at, and it is tried again at the next sweep."""
    broken = ["person:ada"] * 2

    def look(key: str) -> None:
        if key in broken:
            broken.remove(key)
            raise RuntimeError("Dear diary")

    attention = Attention(attention.database, lease=0.3)
    attention.mark([Mark("person:ada"), Mark("person:bo")])
    with running(attention, look, sweep=SHORT):
        soon(lambda: attention.pending()[0] == 0)
    assert broken == []
    assert jobs(attention.database) == []


def test_stopping_ends_what_is_in_hand(attention: Attention):
    """It is finished first; nothing more is begun."""
    begun, ended = Event(), Event()

    def look(_: str) -> None:
        begun.set()
        sleep(0.3)
        ended.set()

    attention.mark([Mark("person:ada"), Mark("person:bo")])
    with running(attention, look, sweep=SHORT, concurrency=1):
        begun.wait(10)
    assert ended.is_set()
    assert attention.pending()[0] == 1


def test_it_goes_on_when_the_server_was_away(attention: Attention, postgres: Postgres):
    """Connections that were cut are made again."""
    with running(attention, sweep=SHORT):
        attention.mark([Mark("person:ada")])
        soon(lambda: attention.pending()[0] == 0)
        postgres.cut_off(attention.database)
        attention.mark([Mark("person:bo")])
        soon(lambda: attention.pending()[0] == 0, within=20)


def test_it_begins_when_the_tables_are_there(postgres: Postgres):
    """Started before `ilosync migrate`, it waits for that."""
    database = Database(postgres.new(empty=True), RealClock())
    attention = Attention(database)
    with running(attention, sweep=SHORT):
        sleep(0.5)
        database.migrate()
        attention.mark([Mark("person:ada")])
        soon(lambda: attention.pending()[0] == 0, within=20)
    database.close()
