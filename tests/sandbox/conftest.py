"""A small world on a port, and clients for it.

Where GitHub's published contracts are at hand, every exchange is held against them as well.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from github import Auth, Github

from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.server import serve
from ilosync.sandbox.world import World
from tests import contracts

REPO = "acme/learning"
Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def clock() -> SimulatedClock:
    """Ten in the morning of a Monday."""
    return SimulatedClock(datetime(2026, 11, 23, 10, tzinfo=UTC))


@pytest.fixture
def world(clock: SimulatedClock) -> World:
    """One repository that knows two labels."""
    world = World(clock)
    world.repository(REPO, labels=("ILO", "ilo:paused"))
    return world


@pytest.fixture
def url(world: World) -> Iterator[str]:
    """The world's address; GitHub's contracts are held while it is used."""
    with serve(world) as base:
        if contracts.VARIABLE not in os.environ:
            yield base
            return
        with contracts.held(base):
            yield base


@pytest.fixture
def web() -> Iterator[requests.Session]:
    """A bare client with our token."""
    with requests.Session() as session:
        session.headers["Authorization"] = "token sandbox-token"
        yield session


@pytest.fixture
def hub(url: str) -> Iterator[Github]:
    """The client library that ilosync uses."""
    client = Github(
        auth=Auth.Token("sandbox-token"),
        base_url=url,
        retry=None,
        seconds_between_requests=0,
        seconds_between_writes=0,
    )
    with client:
        yield client


@pytest.fixture
def ask(web: requests.Session, url: str) -> Ask:
    """Send a GraphQL query, get the whole answer."""

    def ask(query: str, **variables: Any) -> dict[str, Any]:
        body = {"query": query, "variables": variables}
        answer: dict[str, Any] = web.post(f"{url}/graphql", json=body).json()
        return answer

    return ask
