"""Comments and properties by HTTP."""

from __future__ import annotations

import pytest

from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.jira.world import JiraWorld
from tests.sandbox.jira.conftest import Ask, Serve, asker, two_projects


@pytest.fixture
def key(world: JiraWorld) -> str:
    """An issue to talk on."""
    return world.open("LEARN", "ada-l", "Learn Rust", labels=["ILO"])


def test_comments_come_in_pages(world: JiraWorld, ask: Ask, key: str):
    """Oldest first, or newest first; with a total."""
    for n in range(130):
        world.comment(key, "ada-l", f"Note {n}")
    path = f"/issue/{key}/comment"
    first = ask("GET", path).json()
    last = ask("GET", f"{path}?startAt=120&maxResults=100").json()
    newest = ask("GET", f"{path}?orderBy=-created&maxResults=1").json()

    assert (len(first["comments"]), first["total"]) == ((100 if world.cloud else 50), 130)
    assert [x["body"] for x in last["comments"]] == [f"Note {n}" for n in range(120, 130)]
    assert newest["comments"][0]["body"] == "Note 129"
    assert ask("GET", f"{path}?orderBy=planet").status_code == 400


def test_an_issue_of_cloud_shows_its_newest_hundred_comments(world: JiraWorld, ask: Ask, key: str):
    """And says how many there are; Data Center shows them all."""
    for n in range(130):
        world.comment(key, "ada-l", f"Note {n}")
    shown = ask("GET", f"/issue/{key}?fields=comment").json()["fields"]["comment"]

    assert (len(shown["comments"]), shown["total"]) == ((100 if world.cloud else 130), 130)
    assert shown["comments"][-1]["body"] == "Note 129"


def test_a_comment_carries_properties(ask: Ask, key: str):
    """Written with it in one request, shown where they are asked for."""
    sent = {"body": "Hello", "properties": [{"key": "ilosync", "value": {"rule": "x"}}]}
    made = ask("POST", f"/issue/{key}/comment", json=sent)
    path = f"/issue/{key}/comment/{made.json()['id']}"

    assert made.status_code == 201
    assert "properties" not in ask("GET", path).json()
    shown = ask("GET", f"{path}?expand=properties").json()
    assert shown["properties"] == sent["properties"]
    listed = ask("GET", f"/issue/{key}/comment?expand=properties").json()
    assert listed["comments"][0]["properties"] == sent["properties"]


def test_editing_a_comment_keeps_what_is_not_sent(
    world: JiraWorld, ask: Ask, key: str, clock: SimulatedClock
):
    """Its author, its day, its properties; who edited it and when is told."""
    world.permit("EDIT_ALL_COMMENTS", world.me, project="LEARN")
    comment = world.comment(key, "ada-l", "Hm", properties={"p": 1})
    clock.sleep(60)
    path = f"/issue/{key}/comment/{comment}?expand=properties"
    shown = ask("PUT", path, json={"body": "Aha"}).json()

    assert (shown["body"], shown["properties"]) == ("Aha", [{"key": "p", "value": 1}])
    assert shown["author"]["displayName"] == "Ada L"
    assert shown["updateAuthor"]["displayName"] == "Ilosync"
    assert shown["created"] < shown["updated"]


def test_others_comments_are_not_ours_to_change(world: JiraWorld, ask: Ask, key: str):
    """Unless we have the permission to change all."""
    path = f"/issue/{key}/comment/{world.comment(key, 'ada-l', 'Hm')}"

    assert ask("PUT", path, json={"body": "Aha"}).status_code == 400
    assert ask("DELETE", path).status_code == 400
    world.permit("DELETE_ALL_COMMENTS", world.me, project="LEARN")
    assert ask("DELETE", path).status_code == 204


def test_a_comment_for_some_is_unheard_by_others(world: JiraWorld, ask: Ask, key: str):
    """A role's or a group's comments are neither shown nor counted."""
    world.group("team", "ada-l")
    world.role("LEARN", "Mentors", "ada-l", world.me)
    hidden = world.comment(key, "ada-l", "Psst", ("group", "team"))
    world.comment(key, "ada-l", "Mentors!", ("role", "Mentors"))
    shown = ask("GET", f"/issue/{key}/comment").json()

    assert [x["body"] for x in shown["comments"]] == ["Mentors!"]
    assert shown["total"] == 1
    assert shown["comments"][0]["visibility"]["value"] == "Mentors"
    assert ask("GET", f"/issue/{key}/comment/{hidden}").status_code == 404


def test_we_can_write_for_some(world: JiraWorld, ask: Ask, key: str):
    """For a role or group that we are in."""
    world.role("LEARN", "Mentors", world.me)
    path = f"/issue/{key}/comment"
    seen = {"type": "role", "value": "Mentors"}

    assert ask("POST", path, json={"body": "Psst", "visibility": seen}).status_code == 201
    seen["value"] = "Administrators"
    wrong = ask("POST", path, json={"body": "Psst", "visibility": seen})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["commentLevel"])


@pytest.mark.parametrize("body", [{"body": ""}, {"body": "  "}, {}, {"body": "x" * 32_768}])
def test_an_empty_or_endless_comment_is_refused(ask: Ask, key: str, body: dict):
    """400 with the field's name."""
    answer = ask("POST", f"/issue/{key}/comment", json=body)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["comment"])


def test_a_gone_comment_is_not_found(world: JiraWorld, ask: Ask, key: str):
    """Neither by us nor on another issue; Jira keeps no event of a deletion."""
    comment = world.comment(key, "ada-l", "Hm")
    other = world.open("WORK", "ada-l", "Fix the printer")
    assert ask("GET", f"/issue/{other}/comment/{comment}").status_code == 404

    world.delete_comment(comment, "bo-b")
    assert ask("PUT", f"/issue/{key}/comment/{comment}", json={"body": "x"}).status_code == 404
    shown = ask("GET", f"/issue/{key}?expand=changelog").json()
    assert shown["changelog"]["histories"] == []


def test_a_server_may_log_deletions(clock: SimulatedClock, served: Serve):
    """As published sources of Jira Server do: who, when, and the words that were."""
    world = two_projects(clock, cloud=False, logs_deletions=True)
    key = world.open("LEARN", "ada-l", "Learn Rust")
    world.delete_comment(world.comment(key, "ada-l", "Hm"), "bo-b")
    ask = asker(world, served(world))
    (entry,) = ask("GET", f"/issue/{key}?expand=changelog").json()["changelog"]["histories"]

    assert entry["author"]["name"] == "bo-b"
    assert (entry["items"][0]["field"], entry["items"][0]["fromString"]) == ("Comment", "Hm")


def test_many_comments_come_at_once(cloud: JiraWorld, on_cloud: Ask):
    """From several issues, with their properties; those not to be had are left out."""
    keys = [cloud.open("LEARN", "ada-l", f"Learn {n}") for n in range(2)]
    ids = [int(cloud.comment(x, "ada-l", x, properties={"of": x})) for x in keys]
    cloud.group("team", "ada-l")
    hidden = int(cloud.comment(keys[0], "ada-l", "Psst", ("group", "team")))
    body = {"ids": [*ids, hidden, 99]}
    page = on_cloud("POST", "/comment/list?expand=properties", json=body).json()

    assert [x["body"] for x in page["values"]] == keys
    assert page["values"][0]["properties"] == [{"key": "of", "value": keys[0]}]
    assert on_cloud("POST", "/comment/list", json={"ids": [1] * 1001}).status_code == 400
    assert on_cloud("POST", "/comment/list", json={"ids": ["1"]}).status_code == 400


def test_the_issue_is_touched_by_what_is_said(
    world: JiraWorld, ask: Ask, key: str, clock: SimulatedClock
):
    """Writing, editing and deleting a comment each move its time of change, not its history."""
    times = []
    for act in (
        lambda: world.comment(key, "ada-l", "Hm"),
        lambda: world.edit_comment(world.issue(key).now.comments[0].id, "ada-l", "Aha"),
        lambda: world.delete_comment(world.issue(key).now.comments[0].id, "ada-l"),
    ):
        clock.sleep(60)
        act()
        times.append(ask("GET", f"/issue/{key}").json()["fields"]["updated"])

    assert times == sorted(set(times))
    assert world.issue(key).now.histories == ()


@pytest.mark.parametrize("of", ["issue", "comment"])
def test_a_property_is_set_read_and_removed(ask: Ask, key: str, of: str):
    """201 where it is new, 200 where it was, 404 where it is not."""
    where = f"/issue/{key}"
    if of == "comment":
        made = ask("POST", f"/issue/{key}/comment", json={"body": "Hm"}).json()["id"]
        where = f"/comment/{made}"
    path = f"{where}/properties/ilosync.state"
    assert ask("GET", path).status_code == 404
    assert [ask("PUT", path, json={"n": n}).status_code for n in (1, 2)] == [201, 200]
    assert ask("GET", path).json() == {"key": "ilosync.state", "value": {"n": 2}}
    keys = ask("GET", f"{where}/properties").json()["keys"]
    assert [x["key"] for x in keys] == ["ilosync.state"]
    assert ask("DELETE", path).status_code == 204
    assert ask("DELETE", path).status_code == 404


def test_a_property_has_limits(world: JiraWorld, ask: Ask, key: str):
    """Of its key, its value, its syntax, and of who may edit."""
    path = f"/issue/{key}/properties/"
    json = {"headers": {"Content-Type": "application/json"}}

    assert ask("PUT", path + "k" * 256, json=1).status_code == 400
    assert ask("PUT", path + "k", json="x" * 32_768).status_code == 400
    assert ask("PUT", path + "k", data="{", **json).status_code == 400
    world.permit("EDIT_ISSUES", "ada-l", project="LEARN")
    assert ask("PUT", path + "k", json=1).status_code == 403
