"""How the REST face says no, and counts."""

from __future__ import annotations

import json

import pytest
import requests

from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.server import serve
from ilosync.sandbox.world import World
from tests.sandbox.conftest import REPO

QUERY = """query($n: Int) { search(query: "x", type: ISSUE, first: $n) { issueCount } }"""
UNBOUND = json.dumps({"query": QUERY})


@pytest.mark.parametrize("token", ["", "token", "token nonsense", "Basic c2FuZDpib3g="])
def test_an_unknown_token_is_refused(url: str, token: str):
    """Whoever shows no token of this world is told `Bad credentials`."""
    answer = requests.get(f"{url}/user", headers={"Authorization": token}, timeout=5)

    assert (answer.status_code, answer.json()["message"]) == (401, "Bad credentials")


def test_reading_only_is_told_on_writing(world: World, web: requests.Session, url: str):
    """Where we may only read, permissions say so and a write is 403."""
    world.repository("acme/readable", may_write=False)
    number = world.open("acme/readable", "ada-l", "Rust")
    place = web.get(f"{url}/repos/acme/readable").json()
    write = web.post(f"{url}/repos/acme/readable/issues/{number}/comments", json={"body": "x"})

    assert (place["permissions"]["push"], place["private"]) == (False, True)
    assert write.status_code == 403
    assert "Resource not accessible" in write.json()["message"]
    assert write.headers["x-accepted-github-permissions"] == "issues=write"


@pytest.mark.parametrize(
    "refused",
    [
        ("GET /repos/acme/nowhere", None, 404),
        ("GET /repos/acme/secret", None, 404),
        (f"GET /repos/{REPO}/issues/999", None, 404),
        (f"POST /repos/{REPO}/issues/999/comments", {"body": "x"}, 404),
        (f"PATCH /repos/{REPO}/issues/comments/999", {"body": "x"}, 404),
        (f"DELETE /repos/{REPO}/issues/1/labels/ILO", None, 404),
        (f"POST /repos/{REPO}/issues/comments/999/reactions", {"content": "+1"}, 404),
        (f"POST /repos/{REPO}/issues/1/comments", {"body": " "}, 422),
        (f"POST /repos/{REPO}/issues/1/comments", {"body": "x" * 65_537}, 422),
        (f"POST /repos/{REPO}/issues/2/comments", {"body": "x"}, 403),
        (f"GET /repos/{REPO}/issues/3", None, 410),
        ("GET /repos/acme/closed/issues", None, 410),
        ("GET /search/issues?q=colour:red", None, 422),
        ("GET /search/issues?q=repo:acme/nowhere", None, 422),
        ("GET /app", None, 401),
    ],
)
def test_what_cannot_be_is_refused(
    world: World, web: requests.Session, url: str, refused: tuple[str, object, int]
):
    """Missing, hidden, locked, deleted, too long: each with GitHub's own status."""
    world.repository("acme/secret", may_read=False)
    world.repository("acme/closed", has_issues=False)
    for title in ("plain", "locked", "deleted"):
        world.open(REPO, "ada-l", title)
    world.lock_issue(REPO, 2, "bo-b")
    world.delete_issue(REPO, 3)

    line, body, status = refused
    method, path = line.split()
    assert web.request(method, url + path, json=body).status_code == status


def test_the_allowance_runs_out_and_comes_back(
    world: World, web: requests.Session, url: str, clock: SimulatedClock
):
    """Every answer tells what is left; at nothing it is 403 until the hour is over."""
    world.limits["core"] = 2
    left = [web.get(f"{url}/user").headers["x-ratelimit-remaining"] for _ in range(2)]
    spent = web.get(f"{url}/user")
    rate = web.get(f"{url}/rate_limit").json()["resources"]["core"]

    assert (left, spent.status_code) == (["1", "0"], 403)
    assert (rate["remaining"], rate["used"]) == (0, 2)
    clock.sleep(float(spent.headers["x-ratelimit-reset"]) - clock.now().timestamp())
    assert web.get(f"{url}/user").status_code == 200


def test_every_request_is_counted(world: World, web: requests.Session, url: str):
    """Tests can ask what was asked."""
    web.get(f"{url}/user")
    web.get(f"{url}/repos/{REPO}/labels?per_page=5")
    web.post(f"{url}/repos/{REPO}/labels", json={"name": "x"})

    assert (world.count(), world.count("GET"), world.count(path_contains="/labels")) == (3, 2, 2)
    assert [(x.query, x.status) for x in world.asked] == [("", 200), ("per_page=5", 200), ("", 201)]


@pytest.mark.parametrize(
    ("line", "body", "status"),
    [
        ("POST /repos/acme/learning/issues", "{", 400),
        ("POST /repos/acme/learning/issues", "[]", 400),
        ("PATCH /repos/acme/learning/issues/1", '"x"', 400),
        ("GET /search/issues?q=is:open&page=x", "", 200),
        ("GET /search/issues?q=created:soon", "", 422),
        ("GET /repos/acme/learning/issues?since=soon", "", 422),
        ("GET /repos/acme/learning/issues/one", "", 404),
        ("POST /graphql", "[]", 400),
        ("POST /graphql", '{"query": "{"}', 200),
        ("POST /graphql", UNBOUND, 200),
        ("POST /graphql", '{"query": "query($i: [ID!]!) { nodes(ids: $i) { id } }"}', 200),
    ],
)
def test_nonsense_is_answered(world: World, line: str, body: str, status: int):
    """Whatever arrives, the sandbox has an answer and does not fall over."""
    world.open(REPO, "ada-l", "Rust")
    method, path = line.split()
    with serve(world) as base:
        answer = requests.request(
            method,
            base + path,
            data=body,
            headers={"Authorization": "token sandbox-token"},
            timeout=5,
        )

    assert answer.status_code == status
