"""Issues by HTTP: moved, hidden, many at once, and in the words of version 3."""

from __future__ import annotations

import pytest

from ilosync.sandbox.jira.world import JiraWorld
from tests.sandbox.jira.conftest import Ask, Serve, asker, items


@pytest.fixture
def key(world: JiraWorld) -> str:
    """An issue with two labels."""
    return world.open("LEARN", "ada-l", "Learn Rust", "Joy", labels=["ILO", "a"], assignee="ada-l")


def test_a_moved_issue_keeps_its_number(world: JiraWorld, ask: Ask, key: str):
    """Its key changes; it is found by the old one, and says the new."""
    number, new = world.issue(key).id, world.move(key, "ada-l", "WORK")
    found = [ask("GET", f"/issue/{x}").json() for x in (number, key, new, key.lower())]

    assert {x["id"] for x in found} == {str(number)}
    assert {x["key"] for x in found} == {new} == {"WORK-1"}
    assert {("project", "Learning", "Work"), ("Key", key, new)} <= {
        (x[0], x[2], x[4]) for x in items(ask, new)
    }


def test_a_hidden_issue_does_not_exist(world: JiraWorld, ask: Ask):
    """404 as for an unknown one; absent from searches, and unknown to queries."""
    world.level("LEARN", "Private", "ada-l")
    key = world.open("LEARN", "ada-l", "Learn Rust", level="Private")
    comment = world.comment(key, "ada-l", "Hm")
    search = "/search/jql" if world.cloud else "/search"

    hidden, unknown = ask("GET", f"/issue/{key}"), ask("GET", "/issue/LEARN-99")
    assert hidden.status_code == unknown.status_code == 404
    assert hidden.json() == unknown.json()
    assert ask("GET", f"/issue/{key}/comment/{comment}").status_code == 404
    assert ask("GET", search, params={"jql": "project = LEARN"}).json()["issues"] == []
    assert ask("GET", search, params={"jql": f"key = {key}"}).status_code == 400

    world.level("LEARN", "Shared", "ada-l", world.me)
    world.edit(key, "ada-l", level="Shared")
    assert ask("GET", f"/issue/{key}").json()["fields"]["security"]["name"] == "Shared"


def test_a_hidden_project_does_not_exist(world: JiraWorld, ask: Ask, key: str):
    """Nor do its issues."""
    world.permit("BROWSE_PROJECTS", "ada-l", project="LEARN")
    search = "/search/jql" if world.cloud else "/search"

    assert ask("GET", "/project/LEARN").status_code == 404
    assert ask("GET", f"/issue/{key}").status_code == 404
    assert ask("GET", search, params={"jql": "project = LEARN"}).status_code == 400


def test_a_deleted_issue_is_gone(world: JiraWorld, ask: Ask, key: str):
    """With its comments."""
    comment = world.comment(key, "ada-l", "Hm")
    world.delete(key)

    assert ask("GET", f"/issue/{key}").status_code == 404
    assert ask("GET", f"/issue/{key}/comment/{comment}").status_code == 404


def test_many_issues_come_at_once(cloud: JiraWorld, on_cloud: Ask):
    """A hundred at most, by number or key, old keys too; the others are named."""
    keys = [cloud.open("LEARN", "ada-l", f"Learn {n}") for n in range(3)]
    cloud.move(keys[0], "ada-l", "WORK")
    cloud.set_property(keys[1], "ilosync", 1)
    refs = [keys[0], str(cloud.issue(keys[1]).id), "LEARN-99"]
    body = {"issueIdsOrKeys": refs, "fields": ["summary"], "properties": ["ilosync"]}
    answer = on_cloud("POST", "/issue/bulkfetch", json=body).json()

    assert [x["key"] for x in answer["issues"]] == ["WORK-1", "LEARN-2"]
    assert answer["issues"][1]["properties"] == {"ilosync": 1}
    assert [x["id"] for x in answer["issueErrors"]] == ["LEARN-99"]
    for wrong in ({"issueIdsOrKeys": "LEARN-1"}, {"issueIdsOrKeys": ["1"] * 101}, {}):
        assert on_cloud("POST", "/issue/bulkfetch", json=wrong).status_code == 400


# --- version 3 -----------------------------------------------------------------------


def test_version_3_speaks_in_documents(cloud: JiraWorld, served: Serve):
    """Texts are documents both ways, and a plain string is refused."""
    key = cloud.open("LEARN", "ada-l", "Learn Rust", "One\nTwo")
    ask = asker(cloud, served(cloud), "3")
    shown = ask("GET", f"/issue/{key}").json()["fields"]["description"]
    path = f"/issue/{key}/comment"

    assert (shown["type"], len(shown["content"])) == ("doc", 2)
    assert ask("POST", path, json={"body": "Hello"}).status_code == 400
    assert ask("POST", path, json={"body": shown}).status_code == 201
    assert cloud.issue(key).now.comments[0].body == "One\nTwo"
