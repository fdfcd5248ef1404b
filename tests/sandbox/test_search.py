"""The search language, and an index that lags."""

from __future__ import annotations

import pytest
import requests
from github import Github

from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.search import find
from ilosync.sandbox.world import World
from tests.sandbox.conftest import REPO, Ask


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("is:open", {"rust", "paint", "ILO talk"}),
        ("is:issue state:closed", {"done"}),
        ('label:"ILO"', {"rust", "done"}),
        ('label:ilo,"ilo:paused"', {"rust", "paint", "done"}),
        ('-label:"ILO" is:open', {"paint", "ILO talk"}),
        ("assignee:Ada-L", {"rust"}),
        ("no:assignee is:open", {"paint", "ILO talk"}),
        ("author:bo-b", {"paint"}),
        ("ILO in:title", {"ILO talk"}),
        ('"why it matters" in:body', {"paint"}),
        ("matters in:title", set()),
        ("type:ilo", {"done"}),
        ("commenter:ilosync[bot]", {"rust"}),
        ("commenter:app/ilosync updated:>=2026-11-23", {"rust"}),
        ("updated:>2026-11-23T10:00:00+00:00", set()),
        ("created:2026-01-01..2026-11-23 rust", {"rust"}),
        ("closed:>=2026-11-01", {"done"}),
        ("org:acme is:pr", {"patch"}),
        ("repo:acme/other is:issue", set()),
    ],
)
def test_a_query_finds(world: World, q: str, found: set[str]):
    """Each qualifier means what GitHub's documentation says, words are whole words."""
    world.repository("acme/other")
    rust = world.open(REPO, "ada-l", "rust", labels=["ILO"], assignees=["ada-l"])
    world.open(REPO, "bo-b", "paint", "### Why it matters to me", labels=["ilo:paused"])
    world.open(REPO, "ada-l", "ILO talk")
    done = world.open(REPO, "ada-l", "done", labels=["ILO"], type="ILO")
    world.close(REPO, done, "ada-l")
    world.comment(REPO, rust, "ilosync[bot]", "Hello")
    world.close(REPO, world.pull_request(REPO, "bo-b", "patch"), "bo-b")

    assert {x.title for x in find(world, q) if not x.is_pull or "is:pr" in q} == found


def test_the_index_lags(world: World, hub: Github, clock: SimulatedClock):
    """What changed a moment ago is still found as it was before."""
    world.search_lag = 60
    number = world.open(REPO, "ada-l", "Rust", labels=["ILO"])
    q = f"repo:{REPO} label:ILO"
    assert hub.search_issues(q).totalCount == 0
    clock.sleep(60)
    assert hub.search_issues(q).totalCount == 1
    world.unlabel(REPO, number, "ada-l", "ILO")
    assert [x.labels for x in hub.search_issues(q)] == [[]]
    clock.sleep(60)
    assert hub.search_issues(q).totalCount == 0


def test_the_index_learns_of_comments_late_as_well(world: World, clock: SimulatedClock):
    """Who commented, and with what words, is found after the lag only."""
    world.search_lag = 60
    number = world.open(REPO, "ada-l", "Rust")
    clock.sleep(60)
    world.comment(REPO, number, "bo-b", "splendid")
    queries = ("is:issue", "commenter:bo-b", "splendid in:comments")
    assert [len(find(world, q)) for q in queries] == [1, 0, 0]
    clock.sleep(60)
    assert [len(find(world, q)) for q in queries] == [1, 1, 1]


def test_a_thousand_hits_are_all_there_is(world: World, web: requests.Session, url: str):
    """The eleventh page of a hundred is refused, and the last one leads nowhere."""
    for n in range(1001):
        world.open(REPO, "ada-l", f"Ticket {n}")
    world.limits["search"] = 100
    asked = f"{url}/search/issues?q=repo:{REPO}&per_page=100&page="
    tenth, beyond = web.get(f"{asked}10"), web.get(f"{asked}11")

    assert (tenth.json()["total_count"], len(tenth.json()["items"])) == (1001, 100)
    assert 'rel="next"' not in tenth.headers["link"]
    assert beyond.status_code == 422


def test_graphql_counts_all_hits_and_hands_out_a_thousand(world: World, ask: Ask):
    """The last page leads nowhere; an order may be asked for in the words themselves."""
    for n in range(1003):
        world.open(REPO, "ada-l", f"Ticket {n}")
    query = """query($after: String) {
      search(type: ISSUE, first: 100, query: "org:acme is:issue sort:created-asc", after: $after) {
        issueCount pageInfo { hasNextPage endCursor } nodes { ... on Issue { number } }
      }
    }"""
    numbers, after, more = [], None, True
    while more:
        found = ask(query, after=after)["data"]["search"]
        numbers += [x["number"] for x in found["nodes"]]
        after, more = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]

    assert found["issueCount"] == 1003
    assert numbers == list(range(1, 1001))


def test_what_is_not_there_cannot_be_searched(world: World, web: requests.Session, url: str):
    """An organisation or a repository that nobody sees is 422, an empty one finds nothing."""
    world.repository("acme/hidden", may_read=False)
    world.repository("others/hidden", may_read=False)
    answers = {
        q: web.get(f"{url}/search/issues", params={"q": q}).status_code
        for q in ("org:acme", "org:nobody", "org:others", "repo:others/hidden")
    }

    assert answers == {"org:acme": 200, "org:nobody": 422, "org:others": 422,
                       "repo:others/hidden": 422}  # fmt: skip


def test_a_search_has_no_etag(web: requests.Session, url: str):
    """It is paid for each time."""
    found = web.get(f"{url}/search/issues", params={"q": f"repo:{REPO}"})
    again = web.get(found.url, headers={"If-None-Match": found.headers.get("etag", "W/x")})

    assert "etag" not in found.headers
    assert again.status_code == 200


def test_searching_has_its_own_small_allowance(world: World, web: requests.Session, url: str):
    """Thirty a minute, apart from everything else."""
    world.limits["search"] = 1
    found = [web.get(f"{url}/search/issues?q=is:open") for _ in range(2)]

    assert [x.status_code for x in found] == [200, 403]
    assert found[1].headers["x-ratelimit-resource"] == "search"
    assert web.get(f"{url}/user").status_code == 200
