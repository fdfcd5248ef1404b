"""Signs on comments, by REST and GraphQL, and who can be put on a new issue."""

from __future__ import annotations

import requests
from github import Github

from ilosync.sandbox.world import World
from tests.sandbox.conftest import REPO, Ask

GROUPS = """
query($id: ID!) { node(id: $id) { ... on IssueComment {
  reactionGroups { content viewerHasReacted }
} } }
"""


def commented(world: World) -> int:
    """A comment on an issue."""
    number = world.open(REPO, "ada-l", "Rust")
    return world.comment(REPO, number, "ada-l", "/ilo checkin")


def test_a_sign_is_there_once(world: World, hub: Github, web: requests.Session, url: str):
    """201 for a new one and 200 for the same again; the comment counts it."""
    comment = commented(world)
    path = f"{url}/repos/{REPO}/issues/comments/{comment}"
    answers = [web.post(f"{path}/reactions", json={"content": "+1"}) for _ in range(2)]
    world.react(comment, "bo-b", "heart")

    assert [x.status_code for x in answers] == [201, 200]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["user"]["login"] == world.me
    counts = web.get(path).json()["reactions"]
    assert (counts["+1"], counts["heart"], counts["confused"], counts["total_count"]) == (
        1,
        1,
        0,
        2,
    )
    found = hub.get_repo(REPO).get_issue(1).get_comment(comment).get_reactions()
    assert [(x.user.login, x.content) for x in found] == [(world.me, "+1"), ("bo-b", "heart")]


def test_signs_are_listed_by_kind(world: World, web: requests.Session, url: str):
    """All of them, or those of one kind."""
    comment = commented(world)
    world.react(comment, "bo-b", "+1")
    world.react(comment, "bo-b", "eyes")
    path = f"{url}/repos/{REPO}/issues/comments/{comment}/reactions"

    assert [x["content"] for x in web.get(path).json()] == ["+1", "eyes"]
    assert [x["content"] for x in web.get(f"{path}?content=eyes").json()] == ["eyes"]


def test_timelines_count_signs(world: World, web: requests.Session, url: str):
    """A comment is the same there as by itself; an issue that changed in nothing else did not."""
    comment = commented(world)
    before = web.get(f"{url}/repos/{REPO}/issues/1").json()["updated_at"]
    world.clock.sleep(60)
    world.react(comment, "bo-b", "confused")
    (entry,) = web.get(f"{url}/repos/{REPO}/issues/1/timeline").json()

    assert entry["reactions"]["confused"] == 1
    assert web.get(f"{url}/repos/{REPO}/issues/1").json()["updated_at"] == before


def test_graphql_tells_whether_a_sign_is_ours(world: World, ask: Ask):
    """All eight kinds, and of each whether the asking account left it."""
    comment = commented(world)
    world.react(comment, world.me, "confused")
    world.react(comment, "bo-b", "+1")
    node = world.comment_of(comment)[1].node_id
    groups = ask(GROUPS, id=node)["data"]["node"]["reactionGroups"]

    assert len(groups) == 8
    assert [x["content"] for x in groups if x["viewerHasReacted"]] == ["CONFUSED"]


def test_signs_weigh_nothing(world: World, ask: Ask):
    """They are no connection: a query costs as much with them as without."""
    commented(world)
    asked = """{ rateLimit { cost nodeCount } repository(owner: "acme", name: "learning") {
      issues(first: 100) { nodes { comments(first: 100) { nodes { id %s } } } } } }"""
    costs = [
        ask(asked % more)["data"]["rateLimit"]
        for more in ("", "reactionGroups { viewerHasReacted }")
    ]

    assert costs[0] == costs[1]


def test_what_is_no_sign_is_refused(world: World, web: requests.Session, url: str):
    """On a comment that is not there none is left, and none is listed."""
    path = f"{url}/repos/{REPO}/issues/comments"
    comment = commented(world)

    assert web.get(f"{path}/999/reactions").status_code == 404
    assert web.post(f"{path}/999/reactions", json={"content": "+1"}).status_code == 404
    assert web.get(f"{path}/{comment}/reactions").json() == []


def test_nobody_cannot_be_put_on_an_issue(world: World, web: requests.Session, url: str):
    """Refused by name, and nothing is opened."""
    world.user("ada-l")
    asked = {"title": "Rust", "assignees": ["ada-l", "zoe-z"]}
    answer = web.post(f"{url}/repos/{REPO}/issues", json=asked)

    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"value": "zoe-z", "resource": "Issue", "field": "assignees", "code": "invalid"}
    ]
    assert world.repo(REPO).issues == {}
