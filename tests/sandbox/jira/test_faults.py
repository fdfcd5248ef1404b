"""Each fault, seen once from the client's side."""

from __future__ import annotations

import time
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
import requests
from jira import JIRA, JIRAError

from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.jira.faults import KINDS, JiraFault
from ilosync.sandbox.jira.world import JiraWorld
from tests.sandbox.jira.conftest import Ask, Serve, client


@pytest.fixture
def key(world: JiraWorld) -> str:
    """An issue to write on."""
    return world.open("LEARN", "ada-l", "Learn Rust", labels=["ILO"])


@pytest.fixture
def jira(world: JiraWorld, served: Serve) -> JIRA:
    """The client library, before anything goes wrong."""
    return client(world, served(world))


def said(world: JiraWorld, key: str) -> int:
    """How many comments there are."""
    return len(world.issue(key).now.comments)


@pytest.mark.parametrize(
    ("kind", "comments"), [("500", 0), ("502", 0), ("504", 0), ("stored_then_502", 1)]
)
def test_a_bad_gateway_may_have_stored_or_not(
    world: JiraWorld, jira: JIRA, key: str, kind: str, comments: int
):
    """The answer is the same page of HTML; what happened is not."""
    world.faults.append(JiraFault(kind))
    with pytest.raises(JIRAError) as failed:
        jira.add_comment(key, "Hello")

    assert failed.value.status_code == int(kind[-3:])
    assert said(world, key) == comments
    jira.add_comment(key, "Hello")
    assert said(world, key) == comments + 1


@pytest.mark.parametrize(("kind", "comments"), [("reset", 0), ("stored_then_reset", 1)])
def test_a_dropped_line_may_have_stored_or_not(
    world: JiraWorld, jira: JIRA, key: str, kind: str, comments: int
):
    """No answer comes at all; the request is counted with status 0."""
    world.faults.append(JiraFault(kind))
    with pytest.raises((requests.ConnectionError, JIRAError)):
        jira.add_comment(key, "Hello")

    assert said(world, key) == comments
    assert world.asked[-1].status == 0


def test_searching_stores_nothing(cloud: JiraWorld, on_cloud: Ask):
    """A search by POST is no write, and no fault of writes strikes it."""
    cloud.faults += [JiraFault("stored_then_502"), JiraFault("429_issue")]

    assert on_cloud("POST", "/search/jql", json={"jql": "labels = ILO"}).status_code == 200


@pytest.mark.parametrize("kind", ["503", "429_burst", "429_quota"])
@pytest.mark.parametrize("seconds", [90, None])
def test_a_limit_says_when_or_does_not(world: JiraWorld, ask: Ask, kind: str, seconds: int | None):
    """Retry-After in seconds, or not at all."""
    world.faults.append(JiraFault(kind, seconds=seconds))
    limited, then = ask("GET", "/myself"), ask("GET", "/myself")

    assert limited.status_code == int(kind[:3])
    assert limited.headers.get("Retry-After") == (seconds and str(seconds))
    assert then.status_code == 200


def test_retry_after_may_be_a_date(world: JiraWorld, ask: Ask, clock: SimulatedClock):
    """An HTTP date by the world's clock."""
    world.faults.append(JiraFault("429_burst", seconds=90, as_date=True))
    limited = ask("GET", "/myself")

    then = parsedate_to_datetime(limited.headers["Retry-After"])
    assert then == clock.now() + timedelta(seconds=90)
    assert parsedate_to_datetime(limited.headers["Date"]) == clock.now()


def test_a_limit_says_which(world: JiraWorld, ask: Ask, key: str):
    """Burst, quota with its reset in ISO form, or too many writes to one issue."""
    world.faults += [
        JiraFault("429_burst"),
        JiraFault("429_quota", seconds=600),
        JiraFault("429_issue"),
    ]
    burst, quota = ask("GET", "/myself"), ask("GET", "/myself")
    assert ask("GET", f"/issue/{key}").status_code == 200  # reading is no writing
    issue = ask("POST", f"/issue/{key}/comment", json={"body": "Hello"})

    reasons = [x.headers["RateLimit-Reason"] for x in (burst, quota, issue)]
    assert reasons == ["jira-burst-based", "jira-quota-tenant-based", "jira-per-issue-on-write"]
    assert quota.headers["X-RateLimit-Remaining"] == "0"
    assert quota.headers["X-RateLimit-Reset"] == "2026-11-23T10:10Z"
    assert said(world, key) == 0


@pytest.mark.parametrize("kind", ["401", "403"])
def test_we_may_be_locked_out(world: JiraWorld, ask: Ask, kind: str):
    """For one request, or for good."""
    world.faults.append(JiraFault(kind, times=2))

    assert [ask("GET", "/myself").status_code for _ in range(3)] == [int(kind)] * 2 + [200]


def test_slow_is_slow(world: JiraWorld, ask: Ask):
    """And right in the end."""
    world.faults.append(JiraFault("slow", seconds=0.2))
    start = time.monotonic()

    assert ask("GET", "/myself").status_code == 200
    assert time.monotonic() - start >= 0.2


def test_faults_strike_where_they_are_told_to(world: JiraWorld, ask: Ask, key: str):
    """By method, path and body."""
    world.faults += [
        JiraFault("502", when=lambda method, path, _n: (method, path) == ("GET", "/field")),
        JiraFault("503", body_contains="Hello"),
    ]

    assert ask("GET", "/myself").status_code == 200
    assert ask("GET", "/field").status_code == 502
    assert ask("POST", f"/issue/{key}/comment", json={"body": "Bye"}).status_code == 201
    assert ask("POST", f"/issue/{key}/comment", json={"body": "Hello"}).status_code == 503
    assert (world.count(), world.count("POST"), world.count(path_contains="/field")) == (4, 2, 1)


def test_only_known_faults_can_be_switched_on():
    """A slip of the pen is found at once."""
    assert len(KINDS) == 13
    with pytest.raises(ValueError, match="no fault is called"):
        JiraFault("weather")
