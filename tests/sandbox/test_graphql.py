"""The GraphQL face: GitHub's names, pages, errors and prices."""

from __future__ import annotations

from typing import Any

import pytest
from github import Github

from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.world import World
from tests.sandbox.conftest import REPO, Ask

ISSUES = """
query($labels: [String!], $first: Int = 100, $after: String, $filter: IssueFilters) {
  rateLimit { cost remaining nodeCount }
  repository(owner: "acme", name: "learning") {
    issues(first: $first, after: $after, labels: $labels, filterBy: $filter) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        id number fullDatabaseId title state stateReason
        author { __typename login ... on User { databaseId } ... on Bot { databaseId } }
        assignees(first: 10) { nodes { login databaseId } }
        labels(first: 20) { nodes { name } }
        timelineItems(last: 40) { totalCount pageInfo { hasPreviousPage startCursor } nodes {
          __typename
          ... on IssueComment { fullDatabaseId body author { login } editor { login } lastEditedAt }
          ... on LabeledEvent { actor { login } createdAt label { name } }
          ... on UnlabeledEvent { actor { login } label { name } }
          ... on AssignedEvent { assignee { ... on User { login } ... on Bot { login } } }
          ... on ClosedEvent { actor { login } stateReason }
          ... on CommentDeletedEvent { actor { login } deletedCommentAuthor { login } }
          ... on TransferredEvent { fromRepository { nameWithOwner } }
        } }
      }
    }
  }
}
"""
BACK = """
query($id: ID!, $before: String) { node(id: $id) { ... on Issue {
  timelineItems(last: 100, before: $before) {
    totalCount pageInfo { hasPreviousPage startCursor }
    nodes { ... on IssueComment { body } ... on LabeledEvent { createdAt } }
  }
} } }
"""


def nodes(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The issues in an answer."""
    found: list[dict[str, Any]] = answer["data"]["repository"]["issues"]["nodes"]
    return found


def test_issues_come_with_their_history(world: World, ask: Ask, clock: SimulatedClock):
    """One query tells owners, labels, and who did what."""
    number = world.open(REPO, "ada-l", "Rust", labels=["ILO"], assignees=["ada-l"])
    theirs = world.comment(REPO, number, "bo-b", "Hm")
    clock.sleep(5)
    world.edit_comment(theirs, "grace-h", "Aha")
    gone = world.comment(REPO, number, "ilosync[bot]", "Hello")
    world.delete_comment(gone, "ada-l")
    world.close(REPO, number, "bo-b", "not_planned")
    (issue,) = nodes(ask(ISSUES, labels=["ilo"]))
    comment, deleted, closed = issue["timelineItems"]["nodes"][2:]

    assert (issue["state"], issue["stateReason"]) == ("CLOSED", "NOT_PLANNED")
    assert [x["login"] for x in issue["assignees"]["nodes"]] == ["ada-l"]
    assert (comment["author"]["login"], comment["editor"]["login"]) == ("bo-b", "grace-h")
    assert comment["lastEditedAt"] == "2026-11-23T10:00:05Z"
    assert comment["fullDatabaseId"] == str(theirs)
    assert deleted["deletedCommentAuthor"]["login"] == "ilosync"
    assert (closed["actor"]["login"], closed["stateReason"]) == ("bo-b", "NOT_PLANNED")


def test_a_bot_has_one_id_and_two_spellings(world: World, ask: Ask, hub: Github):
    """GraphQL leaves `[bot]` off an author's login and keeps it in the viewer's; ids agree."""
    world.open(REPO, "ilosync[bot]", "Rust")
    (issue,) = nodes(ask(ISSUES))
    viewer = ask("{ viewer { login databaseId } }")["data"]["viewer"]

    assert issue["author"] == {
        "__typename": "Bot",
        "login": "ilosync",
        "databaseId": viewer["databaseId"],
    }
    assert viewer["login"] == "ilosync[bot]"
    assert hub.get_user().id == viewer["databaseId"]


def test_any_of_several_labels_is_enough(world: World, ask: Ask):
    """Labels are alternatives here, unlike in REST; filters narrow."""
    for label in ("ILO", "ilo:paused", "bug"):
        world.open(REPO, "ada-l", label, labels=[label], assignees=["ada-l"])
    world.open(REPO, "bo-b", "other", labels=["ILO"], assignees=["bo-b"])

    def titles(**asked: Any) -> list[str]:
        return [x["title"] for x in nodes(ask(ISSUES, **asked))]

    assert titles(labels=["ilo", "ILO:PAUSED"]) == ["ILO", "ilo:paused", "other"]
    assert titles(labels=["ILO"], filter={"assignee": "bo-b"}) == ["other"]
    assert titles(filter={"since": "2026-11-23T10:00:01Z"}) == []


def test_issues_come_in_pages(world: World, ask: Ask):
    """The cursor leads on, even where an issue of the last page went away meanwhile."""
    for n in range(5):
        world.open(REPO, "ada-l", f"Ticket {n}")
    first = ask(ISSUES, first=2)
    info = first["data"]["repository"]["issues"]["pageInfo"]
    world.delete_issue(REPO, 2)
    second = ask(ISSUES, first=100, after=info["endCursor"])

    assert info["hasNextPage"]
    assert [x["number"] for x in nodes(first) + nodes(second)] == [1, 2, 3, 4, 5]


def test_a_long_timeline_is_read_backwards_to_its_beginning(world: World, ask: Ask):
    """250 entries in three pages, none twice and none missing, while people go on writing."""
    number = world.open(REPO, "ada-l", "Rust", labels=["ILO"])
    for n in range(249):
        world.comment(REPO, number, "bo-b", f"Note {n}")
    at, before, found = world.issue(REPO, number).node_id, None, []
    for _ in range(3):
        page = ask(BACK, id=at, before=before)["data"]["node"]["timelineItems"]
        found = page["nodes"] + found
        before = page["pageInfo"]["startCursor"]
        world.comment(REPO, number, "bo-b", "later")

    assert not page["pageInfo"]["hasPreviousPage"]
    assert [x.get("body") for x in found] == [None, *(f"Note {n}" for n in range(249))]


def test_a_timeline_can_be_narrowed(world: World, ask: Ask, clock: SimulatedClock):
    """By kinds of entries and by time."""
    number = world.open(REPO, "ada-l", "Rust", labels=["ILO"])
    clock.sleep(60)
    world.comment(REPO, number, "bo-b", "Hm")
    query = """query($id: ID!) { node(id: $id) { ... on Issue {
      kinds: timelineItems(first: 9, itemTypes: [LABELED_EVENT]) { totalCount nodes { __typename } }
      since: timelineItems(first: 9, since: "2026-11-23T10:01:00Z") { nodes { __typename } }
    } } }"""
    node = ask(query, id=world.issue(REPO, number).node_id)["data"]["node"]

    assert node["kinds"] == {"totalCount": 1, "nodes": [{"__typename": "LabeledEvent"}]}
    assert node["since"] == {"nodes": [{"__typename": "IssueComment"}]}


def test_many_issues_are_read_by_their_ids(world: World, ask: Ask):
    """What is gone leaves a hole and an error that says where."""
    ids = [world.issue(REPO, world.open(REPO, "ada-l", x)).node_id for x in ("a", "b")]
    world.delete_issue(REPO, 1)
    answer = ask("query($ids: [ID!]!) { nodes(ids: $ids) { ... on Issue { title } } }", ids=ids)

    assert answer["data"] == {"nodes": [None, {"title": "b"}]}
    assert [(x["type"], x["path"]) for x in answer["errors"]] == [("NOT_FOUND", ["nodes", 0])]


def test_an_unknown_repository_is_null_and_an_error(world: World, ask: Ask):
    """Status 200; the other half of the query is answered; an old name leads on."""
    world.rename(REPO, "growth")
    answer = ask(
        '{ a: repository(owner: "acme", name: "nowhere") { id }'
        ' b: repository(owner: "acme", name: "learning") { nameWithOwner } }'
    )

    assert answer["data"] == {"a": None, "b": {"nameWithOwner": "acme/growth"}}
    assert (answer["errors"][0]["type"], answer["errors"][0]["path"]) == ("NOT_FOUND", ["a"])


def test_the_price_is_what_github_says(world: World, ask: Ask):
    """100 issues with owners, labels and 40 entries each: 7,100 nodes for 3 points."""
    world.open(REPO, "ada-l", "Rust")
    rate = ask(ISSUES)["data"]["rateLimit"]

    assert rate == {"cost": 3, "remaining": 4997, "nodeCount": 7100}


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("{ issues { nodes { id } } }", "MISSING_PAGINATION_BOUNDARIES"),
        ("{ issues(first: 101) { nodes { id } } }", "EXCESSIVE_PAGINATION"),
        (
            """{ issues(first: 100) { nodes { comments(last: 100) { nodes {
              issue { comments(last: 100) { totalCount } } } } } } }""",
            "MAX_NODE_LIMIT_EXCEEDED",
        ),
    ],
)
def test_a_query_that_asks_too_much_is_refused(ask: Ask, query: str, kind: str):
    """A page has bounds, and all pages together have too."""
    answer = ask(f'{{ repository(owner: "acme", name: "learning") {query} }}')

    assert "data" not in answer
    assert kind in {x["type"] for x in answer["errors"]}


def test_points_run_out(world: World, ask: Ask):
    """An empty allowance is told with status 200 and the type RATE_LIMITED."""
    world.limits["graphql"] = 4
    assert "errors" not in ask(ISSUES)
    assert ask(ISSUES)["errors"][0]["type"] == "RATE_LIMITED"


def test_a_deleted_account_is_null(world: World, ask: Ask):
    """Authors and actors may be missing."""
    world.open(REPO, "ada-l", "Rust", labels=["ILO"], assignees=["ada-l"])
    world.delete_user("ada-l")
    (issue,) = nodes(ask(ISSUES))

    assert (issue["author"], issue["assignees"]["nodes"]) == (None, [])
    assert issue["timelineItems"]["nodes"][0]["actor"] is None
    assert issue["timelineItems"]["nodes"][1]["assignee"] is None


def test_a_transferred_issue_tells_where_it_was(world: World, ask: Ask):
    """At its old number it is not found; its new history says where it came from."""
    world.repository("acme/growth")
    number = world.open("acme/growth", "ada-l", "Rust")
    world.transfer("acme/growth", number, "bo-b", REPO)
    (issue,) = nodes(ask(ISSUES))
    old = ask('{ repository(owner: "acme", name: "growth") { issue(number: 1) { id } } }')

    assert issue["timelineItems"]["nodes"][-1] == {
        "__typename": "TransferredEvent",
        "fromRepository": {"nameWithOwner": "acme/growth"},
    }
    assert old["errors"][0]["type"] == "NOT_FOUND"


def test_search_finds_by_the_same_language(world: World, ask: Ask):
    """GraphQL's search and REST's find alike."""
    world.open(REPO, "ada-l", "ILO: Rust")
    world.open(REPO, "ada-l", "Silo: paint")
    query = """query($q: String!) { search(query: $q, type: ISSUE, first: 10) {
      issueCount nodes { ... on Issue { title repository { nameWithOwner } } } } }"""
    found = ask(query, q=f"repo:{REPO} is:issue ILO in:title")["data"]["search"]

    assert found["issueCount"] == 1
    assert found["nodes"][0]["title"] == "ILO: Rust"


def test_the_client_library_can_ask_as_well(hub: Github):
    """PyGithub's own way to GraphQL arrives."""
    _, data = hub.requester.graphql_query("{ viewer { login } }", {})

    assert data["data"]["viewer"]["login"] == "ilosync[bot]"
