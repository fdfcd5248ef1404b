"""New issues by HTTP: which types there are, what must be said, and who may."""

from __future__ import annotations

from typing import Any

import pytest

from ilosync.sandbox.jira.world import JiraWorld
from tests.sandbox.jira.conftest import Ask, Serve, asker, client

TYPES = "/issue/createmeta/LEARN/issuetypes"


def new(**fields: Any) -> dict[str, Any]:
    """An issue to send: a task called Learn Rust in LEARN, unless it is said otherwise."""
    known = {"project": {"key": "LEARN"}, "issuetype": {"name": "Task"}, "summary": "Learn Rust"}
    return {"fields": {k: x for k, x in {**known, **fields}.items() if x != ...}}


def test_the_client_opens_an_issue(world: JiraWorld, served: Serve):
    """With what its own method sends, in one request."""
    jira = client(world, served(world))
    fields = new(description="Because", labels=["b", "a"])["fields"]
    made = jira.create_issue(fields=fields, prefetch=False)
    look = world.issue(made.key).now

    assert (made.key, made.id) == ("LEARN-1", str(world.issue("LEARN-1").id))
    assert (look.summary, look.description, look.labels) == ("Learn Rust", "Because", ("a", "b"))
    assert (look.creator.handle, look.reporter, look.type.name) == ("ilosync", look.creator, "Task")
    assert (look.status.name, look.assignee, look.histories) == ("To Do", None, ())
    assert world.count("POST") == 1


def test_all_fields_can_be_set(world: JiraWorld, ask: Ask):
    """Those of the system and two of one's own, and properties beside them."""
    one, two = world.custom_field("Cost centre"), world.custom_field("Mentor")
    name = "accountId" if world.cloud else "name"
    sent = new(
        assignee={name: world.user("ada-l").id}, reporter={name: world.user("bo-b").id},
        duedate="2026-12-01", **{one: "a", two: "b"},
    )  # fmt: skip
    sent["properties"] = [{"key": "ilosync", "value": 1}]
    answer = ask("POST", "/issue", json=sent)
    look = world.issue(answer.json()["key"]).now

    assert answer.status_code == 201
    assert (look.assignee, look.reporter) == (world.user("ada-l"), world.user("bo-b"))
    assert (look.due, look.custom) == ("2026-12-01", {one: "a", two: "b"})
    assert look.properties == {"ilosync": 1}


def test_each_product_lists_its_types_in_its_own_way(world: JiraWorld, ask: Ask):
    """Cloud tells how they rank; sub-tasks are told by both."""
    world.project("LEARN", types=("Task", "Epic", "Sub-task"))
    page = ask("GET", TYPES).json()
    types = page["issueTypes" if world.cloud else "values"]

    assert [(x["name"], x["subtask"]) for x in types] == [
        ("Task", False), ("Epic", False), ("Sub-task", True),
    ]  # fmt: skip
    ranks = [x.get("hierarchyLevel") for x in types]
    assert ranks == ([0, 1, -1] if world.cloud else [None] * 3)
    assert page["total"] == 3
    short = ask("GET", f"{TYPES}?startAt=1&maxResults=1").json()
    assert [x["name"] for x in short["issueTypes" if world.cloud else "values"]] == ["Epic"]


def test_who_may_not_create_is_told_no_type_and_refused(world: JiraWorld, ask: Ask):
    """An empty list; and 400 about the project."""
    world.permit("CREATE_ISSUES", "ada-l", project="LEARN")
    page = ask("GET", TYPES).json()
    assert page["issueTypes" if world.cloud else "values"] == []
    answer = ask("POST", "/issue", json=new())
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["project"])


WRONG = [
    ({"project": ...}, "project"), ({"project": {"key": "NOPE"}}, "project"),
    ({"issuetype": ...}, "issuetype"), ({"issuetype": {"name": "Bug"}}, "issuetype"),
    ({"issuetype": {"name": "Sub-task"}}, "issuetype"), ({"summary": ...}, "summary"),
    ({"summary": "a\nb"}, "summary"), ({"labels": ["two words"]}, "labels"),
    ({"assignee": {"name": "nobody", "accountId": "nobody"}}, "assignee"),
    ({"planet": "Mars"}, "planet"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "wrong"), WRONG)
def test_a_wrong_field_opens_nothing(world: JiraWorld, ask: Ask, fields: dict, wrong: str):
    """400 with the field's name; no number is used up."""
    world.project("LEARN", types=("Task", "Sub-task"))
    answer = ask("POST", "/issue", json=new(**fields))

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [wrong])
    assert world.issues == {}
    assert ask("POST", "/issue", json=new()).json()["key"] == "LEARN-1"


def test_a_required_field_is_asked_for_by_name(world: JiraWorld, ask: Ask):
    """Every new issue of the project must have it."""
    field = world.custom_field("Cost centre")
    world.projects["LEARN"].required.add(field)
    answer = ask("POST", "/issue", json=new())
    assert answer.json()["errors"] == {field: "Cost centre is required."}
    assert ask("POST", "/issue", json=new(**{field: "a"})).status_code == 201


def test_somebody_gets_it_for_whom_nobody_asked(world: JiraWorld, ask: Ask):
    """The project's default; an explicit nobody is nobody, unless an owner is a must."""
    place = world.projects["LEARN"]
    place.automatic = world.user("project-lead")

    def owner(**fields: Any) -> object:
        return world.issue(ask("POST", "/issue", json=new(**fields)).json()["key"]).now.assignee

    assert (owner(), owner(assignee=None)) == (place.automatic, None)
    place.owned = True
    assert ask("POST", "/issue", json=new(assignee=None)).json()["errors"] == {
        "assignee": "Issues must be assigned."
    }


def test_who_cannot_be_assigned_is_refused(world: JiraWorld, ask: Ask):
    """Also when an issue is edited."""
    world.permit("ASSIGNABLE_USER", "bo-b", project="LEARN")
    name = "accountId" if world.cloud else "name"
    ada = {"assignee": {name: world.user("ada-l").id}}
    assert list(ask("POST", "/issue", json=new(**ada)).json()["errors"]) == ["assignee"]
    key = world.open("LEARN", "ada-l", "Learn Rust")
    assert ask("PUT", f"/issue/{key}", json={"fields": ada}).status_code == 400


def test_a_new_issue_gets_the_projects_security_level(world: JiraWorld, ask: Ask):
    """Where the project has a default."""
    world.level("LEARN", "Team", "ilosync")
    world.projects["LEARN"].default_level = "Team"
    key = ask("POST", "/issue", json=new()).json()["key"]
    assert ask("GET", f"/issue/{key}").json()["fields"]["security"]["name"] == "Team"


def test_version_3_takes_a_document(cloud: JiraWorld, served: Serve):
    """And no plain string."""
    ask = asker(cloud, served(cloud), "3")
    text = {"type": "text", "text": "Hello"}
    document = {
        "type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [text]}],
    }  # fmt: skip
    assert ask("POST", "/issue", json=new(description="Hello")).status_code == 400
    key = ask("POST", "/issue", json=new(description=document)).json()["key"]
    assert cloud.issue(key).now.description == "Hello"


def test_a_minimal_server_does_not_know_the_types(centre: JiraWorld, served: Serve):
    """It opens issues all the same."""
    centre.minimal = True
    ask = asker(centre, served(centre))
    assert ask("GET", TYPES).status_code == 404
    assert ask("POST", "/issue", json=new()).status_code == 201


def test_what_our_account_opens_and_closes_is_told(world: JiraWorld, ask: Ask):
    """As of anybody, with our account as the one who did it."""
    world.deliveries.hook("http://localhost:1/webhooks/jira", "s")
    key = ask("POST", "/issue", json=new(labels=["ilo:quarter"])).json()["key"]
    steps = ask("GET", f"/issue/{key}/transitions").json()["transitions"]
    done = next(x["id"] for x in steps if x["name"] == "Done")
    ask("POST", f"/issue/{key}/transitions", json={"transition": {"id": done}})
    opened, closed = (x.payload for x in world.deliveries.take())

    assert (opened["webhookEvent"], closed["webhookEvent"]) == (
        "jira:issue_created", "jira:issue_updated",
    )  # fmt: skip
    assert opened["issue"]["fields"]["labels"] == ["ilo:quarter"]
    assert {x["field"] for x in closed["changelog"]["items"]} == {"status", "resolution"}
    name = "accountId" if world.cloud else "name"
    assert {x["user"][name] for x in (opened, closed)} == {world.user(world.me).id}
