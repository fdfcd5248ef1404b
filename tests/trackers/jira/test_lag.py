"""A search index that lags behind, and what an outage or a restart must not double."""

from __future__ import annotations

import pytest

from ilosync.core.model import Marker
from ilosync.errors import Unproven
from tests.trackers.jira.conftest import LAG, MARK, Town, one


def lagging(town: Town) -> None:
    """From now on a search sees everything as it was a quarter of an hour ago."""
    town.clock.sleep(3_600)
    town.world.search_lag = LAG


def test_what_was_just_said_is_in_the_next_reading(town: Town):
    """Although no search shows it yet."""
    ref = town.ilo()
    lagging(town)
    town.tracker.read()
    new = town.tracker.say(ref, MARK, "Hello")

    assert [c.id for c in one(town.tracker.read()).comments] == [new]
    assert [c.id for c in one(town.tracker.look([ref.key])).comments] == [new]


def test_another_process_does_not_say_it_again(town: Town):
    """A restart within the lag looks at the ticket itself before it speaks."""
    ref = town.ilo()
    lagging(town)
    town.tracker.read()
    town.tracker.say(ref, MARK, "Hello")
    reborn = town.another()
    assert one(reborn.read()).comments == ()

    with pytest.raises(Unproven, match="just said"):
        reborn.say(ref, MARK, "Hello")
    assert [c.marker for c in one(reborn.read()).comments] == [MARK]
    reborn.say(ref, Marker(MARK.rule, "another", "d"), "Something else")
    assert len(town.world.issue(ref.key).now.comments) == 2


def test_a_label_of_ours_is_in_the_next_reading(town: Town):
    """What we labelled a moment ago is an ILO at once, and what we parked is none."""
    mine, other = town.ilo(labels=(), title="ILO: Rust"), town.ilo(title="Go")
    lagging(town)
    town.tracker.read()
    town.tracker.add_label(mine, "ILO")
    town.tracker.add_label(other, "ilo:next")
    town.tracker.remove_label(other, "ILO")

    labels = {t.ref: t.labels for t in town.tracker.read().tickets}
    assert labels == {mine: {"ILO"}, other: {"ilo:next"}}


def test_a_second_ilo_that_a_hint_names_is_not_missed(town: Town):
    """Opened a moment ago, in no index: it is read directly."""
    first = town.ilo()
    lagging(town)
    town.tracker.read()
    second = town.ilo(title="Learn Go")
    assert [t.ref for t in town.tracker.read().tickets] == [first]

    found = town.tracker.look([first.key, second.key]).tickets
    assert {t.ref for t in found} == {first, second}
    assert {t.ref for t in town.tracker.read().tickets} == {first, second}


def test_a_ticket_that_lost_its_label_goes_at_once(town: Town):
    """By somebody's hand, and a hint names it: the old reading does not bring it back."""
    ref = town.ilo()
    lagging(town)
    town.tracker.read()
    town.world.unlabel(ref.key, "ada-l", "ILO")
    looked = town.tracker.look([ref.key])

    assert (looked.tickets, looked.gone) == ((), {ref.key})


def test_more_than_fifty_fresh_tickets_are_read_too(cloud: Town):
    """Fifty past the index by the search, the others by number."""
    refs = [cloud.ilo(f"p{n}") for n in range(60)]
    lagging(cloud)
    cloud.tracker.read()
    cloud.clock.sleep(700)
    cloud.tracker.read()
    for ref in refs:
        cloud.tracker.say(ref, MARK, "Hello")

    assert all(len(t.comments) == 1 for t in cloud.tracker.read().tickets)


@pytest.mark.parametrize("kind", ["stored_then_502", "stored_then_reset"])
def test_a_lost_answer_is_not_said_twice(town: Town, kind: str):
    """It was stored and nobody said so: the next reading has it, though the index lags."""
    ref = town.ilo()
    lagging(town)
    town.tracker.read()
    town.fails(kind)
    with pytest.raises(Unproven):
        town.tracker.say(ref, MARK, "Hello")

    assert [c.marker for c in one(town.tracker.read()).comments] == [MARK]
    assert len(town.world.issue(ref.key).now.comments) == 1


@pytest.mark.parametrize("kind", ["stored_then_502", "stored_then_reset"])
def test_a_lost_answer_about_a_label_is_looked_up(town: Town, kind: str):
    """The same for labels."""
    ref = town.ilo()
    lagging(town)
    town.tracker.read()
    town.fails(kind)
    with pytest.raises(Unproven):
        town.tracker.add_label(ref, "ilo:paused")

    assert one(town.tracker.read()).has("ilo:paused")


def test_a_write_that_is_reset_before_it_arrives_is_sent_once(town: Town):
    """The client's own repetition of a POST is off: what may have been stored stays unproven."""
    ref = town.ilo()
    town.tracker.read()
    town.fails("reset", when=lambda method, _path, _n: method == "POST", times=5)
    with pytest.raises(Unproven):
        town.tracker.say(ref, MARK, "Hello")

    assert town.world.count("POST") == 1
