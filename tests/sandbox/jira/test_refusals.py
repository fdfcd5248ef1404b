"""Who is let in, what nobody may, and servers that know less."""

from __future__ import annotations

import pytest
import requests
from jira import JIRAError

from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.jira.world import TOKEN, JiraWorld
from tests.sandbox.jira.conftest import Ask, Serve, asker, client, two_projects


@pytest.mark.parametrize("path", ["/myself", "/issue/LEARN-1", "/search/jql?jql=labels=ILO"])
def test_a_wrong_token_is_401(world: JiraWorld, served: Serve, path: str):
    """Also the right token with the wrong address, or sent as the other product's."""
    world.open("LEARN", "ada-l", "Learn Rust")
    base, mine = served(world), world.user(world.me).email
    for headers, auth in (
        ({}, None), ({}, (mine, "wrong")), ({}, ("eve@example.test", TOKEN)),
        ({"Authorization": "Bearer wrong"}, None), ({"Authorization": "Basic ***"}, None),
        ({"Authorization": f"Bearer {TOKEN}"}, None) if world.cloud else ({}, (mine, TOKEN)),
    ):  # fmt: skip
        url = f"{base}/rest/api/2{path}"
        answer = requests.get(url, headers=headers, auth=auth, timeout=10)
        assert answer.status_code == 401, (headers, auth)
        assert answer.json()["errorMessages"]


def test_anybody_may_ask_which_product_this_is(world: JiraWorld, served: Serve):
    """But nobody with a wrong token."""
    url = f"{served(world)}/rest/api/2/serverInfo"

    assert requests.get(url, timeout=10).status_code == 200
    wrong = {"Authorization": "Bearer wrong"}
    assert requests.get(url, headers=wrong, timeout=10).status_code == 401


def test_another_token_is_another_person(world: JiraWorld, served: Serve):
    """Who sees and does things under their own name."""
    world.tokens["hers"] = "ada-l"
    base, ada = served(world), world.user("ada-l")
    auth = {"auth": (ada.email, "hers")} if world.cloud else {}
    headers = {} if world.cloud else {"Authorization": "Bearer hers"}
    answer = requests.get(f"{base}/rest/api/2/myself", headers=headers, timeout=10, **auth)

    assert answer.json()["displayName"] == "Ada L"


def test_the_client_says_what_was_refused(world: JiraWorld, served: Serve):
    """Status, text and headers reach who asked."""
    jira = client(world, served(world))
    with pytest.raises(JIRAError) as failed:
        jira.issue("LEARN-99")

    assert failed.value.status_code == 404
    assert "oes" in failed.value.text


@pytest.mark.parametrize(
    ("permission", "method", "path", "body", "status"),
    [
        ("EDIT_ISSUES", "PUT", "/issue/LEARN-1", {"fields": {"summary": "x"}}, 403),
        ("ADD_COMMENTS", "POST", "/issue/LEARN-1/comment", {"body": "x"}, 400),
        ("ASSIGN_ISSUES", "PUT", "/issue/LEARN-1/assignee", {}, 403),
        (
            "TRANSITION_ISSUES",
            "POST",
            "/issue/LEARN-1/transitions",
            {"transition": {"id": "31"}},
            400,
        ),
    ],
)
def test_what_we_may_not_is_refused(
    world: JiraWorld, ask: Ask, permission: str, method: str, path: str, body: object, status: int
):
    """And was not done; the permissions tell it beforehand."""
    world.open("LEARN", "ada-l", "Learn Rust")
    world.permit(permission, "ada-l", project="LEARN")
    before = world.issue("LEARN-1").now
    asked = f"/mypermissions?projectKey=LEARN&permissions={permission},BROWSE_PROJECTS"
    told = ask("GET", asked).json()["permissions"]

    assert ask(method, path, json=body).status_code == status
    assert world.issue("LEARN-1").now is before
    assert told[permission]["havePermission"] is False
    assert told["BROWSE_PROJECTS"]["havePermission"] is True


def test_permissions_are_told_of_a_place_or_of_any(world: JiraWorld, ask: Ask):
    """Cloud wants to be told which; Data Center tells all."""
    world.permit("EDIT_ISSUES", "ada-l", project="LEARN")
    anywhere = ask("GET", "/mypermissions?permissions=EDIT_ISSUES").json()["permissions"]
    unnamed = ask("GET", "/mypermissions")
    odd = ask("GET", "/mypermissions?permissions=FLY")

    assert anywhere["EDIT_ISSUES"]["havePermission"] is True  # in WORK
    assert unnamed.status_code == odd.status_code == (400 if world.cloud else 200)
    assert ask("GET", "/mypermissions?projectKey=NO&permissions=EDIT_ISSUES").status_code == 404


def test_groups_come_fifty_a_page(world: JiraWorld, ask: Ask):
    """Without those who left, unless asked; only for who may browse people."""
    world.group("team", *(f"person-{n:02}" for n in range(60)))
    world.user("person-00").active = False
    path = "/group/member?groupname=team&maxResults=1000"
    first, last = ask("GET", path).json(), ask("GET", f"{path}&startAt=50").json()

    assert (len(first["values"]), first["total"], first["isLast"]) == (50, 59, False)
    assert (len(last["values"]), last["isLast"]) == (9, True)
    assert ask("GET", f"{path}&includeInactiveUsers=true").json()["total"] == 60
    assert ask("GET", "/group/member?groupname=ghosts").status_code == 404
    world.permit("USER_PICKER", "ada-l")
    assert ask("GET", path).status_code == 403


def test_people_are_shown_as_privately_as_the_product_does(world: JiraWorld, ask: Ask):
    """Cloud hides addresses that are not shared; former users have no name."""
    query = "accountId" if world.cloud else "username"
    ada = world.user("ada-l")
    shown = ask("GET", f"/user?{query}={ada.id}").json()
    assert ("emailAddress" in shown) is not world.cloud
    assert ("accountId" in shown, "name" in shown) == (world.cloud, not world.cloud)

    world.anonymise("ada-l")
    gone = ask("GET", f"/user?{query}={ada.id}").json()
    assert (gone["active"], gone["displayName"] == "Ada L") == (False, False)
    assert ask("GET", f"/user?{query}=nobody").status_code == 404


def test_who_can_be_assigned_is_found(world: JiraWorld, ask: Ask):
    """By the beginning of a name; customers and former users cannot."""
    world.user("ada-l")
    world.user("ada-q", kind="customer")
    world.user("ada-x").active = False
    query = "query" if world.cloud else "username"
    found = ask("GET", f"/user/assignable/search?project=LEARN&{query}=ada").json()

    assert [x["displayName"] for x in found] == ["Ada L"]


def test_a_server_may_know_neither_properties_nor_groups(clock: SimulatedClock, served: Serve):
    """Their paths are 404, what is sent of them is ignored, the rest works."""
    world = two_projects(clock, cloud=False, properties=False, groups=False)
    world.group("team", "ada-l")
    key, ask = world.open("LEARN", "ada-l", "Learn Rust"), asker(world, served(world))
    sent = {"body": "Hello", "properties": [{"key": "a", "value": 1}]}
    made = ask("POST", f"/issue/{key}/comment?expand=properties", json=sent)

    assert made.status_code == 201
    assert "properties" not in made.json()
    assert ask("PUT", f"/issue/{key}/properties/a", json=1).status_code == 404
    assert ask("GET", f"/issue/{key}?properties=a").json().get("properties") is None
    assert ask("GET", "/group/member?groupname=team").status_code == 404
    assert ask("GET", "/mypermissions").status_code == 200


def test_a_minimal_server_knows_little_more_than_issues(clock: SimulatedClock, served: Serve):
    """Unknown paths are 404; issues, comments and search are there."""
    world = two_projects(clock, cloud=False, minimal=True)
    key, ask = world.open("LEARN", "ada-l", "Learn Rust"), asker(world, served(world))

    for path in ("/mypermissions", "/project/LEARN/statuses", f"/issue/{key}/remotelink"):
        assert ask("GET", path).status_code == 404
    for path in (f"/issue/{key}", f"/issue/{key}/comment", "/search?jql=project=LEARN", "/field"):
        assert ask("GET", path).status_code == 200


def test_what_is_not_there_is_not_there(world: JiraWorld, ask: Ask, served: Serve):
    """Unknown paths, wrong methods, bodies that are no JSON."""
    assert ask("GET", "/planets").status_code == 404
    assert ask("DELETE", "/myself").status_code == 405
    assert ask("PUT", "/issue/LEARN-1", data="x").status_code == 415
    world.open("LEARN", "ada-l", "Learn Rust")
    json = {"Content-Type": "application/json"}
    assert ask("PUT", "/issue/LEARN-1", data="{", headers=json).status_code == 400
    assert requests.get(f"{served(world)}/myself", timeout=10).status_code == 404
