"""Changing issues by REST: their fields, their owner, their status."""

from __future__ import annotations

from ilosync.sandbox.answer import Answer
from ilosync.sandbox.jira.asking import Asking
from ilosync.sandbox.jira.editing import changes
from ilosync.sandbox.jira.nope import Nope, malformed
from ilosync.sandbox.jira.rest_issues import MORE, Wanted, shown
from ilosync.sandbox.jira.rest_properties import checked, may_edit
from ilosync.sandbox.jira.state import Issue, Json, Status

BODY = ("fields", "update", "properties", "transition", "historyMetadata")
SILENT = "To discard the user notification either admin or project admin permissions are required."


def edit(asking: Asking) -> Answer:
    """Change fields and properties in one go, or nothing at all where one of them is wrong."""
    issue, data, world = asking.issue(), asking.fields(*BODY), asking.world
    may_edit(asking, issue)
    _quietly(asking, issue)
    sent = checked(data.get("properties", []))
    new = changes(asking, issue, data.get("fields") or {}, data.get("update") or {})
    world.edit(issue.id, asking.user.handle, **new)
    for key, value in sent.items() if world.has_properties else ():
        world.set_property(issue.id, key, value)
    if world.cloud and asking.asked("returnIssue") == "true":
        return Answer.json(200, shown(asking, issue, issue.now, Wanted(["*all"]), MORE))
    return Answer(204)


def _quietly(asking: Asking, issue: Issue) -> None:
    """Who may not silence a change: it is ignored on Cloud and refused on Data Center."""
    world, place = asking.world, issue.now.project
    admin = any(
        world.may(asking.user, x, place) for x in ("ADMINISTER", "ADMINISTER_PROJECTS")
    ) or world.may(asking.user, "ADMINISTER")
    if asking.asked("notifyUsers") == "false" and not world.cloud and not admin:
        raise Nope(403, SILENT)


def assign(asking: Asking) -> Answer:
    """Give an issue to somebody, or to nobody."""
    issue, data = asking.issue(), asking.fields()
    said = "You do not have permission to assign issues."
    asking.need("ASSIGN_ISSUES", issue, said)
    new = changes(asking, issue, {"assignee": data if any(data.values()) else None}, {})
    asking.world.edit(issue.id, asking.user.handle, **new)
    return Answer(204)


# --- status --------------------------------------------------------------------------


def transitions(asking: Asking) -> Answer:
    """The steps that an issue can take from here; all of them, as in a simple workflow."""
    issue = asking.issue()
    if not asking.world.may(asking.user, "TRANSITION_ISSUES", issue.now.project):
        return Answer.json(200, {"expand": "transitions", "transitions": []})
    steps = [_shape(asking, n, x) for n, x in _steps(issue)]
    return Answer.json(200, {"expand": "transitions", "transitions": steps})


def _steps(issue: Issue) -> list[tuple[str, Status]]:
    return [(str(11 + 10 * n), x) for n, x in enumerate(issue.now.project.statuses)]


def _shape(asking: Asking, number: str, status: Status) -> Json:
    shape = {
        "id": number,
        "name": status.name,
        "to": asking.shapes.status(status),
    }
    if asking.world.cloud:
        shape |= {"hasScreen": False, "isGlobal": True, "isInitial": False, "isAvailable": True}
    if asking.expands("transitions.fields") and status.category == "Done":
        allowed = [asking.shapes.named("resolution", x) for x in asking.world.resolutions]
        shape["fields"] = {
            "resolution": {
                "required": False, "name": "Resolution", "operations": ["set"],
                "schema": {"type": "resolution", "system": "resolution"},
                "allowedValues": allowed, "hasDefaultValue": True,
            } | ({"key": "resolution"} if asking.world.cloud else {"fieldId": "resolution"})
        }  # fmt: skip
    return shape


def transition(asking: Asking) -> Answer:
    """Take a step; into Done with a resolution, `Done` unless another is named."""
    issue, data = asking.issue(), asking.fields(*BODY)
    said = "You do not have permission to transition issues in this project."
    asking.need("TRANSITION_ISSUES", issue, said, 400)
    number = str((data.get("transition") or {}).get("id", ""))
    to = dict(_steps(issue)).get(number)
    if to is None:
        raise Nope(400, f"Transition id '{number}' is not valid for this issue.")
    asking.world.transition(
        issue.id, asking.user.handle, to.name, _resolution(asking, data.get("fields") or {}, to)
    )
    for each in (data.get("update") or {}).get("comment", []):
        body = asking.text(each.get("add", {}).get("body", ""), "comment")
        asking.world.comment(issue.id, asking.user.handle, body)
    return Answer(204)


def _resolution(asking: Asking, fields: dict[str, Json], to: Status) -> str:
    if not fields:
        return "Done"
    sent = fields.get("resolution")
    if set(fields) != {"resolution"} or to.category != "Done":
        name = next(x for x in fields if x != "resolution" or to.category != "Done")
        said = f"Field '{name}' cannot be set. It is not on the appropriate screen, or unknown."
        raise Nope(400, errors={name: said})
    if not isinstance(sent, dict):
        raise malformed()
    for known in asking.world.resolutions:
        if known.name == sent.get("name") or known.id == sent.get("id"):
            return known.name
    raise Nope(400, errors={"resolution": f"Resolution name '{sent.get('name')}' is not valid"})
