"""New issues by REST: of which types there may be some, and opening one."""

from __future__ import annotations

from ilosync.sandbox.answer import Answer
from ilosync.sandbox.jira.asking import Asking
from ilosync.sandbox.jira.editing import changes
from ilosync.sandbox.jira.nope import Nope
from ilosync.sandbox.jira.rest_properties import checked
from ilosync.sandbox.jira.rest_transitions import BODY
from ilosync.sandbox.jira.state import Issue, Json, Kind, Look, Project

MOST = 200


def issue_types(asking: Asking) -> Answer:
    """The types in which the asker may open issues: each product has a shape of its own."""
    place, world = asking.project(asking.names["project"]), asking.world
    types = place.types if world.may(asking.user, "CREATE_ISSUES", place) else []
    shown = [asking.shapes.kind(x) for x in types]
    if not world.cloud:
        return asking.values(shown, 50, MOST)
    start, size = asking.page(50, MOST)
    page = {"startAt": start, "maxResults": size, "total": len(shown)}
    return Answer.json(200, {**page, "issueTypes": shown[start : start + size]})


def create(asking: Asking) -> Answer:
    """Open an issue, or nothing at all where one of its fields is wrong."""
    data, world = asking.fields(*BODY), asking.world
    fields = dict(data.get("fields") or {})
    place = _place(asking, fields.pop("project", None))
    kind = _kind(place, fields.pop("issuetype", None))
    draft = _draft(asking, place, kind)
    fields.setdefault("summary", "")
    sent = checked(data.get("properties", []))
    new = _checked(asking, draft, fields, data.get("update") or {})
    owner = new.get("assignee", place.automatic)
    reporter = new.get("reporter")
    key = world.open(
        place.key, asking.user.handle, new["summary"], new.get("description"),
        labels=new.get("labels", ()), assignee=owner.handle if owner else None,
        reporter=reporter.handle if reporter else None, type=kind.name,
        level=place.default_level, due=new.get("due"), custom=new.get("custom"),
    )  # fmt: skip
    made = world.issue(key)
    for name, value in sent.items() if world.has_properties else ():
        world.set_property(made.id, name, value)
    root = asking.shapes.root
    shown = {"id": str(made.id), "key": key, "self": f"{root}/issue/{made.id}"}
    return Answer.json(201, shown)


def _place(asking: Asking, sent: Json) -> Project:
    named = sent if isinstance(sent, dict) else {}
    try:
        place = asking.project(str(named.get("key") or named.get("id") or ""))
    except Nope:
        raise Nope(400, errors={"project": "valid project is required"}) from None
    if not asking.world.may(asking.user, "CREATE_ISSUES", place):
        raise Nope(400, errors={"project": "You cannot create issues in this project."})
    return place


def _kind(place: Project, sent: Json) -> Kind:
    named = sent if isinstance(sent, dict) else {}
    found = (x for x in place.types if x.id == named.get("id") or x.name == named.get("name"))
    kind = next(found, None)
    if kind is None:
        raise Nope(400, errors={"issuetype": "The issue type selected is invalid."})
    if kind.rank < 0:
        said = "Issue type is a sub-task but parent issue key or id not specified."
        raise Nope(400, errors={"issuetype": said})
    return kind


def _draft(asking: Asking, place: Project, kind: Kind) -> Issue:
    """What is being opened, before anything is set: nobody can find it."""
    now, by = asking.world.now(), asking.user
    look = Look(place, "", "", None, kind, by, by, now, now, place.statuses[0])
    return Issue(0, [(now, look)])


def _checked(asking: Asking, draft: Issue, fields: Json, update: Json) -> dict[str, Json]:
    """What is to be set; what is wrong and what is lacking is told together."""
    lacking = {x for x in draft.now.project.required if not fields.get(x)}
    wrong = {x: f"{asking.world.fields[x][0]} is required." for x in sorted(lacking)}
    try:
        new = changes(asking, draft, fields, update)
    except Nope as no:
        raise Nope(no.status, *no.messages, errors={**no.errors, **wrong}) from None
    if wrong:
        raise Nope(400, errors=wrong)
    return new
