"""Editing issues by HTTP: their fields, their status."""

from __future__ import annotations

import pytest

from ilosync.sandbox.jira.world import JiraWorld
from tests.sandbox.jira.conftest import Ask


@pytest.fixture
def key(world: JiraWorld) -> str:
    """An issue with two labels."""
    return world.open("LEARN", "ada-l", "Learn Rust", "Joy", labels=["ILO", "a"], assignee="ada-l")


def test_fields_and_properties_change_in_one_request(world: JiraWorld, ask: Ask, key: str):
    """204, or 200 with the issue where Cloud is asked for it."""
    body = {
        "fields": {"summary": "Learn Go", "assignee": None},
        "update": {"labels": [{"add": "ilo:next"}, {"remove": "ILO"}]},
        "properties": [{"key": "ilosync", "value": {"n": 1}}],
    }
    answer = ask("PUT", f"/issue/{key}", json=body)
    look = world.issue(key).now

    assert (answer.status_code, answer.content) == (204, b"")
    assert (look.summary, look.assignee, look.labels) == ("Learn Go", None, ("a", "ilo:next"))
    assert look.properties == {"ilosync": {"n": 1}}
    again = ask("PUT", f"/issue/{key}?returnIssue=true", json=body)
    assert again.status_code == (200 if world.cloud else 204)


def test_a_person_is_named_by_id(world: JiraWorld, ask: Ask, key: str):
    """The accountId or name; an unknown one is refused with the field's name."""
    name = "accountId" if world.cloud else "name"
    bo = world.user("bo-b")
    sent = {"fields": {"assignee": {name: bo.id}}}

    assert ask("PUT", f"/issue/{key}", json=sent).status_code == 204
    assert world.issue(key).now.assignee is bo
    wrong = ask("PUT", f"/issue/{key}", json={"fields": {"assignee": {name: "nobody"}}})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["assignee"])
    assert ask("PUT", f"/issue/{key}/assignee", json={name: None}).status_code == 204
    assert world.issue(key).now.assignee is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("labels", ["two words"]), ("labels", "ILO"), ("labels", ["x" * 256]), ("summary", ""),
        ("summary", "a\nb"), ("summary", "x" * 256), ("description", "x" * 32_768),
        ("status", {"name": "Done"}), ("resolution", {"name": "Done"}), ("planet", "Mars"),
        ("duedate", "soon"), ("issuetype", {"name": "Epos"}),
    ],
)  # fmt: skip
def test_a_wrong_field_changes_nothing(
    world: JiraWorld, ask: Ask, key: str, field: str, value: object
):
    """400 with the field's name, and the other fields stay as they were."""
    sent = {"fields": {field: value}, "update": {"reporter": [{"set": None}]}}
    answer = ask("PUT", f"/issue/{key}", json=sent)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert world.issue(key).now.reporter is world.user("ada-l")


def test_a_field_off_the_screen_cannot_be_set(world: JiraWorld, ask: Ask, key: str):
    """Not even the labels, where a project's screen lacks them."""
    world.projects["LEARN"].off_screen.add("labels")
    answer = ask("PUT", f"/issue/{key}", json={"update": {"labels": [{"add": "b"}]}})

    assert answer.status_code == 400
    assert "not on the appropriate screen" in answer.json()["errors"]["labels"]


def test_a_field_is_set_one_way_only(ask: Ask, key: str):
    """Not by `fields` and `update` at once."""
    both = {"fields": {"labels": ["b"]}, "update": {"labels": [{"add": "c"}]}}

    assert ask("PUT", f"/issue/{key}", json=both).status_code == 400


def test_silence_is_for_admins(world: JiraWorld, ask: Ask, key: str):
    """Others are ignored on Cloud and refused on Data Center."""
    sent, path = {"fields": {"summary": "Learn Go"}}, f"/issue/{key}?notifyUsers=false"
    assert ask("PUT", path, json=sent).status_code == (204 if world.cloud else 403)

    world.permit("ADMINISTER", world.me)
    assert ask("PUT", path, json=sent).status_code == 204


# --- status --------------------------------------------------------------------------


def test_a_step_is_taken_by_its_number(world: JiraWorld, ask: Ask, key: str):
    """With a resolution and a comment, as on the screen of the step."""
    path = f"/issue/{key}/transitions"
    steps = {x["name"]: x["id"] for x in ask("GET", path).json()["transitions"]}
    body = {
        "transition": {"id": steps["Done"]},
        "fields": {"resolution": {"name": "Won't Do"}},
        "update": {"comment": [{"add": {"body": "Bye"}}]},
    }

    assert ask("POST", path, json=body).status_code == 204
    look = world.issue(key).now
    assert look.resolution is not None
    assert (look.status.name, look.resolution.name) == ("Done", "Won't Do")
    assert [x.body for x in look.comments] == ["Bye"]
    for wrong in (
        {"transition": {"id": "99"}},
        {"transition": {"id": steps["To Do"]}, "fields": {"resolution": {"name": "Done"}}},
        {"transition": {"id": steps["Done"]}, "fields": {"resolution": {"name": "Never"}}},
    ):
        assert ask("POST", path, json=wrong).status_code == 400


def test_team_managed_projects_have_statuses_of_their_own(world: JiraWorld, ask: Ask):
    """The same names, other numbers; the category is what they share."""
    world.project("TEAM", style="next-gen")
    world.status("TEAM", "Let go", "Done")
    key = world.open("TEAM", "ada-l", "Learn Rust")
    world.transition(key, "ada-l", "Let go", "Won't Do")
    project = ask("GET", "/project/TEAM").json()
    kinds = ask("GET", "/project/TEAM/statuses").json()

    assert project.get("style") == ("next-gen" if world.cloud else None)
    assert [x["name"] for x in kinds[0]["statuses"]] == ["To Do", "In Progress", "Done", "Let go"]
    assert ask("GET", f"/issue/{key}").json()["fields"]["status"]["name"] == "Let go"
