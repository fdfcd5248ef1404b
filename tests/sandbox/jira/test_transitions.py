"""The steps of a workflow by HTTP: what they ask for, and what they take."""

from __future__ import annotations

from typing import Any

import pytest

from ilosync.sandbox.jira.workflow import Screen
from ilosync.sandbox.jira.world import JiraWorld
from tests.sandbox.jira.conftest import Ask


@pytest.fixture
def key(world: JiraWorld) -> str:
    """An issue that is open."""
    return world.open("LEARN", "ada-l", "Learn Rust")


def steps(ask: Ask, key: str) -> dict[str, dict[str, Any]]:
    """By name, with what they ask for."""
    path = f"/issue/{key}/transitions?expand=transitions.fields"
    return {x["name"]: x for x in ask("GET", path).json()["transitions"]}


def take(ask: Ask, key: str, step: str, **fields: Any) -> tuple[int, dict[str, str]]:
    """The status of the answer, and what it says was wrong."""
    body = {"transition": {"id": steps(ask, key)[step]["id"]}, "fields": fields}
    answer = ask("POST", f"/issue/{key}/transitions", json=body)
    return answer.status_code, answer.json()["errors"] if answer.content else {}


def test_an_issue_tells_its_steps_where_they_are_asked_for(world: JiraWorld, ask: Ask, key: str):
    """The same list, with or without what they ask for; a minimal server does not."""
    path = f"/issue/{key}?fields=status&expand="
    alone = ask("GET", f"{path}transitions").json()["transitions"]
    full = ask("GET", f"{path}transitions.fields").json()["transitions"]

    assert [x["name"] for x in alone] == ["To Do", "In Progress", "Done"]
    assert not any("fields" in x for x in alone)
    assert full == list(steps(ask, key).values())
    assert "transitions" not in ask("GET", f"/issue/{key}").json()
    world.minimal = True
    assert "transitions" not in ask("GET", f"{path}transitions").json()


def test_a_step_into_done_offers_every_resolution(world: JiraWorld, ask: Ask, key: str):
    """Unless its screen offers some, or none."""
    offered = steps(ask, key)["Done"]["fields"]["resolution"]["allowedValues"]
    assert [x["name"] for x in offered] == [x.name for x in world.resolutions]
    assert steps(ask, key)["In Progress"]["fields"] == {}

    world.projects["LEARN"].screens["Done"] = Screen(("Duplicate",))
    assert take(ask, key, "Done", resolution={"name": "Done"})[0] == 400
    assert take(ask, key, "Done", resolution={"name": "Duplicate"})[0] == 204
    assert world.issue(key).now.resolution == world.resolutions[2]


def test_without_the_field_nothing_is_resolved(world: JiraWorld, ask: Ask, key: str):
    """The status alone says that it is done."""
    world.projects["LEARN"].screens["Done"] = Screen(())
    assert steps(ask, key)["Done"]["fields"] == {}
    assert take(ask, key, "Done", resolution={"name": "Done"}) == (
        400, {"resolution": "Field 'resolution' cannot be set. It is not on the appropriate "
                            "screen, or unknown."},
    )  # fmt: skip
    assert take(ask, key, "Done") == (204, {})
    look = world.issue(key).now
    assert (look.status.name, look.resolution) == ("Done", None)


def test_what_a_step_requires_must_be_sent(world: JiraWorld, ask: Ask, key: str):
    """By the field's name; then it is kept, in one change with the status."""
    cause = world.custom_field("Root cause")
    world.projects["LEARN"].screens["Done"] = Screen(must_resolve=True, required=(cause,))
    about = steps(ask, key)["Done"]["fields"]
    assert {k: (x["name"], x["required"]) for k, x in about.items()} == {
        cause: ("Root cause", True), "resolution": ("Resolution", True),
    }  # fmt: skip
    assert take(ask, key, "Done") == (
        400, {cause: "Root cause is required.", "resolution": "Resolution is required."},
    )  # fmt: skip
    assert take(ask, key, "Done", resolution={"name": "Done"}, **{cause: "Rust"})[0] == 204

    look = world.issue(key).now
    assert look.custom == {cause: "Rust"}
    (change,) = look.histories
    assert {x.field for x in change.items} == {"status", "resolution", "Root cause"}


def test_what_stands_on_the_screen_may_be_sent_and_nothing_else(
    world: JiraWorld, ask: Ask, key: str
):
    """A field that the step can do without; one that it does not show is refused."""
    mood, other = world.custom_field("Mood"), world.custom_field("Other")
    world.projects["LEARN"].screens["Done"] = Screen(optional=(mood,))
    assert steps(ask, key)["Done"]["fields"][mood]["required"] is False
    status, wrong = take(ask, key, "Done", **{mood: "good", other: "x"})
    assert (status, list(wrong)) == (400, [other])
    assert take(ask, key, "Done", **{mood: "good"}) == (204, {})
    assert world.issue(key).now.custom == {mood: "good"}


def test_a_status_that_no_step_leads_to_is_out_of_reach(world: JiraWorld, ask: Ask, key: str):
    """Its number is refused as well."""
    number = steps(ask, key)["Done"]["id"]
    world.projects["LEARN"].closed_to.add("Done")
    assert list(steps(ask, key)) == ["To Do", "In Progress"]
    body = {"transition": {"id": number}}
    assert ask("POST", f"/issue/{key}/transitions", json=body).status_code == 400


def test_who_may_not_transition_is_told_of_no_step(world: JiraWorld, ask: Ask, key: str):
    """An empty list, with the issue too; and a step is refused."""
    number = steps(ask, key)["Done"]["id"]
    world.permit("TRANSITION_ISSUES", "ada-l", project="LEARN")
    assert steps(ask, key) == {}
    assert ask("GET", f"/issue/{key}?expand=transitions").json()["transitions"] == []
    body = {"transition": {"id": number}}
    assert ask("POST", f"/issue/{key}/transitions", json=body).status_code == 400
