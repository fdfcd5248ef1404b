"""Other servers: addresses, redirects, and a server that knows only the bare minimum."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import responses

from ilosync.core.model import Ref
from ilosync.errors import BadConfig, Refused, TryLater, Unproven
from ilosync.sandbox.clock import SimulatedClock
from ilosync.trackers.github.tracker import GithubTracker
from tests.trackers.conftest import MARK, PLACE, START

HOST = "http://forge.example:8080"
REF = Ref("forge", f"{PLACE}#1")
AT = "2026-11-01T09:00:00Z"


class Forge:
    """A small server that speaks a little of GitHub's REST, without GraphQL, ids or search."""

    def __init__(self, mock: responses.RequestsMock) -> None:
        self.issues = [
            {"number": 1, "title": "Learn", "state": "open", "labels": ["ILO"], "body": None,
             "user": {"login": "ada-l"}, "assignee": {"login": "Ada-L"}, "created_at": AT,
             "updated_at": AT},
            {"number": 2, "title": "ILO: Rust", "state": "open", "created_at": AT},
            {"number": 3, "title": "Fix", "state": "open", "labels": None, "assignees": None},
        ]  # fmt: skip
        self.comments: list[dict[str, Any]] = []
        self.asked: list[str] = []
        for verb in ("GET", "POST", "PATCH", "DELETE"):
            mock.add_callback(verb, re.compile(rf"^{HOST}/"), self.answer)

    def answer(self, request: Any) -> tuple[int, dict[str, str], str]:
        """By path alone; filters and pages are ignored."""
        path = urlsplit(request.url).path
        self.asked.append(f"{request.method} {path}")
        body = self.body(request.method, path, json.loads(request.body or "{}"))
        return (200, {}, json.dumps(body)) if body is not None else (404, {}, "not found")

    def body(self, method: str, path: str, sent: dict[str, Any]) -> Any:
        place = f"/api/repos/{PLACE}"
        if method == "POST" and path == f"{place}/issues/1/comments":
            made = {"id": 7, "user": {"login": "ilosync"}, "created_at": AT, **sent}
            self.comments.append(made)
            return made
        known = {
            "/api/user": {"login": "IloSync"},
            place: {},
            f"{place}/issues": self.issues,
            f"{place}/issues/1/comments": self.comments,
            f"{place}/issues/2/comments": [],
        }
        return known.get(path) if method == "GET" else None


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    """Answers instead of the network."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as made:
        yield made


def tracker(url: str = f"{HOST}/api", **more: Any) -> GithubTracker:
    """A tracker for a server that is not the sandbox."""
    return GithubTracker("forge", [PLACE], "token", SimulatedClock(START), url=url, **more)


def test_a_minimal_server_is_read(mock: responses.RequestsMock):
    """No ids, no permissions, nulls instead of lists, one assignee: enough to go by."""
    forge = Forge(mock)
    ours = tracker()
    reading = ours.read()
    labelled, lookalike = reading.tickets
    assert (labelled.ref.key, labelled.assignees) == (f"{PLACE}#1", ("ada-l",))
    assert (lookalike.looks_like_ilo, lookalike.labels) == (True, frozenset())
    (place,) = reading.places
    assert (place.key, place.readers, place.may_write) == (PLACE, None, None)
    assert len(reading.remarks) == 2

    comment = ours.say(labelled.ref, MARK, "Hello")
    forge.comments.append({"id": 8, "user": None, "body": None, "created_at": AT})
    ticket = ours.read().tickets[0]
    assert [(c.id, c.marker) for c in ticket.comments] == [(comment, MARK), ("8", None)]


def test_without_ids_our_login_tells(mock: responses.RequestsMock):
    """A server that gives no numbers knows us by name, in whatever case."""
    Forge(mock).comments.append(
        {"id": 8, "user": {"login": "ILOSYNC"}, "body": "/ilo pause", "created_at": AT}
    )
    (comment,) = tracker().read().tickets[0].comments
    assert comment.commands == ()


@pytest.mark.parametrize(
    ("url", "graphql"),
    [
        ("https://api.github.com", "https://api.github.com:443/graphql"),
        ("https://api.github.com/", "https://api.github.com:443/graphql"),
        ("https://git.example/api/v3", "https://git.example:443/api/graphql"),
        ("http://localhost:8080", "http://localhost:8080/graphql"),
        ("http://localhost:8080/github/", "http://localhost:8080/github/graphql"),
        ("https://api.acme.ghe.com", "https://api.acme.ghe.com:443/graphql"),
    ],
)
def test_graphql_is_asked_at_its_own_address(mock: responses.RequestsMock, url: str, graphql: str):
    """github.com, Enterprise Server and any base path."""
    mock.add("POST", graphql, status=401, json={"message": "Bad credentials"})
    with pytest.raises(Refused):
        tracker(url).read()
    sent = mock.calls[0].request
    assert sent.headers["Authorization"] == "token token"
    assert sent.headers["User-Agent"].startswith("ilosync/")


@pytest.mark.parametrize("url", ["", "api.github.com", "ftp://host", "https://"])
def test_an_address_that_is_none_is_a_matter_of_configuration(url: str):
    """Said at once, with the key to correct."""
    with pytest.raises(BadConfig, match=r"trackers\.forge\.url"):
        tracker(url)


@pytest.mark.parametrize("place", ["learning", "acme/learning/", "/learning", "a/b/c"])
def test_a_repository_without_an_owner_is_a_matter_of_configuration(place: str):
    """Said at once, with the key to correct."""
    with pytest.raises(BadConfig, match=r"trackers\.forge\.repositories"):
        GithubTracker("forge", [place], "token", SimulatedClock(START))


def test_a_redirect_keeps_its_query(mock: responses.RequestsMock):
    """PyGithub drops the query of a 301, and a list of ILOs would become a list of everything."""
    moved = f"{HOST}/repositories/1/issues"
    asked: list[dict[str, list[str]]] = []

    def issues(request: Any) -> tuple[int, dict[str, str], str]:
        asked.append(parse_qs(urlsplit(request.url).query))
        return 200, {}, "[]"

    def away(request: Any) -> tuple[int, dict[str, str], str]:
        return 301, {"Location": f"{moved}?{urlsplit(request.url).query}"}, ""

    mock.add("GET", f"{HOST}/user", json={"login": "us", "id": 1})
    mock.add("GET", f"{HOST}/repos/acme/learning", json={"full_name": PLACE})
    mock.add("GET", f"{HOST}/repos/acme/learning/labels", json=[{"name": "ILO"}])
    mock.add("GET", f"{HOST}/search/issues", json={"items": []})
    mock.add("POST", f"{HOST}/graphql", status=404)
    mock.add_callback("GET", f"{HOST}/repos/acme/learning/issues", away)
    mock.add_callback("GET", moved, issues)
    tracker(HOST).read()
    assert [x["labels"] for x in asked] == [["ILO"], ["ILO"]]


def test_a_redirect_never_takes_the_token_elsewhere(mock: responses.RequestsMock):
    """An address on another host is not followed."""
    mock.add("POST", f"{HOST}/graphql", status=404)
    mock.add("GET", f"{HOST}/user", status=301, headers={"Location": "https://evil.example/user"})
    with pytest.raises(TryLater, match=r"evil\.example"):
        tracker(HOST).read()
    assert all("evil" not in (call.request.url or "") for call in mock.calls)


@pytest.mark.parametrize("body", ["", "<html>", "[]", '"ok"', "{}", '{"id": "x"}', "null"])
@pytest.mark.parametrize("status", [200, 201, 202, 204, 304])
def test_an_answer_without_an_id_proves_nothing(
    mock: responses.RequestsMock, body: str, status: int
):
    """Whatever a proxy puts in the way: no id, not said."""
    mock.add("POST", re.compile(f"{HOST}/.*"), status=status, body=body)
    with pytest.raises(Unproven):
        tracker(HOST).say(REF, MARK, "Hello")
    assert len(mock.calls) == 1


@pytest.mark.parametrize("body", ["", "<html>", "{}", "null", '{"items": null}'])
def test_what_is_no_list_is_not_an_empty_one(mock: responses.RequestsMock, body: str):
    """A login page instead of a list of tickets does not mean that there are none."""
    mock.add("POST", f"{HOST}/graphql", status=404)
    mock.add("GET", f"{HOST}/user", json={"login": "us", "id": 1})
    mock.add("GET", f"{HOST}/repos/acme/learning", json={"full_name": PLACE})
    mock.add("GET", re.compile(f"{HOST}/.*"), body=body)
    with pytest.raises(TryLater):
        tracker(HOST).read()


@pytest.mark.parametrize("body", ["", "<html>", "[]", "{}", '{"data": []}', '{"data": null}'])
def test_what_is_no_graphql_is_not_an_empty_answer(mock: responses.RequestsMock, body: str):
    """The same for GraphQL: nothing is claimed, and the reading is not whole."""
    mock.add("POST", f"{HOST}/graphql", body=body)
    reading = tracker(HOST).read()
    assert (reading.tickets, reading.whole) == ((), False)


def test_a_graphql_that_lacks_a_field_is_left_for_rest(mock: responses.RequestsMock):
    """An older Enterprise Server may not know all that is asked."""
    forge = Forge(mock)
    error = {"message": "Field 'fullDatabaseId' doesn't exist on type 'Issue'"}
    error |= {"extensions": {"code": "undefinedField"}}
    mock.replace("POST", re.compile(rf"^{HOST}/"), json={"errors": [error]})
    assert len(tracker().read().tickets) == 2
    assert forge.asked


def test_the_last_answer_of_a_list_ends_it(mock: responses.RequestsMock):
    """A server that sends its first page whatever page is asked for does not hold us for ever."""
    forge = Forge(mock)
    forge.issues *= 40
    assert {t.ref.number for t in tracker().read().tickets} == {1, 2}
    assert len(forge.asked) < 60
