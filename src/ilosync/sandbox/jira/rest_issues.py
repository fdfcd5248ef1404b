"""Issues by REST: one, or up to a hundred at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ilosync.sandbox.answer import Answer
from ilosync.sandbox.jira.asking import Asking
from ilosync.sandbox.jira.nope import Nope, malformed
from ilosync.sandbox.jira.rest_transitions import shown as steps
from ilosync.sandbox.jira.shapes import chosen
from ilosync.sandbox.jira.state import Issue, Json, Look

FEW, MORE, ALL = 20, 100, 1_000_000  # comments and changelog entries: in lists, by itself, on DC
MOST_AT_ONCE = 100
EXPAND = (
    "renderedFields,names,schema,transitions,operations,editmeta,changelog,versionedRepresentations"
)
STEPS = "transitions"
BULK = ("issueIdsOrKeys", "fields", "expand", "properties", "fieldsByKeys")


@dataclass(frozen=True)
class Wanted:
    """What of an issue is asked for; fields None: all that one can navigate to."""

    fields: Sequence[str] | None
    expand: Sequence[str] = ()
    properties: Sequence[str] = field(default=())


def shown(asking: Asking, issue: Issue, look: Look, wanted: Wanted, most: int) -> Json:
    """An issue with what is wanted of it."""
    shapes = asking.shapes
    shape: dict[str, Json] = {
        "expand": EXPAND, "id": str(issue.id), "self": f"{shapes.root}/issue/{issue.id}",
        "key": look.key,
    }  # fmt: skip
    fields = shapes.fields(issue, look, most)
    names = chosen(fields, wanted.fields or ["*navigable"])
    if names or not wanted.fields:
        shape["fields"] = {k: x for k, x in fields.items() if k in names}
    if "changelog" in wanted.expand:
        shape["changelog"] = shapes.changelog(look, most)
    if {STEPS, f"{STEPS}.fields"} & set(wanted.expand) and not asking.world.minimal:
        shape[STEPS] = steps(asking, issue, fields=f"{STEPS}.fields" in wanted.expand)
    if wanted.properties and asking.world.has_properties:
        keys = chosen(look.properties, wanted.properties)
        shape["properties"] = {k: x for k, x in look.properties.items() if k in keys}
    return shape


def issue(asking: Asking) -> Answer:
    """One issue as it is now, under whatever name it is asked for."""
    found = asking.issue()
    wanted = Wanted(
        asking.listed("fields") or ["*all"],
        asking.listed("expand") or (),
        asking.listed("properties") or (),
    )
    most = MORE if asking.world.cloud else ALL
    return Answer.json(200, shown(asking, found, found.now, wanted, most))


def bulk_fetch(asking: Asking) -> Answer:
    """Many issues as they are now; those that are not to be had are named."""
    data = asking.fields(*BULK)
    refs = data.get("issueIdsOrKeys")
    if any(not isinstance(data.get(x, []), list) for x in BULK[:4]) or not refs:
        raise malformed()
    if len(refs) > MOST_AT_ONCE:
        raise Nope(400, f"Cannot fetch more than {MOST_AT_ONCE} issues at once.")
    found, errors = {}, []
    for ref in map(str, refs):
        try:
            each = asking.seen(ref)
            found[each.id] = each
        except Nope as no:
            errors.append({"id": ref, "errorMessage": no.messages[0]})
    wanted = Wanted(data.get("fields"), data.get("expand", ()), data.get("properties", ()))
    issues = [shown(asking, x, x.now, wanted, FEW) for _, x in sorted(found.items())]
    return Answer.json(200, {"issues": issues, "issueErrors": errors})


def remote_links(asking: Asking) -> Answer:
    """Where an issue leads to on the web."""
    found = asking.issue()
    root = f"{asking.shapes.root}/issue/{found.id}/remotelink"
    links = [
        {
            "id": x.id,
            "self": f"{root}/{x.id}",
            "object": {"url": x.url, "title": x.title},
            **({"globalId": x.global_id} if x.global_id else {}),
        }
        for x in found.now.remote
    ]
    return Answer.json(200, links)
