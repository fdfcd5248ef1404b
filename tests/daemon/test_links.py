"""Links between tickets: asked for where they can matter, and never taken for granted."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from ilosync.core.evaluate import evaluate
from ilosync.core.model import Ref, Snapshot
from ilosync.core.policy import Policy
from ilosync.daemon.links import linked
from ilosync.errors import TryLater
from ilosync.rules import RULES
from ilosync.trackers.memory import MemoryTracker
from tests.worlds import ADA, BEGIN, BO, GRACE


class Asked(MemoryTracker):
    """A tracker that remembers of which tickets it was asked, and may be busy."""

    busy = False
    of: list[Ref]

    def links(self, tickets: Collection[Ref]) -> dict[Ref, frozenset[str]]:
        """Tell, or be busy."""
        self.of = [*tickets]
        if self.busy:
            raise TryLater("busy")
        return super().links(tickets)


@pytest.fixture
def trackers() -> dict[str, MemoryTracker]:
    """Ada has an objective in each of two; Bo has one."""
    one, other = Asked(now=BEGIN), Asked("other", "GROW", now=BEGIN)
    for tracker, who in ((one, "ada-x"), (other, "ada-x"), (other, "bo-x")):
        tracker.opens(who, labels=("ILO",), assignees=(who,))
    other.leads(Ref("other", "GROW-1"), "acme/learning#1")
    return {"memory": one, "other": other}


def read(trackers: dict[str, MemoryTracker]) -> Snapshot:
    """What was read, with its links."""
    whole = Snapshot.of((ADA, BO, GRACE), *(t.read() for t in trackers.values()))
    return linked(whole, trackers)


def test_only_tickets_of_people_with_several_are_asked_about(trackers):
    """And what they say is on those tickets then."""
    snapshot = read(trackers)

    assert trackers["other"].of == [Ref("other", "GROW-1")]
    same = {t.ref.key: t.same_as for t in snapshot.tickets}
    assert same == {"acme/learning#1": set(), "GROW-1": {"acme/learning#1"}, "GROW-2": set()}


def test_nothing_is_concluded_without_them(trackers):
    """A tracker that cannot tell now counts as not read; nobody hears that they have two."""
    trackers["other"].busy = True
    snapshot = read(trackers)
    plan = evaluate(snapshot, Policy(), BEGIN, RULES)

    assert snapshot.unread == {"other"}
    assert snapshot.remarks == (
        "other: The tracker cannot answer now; nothing was changed by this request. busy",
    )
    assert [a for a in plan.actions if a.person == "ada"] == []


def test_nobody_is_asked_where_nobody_has_several(trackers):
    """No request in an ordinary pass."""
    trackers["other"].closes("ada-x", Ref("other", "GROW-1"))
    before = {k: t.spent["read"] for k, t in trackers.items()}
    read(trackers)

    assert {k: t.spent["read"] - before[k] for k, t in trackers.items()} == {
        "memory": 1,
        "other": 1,
    }
