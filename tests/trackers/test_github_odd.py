"""Odd answers to a look: what GitHub might say and the sandbox does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import responses

from ilosync.sandbox.clock import SimulatedClock
from ilosync.trackers.github.client import Client
from ilosync.trackers.github.issue_types import IssueTypes
from ilosync.trackers.github.tracker import GithubTracker
from ilosync.trackers.pacing import Pacer
from tests.trackers.conftest import PLACE, START

HOST = "http://forge.example:8080"


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    """Answers instead of the network."""
    with responses.RequestsMock() as made:
        yield made


def test_a_ticket_of_another_repository_is_not_taken_for_ours(mock: responses.RequestsMock):
    """GraphQL may follow a transfer by itself; where it went is looked at by its own name."""
    moved = {"id": "I_1", "number": 7, "title": "ILO: Rust", "state": "OPEN",
             "repository": {"nameWithOwner": "elsewhere/far"}}  # fmt: skip
    facts = {"nameWithOwner": PLACE, "labels": {"nodes": []}, "i1": moved}
    viewer = {"login": "ilosync", "databaseId": 1}
    mock.add("POST", f"{HOST}/graphql", json={"data": {"viewer": viewer, "r0": facts}})
    mock.add("GET", f"{HOST}/repos/{PLACE}/issues/1", status=404)
    tracker = GithubTracker("forge", [PLACE], "token", SimulatedClock(START), url=HOST)
    reading = tracker.look([f"{PLACE}#1"])
    assert (reading.tickets, reading.gone) == ((), {f"{PLACE}#1"})


def test_a_server_without_types_is_asked_once(mock: responses.RequestsMock):
    """It lists every open issue when asked for those of a type: none of them has it."""
    page = [{"number": n, "type": None} for n in range(1, 101)]
    more = {"Link": f'<{HOST}/repos/{PLACE}/issues?page=2>; rel="next"'}
    mock.add("GET", f"{HOST}/repos/{PLACE}/issues", json=page, headers=more)
    clock = SimulatedClock(START)
    client = Client("forge", HOST, "token", clock, Pacer(clock))
    assert IssueTypes("forge", client, "ILO").of(PLACE) == frozenset()
    assert len(mock.calls) == 1
