"""A small Jira to play in, Cloud or Data Center, and our tracker beside it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest

from ilosync.core.model import Account, Marker, Reading, Ref, RuleId, Ticket
from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.jira.faults import JiraFault
from ilosync.sandbox.jira.server import serve
from ilosync.sandbox.jira.world import JiraWorld
from ilosync.trackers.jira.tracker import JiraTracker
from tests import jira_contracts

START = datetime(2026, 11, 16, 9, tzinfo=UTC)
MARK = Marker(RuleId("check_in_due"), "20261116T090000Z.1", "0a1b2c3d")
LAG = 900.0
T = TypeVar("T")


@dataclass
class Town:
    """A world on a port; each `tracker()` is a process of its own that knows nothing yet."""

    world: JiraWorld
    clock: SimulatedClock
    url: str
    made: dict[str, JiraTracker] = field(default_factory=dict)

    @property
    def tracker(self) -> JiraTracker:
        """The one that most tests talk to."""
        return self.made.setdefault("it", self.another())

    def another(self, *projects: str, **options: Any) -> JiraTracker:
        """One more, as after a restart."""
        auth = ("ilosync@example.test", "sandbox-token") if self.world.cloud else "sandbox-token"
        auth = options.pop("auth", auth)
        return JiraTracker("jira", projects or ("GROW",), auth, self.clock, url=self.url, **options)

    def ilo(self, owner: str = "ada-l", title: str = "Learn Rust", **more: Any) -> Ref:
        """An ordinary ILO."""
        more.setdefault("labels", ("ILO",))
        return Ref("jira", self.world.open("GROW", owner, title, assignee=owner, **more))

    def fails(self, kind: str, **how: Any) -> None:
        """Let something go wrong from now on."""
        self.world.faults.append(JiraFault(kind, **how))

    def requests(self, action: Callable[[], object]) -> list[str]:
        """What an action asks of the server, as `METHOD path` lines."""
        return self.watch(action)[0]

    def watch(self, action: Callable[[], T]) -> tuple[list[str], T]:
        """The same, with what the action returned."""
        before = len(self.world.asked)
        result = action()
        return [f"{x.method} {x.path}" for x in self.world.asked[before:]], result

    def seen(self, comment: str) -> str:
        """The source text of a comment, marker and all."""
        return self.world.comment_of(comment)[1].body

    def since(self) -> float:
        """Seconds since the world began."""
        return (self.clock.now() - START).total_seconds()


def town_of(*, cloud: bool, held: bool = True, **options: Any) -> Iterator[Town]:
    """One project; handles of people are their accounts. `held` against the descriptions."""
    clock = SimulatedClock(START)
    options.setdefault("plain_ids", True)
    world = JiraWorld(clock, cloud, **options)
    world.project("GROW", types=("Task", "Story", "ILO"))
    with serve(world) as url:
        checked = held and jira_contracts.VARIABLE in os.environ
        with jira_contracts.held(url, cloud=cloud) if checked else nullcontext():
            yield Town(world, clock, url)


@pytest.fixture(params=["cloud", "data center"])
def town(request) -> Iterator[Town]:
    """Each promise is kept on both products."""
    yield from town_of(cloud=request.param == "cloud")


@pytest.fixture
def cloud() -> Iterator[Town]:
    """Jira Cloud."""
    yield from town_of(cloud=True)


@pytest.fixture
def server() -> Iterator[Town]:
    """Jira Data Center."""
    yield from town_of(cloud=False)


@pytest.fixture(params=["cloud", "data center"])
def big(request) -> Iterator[Town]:
    """The same for a thousand tickets: holding each against the descriptions would take long."""
    yield from town_of(cloud=request.param == "cloud", held=False)


def one(reading: Reading) -> Ticket:
    """The only ticket of a reading."""
    (ticket,) = reading.tickets
    return ticket


def account(name: str) -> Account:
    """An account's name."""
    return Account(name)
