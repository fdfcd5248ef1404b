"""What is acknowledged is durable, and what cannot be made durable is not acknowledged."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, text

from ilosync.bootstrap import RealClock
from ilosync.daemon.attention import Attention, Mark
from ilosync.daemon.database import Database
from ilosync.daemon.intake import Intake
from ilosync.errors import TryLater

from .deeds import Notes, outgrow, process

ADA = Mark("person:ada", frozenset({("github", "acme/learning#1")}), "delivery")


@pytest.fixture
def attention(database: Database) -> Attention:
    """On the real clock."""
    return Attention(database)


@pytest.fixture
def intake(attention: Attention) -> Iterator[Intake]:
    made = Intake(attention, waiting=1_000)
    yield made
    made.close()


def together(count: int, deliver: Callable[[int], Awaitable[None]]) -> list[BaseException | None]:
    """So many deliveries at once; how each ended."""

    async def all_of_them() -> list[BaseException | None]:
        return await asyncio.gather(*map(deliver, range(count)), return_exceptions=True)

    return asyncio.run(all_of_them())


def keys(url: str) -> set[str]:
    """What is marked, as another process would see it."""
    database = Database(url, RealClock())
    with database.reading() as connection:
        found = set(connection.scalars(text("SELECT key FROM attention WHERE seq > done")))
    database.close()
    return found


@contextmanager
def held_up(url: str) -> Iterator[None]:
    """Somebody else writes meanwhile, and takes long over it."""
    other = Database(url, RealClock())
    with other.writing() as connection:
        if other.shared:
            connection.execute(text("LOCK TABLE attention IN EXCLUSIVE MODE"))
        yield
    other.close()


def behind(url: str, intake: Intake, marks: list[Mark]) -> list[BaseException | None]:
    """Deliver the first while somebody else writes, and the rest behind it; how each ended."""

    async def burst() -> list[BaseException | None]:
        with held_up(url):
            sent = [asyncio.create_task(intake.mark(marks[:1]))]
            await asyncio.sleep(0.1)
            sent += [asyncio.create_task(intake.mark([m])) for m in marks[1:]]
            await asyncio.sleep(0.1)
            assert not any(d.done() and d.exception() is None for d in sent)
        return await asyncio.gather(*sent, return_exceptions=True)

    return asyncio.run(asyncio.wait_for(burst(), 20))


def test_what_is_acknowledged_is_there(intake: Intake, url: str):
    """The moment that `mark` returns, everybody who opens the database finds the mark."""
    asyncio.run(intake.mark([ADA]))
    assert keys(url) == {ADA.key}


def test_many_deliveries_share_a_commit(intake: Intake, database: Database, url: str):
    """What comes while a commit is on its way goes with the next, a key once."""
    commits: list[object] = []
    event.listen(database.engine, "commit", commits.append)
    ends = behind(url, intake, [*[ADA] * 200, Mark("person:bo")])
    assert ends == [None] * 201
    assert len(commits) == 2
    with database.reading() as connection:
        rows = connection.execute(text("SELECT key, seq FROM attention ORDER BY key")).all()
    assert [tuple(r) for r in rows] == [("person:ada", 2), ("person:bo", 1)]


def test_ten_thousand_deliveries_for_a_ticket_are_one_row(intake: Intake, database: Database):
    """Each acknowledged, and the set no larger than after the first."""

    async def deliver(_: int) -> None:
        for _n in range(50):
            await intake.mark([ADA])

    assert together(200, deliver) == [None] * 200
    with database.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM attention")) == 1
        assert connection.scalar(text("SELECT count(*) FROM named")) == 1


def test_a_database_that_is_locked_acknowledges_nobody(intake: Intake, url: str):
    """All are asked to try later, in one line that says so; afterwards it works again."""
    with held_up(url):
        ends = together(20, lambda n: intake.mark([Mark(f"person:{n}")]))
    assert [type(e).__mro__[1] for e in ends] == [TryLater] * 20
    assert "lock" in str(ends[0])
    assert "\n" not in str(ends[0])
    assert keys(url) == set()
    asyncio.run(intake.mark([ADA]))
    assert keys(url) == {ADA.key}


def test_a_full_disk_acknowledges_nobody(tmp_path: Path):
    """What was kept before is there, nothing of what was refused is; with room it goes on."""
    url, notes = f"sqlite:///{tmp_path}/ilosync.db", Notes(tmp_path / "notes")
    Database(url, RealClock()).migrate()
    with process(outgrow, url, notes.path, 200_000) as filling:
        filling.join(30)
    said: dict[str, list[str]] = {"kept": [], "refused": []}
    for what, number, *_ in notes.lines():
        said[what].append(f"person:{number}" + "x" * 500)
    assert len(said["refused"]) > 0
    assert len(said["kept"]) > 20
    assert notes.lines()[-1][0] == "kept"
    assert keys(url) == set(said["kept"])


def test_one_that_is_unfit_spoils_no_other(intake: Intake, url: str):
    """A name that no database can store is refused alone, and not repeated in the error."""
    names = ["person:ada", "person:bo", "person:\ud800", "person:cy"]
    ends = behind(url, intake, [Mark(name) for name in names])
    assert [isinstance(e, TryLater) for e in ends] == [False, False, True, False]
    assert "person" not in str(ends[2])
    assert keys(url) == {"person:ada", "person:bo", "person:cy"}


def test_only_so_many_may_wait(attention: Attention, url: str):
    """Further ones are asked to try later at once; memory stays bounded."""
    intake = Intake(attention, waiting=10)
    ends = behind(url, intake, [Mark(f"person:{n}") for n in range(51)])
    intake.close()
    assert [isinstance(e, TryLater) for e in ends] == [False] * 11 + [True] * 40
    assert len(keys(url)) == 11


def test_a_sender_that_hangs_up_harms_nobody(intake: Intake, url: str):
    """Its mark may stay; the others are acknowledged."""

    async def burst() -> list[BaseException | None]:
        with held_up(url):
            sent = [asyncio.create_task(intake.mark([Mark(f"person:{n}")])) for n in range(5)]
            await asyncio.sleep(0.1)
            sent[1].cancel()
        return await asyncio.gather(*sent, return_exceptions=True)

    ends = asyncio.run(asyncio.wait_for(burst(), 20))
    assert isinstance(ends.pop(1), asyncio.CancelledError)
    assert ends == [None] * 4
    assert keys(url) >= {"person:0", "person:2", "person:3", "person:4"}


def test_closing_writes_what_waits_and_takes_nothing_more(attention: Attention, url: str):
    """Who was let in is answered; who comes later is asked to try again."""
    intake = Intake(attention)

    async def burst() -> None:
        with held_up(url):
            sent = [asyncio.create_task(intake.mark([Mark(f"person:{n}")])) for n in range(5)]
            await asyncio.sleep(0.1)
        await asyncio.to_thread(intake.close)
        assert await asyncio.gather(*sent) == [None] * 5
        with pytest.raises(TryLater):
            await intake.mark([ADA])

    asyncio.run(asyncio.wait_for(burst(), 20))
    assert keys(url) == {f"person:{n}" for n in range(5)}


def test_a_delivery_about_nobody_needs_no_database(tmp_path: Path):
    """What hints at nothing is acknowledged even where nothing can be written."""
    intake = Intake(Attention(Database(f"sqlite:///{tmp_path}/no.db", RealClock())))
    asyncio.run(intake.mark([]))
    intake.close()
    assert list(tmp_path.iterdir()) == []
