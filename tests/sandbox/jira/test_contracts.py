"""The checker itself: it sees what it should and lets pass what is right."""

from __future__ import annotations

import pytest
import requests

from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.jira.server import serve
from ilosync.sandbox.jira.shapes import Shapes
from tests import jira_contracts
from tests.sandbox.jira.conftest import Ask, asker, two_projects


@pytest.mark.parametrize("cloud", [True, False])
def test_what_is_right_is_seen_and_passes(clock: SimulatedClock, cloud: bool):
    """Every exchange is counted; what the document lacks is counted apart."""
    world = two_projects(clock, cloud=cloud)
    key = world.open("LEARN", "ada-l", "Learn Rust")
    with serve(world) as base, jira_contracts.held(base, cloud=cloud) as seen:
        ask = asker(world, base)
        assert ask("POST", f"/issue/{key}/comment", json={"body": "Hm"}).status_code == 201
        assert ask("GET", "/project/LEARN/statuses").status_code == 200

    assert (seen.seen, seen.unheld, seen.breaches) == (1, 1, [])


@pytest.mark.parametrize("cloud", [True, False])
def test_a_wrong_answer_is_a_breach(
    clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch, cloud: bool
):
    """A number where a text belongs is found, and found again at the end."""
    monkeypatch.setattr(Shapes, "user", lambda _self, _user: {"displayName": 7})
    world = two_projects(clock, cloud=cloud)
    checked = jira_contracts.held
    with serve(world) as base, pytest.raises(jira_contracts.Breach), checked(base, cloud=cloud):
        _sees_the_breach(asker(world, base))


def _sees_the_breach(ask: Ask) -> None:
    with pytest.raises(jira_contracts.Breach, match="displayName"):
        ask("GET", "/myself")


WRONG = [
    (True, "POST", "/comment/list", {"ids": ["ten"]}, "'ten' is not of type 'integer'"),
    (True, "POST", "/issue/LEARN-1/comment", {"visibility": {"type": "planet"}}, "planet"),
    (True, "POST", "/issue/bulkfetch", {"issueIdsOrKeys": "A-1"}, "not of type 'array'"),
    (True, "POST", "/search/jql", {"jql": "x", "startAt": 0}, "startAt"),
    (True, "GET", "/search/jql?maxResults=many", None, "many"),
    (True, "GET", "/planets", None, "PathNotFound"),
    (False, "POST", "/issue/LEARN-1/comment", {"body": 7}, "7 is not of type 'string'"),
    (False, "POST", "/search", {"expand": None}, "expand"),
    (False, "GET", "/planets", None, "PathNotFound"),
]


@pytest.mark.parametrize(("cloud", "method", "path", "body", "said"), WRONG)
def test_a_wrong_request_is_a_breach(cloud: bool, method: str, path: str, body: object, said: str):
    """Even where a stand-in would have been lenient; also a path that nobody described."""
    url = f"https://x.test/rest/api/2{path}"
    request = requests.Request(method, url, json=body).prepare()
    response = requests.Response()
    response.status_code = 204
    document = jira_contracts.description(jira_contracts.folder(), cloud=cloud)
    (wrong,) = jira_contracts._wrong(
        document, request, response, jira_contracts.Held(), cloud=cloud
    )

    assert said in wrong
