"""Searching by HTTP: pages, what comes with an issue, what lags, what was removed."""

from __future__ import annotations

import pytest

from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.jira.world import JiraWorld
from tests.sandbox.jira.conftest import Ask, Serve, asker, two_projects

ILOS = "labels = ILO"


def many(world: JiraWorld, n: int) -> list[str]:
    """So many issues."""
    return [world.open("LEARN", "ada-l", f"Learn {x}", labels=["ILO"]) for x in range(n)]


def search(ask: Ask, **params: object) -> dict:
    """Search a Cloud by query string."""
    answer = ask("GET", "/search/jql", params={"jql": ILOS} | params)
    assert answer.status_code == 200, answer.text
    return answer.json()


# --- Cloud ---------------------------------------------------------------------------


def test_search_tells_ids_alone_unless_asked(cloud: JiraWorld, on_cloud: Ask):
    """No fields, no key, no total."""
    many(cloud, 1)
    answer = search(on_cloud)

    assert answer == {"issues": [{"id": answer["issues"][0]["id"]}], "isLast": True}


def test_the_fields_that_are_asked_for_come(cloud: JiraWorld, on_cloud: Ask):
    """And no others; unknown ones are ignored."""
    (key,) = many(cloud, 1)
    (issue,) = search(on_cloud, fields="summary,labels,planet")["issues"]
    (bare,) = search(on_cloud, fields="key")["issues"]
    (most,) = search(on_cloud, fields="*all,-comment")["issues"]

    assert issue["fields"] == {"summary": "Learn 0", "labels": ["ILO"]}
    assert (bare["key"], "fields" in bare) == (key, False)
    assert "comment" not in most["fields"]
    assert "resolution" in most["fields"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_pages_follow_a_token(cloud: JiraWorld, on_cloud: Ask, method: str):
    """A hundred at most with fields, however many are asked for."""
    many(cloud, 230)
    sizes, token = [], ""
    while True:
        query = {"jql": ILOS, "maxResults": 1000, "fields": ["summary"]}
        query |= {"nextPageToken": token} if token else {}
        sent = {"params": query} if method == "GET" else {"json": query}
        page = on_cloud(method, "/search/jql", **sent).json()
        sizes.append(len(page["issues"]))
        token = page.get("nextPageToken", "")
        assert page["isLast"] is not bool(token)
        if not token:
            break

    assert sizes == [100, 100, 30]


def test_bare_ids_come_in_long_pages(cloud: JiraWorld, on_cloud: Ask):
    """Up to five thousand, and fifty unless asked."""
    many(cloud, 130)

    assert len(search(on_cloud, maxResults=5000, fields="id,key")["issues"]) == 130
    assert len(search(on_cloud)["issues"]) == 50


def test_a_token_is_for_its_query_and_for_a_week(
    cloud: JiraWorld, on_cloud: Ask, clock: SimulatedClock
):
    """Any other is refused."""
    many(cloud, 3)
    token = search(on_cloud, maxResults=1)["nextPageToken"]
    ask = {"jql": "labels = bug", "nextPageToken": token}
    assert on_cloud("GET", "/search/jql", params=ask).status_code == 400
    assert on_cloud("GET", "/search/jql", params=ask | {"nextPageToken": "x"}).status_code == 400

    assert len(search(on_cloud, maxResults=1, nextPageToken=token)["issues"]) == 1
    clock.sleep(8 * 86_400)
    ask["jql"] = ILOS
    assert on_cloud("GET", "/search/jql", params=ask).status_code == 400


def test_properties_come_with_the_issues(cloud: JiraWorld, on_cloud: Ask):
    """Up to five; those that are not set are left out."""
    (key,) = many(cloud, 1)
    cloud.set_property(key, "ilosync", {"a": [1]})
    cloud.set_property(key, "other", 2)
    (issue,) = search(on_cloud, fields="summary", properties="ilosync,gone")["issues"]
    six = {"jql": ILOS, "properties": "a,b,c,d,e,f"}

    assert issue["properties"] == {"ilosync": {"a": [1]}}
    assert on_cloud("GET", "/search/jql", params=six).status_code == 400


def test_a_search_cuts_comments_and_history(cloud: JiraWorld, on_cloud: Ask):
    """Twenty of each, the newest, and how many there are; both say how to go on."""
    (key,) = many(cloud, 1)
    for n in range(25):
        cloud.comment(key, "ada-l", f"Note {n}")
        cloud.label(key, "ada-l", f"label-{n:02}")
    (issue,) = search(on_cloud, fields="comment", expand="changelog")["issues"]
    said, log = issue["fields"]["comment"], issue["changelog"]

    assert (len(said["comments"]), said["total"], said["maxResults"]) == (20, 25, 20)
    assert (len(log["histories"]), log["total"], log["maxResults"]) == (20, 25, 20)
    assert log["histories"][0]["items"][0]["toString"].endswith("label-24")


def test_search_lags(clock: SimulatedClock, served: Serve):
    """It shows an issue as it was, and not at all what is too new."""
    world = two_projects(clock, cloud=True, search_lag=30)
    ask = asker(world, served(world))
    key = world.open("LEARN", "ada-l", "Learn Rust", labels=["ILO"])
    assert search(ask)["issues"] == []

    clock.sleep(31)
    world.edit(key, "ada-l", summary="Learn Go")
    world.unlabel(key, "ada-l", "ILO")
    (stale,) = search(ask, fields="summary,labels")["issues"]
    assert stale["fields"] == {"summary": "Learn Rust", "labels": ["ILO"]}
    assert ask("GET", f"/issue/{key}").json()["fields"]["labels"] == []

    clock.sleep(31)
    assert search(ask)["issues"] == []


def test_what_is_reconciled_does_not_lag(clock: SimulatedClock, served: Serve):
    """Those issues, and no others, are seen as they are."""
    world = two_projects(clock, cloud=True, search_lag=30)
    ask = asker(world, served(world))
    keys = many(world, 2)
    ids = [world.issue(x).id for x in keys]

    assert [x["id"] for x in search(ask, reconcileIssues=ids[0])["issues"]] == [str(ids[0])]
    assert len(search(ask, reconcileIssues=ids)["issues"]) == 2

    world.unlabel(keys[0], "ada-l", "ILO")
    clock.sleep(15)
    assert len(search(ask, reconcileIssues=ids)["issues"]) == 1
    too_many = {"jql": ILOS, "reconcileIssues": list(range(51))}
    assert ask("POST", "/search/jql", json=too_many).status_code == 400


@pytest.mark.parametrize("version", ["2", "3", "latest"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_old_search_is_gone(cloud: JiraWorld, served: Serve, method: str, version: str):
    """410 with a word about where to go."""
    ask = asker(cloud, served(cloud), version)
    answer = ask(method, "/search", **({"json": {"jql": ILOS}} if method == "POST" else {}))

    assert answer.status_code == 410
    assert "/rest/api/3/search/jql" in answer.json()["errorMessages"][0]


@pytest.mark.parametrize(
    "body",
    [
        {"jql": ILOS, "startAt": 0},
        {"jql": ILOS, "expand": None},
        {"jql": ILOS, "expand": ["changelog"]},
        {"jql": ILOS, "fields": "summary"},
        {"jql": ILOS, "properties": "ilosync"},
        {"jql": ILOS, "maxResults": "50"},
        {"jql": ILOS, "reconcileIssues": ["10001"]},
        [],
    ],
)
def test_a_body_of_another_shape_is_refused(on_cloud: Ask, body: object):
    """Nothing that is not described, and no null or text in place of a list."""
    assert on_cloud("POST", "/search/jql", json=body).status_code == 400


def test_a_wrong_query_is_refused_as_jira_words_it(ask: Ask, world: JiraWorld):
    """400 with errorMessages."""
    path = "/search/jql" if world.cloud else "/search"
    answer = ask("GET", path, params={"jql": "planet = Mars"})

    assert answer.status_code == 400
    assert answer.json()["errorMessages"][0].startswith("Field 'planet' does not exist")


def test_the_count_is_told_by_itself(cloud: JiraWorld, on_cloud: Ask):
    """Since a search has no total."""
    many(cloud, 3)

    assert on_cloud("POST", "/search/approximate-count", json={"jql": ILOS}).json() == {"count": 3}


# --- Data Center ---------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_pages_are_counted_on_data_center(centre: JiraWorld, on_centre: Ask, method: str):
    """startAt, maxResults and total; a thousand at most, fifty unless asked."""
    many(centre, 60)
    query: dict = {"jql": ILOS, "startAt": 50, "fields": ["summary"]}
    sent = {"params": query} if method == "GET" else {"json": query}
    page = on_centre(method, "/search", **sent).json()

    assert (page["startAt"], page["maxResults"], page["total"]) == (50, 50, 60)
    assert len(page["issues"]) == 10
    assert on_centre("GET", "/search", params={"jql": ILOS, "maxResults": 0}).json()["total"] == 60
    every = on_centre("GET", "/search", params={"jql": ILOS, "maxResults": -1}).json()
    assert len(every["issues"]) == 60


def test_data_center_shows_comments_and_history_whole(centre: JiraWorld, on_centre: Ask):
    """However many there are; the history oldest first."""
    (key,) = many(centre, 1)
    for n in range(25):
        centre.comment(key, "ada-l", f"Note {n}")
        centre.label(key, "ada-l", f"label-{n:02}")
    params = {"jql": ILOS, "fields": "comment", "expand": "changelog"}
    (issue,) = on_centre("GET", "/search", params=params).json()["issues"]
    histories = issue["changelog"]["histories"]

    assert len(issue["fields"]["comment"]["comments"]) == len(histories) == 25
    assert histories[0]["items"][0]["toString"] == "ILO label-00"
    assert "fieldId" not in histories[0]["items"][0]


def test_data_center_has_no_new_search(on_centre: Ask):
    """Nor version 3 of anything."""
    assert on_centre("GET", "/search/jql", params={"jql": ILOS}).status_code == 404


def test_data_center_has_no_version_3(centre: JiraWorld, served: Serve):
    """Only 2 and latest."""
    base = served(centre)

    assert asker(centre, base, "3")("GET", "/myself").status_code == 404
    assert asker(centre, base, "latest")("GET", "/myself").status_code == 200
