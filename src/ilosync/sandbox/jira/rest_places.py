"""Projects, their statuses, and the fields and labels that there are, by REST."""

from __future__ import annotations

from ilosync.sandbox.answer import Answer
from ilosync.sandbox.jira.asking import Asking
from ilosync.sandbox.jira.state import Json

SYSTEM = {
    "summary": ("Summary", "string", ["summary"]),
    "description": ("Description", "string", ["description"]),
    "issuetype": ("Issue Type", "issuetype", ["issuetype", "type"]),
    "project": ("Project", "project", ["project"]),
    "status": ("Status", "status", ["status"]),
    "resolution": ("Resolution", "resolution", ["resolution"]),
    "resolutiondate": ("Resolved", "datetime", ["resolutiondate", "resolved"]),
    "creator": ("Creator", "user", ["creator"]),
    "reporter": ("Reporter", "user", ["reporter"]),
    "assignee": ("Assignee", "user", ["assignee"]),
    "labels": ("Labels", "array", ["labels"]),
    "created": ("Created", "datetime", ["created", "createdDate"]),
    "updated": ("Updated", "datetime", ["updated", "updatedDate"]),
    "duedate": ("Due date", "date", ["due", "duedate"]),
    "security": ("Security Level", "securitylevel", ["level"]),
    "issuelinks": ("Linked Issues", "array", ["issueLink"]),
    "comment": ("Comment", "comments-page", ["comment"]),
}


def project(asking: Asking) -> Answer:
    """One project with its issue types."""
    place, shapes = asking.project(asking.names["project"]), asking.shapes
    shape = shapes.project(place) | {
        "description": "",
        "lead": shapes.user(place.lead),
        "issueTypes": [shapes.kind(x) for x in place.types],
        "roles": {x: f"{shapes.root}/project/{place.id}/role/{x}" for x in place.roles},
    }
    return Answer.json(200, shape | ({"style": place.style} if asking.world.cloud else {}))


def statuses(asking: Asking) -> Answer:
    """The statuses of each issue type."""
    place, shapes = asking.project(asking.names["project"]), asking.shapes
    steps = [shapes.status(x) for x in place.statuses]
    kinds = [shapes.named("issuetype", x) | {"statuses": steps} for x in place.types]
    return Answer.json(200, kinds)


def fields(asking: Asking) -> Answer:
    """All fields, the custom ones last."""
    cloud = asking.world.cloud
    found = [
        _field(x, name, clauses, {"type": kind, "system": x}, cloud=cloud)
        for x, (name, kind, clauses) in SYSTEM.items()
    ]
    for key, (name, kind) in asking.world.fields.items():
        number = int(key.partition("_")[2])
        schema = {"type": kind, "custom": "com.example:field", "customId": number}
        clauses = [f"cf[{number}]", name]
        found.append(_field(key, name, clauses, schema, cloud=cloud, custom=True))
    return Answer.json(200, found)


def _field(
    key: str, name: str, clauses: list[str], schema: Json, *, cloud: bool, custom: bool = False
) -> Json:
    shape = {
        "id": key, "name": name, "custom": custom, "orderable": True, "navigable": key != "comment",
        "searchable": True, "clauseNames": clauses, "schema": schema,
    }  # fmt: skip
    return shape | ({"key": key} if cloud else {})


def labels(asking: Asking) -> Answer:
    """Every label that is on any issue, a thousand a page."""
    found = {x for issue in asking.world.issues.values() for x in issue.now.labels}
    return asking.values(sorted(found), 1000, 1000)
