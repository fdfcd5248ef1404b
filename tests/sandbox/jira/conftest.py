"""Both Jiras on a port each, and clients for them.

Where Atlassian's published descriptions are at hand, every exchange is held against them too.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from jira import JIRA

from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.jira.search import find
from ilosync.sandbox.jira.server import serve
from ilosync.sandbox.jira.world import TOKEN, JiraWorld
from tests import jira_contracts

Serve = Callable[[JiraWorld], str]
Ask = Callable[..., requests.Response]


@pytest.fixture
def clock() -> SimulatedClock:
    """Ten in the morning of a Monday, in UTC."""
    return SimulatedClock(datetime(2026, 11, 23, 10, tzinfo=UTC))


def two_projects(clock: SimulatedClock, *, cloud: bool, **options: Any) -> JiraWorld:
    """Where people learn and where they work; our account may do what people may."""
    world = JiraWorld(clock, cloud, **options)
    world.project("LEARN", "Learning", types=("Task", "ILO"))
    world.project("WORK", "Work")
    return world


@pytest.fixture
def served() -> Iterator[Serve]:
    """Put a world on a port, held to its product's description."""
    with ExitStack() as stack:

        def put(world: JiraWorld) -> str:
            base = stack.enter_context(serve(world))
            if jira_contracts.VARIABLE in os.environ:
                stack.enter_context(jira_contracts.held(base, cloud=world.cloud))
            return base

        yield put


@pytest.fixture
def cloud(clock: SimulatedClock) -> JiraWorld:
    """A Cloud."""
    return two_projects(clock, cloud=True)


@pytest.fixture
def centre(clock: SimulatedClock) -> JiraWorld:
    """A Data Center."""
    return two_projects(clock, cloud=False)


@pytest.fixture(params=["cloud", "data center"])
def world(request: pytest.FixtureRequest, clock: SimulatedClock) -> JiraWorld:
    """Either of the two."""
    return two_projects(clock, cloud=request.param == "cloud")


def asker(world: JiraWorld, base: str, version: str = "2") -> Ask:
    """Send bare requests to a world with our token: method, path, and what requests takes."""
    session = requests.Session()
    if world.cloud:
        session.auth = (world.user(world.me).email, TOKEN)
    else:
        session.headers["Authorization"] = f"Bearer {TOKEN}"

    def ask(method: str, path: str, **options: Any) -> requests.Response:
        return session.request(method, f"{base}/rest/api/{version}{path}", timeout=10, **options)

    return ask


def client(world: JiraWorld, base: str) -> JIRA:
    """The client library that ilosync uses, made to fail at once."""
    if world.cloud:
        who: dict[str, Any] = {"basic_auth": (world.user(world.me).email, TOKEN)}
    else:
        who = {"token_auth": TOKEN}
    return JIRA(base, max_retries=0, timeout=(5, 10), **who)


@pytest.fixture
def ask(world: JiraWorld, served: Serve) -> Ask:
    """Bare requests to either."""
    return asker(world, served(world))


@pytest.fixture
def on_cloud(cloud: JiraWorld, served: Serve) -> Ask:
    """Bare requests to a Cloud."""
    return asker(cloud, served(cloud))


@pytest.fixture
def on_centre(centre: JiraWorld, served: Serve) -> Ask:
    """Bare requests to a Data Center."""
    return asker(centre, served(centre))


def items(ask: Ask, key: str) -> list[tuple]:
    """The history of an issue: field, from, fromString, to, toString."""
    log = ask("GET", f"/issue/{key}?fields=summary&expand=changelog").json()["changelog"]
    histories = sorted(log["histories"], key=lambda x: int(x["id"]))
    names = ("field", "from", "fromString", "to", "toString")
    return [tuple(x[n] for n in names) for h in histories for x in h["items"]]


# --- a team, for queries --------------------------------------------------------------


@pytest.fixture
def team(world: JiraWorld, clock: SimulatedClock) -> JiraWorld:
    """Five issues, an hour apart: a rust, b cook, c printer, d dance, e done long ago."""
    world.group("team", "ada-l", "grace-h")
    world.open("LEARN", "ada-l", "Learn Rust", labels=["ILO"], assignee="ada-l", type="ILO")
    clock.sleep(3_600)
    world.open("LEARN", "bo-b", "ILO: learn to cook", "### Why\nJoy", assignee="bo-b")
    clock.sleep(3_600)
    world.open("WORK", "ada-l", "Fix the printer", labels=["bug"], type="Bug")
    clock.sleep(3_600)
    world.open("LEARN", "grace-h", "Learn to dance", labels=["ilo:next", "ILO"])
    world.let_go("LEARN-3", "grace-h")
    clock.sleep(3_600)
    world.open("WORK", world.me, "Paint the shed", labels=["ilo"])
    world.transition("WORK-2", "ada-l", "In Progress")
    world.comment("WORK-2", "ada-l", "Which colour, Rust red?")
    return world


def keys(world: JiraWorld, jql: str) -> list[str]:
    """What a query finds for our account, in order."""
    return [look.key for _, look in find(world, world.user(world.me), jql)]
