"""The history of issues by HTTP: what is kept of a change, and how it is told."""

from __future__ import annotations

import pytest

from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.jira.world import JiraWorld
from tests.sandbox.jira.conftest import Ask, items


@pytest.fixture
def key(world: JiraWorld) -> str:
    """An issue with two labels."""
    return world.open("LEARN", "ada-l", "Learn Rust", "Joy", labels=["ILO", "a"], assignee="ada-l")


def test_opening_leaves_no_history(ask: Ask, key: str):
    """What an issue is opened with is told by its fields alone."""
    assert items(ask, key) == []


def test_history_is_written_as_jira_writes_it(world: JiraWorld, ask: Ask, key: str):
    """Labels joined by spaces, people by id and name, statuses and resolutions by both."""
    world.label(key, "ada-l", "ilo:next")
    world.unlabel(key, "bo-b", "ILO")
    world.assign(key, "ada-l", "bo-b")
    world.assign(key, "ada-l", None)
    world.edit(key, "ada-l", summary="Learn Go", due="2026-12-01")
    ada, bo = world.user("ada-l"), world.user("bo-b")
    ids = (ada.id, bo.id) if world.cloud else (ada.key, bo.key)

    assert items(ask, key) == [
        ("labels", None, "ILO a", None, "ILO a ilo:next"),
        ("labels", None, "ILO a ilo:next", None, "a ilo:next"),
        ("assignee", ids[0], "Ada L", ids[1], "Bo B"),
        ("assignee", ids[1], "Bo B", None, None),
        ("summary", None, "Learn Rust", None, "Learn Go"),
        ("duedate", None, None, "2026-12-01", "2026-12-01 00:00:00.0"),
    ]


def test_closing_and_reopening_are_one_entry_each(world: JiraWorld, ask: Ask, key: str):
    """Resolution and status together; the resolution date comes and goes with them."""
    world.let_go(key, "ada-l")
    closed = ask("GET", f"/issue/{key}").json()["fields"]
    world.reopen(key, "ada-l")
    opened = ask("GET", f"/issue/{key}").json()["fields"]
    said = [(x[0], x[2], x[4]) for x in items(ask, key)]

    assert said == [
        ("resolution", None, "Won't Do"), ("status", "To Do", "Done"),
        ("resolution", "Won't Do", None), ("status", "Done", "To Do"),
    ]  # fmt: skip
    assert (closed["resolution"]["name"], bool(closed["resolutiondate"])) == ("Won't Do", True)
    assert (opened["resolution"], opened["resolutiondate"]) == (None, None)


def test_done_without_a_resolution_is_possible(world: JiraWorld, ask: Ask, key: str):
    """As where a workflow does not set one."""
    world.transition(key, "ada-l", "Done", resolution=None)
    fields = ask("GET", f"/issue/{key}").json()["fields"]

    assert fields["status"]["statusCategory"]["key"] == "done"
    assert (fields["resolution"], fields["resolutiondate"]) == (None, None)


def test_what_changes_nothing_leaves_no_trace(
    world: JiraWorld, ask: Ask, key: str, clock: SimulatedClock
):
    """Neither in the history nor in the time of the last change."""
    clock.sleep(60)
    world.label(key, "bo-b", "ILO")
    world.unlabel(key, "bo-b", "unheard-of")
    world.set_property(key, "ilosync", 1)

    assert items(ask, key) == []
    assert ask("GET", f"/issue/{key}").json()["fields"]["updated"].startswith("2026-11-23T11:00")


def test_a_long_history_has_pages_of_its_own(cloud: JiraWorld, on_cloud: Ask):
    """An issue shows the newest hundred, newest first; the pages start with the oldest."""
    key = cloud.open("LEARN", "ada-l", "Learn Rust")
    for n in range(130):
        cloud.edit(key, "ada-l", summary=f"Learn {n}")
    inside = on_cloud("GET", f"/issue/{key}?expand=changelog").json()["changelog"]
    first = on_cloud("GET", f"/issue/{key}/changelog").json()
    last = on_cloud("GET", f"/issue/{key}/changelog?startAt=100").json()

    assert (len(inside["histories"]), inside["total"]) == (100, 130)
    assert inside["histories"][0]["items"][0]["toString"] == "Learn 129"
    assert first["values"][0]["items"][0]["toString"] == "Learn 0"
    assert (first["isLast"], last["isLast"], len(last["values"])) == (False, True, 30)


def test_many_histories_come_at_once(cloud: JiraWorld, on_cloud: Ask):
    """Of some fields, by pages of entries; moments are numbers here."""
    keys = [cloud.open("LEARN", "ada-l", f"Learn {n}") for n in range(3)]
    for key in keys:
        cloud.label(key, "ada-l", "ILO")
        cloud.edit(key, "ada-l", summary="Learn")
    body = {"issueIdsOrKeys": [*keys, "LEARN-99"], "fieldIds": ["labels"], "maxResults": 2}
    page = on_cloud("POST", "/changelog/bulkfetch", json=body).json()
    body["nextPageToken"] = page["nextPageToken"]
    rest = on_cloud("POST", "/changelog/bulkfetch", json=body).json()

    assert [len(x["changeHistories"]) for x in page["issueChangeLogs"]] == [1, 1]
    assert isinstance(page["issueChangeLogs"][0]["changeHistories"][0]["created"], int)
    assert len(rest["issueChangeLogs"]) == 1
    assert "nextPageToken" not in rest
