"""Private messages from the command line, over the database of the configuration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from ilosync.bootstrap import House
from ilosync.commands.letters import letter_data, letter_lines, letterbox
from ilosync.core.policy import Policy
from ilosync.daemon.database import Database
from ilosync.daemon.sync import Sync
from ilosync.doctor_letters import letter_checks
from ilosync.errors import BadConfig
from ilosync.settings import load
from tests.config.conftest import TRACKER
from tests.daemon.databases import START
from tests.daemon.letterly import DAY, PEOPLE, RULES, nudge, world_of
from tests.worlds import World

from .mailbox import Mailbox, mailbox

WEEK = timedelta(days=7)


class Clock:
    """The world's."""

    def __init__(self, world: World) -> None:
        self.world = world

    def now(self):
        return self.world.now

    def sleep(self, seconds: float) -> None:
        self.world.passes(seconds)


@pytest.fixture
def world() -> World:
    return world_of(Policy())


@pytest.fixture
def box(world: World) -> Iterator[Mailbox]:
    with mailbox(now=lambda: world.now) as made:
        yield made


def house_of(world: World, folder: Path, url: str | None) -> House:
    """A house in this folder, over the world in memory."""
    (folder / "ilosync.toml").write_text(TRACKER)
    environ = {"ILOSYNC_DATABASE": f"sqlite:///{folder}/ilosync.db"}
    settings = load(folder, environ | ({"ILOSYNC_MESSAGES__URL": url} if url else {}))
    trackers = {t.name: t for t in world.trackers}
    sync = Sync(PEOPLE, trackers, world.policy, RULES, world.wording)
    return House(settings, PEOPLE, world.policy, sync)


@pytest.fixture
def house(world: World, box: Mailbox, tmp_path: Path) -> House:
    return house_of(world, tmp_path, box.address())


def remembers_for_long(folder: Path, world: World) -> None:
    """As if its database had been there for a month."""
    database = Database(f"sqlite:///{folder}/ilosync.db", Clock(world))
    database.migrate()
    with database.writing() as connection:
        at = (world.now - 31 * DAY).timestamp()
        connection.execute(text("UPDATE remembered SET since = :at"), {"at": at})
    database.close()


def told(house: House, world: World, *, speaks: bool) -> list[str]:
    """One pass of a command: its lines."""
    with letterbox(house, Clock(world), speaks=speaks) as letters:
        assert letters is not None
        snapshot = letters.aware(house.sync.read())
        plan = house.sync.plan(snapshot, world.now)
        due = letters.found(snapshot, plan, world.now)
        if not speaks:
            return [*letter_lines(due, None, UTC)]
        house.sync.write(plan, snapshot, world.now)
        went = letters.send(snapshot, plan)
        return [*letter_lines(due, tuple(went.sent), UTC)]


def test_a_dry_run_says_what_would_go(house: House, world: World, box: Mailbox, tmp_path: Path):
    """Nothing is sent, and nothing noted, however often."""
    remembers_for_long(tmp_path, world)
    for _ in range(2):
        assert told(house, world, speaks=False) == [
            "A private message would go to grace: one_ilo about ada, one_ilo about bo"
        ]
    assert box.mails == []


def test_a_dry_run_makes_no_database(house: House, world: World, tmp_path: Path):
    """One that was made now would be silent for a week: that is what it says."""
    assert told(house, world, speaks=False) == [
        "A private message to grace waits until Mon 09 Nov 10:00"
    ]
    assert not (tmp_path / "ilosync.db").exists()


def test_a_pass_that_speaks_sends_once(house: House, world: World, box: Mailbox, tmp_path: Path):
    """Further passes say nothing more of the same until four weeks are over."""
    remembers_for_long(tmp_path, world)
    (said,) = told(house, world, speaks=True)
    assert said.startswith("A private message went to grace: one_ilo about ")
    for _ in range(3):
        world.at(world.now + DAY)
        assert list(told(house, world, speaks=True)) == []
    assert len(box.mails) == 1
    world.at(START + 4 * WEEK)
    told(house, world, speaks=True)
    assert len(box.mails) == 2


def test_a_nudge_of_this_very_pass_counts(house: House, world: World, box: Mailbox, tmp_path: Path):
    """Whoever was just nudged on a ticket gets no letter on top of it."""
    remembers_for_long(tmp_path, world)
    with letterbox(house, Clock(world), speaks=True) as letters:
        assert letters is not None
        snapshot = letters.aware(house.sync.read())
        plan = house.sync.plan(snapshot, world.now)
        nudge(world, "grace")
        went = letters.send(snapshot, plan)
    assert (went.sent, box.mails) == ([], [])


def test_a_new_database_is_silent_for_a_week(house: House, world: World, box: Mailbox):
    """The first pass that speaks makes it."""
    told(house, world, speaks=True)
    world.at(START + WEEK - DAY)
    told(house, world, speaks=True)
    assert box.mails == []
    world.at(START + WEEK)
    told(house, world, speaks=True)
    assert len(box.mails) == 1


def test_what_ends_a_round_is_told(house: House, world: World, box: Mailbox, tmp_path: Path):
    """In words that name no person and no password; the letter goes with the next pass."""
    remembers_for_long(tmp_path, world)
    box.stop()
    with letterbox(house, Clock(world), speaks=True) as letters:
        assert letters is not None
        snapshot = letters.aware(house.sync.read())
        plan = house.sync.plan(snapshot, world.now)
        went = letters.send(snapshot, plan)
        due = letters.found(snapshot, plan, world.now)
    assert "does not answer" in went.why
    assert "grace" not in went.why
    assert letter_data(due, tuple(went.sent))["letters"][0]["sent"] is False
    (line,) = letter_lines(due, tuple(went.sent), UTC)
    assert line.startswith("A private message did not go to grace")
    box.start()
    told(house, world, speaks=True)
    assert len(box.mails) == 1


def test_without_messages_there_is_no_letterbox(world: World, tmp_path: Path):
    """And no database, though the command speaks."""
    with letterbox(house_of(world, tmp_path, None), Clock(world), speaks=True) as letters:
        assert letters is None
    assert not (tmp_path / "ilosync.db").exists()


def test_a_dry_letterbox_sends_nothing(house: House, world: World):
    """It cannot."""
    with letterbox(house, Clock(world), speaks=False) as letters:
        assert letters is not None
        snapshot = house.sync.read()
        with pytest.raises(BadConfig):
            letters.send(snapshot, house.sync.plan(snapshot, world.now))


# --- doctor ------------------------------------------------------------------------------------


def test_the_doctor_asks_the_server_and_names_who_is_not_reached(
    world: World, box: Mailbox, tmp_path: Path
):
    """Whoever runs it may see the names; nothing is sent; who has left is not missed."""
    house = house_of(world, tmp_path, None)
    today = world.now.date()
    (check,) = letter_checks(house, today)
    assert (check.ok, check.mend) == (True, "")

    own = {"ILOSYNC_MESSAGES__PEOPLE__ADA": box.address().replace("{id}", "ada")}
    house = replace(house, settings=load(tmp_path, own))
    channel, people = letter_checks(house, today)
    assert channel.ok
    assert "not checked" in channel.says
    assert people.ok
    assert "bo, grace, mo" in people.says
    assert "ILOSYNC_MESSAGES__PEOPLE__BO" in people.mend
    left = tuple(replace(p, end=today - DAY) if p.id == "mo" else p for p in PEOPLE)
    assert "mo" not in [*letter_checks(replace(house, people=left), today)][1].says

    house = house_of(world, tmp_path, box.address())
    channel, people = letter_checks(house, today)
    assert (channel.ok, people.ok, people.mend) == (True, True, "")
    box.stop()
    channel, people = letter_checks(house, today)
    assert (channel.ok, bool(channel.mend)) == (False, True)
    assert box.mails == []


def test_the_doctor_says_what_is_wrong_with_an_address(world: World, tmp_path: Path):
    """In one line, without showing it."""
    (check,) = letter_checks(house_of(world, tmp_path, "nowhere://hidden/{id}"), world.now.date())
    assert not check.ok
    assert "ILOSYNC_MESSAGES__URL" in check.says
    assert "hidden" not in check.says
