"""A look at some tickets of GitHub's: what they show, and how far back they are read."""

from __future__ import annotations

import pytest

from ilosync.core.model import Marker, Readers, Reading
from tests.trackers.conftest import MARK, PLACE, Town, one

DAY = 86_400
GRAPHQL = "POST /graphql"


def name(number: int) -> str:
    """What a hint calls a ticket."""
    return f"{PLACE}#{number}"


def markers(reading: Reading) -> list[Marker | None]:
    """The markers on the only ticket of a reading."""
    return [c.marker for c in one(reading).comments]


@pytest.mark.usefixtures("way")
def test_talk_about_other_work_is_gone(town: Town):
    """Comments, even with a marker that somebody copied, make it no ticket of ours."""
    number = town.world.open(PLACE, "bo-b", "Fix the printer")
    quoted = town.seen(town.tracker().say(town.ilo(), MARK, "Hello"))
    town.world.comment(PLACE, number, "bo-b", quoted)
    reading = town.tracker().look([name(number)])
    assert (reading.tickets, reading.gone) == ((), {name(number)})


@pytest.mark.usefixtures("way")
def test_a_look_and_a_reading_agree_on_types(town: Town):
    """An unlabelled ticket of type ILO is one for both; of another type for neither."""
    typed = name(town.world.open(PLACE, "ada-l", "Rust", "", [], ["ada-l"], "ILO"))
    task = name(town.world.open(PLACE, "ada-l", "Paint", "", [], ["ada-l"], "Task"))
    tracker = town.tracker()
    looked = tracker.look([typed, task])
    assert (looked.tickets, looked.gone) == (tracker.read().tickets, {task})
    assert one(looked).looks_like_ilo


@pytest.mark.usefixtures("way")
def test_our_notice_is_found_however_long_ago_it_was(town: Town):
    """On a ticket that lost its label: beyond what is read along with a ticket."""
    ref, tracker = town.ilo(), town.tracker()
    tracker.say(ref, MARK, "Hello")
    town.world.unlabel(PLACE, ref.number, "ada-l", "ILO")
    for n in range(130):
        town.world.comment(PLACE, ref.number, "bo-b", f"Note {n}")
    town.clock.sleep(60)
    for asking in (tracker, town.tracker()):
        reading = asking.look([ref.key])
        assert markers(reading)[0] == MARK
        assert not reading.gone
    town.world.close(PLACE, ref.number, "ada-l")
    town.clock.sleep(61 * DAY)
    assert town.tracker().look([ref.key]).gone == {ref.key}


def test_long_talks_about_other_work_are_read_back_once(town: Town):
    """Each touch of a ticket with hundreds of comments must not cost hundreds of comments."""
    number = town.world.open(PLACE, "bo-b", "Fix the printer")
    for n in range(130):
        town.world.comment(PLACE, number, "bo-b", f"Note {n}")
    tracker = town.tracker()
    assert town.requests(lambda: tracker.look([name(number)])).count(GRAPHQL) == 2
    town.world.comment(PLACE, number, "bo-b", "And another thing")
    assert town.requests(lambda: tracker.look([name(number)])).count(GRAPHQL) == 1


def test_a_long_talk_with_many_labels_is_looked_at_again(town: Town):
    """The ILO label may be put on beside twenty others, and be talked about for long."""
    labels = [f"x-{n}" for n in range(25)]
    number = town.world.open(PLACE, "bo-b", "Fix the printer", "", labels)
    for n in range(45):
        town.world.comment(PLACE, number, "bo-b", f"Note {n}")
    tracker = town.tracker()
    assert tracker.look([name(number)]).gone
    town.world.label(PLACE, number, "bo-b", "ILO")
    for n in range(45):
        town.world.comment(PLACE, number, "bo-b", f"More {n}")
    assert one(tracker.look([name(number)])).has("ILO")


def test_a_notice_on_a_long_talk_is_seen_after_all(town: Town):
    """What was without one when it was read back may get one later, and lose its label."""
    number = town.world.open(PLACE, "bo-b", "Fix the printer")
    for n in range(60):
        town.world.comment(PLACE, number, "bo-b", f"Note {n}")
    tracker = town.tracker()
    assert tracker.look([name(number)]).gone
    town.world.label(PLACE, number, "bo-b", "ILO")
    tracker.say(one(tracker.look([name(number)])).ref, MARK, "Hello")
    town.world.unlabel(PLACE, number, "bo-b", "ILO")
    for n in range(39):
        town.world.comment(PLACE, number, "bo-b", f"More {n}")
    reading = tracker.look([name(number)])
    assert MARK in markers(reading)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("labels", [1, 150])
def test_the_facts_of_a_repository_are_ten_minutes_old_at_most(town: Town, labels: int):
    """One that was made public is noticed by looks alone."""
    for n in range(labels):
        town.world.make_label(town.world.repo(PLACE), f"label-{n}")
    ref, tracker = town.ilo(), town.tracker(readers=Readers.TEAM)
    assert not tracker.look([ref.key]).places[0].too_wide
    town.world.repo(PLACE).private = False
    town.clock.sleep(600)
    assert tracker.look([ref.key]).places[0].too_wide


def test_many_tickets_share_requests(town: Town):
    """A hundred at once, and what their repository is in the first request alone."""
    names = [town.ilo(f"person-{n}").key for n in range(250)]
    tracker = town.tracker()
    asked, reading = town.watch(lambda: tracker.look(names))
    assert (asked, len(reading.tickets)) == ([GRAPHQL] * 3, 250)


@pytest.mark.usefixtures("way")
def test_a_ticket_with_very_many_labels_is_looked_at_in_full(town: Town):
    """The ILO label may be the thirtieth."""
    number = town.world.open(PLACE, "ada-l", "Learn", "", [f"x-{n}" for n in range(30)], ["ada-l"])
    town.world.label(PLACE, number, "ada-l", "ILO")
    for n in range(50):
        town.world.comment(PLACE, number, "bo-b", f"Note {n}")
    tracker = town.tracker()
    for _ in range(2):
        assert one(tracker.look([name(number)])).has("ILO")
