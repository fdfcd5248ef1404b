"""Changing issues by REST: their fields and their owner."""

from __future__ import annotations

from ilosync.sandbox.answer import Answer
from ilosync.sandbox.jira.asking import Asking
from ilosync.sandbox.jira.editing import changes
from ilosync.sandbox.jira.nope import Nope
from ilosync.sandbox.jira.rest_issues import MORE, Wanted, shown
from ilosync.sandbox.jira.rest_properties import checked, may_edit
from ilosync.sandbox.jira.rest_transitions import BODY
from ilosync.sandbox.jira.state import Issue

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
