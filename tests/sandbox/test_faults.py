"""Each fault, seen once from the client's side."""

from __future__ import annotations

import time
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
import requests
from github import Github, GithubException, RateLimitExceededException

from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.faults import Fault
from ilosync.sandbox.world import World
from tests.sandbox.conftest import REPO, Ask


@pytest.fixture
def number(world: World) -> int:
    """An issue to write on."""
    return world.open(REPO, "ada-l", "Rust", labels=["ILO"])


def stored(world: World, number: int) -> int:
    """How many comments there are."""
    return len(world.issue(REPO, number).comments)


def write(hub: Github, number: int) -> None:
    """Try to comment."""
    hub.get_repo(REPO).get_issue(number).create_comment("Hello")


def writes(method: str, _path: str, _n: int) -> bool:
    """Match what changes something."""
    return method == "POST"


@pytest.mark.parametrize(("kind", "comments"), [("502", 0), ("stored_then_502", 1)])
def test_a_bad_gateway_may_have_stored_or_not(
    world: World, hub: Github, number: int, kind: str, comments: int
):
    """The answer is the same; what happened is not."""
    world.faults.append(Fault(kind, when=writes))
    with pytest.raises(GithubException) as failed:
        write(hub, number)

    assert failed.value.status == 502
    assert stored(world, number) == comments
    write(hub, number)
    assert stored(world, number) == comments + 1


@pytest.mark.parametrize(("kind", "comments"), [("reset", 0), ("stored_then_reset", 1)])
def test_a_dropped_line_may_have_stored_or_not(
    world: World, hub: Github, number: int, kind: str, comments: int
):
    """No answer comes at all; the request is counted with status 0."""
    world.faults.append(Fault(kind, when=writes))
    with pytest.raises(requests.ConnectionError):
        write(hub, number)

    assert stored(world, number) == comments
    assert world.asked[-1].status == 0


@pytest.mark.parametrize(
    ("fault", "after"),
    [
        (Fault("403_secondary", seconds=90), "90"),
        (Fault("403_secondary"), None),
        (Fault("429", seconds=90), "90"),
        (Fault("429"), None),
    ],
)
def test_a_secondary_limit_says_when_or_does_not(
    world: World, web: requests.Session, url: str, fault: Fault, after: str | None
):
    """403 or 429, with Retry-After or without, and budget left."""
    fault.seen = 0
    world.faults.append(fault)
    limited, then = web.get(f"{url}/user"), web.get(f"{url}/user")

    assert limited.status_code == int(fault.kind[:3])
    assert limited.headers.get("retry-after") == after
    assert "secondary rate limit" in limited.json()["message"]
    assert int(limited.headers["x-ratelimit-remaining"]) > 0
    assert then.status_code == 200


def test_retry_after_may_be_a_date(
    world: World, web: requests.Session, url: str, clock: SimulatedClock
):
    """An HTTP date by the world's clock."""
    world.faults.append(Fault("429", seconds=90, as_date=True))
    limited = web.get(f"{url}/user")

    then = parsedate_to_datetime(limited.headers["retry-after"])
    assert then == clock.now() + timedelta(seconds=90)
    assert parsedate_to_datetime(limited.headers["date"]) == clock.now()


def test_a_spent_allowance_says_when_it_fills(world: World, hub: Github, clock: SimulatedClock):
    """Nothing remains, and the client library knows it for what it is."""
    world.faults.append(Fault("403_primary", seconds=600))
    with pytest.raises(RateLimitExceededException) as limited:
        hub.get_user("ada-l").id  # noqa: B018 - reading it asks

    headers = limited.value.headers or {}
    assert headers["x-ratelimit-remaining"] == "0"
    assert int(headers["x-ratelimit-reset"]) == int(clock.now().timestamp()) + 600


def test_graphql_is_limited_with_status_200(world: World, ask: Ask):
    """No data, one error of type RATE_LIMITED."""
    world.faults.append(Fault("graphql_rate_limited"))
    answer = ask("{ viewer { login } }")

    assert "data" not in answer
    assert answer["errors"][0]["type"] == "RATE_LIMITED"
    assert "errors" not in ask("{ viewer { login } }")


def test_a_redirected_write_stores_nothing(
    world: World, hub: Github, web: requests.Session, url: str, number: int
):
    """307 with an address; the client library takes it for success, its trap."""
    world.faults.append(Fault("307", times=2))
    body = {"body": "x"}
    where = f"{url}/repos/{REPO}/issues/{number}/comments"
    answer = web.post(where, json=body, allow_redirects=False)
    comment = hub.get_repo(REPO).get_issue(number).create_comment("Hello")

    assert (answer.status_code, "location" in answer.headers) == (307, True)
    assert comment._rawData.get("id") is None
    assert stored(world, number) == 0


def test_a_search_may_run_out_of_time(world: World, hub: Github):
    """It then answers with a part of what it found, and says so."""
    for _ in range(4):
        world.open(REPO, "ada-l", "Rust")
    world.faults.append(Fault("partial"))
    asked = ("GET", "/search/issues", {"q": f"repo:{REPO}"})
    (_, cut), (_, whole) = (hub.requester.requestJsonAndCheck(*asked) for _ in range(2))

    assert (len(cut["items"]), cut["incomplete_results"]) == (2, True)
    assert (len(whole["items"]), whole["incomplete_results"]) == (4, False)


def test_partial_data_comes_with_errors(world: World, ask: Ask):
    """Some issues are null and say so; the others are whole."""
    for title in ("a", "b", "c"):
        world.open(REPO, "ada-l", title)
    world.faults.append(Fault("partial"))
    query = """{ repository(owner: "acme", name: "learning") {
      issues(first: 9) { nodes { title } } } }"""
    answer = ask(query)
    shown = answer["data"]["repository"]["issues"]["nodes"]

    assert shown == [None, {"title": "b"}, None]
    assert {x["type"] for x in answer["errors"]} == {"RESOURCE_LIMITS_EXCEEDED"}
    assert answer["errors"][0]["path"] == ["repository", "issues", "nodes", 0]


def test_a_slow_answer_outlasts_a_short_time_out(
    world: World, web: requests.Session, url: str, number: int
):
    """The write happens although nobody waits for its answer."""
    world.faults.append(Fault("slow", seconds=0.2))
    with pytest.raises(requests.Timeout):
        web.post(f"{url}/repos/{REPO}/issues/{number}/comments", json={"body": "x"}, timeout=0.05)
    for _ in range(100):
        time.sleep(0.02)
        if stored(world, number):
            break

    assert stored(world, number) == 1


@pytest.mark.parametrize(
    ("fault", "path"),
    [
        (("no_graphql", 404), "/graphql"),
        (("no_graphql", 501), "/api/graphql"),
        (("no_graphql", 403), "/graphql"),
        (("no_timeline", 404), f"/repos/{REPO}/issues/1/timeline"),
        (("no_search", 404), "/search/issues?q=is:open"),
    ],
)
def test_a_face_may_be_missing_for_good(
    world: World, web: requests.Session, url: str, fault: tuple[str, int], path: str
):
    """An older server has no such address, today or tomorrow; the rest is there."""
    world.open(REPO, "ada-l", "Rust")
    kind, status = fault
    world.faults.append(Fault(kind, status=status))
    graphql = path.endswith("graphql")
    method, body = ("POST", {"query": "{ viewer { login } }"}) if graphql else ("GET", None)

    for _ in range(2):
        assert web.request(method, url + path, json=body).status_code == status
    assert web.get(f"{url}/user").status_code == 200


def test_a_fault_strikes_where_and_as_often_as_it_is_told(
    world: World, web: requests.Session, url: str
):
    """By method, by path, by how many requests came before, and only so many times."""
    world.faults.append(Fault("502", when=lambda _, path, n: "labels" in path and n > 1, times=2))
    where = [f"/repos/{REPO}/labels"] * 2 + ["/user"] + [f"/repos/{REPO}/labels"] * 2
    got = [web.get(url + x).status_code for x in where]

    assert got == [200, 502, 200, 502, 200]


def test_a_fault_can_look_into_the_request(world: World, ask: Ask):
    """Only a page of a hundred is too heavy, for instance."""
    query = """query($n: Int!) { repository(owner: "acme", name: "learning") {
      issues(first: $n) { totalCount } } }"""
    world.faults.append(Fault("502", times=9, body_contains='"n": 100'))

    assert ask(query, n=50)["data"]
    assert ask(query, n=100) == {"message": "Server Error"}


def test_a_misspelt_fault_is_an_error():
    """A fault that cannot happen would prove nothing."""
    with pytest.raises(ValueError, match="no fault is called 503"):
        Fault("503")
