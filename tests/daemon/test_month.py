"""Whatever becomes of the deliveries, the tickets end the same (ARCHITECTURE: level, not edge)."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilosync.ports import Hint
from tests.worlds import BEGIN, Step, World, acts, openings, policies

from .fates import FATES, Fate, shuffled
from .village import Village, owners, village

GRID = timedelta(hours=3)
DAYS = 30
Delivery = tuple[str, Hint]


class _Month:
    """A month of a village, a step of three hours at a time."""

    def __init__(self, here: Village, post: Fate[Delivery]) -> None:
        self.here, self.post, self.chance = here, post, Random(7)
        self.late: list[tuple[int, Delivery]] = []
        self.seen = {t.name: 0 for t in here.world.trackers}

    def lives(self, steps: dict[int, Step]) -> None:
        self.here.begin()
        for n in range(DAYS * 8):
            if n in steps:
                steps[n](self.here.world)
            self.late += [(n + after, x) for after, x in self.post(self._sent(), self.chance)]
            arriving = [x for at, x in self.late if at == n]
            if self.post is shuffled:
                self.chance.shuffle(arriving)
            for tracker, hint in arriving:
                self.here.hint(tracker, hint)
            # people act on the hour, polls come within the minute: nobody acts in between
            self.here.goes_by(timedelta(seconds=61), timedelta(seconds=61))
            self.here.goes_by(GRID - timedelta(seconds=61), GRID)

    def _sent(self) -> list[Delivery]:
        """The webhooks of what changed since the last look, one a change."""
        sent = []
        for tracker in self.here.world.trackers:
            new, self.seen[tracker.name] = (
                tracker._changed[self.seen[tracker.name] :],
                len(tracker._changed),
            )
            for ref in new:
                who = tracker.tickets[ref].assignees
                sent.append((tracker.name, Hint(owners(who), frozenset({str(ref)}))))
        return sent


def end(world: World, post: Fate[Delivery], steps: dict[int, Step]) -> set[object]:
    with tempfile.TemporaryDirectory() as folder, village(world, Path(folder)) as here:
        _Month(here, post).lives(steps)
        assert world.plan().actions == ()
    said = [(t.ref, c.marker.key) for t in world.tickets.values() for c in t.comments if c.marker]
    assert len(said) == len(set(said))  # nothing twice
    return {
        (t.ref, t.labels, t.open, tuple(sorted(c.marker for c in t.comments if c.marker)))
        for t in world.tickets.values()
    }


months = st.dictionaries(st.integers(1, (DAYS - 10) * 8), acts, max_size=8)


def the_same_whatever_becomes_of_the_deliveries(policy, two, first, steps) -> None:
    ends = []
    for post in FATES:
        world = World.new(policy, two=two)
        world.at(BEGIN)
        for each in first:
            each(world)
        ends.append(end(world, post, steps))

    assert ends[0] == ends[1] == ends[2] == ends[3]


FIRST = st.lists(openings, min_size=1, max_size=3)


@settings(max_examples=3)
@given(policies, st.booleans(), FIRST, months)
def test_a_month_ends_the_same_whatever_becomes_of_its_deliveries(policy, two, first, steps):
    """Each once, none at all, each twice, or late and in any order: the same labels and notices."""
    the_same_whatever_becomes_of_the_deliveries(policy, two, first, steps)


@pytest.mark.slow
@settings(max_examples=15)
@given(policies, st.booleans(), FIRST, months)
def test_many_months_end_the_same(policy, two, first, steps):
    """The same, for more months."""
    the_same_whatever_becomes_of_the_deliveries(policy, two, first, steps)
