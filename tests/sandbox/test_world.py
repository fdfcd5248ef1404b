"""The state itself: what people do leaves the right traces."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import requests
from github import Github
from hypothesis import given
from hypothesis import strategies as st

from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.nope import Nope
from ilosync.sandbox.server import serve
from ilosync.sandbox.state import Comment
from ilosync.sandbox.world import World
from tests import contracts
from tests.sandbox.conftest import REPO, Ask

START = datetime(2026, 11, 23, 10, tzinfo=UTC)
LOGINS = ["ada-l", "bo-b", "grace-h"]
Act = Callable[[World, int, str], object]
ACTS: list[Act] = [
    lambda w, n, by: w.label(REPO, n, by, "ILO"),
    lambda w, n, by: w.unlabel(REPO, n, by, "ilo"),
    lambda w, n, by: w.assign(REPO, n, by, by),
    lambda w, n, by: w.unassign(REPO, n, by, "ada-l"),
    lambda w, n, by: w.close(REPO, n, by),
    lambda w, n, by: w.reopen(REPO, n, by),
    lambda w, n, by: w.comment(REPO, n, by, "Hm @ada-l"),
    lambda w, n, by: w.edit_issue(REPO, n, by, title=by),
    lambda w, n, by: w.noise(REPO, n, by),
    lambda w, _, __: w.clock.sleep(0.4),
]


def small() -> World:
    """A world with one repository."""
    world = World(SimulatedClock(START))
    world.repository(REPO, labels=("ILO",))
    return world


@given(st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(LOGINS)), max_size=40))
def test_a_history_adds_up(acts: list[tuple[Act, str]]):
    """In order of time; folding the events gives the labels, owners and state there are."""
    world = small()
    number = world.open(REPO, "ada-l", "Rust", labels=["ILO"], assignees=["ada-l"])
    for act, by in acts:
        act(world, number, by)
    issue = world.issue(REPO, number)
    times = [x.created for x in issue.timeline]
    labels, owners, state = set(), set(), "open"
    for event in issue.timeline:
        if isinstance(event, Comment):
            continue
        match event.kind:
            case "labeled":
                labels.add(event.label)
            case "unlabeled":
                labels.remove(event.label)
            case "assigned":
                owners.add(event.whom)
            case "unassigned":
                owners.remove(event.whom)
            case "closed":
                state = "closed"
            case "reopened":
                state = "open"

    assert times == sorted(times)
    assert not any(x.microsecond for x in times)
    assert (labels, owners, state) == (set(issue.labels), set(issue.assignees), issue.state)
    assert issue.updated >= max(times)


def test_a_clock_that_steps_back_turns_no_history_around():
    """What comes later is never dated earlier."""
    world = small()
    number = world.open(REPO, "ada-l", "Rust")
    world.clock.set_to(START - timedelta(minutes=5))
    world.comment(REPO, number, "bo-b", "Hm")
    world.label(REPO, number, "bo-b", "ILO")

    assert {x.created for x in world.issue(REPO, number).timeline} == {START}


def test_a_form_drops_labels_that_do_not_exist():
    """A form cannot make labels; a person can."""
    world = small()
    by_form = world.open(REPO, "ada-l", "Rust", labels=["ilo", "new"], form=True)
    by_hand = world.open(REPO, "ada-l", "Rust", labels=["ilo", "new"])

    assert [x.name for x in world.issue(REPO, by_form).labels] == ["ILO"]
    assert [x.name for x in world.issue(REPO, by_hand).labels] == ["ILO", "new"]


def test_ten_owners_are_enough():
    """The eleventh is refused."""
    world = small()
    number = world.open(REPO, "ada-l", "Rust", assignees=[f"team-{n}" for n in range(10)])
    with pytest.raises(Nope):
        world.assign(REPO, number, "ada-l", "bo-b")


def test_many_hands_at_once_lose_nothing():
    """Eight threads that write leave all they wrote, each with its own id."""
    world = small()
    number = world.open(REPO, "ada-l", "Rust")

    def busy(who: str) -> None:
        for n in range(50):
            world.comment(REPO, number, who, str(n))

    threads = [Thread(target=busy, args=(f"team-{n}",)) for n in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert len({x.id for x in world.issue(REPO, number).comments}) == 400


def test_ids_of_issues_and_comments_need_64_bits(world: World, ask: Ask):
    """As on GitHub today: `databaseId` is null then, and `fullDatabaseId` is text."""
    number = world.open(REPO, "ada-l", "Rust")
    at = world.issue(REPO, number)
    query = "query($id: ID!) { node(id: $id) { ... on Issue { databaseId fullDatabaseId } } }"

    assert ask(query, id=at.node_id)["data"]["node"] == {
        "databaseId": None,
        "fullDatabaseId": str(at.id),
    }
    assert at.id > 2**31


def recorded() -> list[Path]:
    """All recorded deliveries that are about an issue."""
    found = sorted((contracts.folder() / "webhooks/github").glob("issue*.json"))
    return [x for x in found if "issue" in json.loads(x.read_text(encoding="utf-8"))]


def test_recorded_issues_are_taken_in_as_they_are(
    world: World, web: requests.Session, hub: Github, url: str
):
    """Every recorded payload: ids, logins, labels, times and a missing text survive."""
    for path in recorded():
        payload: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        issue, name = payload["issue"], payload["repository"]["full_name"]
        number = world.load(payload)
        got = web.get(f"{url}/repos/{name}/issues/{number}").json()

        same = ("id", "node_id", "number", "title", "body", "locked", "created_at", "updated_at")
        recorded_as = {x: issue[x] for x in same if x in issue}
        assert {x: got[x] for x in recorded_as} == recorded_as, path.name
        assert got["user"]["id"] == issue["user"]["id"]
        for many in {"labels", "assignees"} & issue.keys():
            assert [x["id"] for x in got[many]] == [x["id"] for x in issue[many]]
        if "comment" in payload and payload["action"] != "deleted":
            written = hub.get_repo(name).get_issue(number).get_comments()[0]
            assert written.body == payload["comment"]["body"]


def test_a_bare_issue_object_can_be_taken_in(world: World):
    """An issue as a list shows it needs only the repository's name beside it."""
    world.open(REPO, "ada-l", "Rust", None, labels=["ILO"])
    other = World(world.clock)
    with serve(world) as base:
        shown = requests.get(
            f"{base}/repos/{REPO}/issues/1",
            headers={"Authorization": "Bearer sandbox-token"},
            timeout=5,
        ).json()
    other.load(shown, REPO)
    there, here = other.issue(REPO, 1), world.issue(REPO, 1)

    assert (there.id, there.body, there.author.id) == (here.id, None, here.author.id)


def test_a_simulated_clock_never_waits():
    """A year passes in no time, and naive times are refused."""
    clock = SimulatedClock(START)
    clock.sleep(365 * 86_400)
    assert clock.now() == datetime(2027, 11, 23, 10, tzinfo=UTC)
    clock.set_to(START)
    assert clock.now() == START
    with pytest.raises(ValueError, match="aware"):
        SimulatedClock(datetime(2026, 1, 1))  # noqa: DTZ001 - the point


def test_the_server_comes_and_goes_quickly():
    """A hundred worlds in a session are no burden, and none hears another's requests."""
    world = small()
    for _ in range(100):
        with serve(world) as base, requests.Session() as session:
            assert session.get(f"{base}/user", timeout=5).status_code == 401

    assert world.count() == 100
