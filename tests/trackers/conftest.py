"""A small GitHub on loopback, its clock, and trackers that talk to it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest

from ilosync.core.model import Account, Marker, Reading, Ref, RuleId, Ticket
from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.faults import Fault
from ilosync.sandbox.server import serve
from ilosync.sandbox.world import World
from ilosync.trackers.github.credentials import App
from ilosync.trackers.github.tracker import GithubTracker
from tests import contracts

T = TypeVar("T")
PLACE = "acme/learning"
TOKEN = "sandbox-token"
MARK = Marker(RuleId("check_in_due"), "20261116T090000Z.1", "0a1b2c3d")
START = datetime(2026, 11, 16, 9, tzinfo=UTC)


@dataclass
class Town:
    """The sandbox, served; everything the tests do to it and ask of it."""

    world: World
    clock: SimulatedClock
    url: str

    def tracker(self, *places: str, auth: str | App = TOKEN, **more: Any) -> GithubTracker:
        """A new tracker without any memory."""
        more.setdefault("url", self.url)
        return GithubTracker("github", places or [PLACE], auth, self.clock, **more)

    def ilo(self, owner: str = "ada-l", title: str = "Learn Rust") -> Ref:
        """An ordinary ILO."""
        number = self.world.open(PLACE, owner, title, "", ["ILO"], [owner])
        return Ref("github", f"{PLACE}#{number}")

    def fails(self, kind: str, **how: Any) -> None:
        """Let something go wrong from now on."""
        self.world.faults.append(Fault(kind, **how))

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
        return self.world.comment_of(int(comment))[1].body

    def since(self) -> float:
        """Seconds since the world began."""
        return (self.clock.now() - START).total_seconds()


@pytest.fixture
def town() -> Iterator[Town]:
    """One repository with the usual labels."""
    clock = SimulatedClock(START)
    world = World(clock)
    world.repository(PLACE, ("ILO", "ilo:paused", "bug"))
    checked = contracts.held() if contracts.VARIABLE in os.environ else nullcontext()
    with serve(world) as url, checked:
        yield Town(world, clock, url)


def one(reading: Reading) -> Ticket:
    """The only ticket of a reading."""
    (ticket,) = reading.tickets
    return ticket


def account(login: str) -> Account:
    """An account's name."""
    return Account(login)


@pytest.fixture(params=["graphql", "rest"])
def way(request, town: Town) -> str:
    """Each promise is kept on both ways of reading."""
    if request.param == "rest":
        town.fails("no_graphql")
    return request.param


@pytest.fixture
def app(key: str) -> App:
    """The App that the sandbox knows."""
    return App("77", key, 4711)
