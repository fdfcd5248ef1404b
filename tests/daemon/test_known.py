"""What is remembered of the last readings, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from ilosync.daemon.database import Database
from ilosync.daemon.known import Known, KnownTicket

DAY = 86_400.0
ONE = KnownTicket("acme/learning#1", "ada", ("11", "12"), (5.0,))
TWO = KnownTicket("acme/learning#2", "ada")
FREE = KnownTicket("acme/learning#3", "")


@pytest.fixture
def known(database: Database) -> Known:
    """Of GitHub three tickets, as of second 100."""
    made = Known(database)
    made.learn("github", [ONE, TWO, FREE], as_of=100)
    return made


def test_what_was_learnt_is_known(known: Known):
    """Whose each ticket is, who has which, and our notices there; other trackers' are apart."""
    known.learn("jira", [KnownTicket("GROW-1", "ada")], as_of=100)
    assert known.all("github") == {t.name: t for t in (ONE, TWO, FREE)}
    assert known.names("github", "ada") == {ONE.name, TWO.name}
    assert known.names("jira", "ada") == {"GROW-1"}
    assert known.some("github", [TWO.name, "acme/learning#9"]) == {TWO.name: TWO}
    assert known.owner("github", ONE.name) == "ada"
    assert known.owner("github", FREE.name) == ""
    assert known.owner("github", "acme/learning#9") is None
    assert known.all("gitlab") == {}


def test_a_later_reading_replaces(known: Known):
    """Another owner, other notices."""
    changed = KnownTicket(ONE.name, "bo", ("12",))
    known.learn("github", [changed], as_of=101)
    assert known.all("github")[ONE.name] == changed
    assert known.names("github", "ada") == {TWO.name}


def test_an_earlier_reading_that_ends_later_changes_nothing(known: Known):
    """A full reading takes minutes; a look at one ticket meanwhile knows better."""
    known.learn("github", [KnownTicket(ONE.name, "bo")], as_of=99, gone=[TWO.name])
    assert known.names("github", "ada") == {ONE.name, TWO.name}
    known.learn("github", [], as_of=200, gone=[TWO.name])
    known.learn("github", [ONE, TWO], as_of=150)
    assert known.owner("github", TWO.name) is None


def test_what_is_gone_is_known_no_more_until_it_is_back(known: Known):
    """Of what was never known nothing is kept."""
    known.learn("github", [], as_of=200, gone=[ONE.name, "acme/printer#7"])
    assert known.all("github").keys() == {TWO.name, FREE.name}
    assert known.owner("github", ONE.name) is None
    assert known.some("github", [ONE.name]) == {}
    known.learn("github", [ONE], as_of=300)
    assert known.owner("github", ONE.name) == "ada"


def test_what_is_unseen_stays_for_sixty_days(known: Known):
    """From the first time on; one sight of it, and the days are forgotten."""
    begin = 1_000.0
    for day in range(0, 61, 20):
        known.learn("github", [], as_of=begin + day * DAY, unseen=[ONE.name, TWO.name])
    assert known.names("github", "ada") == {ONE.name, TWO.name}
    known.learn("github", [TWO], as_of=begin + 60 * DAY)
    known.learn("github", [], as_of=begin + 60 * DAY + 1)
    assert known.names("github", "ada") == {TWO.name}


def test_nothing_stays_for_ever_of_what_is_gone(known: Known, database: Database):
    """After sixty days no row is left, but for what is there."""
    known.learn("github", [], as_of=200, gone=[ONE.name, FREE.name])
    known.learn("github", [], as_of=201 + 60 * DAY)
    with database.reading() as connection:
        assert list(connection.scalars(text("SELECT name FROM known"))) == [TWO.name]


def test_a_large_reading_is_learnt_whole(known: Known):
    """More than goes into one transaction."""
    many = [KnownTicket(f"acme/learning#{n}", "bo") for n in range(10, 1_300)]
    known.learn("github", many, as_of=200)
    assert len(known.names("github", "bo")) == 1_290


def test_it_is_known_when_all_was_read(known: Known):
    """The latest beginning; None where there was none, also when single tickets are known."""
    assert known.read_in_full("github") is None
    known.full("github", 300)
    known.full("github", 200)
    assert known.read_in_full("github") == 300
    assert known.read_in_full("jira") is None
