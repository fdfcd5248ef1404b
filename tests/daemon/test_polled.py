"""What a poll names, and the deliveries that come meanwhile."""

from __future__ import annotations

from pathlib import Path

from ilosync.core.policy import Policy
from ilosync.daemon.attention import NEAR, WIDE
from ilosync.daemon.keys import of_person
from ilosync.ports import Hint
from ilosync.trackers.memory import MemoryTracker
from tests.worlds import BEGIN, PEOPLE, World

from .village import owners, village


def test_a_delivery_does_not_wait_behind_what_a_poll_names(tmp_path: Path):
    """Threads for hints leave to others what a poll names, but whoever is hinted at is theirs."""
    world = World(MemoryTracker(now=BEGIN), Policy(), PEOPLE)
    with village(world, tmp_path) as here:
        here.begin()
        attention = here.shelf.attention
        for who in ("ada-x", "bo-x"):
            last = world.tracker.opens(who, labels=("ILO",), assignees=(who,))
        world.passes(60)
        poll = attention.claim("test", (WIDE,))
        assert poll is not None
        here.workers.do(poll)
        assert attention.pending()[0] == 2
        assert attention.claim("test", (NEAR,)) is None

        here.hint(last.tracker, Hint(owners(["bo-x"]), frozenset({str(last)})))
        claim = attention.claim("test", (NEAR,))
        assert claim is not None
        assert claim.key == of_person("bo")
