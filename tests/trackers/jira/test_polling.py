"""Polling: what changed, named once and never left out, whatever the index and the clock do."""

from __future__ import annotations

import json

import pytest

from ilosync.core.model import Ref
from ilosync.errors import Refused
from ilosync.ports import Hint
from ilosync.trackers.jira.polling import _MANY
from tests.trackers.jira.conftest import Town


class Polled:
    """Somebody who polls, and remembers the cursor."""

    def __init__(self, town: Town) -> None:
        self.town = town
        town.clock.sleep(3_600)
        self.hint, self.cursor = town.tracker.poll("")

    def again(self, seconds: float = 60) -> Hint:
        """Wait, and ask what changed."""
        self.town.clock.sleep(seconds)
        self.hint, self.cursor = self.town.tracker.poll(self.cursor)
        return self.hint


def names(hint: Hint, *refs: Ref) -> bool:
    """Whether it names exactly these tickets."""
    return hint.tickets == {x.key for x in refs} and not hint.everyone


def test_what_changed_before_is_not_named(town: Town):
    """Polling begins now, although a search reaches further back."""
    town.ilo()
    polled = Polled(town)
    town.ilo("bo-b")
    town.clock.sleep(30)
    begun = town.another()
    hint, cursor = begun.poll("")
    town.clock.sleep(60)

    assert not hint
    assert not begun.poll(cursor)[0]
    assert polled.again().accounts == {"bo-b"}


def test_a_change_that_the_index_shows_late_is_named(town: Town):
    """Minutes after it was made, and only then; once."""
    ref = town.ilo()
    polled = Polled(town)
    town.world.search_lag = 540.0
    town.world.comment(ref.key, "bo-b", "Hello")
    found = [names(polled.again(), ref) for _ in range(15)]

    assert found.count(True) == 1
    assert found.index(True) == 8


def test_two_changes_in_one_second_are_both_named(town: Town):
    """The second one after the poll that named the first: some databases keep only seconds."""
    ref = town.ilo()
    polled = Polled(town)
    town.world.comment(ref.key, "bo-b", "Hello")
    assert names(polled.again(0), ref)
    town.world.comment(ref.key, "bo-b", "And again")

    assert names(polled.again(), ref)
    assert not polled.again()


def test_a_fast_poll_names_nothing_twice(town: Town):
    """Also while the change leaves what a search shows, which counts whole minutes."""
    ref = town.ilo()
    polled = Polled(town)
    town.clock.sleep(0.5)
    town.world.comment(ref.key, "bo-b", "Hello")

    assert [names(polled.again(7), ref) for _ in range(130)].count(True) == 1


def test_after_hours_of_silence_nothing_is_missing(town: Town):
    """An outage of ours: everything since the last poll is named."""
    refs = [town.ilo(f"p{n}") for n in range(6)]
    polled = Polled(town)
    for ref in refs:
        town.world.label(ref.key, "bo-b", "busy")
        town.clock.sleep(3_600)
    assert names(polled.again(7_200), *refs)
    assert not polled.again()


def test_labels_do_not_matter(town: Town):
    """A ticket that lost its label, or never had one, is named too; other projects are not."""
    lost, plain = town.ilo(), town.ilo(labels=())
    town.world.project("OPS", types=("Task",))
    polled = Polled(town)
    town.world.unlabel(lost.key, "ada-l", "ILO")
    town.world.comment(plain.key, "ada-l", "Hello")
    town.world.open("OPS", "bo-b", "Fix the printer")

    assert names(polled.again(), lost, plain)


def test_a_moved_ticket_is_named_by_its_new_key(town: Town):
    """And the owner whose last known ticket is gone is named with it."""
    town.world.project("OPS", types=("Task",))
    ref = town.ilo()
    tracker = town.another("GROW", "OPS")
    _, cursor = tracker.poll("")
    town.clock.sleep(60)
    town.world.move(ref.key, "bo-b", "OPS")
    hint, _ = tracker.poll(cursor)

    assert hint == Hint(frozenset({"ada-l"}), frozenset({"OPS-1"}))


def test_more_changes_than_are_worth_naming_mean_everyone(town: Town):
    """A mass edit; and then it is quiet again."""
    refs = [town.ilo(f"p{n}") for n in range(_MANY + 1)]
    polled = Polled(town)
    for ref in refs:
        town.world.label(ref.key, "bo-b", "busy")

    assert polled.again() == Hint(everyone=True)
    assert not polled.again()


def test_what_is_remembered_does_not_grow(town: Town):
    """Only what a search may still show."""
    ref = town.ilo()
    polled = Polled(town)
    for n in range(100):
        town.world.label(town.ilo(f"p{n}").key, "bo-b", "busy")
        polled.again(600)
    assert not polled.again()
    assert len(json.loads(polled.cursor)["named"]) < 10
    assert ref.key not in polled.cursor


def test_a_clock_that_is_set_back_loses_nothing(town: Town):
    """The next poll reaches back as far as it ever does."""
    ref = town.ilo()
    polled = Polled(town)
    now = town.clock.now()
    polled.again(86_400)
    town.clock.set_to(now)
    town.world.comment(ref.key, "bo-b", "Hello")

    assert names(polled.again(), ref)


@pytest.mark.parametrize(
    "cursor",
    [
        "x", "{}", "[]", "3", '{"form":1}',
        '{"form":0,"at":"2026-11-16T09:00:00+00:00","named":{}}',
        '{"form":1,"at":"yesterday","named":{}}',
        '{"form":1,"at":"2026-11-16T09:00:00+00:00","named":[]}',
        '{"form":1,"at":"2026-11-16T09:00:00+00:00","named":{"1":"2"}}', "[" * 9_000,
    ],
)  # fmt: skip
def test_a_damaged_cursor_begins_anew(town: Town, cursor: str):
    """With a look at everyone, for nobody knows what was missed."""
    town.ilo()
    town.clock.sleep(60)
    hint, mended = town.tracker.poll(cursor)
    town.clock.sleep(60)

    assert hint == Hint(everyone=True)
    assert not town.tracker.poll(mended)[0]


def test_a_project_that_is_not_there_is_told(town: Town):
    """As by a reading."""
    with pytest.raises(Refused, match="there is no project NOPE"):
        town.another("GROW", "NOPE").poll("")
