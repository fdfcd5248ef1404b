"""Recorded webhook payloads as part of a world, with the ids, names and gaps they have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from ilosync.sandbox.jira.state import Comment, Issue, Json, Kind, Look, Named, Project, User
from ilosync.sandbox.jira.workflow import Status

if TYPE_CHECKING:
    from ilosync.sandbox.jira.registry import Registry

Data = Mapping[str, Json]
CATEGORIES = {"new": "To Do", "indeterminate": "In Progress", "done": "Done"}


def load(registry: Registry, payload: Data) -> Issue:
    """Make the issue of a payload, or an issue object, with the comments that it holds."""
    data: Data = payload if "fields" in payload else payload.get("issue") or {}
    if "fields" not in data:
        raise ValueError("this payload holds no issue")
    look = _look(registry, data, data["fields"])
    said = list((data["fields"].get("comment") or {}).get("comments", []))
    own = payload.get("comment")
    deleted = "deleted" in str(payload.get("webhookEvent"))
    if own and not deleted and own["id"] not in {x["id"] for x in said}:
        said.append(own)
    comments = tuple(_comment(registry, x) for x in said)
    return Issue(int(data["id"]), [(registry.clock.now(), replace(look, comments=comments))])


def _look(registry: Registry, data: Data, fields: Data) -> Look:
    now = registry.now()
    place = _project(registry, fields["project"])
    creator = _user(registry, fields.get("creator")) or registry.user("unknown-creator")
    resolution = fields.get("resolution")
    known = {"customfield_" + x.partition("_")[2] for x in fields if x.startswith("customfield_")}
    for name in known:
        registry.fields.setdefault(name, (name, "any"))
    number = int(data["key"].rpartition("-")[2])
    place.last_number = max(place.last_number, number)
    return Look(
        place, data["key"], fields["summary"], fields.get("description"),
        _type(place, fields["issuetype"]), creator, _user(registry, fields.get("reporter")),
        _at(fields.get("created")) or now, _at(fields.get("updated")) or now,
        _status(place, fields["status"]), _user(registry, fields.get("assignee")),
        tuple(fields.get("labels") or ()), resolution and _resolution(registry, resolution),
        _at(fields.get("resolutiondate")), fields.get("duedate"),
        custom={x: fields[x] for x in sorted(known)},
    )  # fmt: skip


def _project(registry: Registry, data: Data) -> Project:
    if data["key"] not in registry.projects:
        registry.project(data["key"], data["name"]).id = data["id"]
    return registry.projects[data["key"]]


def _type(place: Project, data: Data) -> Kind:
    named = Kind(data["id"], data["name"], -1 if data.get("subtask") else 0)
    if named not in place.types:
        place.types.append(named)
    return named


def _status(place: Project, data: Data) -> Status:
    category = CATEGORIES.get(data["statusCategory"]["key"], "To Do")
    status = Status(data["id"], data["name"], category)
    if status not in place.statuses:
        place.statuses.append(status)
    return status


def _resolution(registry: Registry, data: Data) -> Named:
    named = Named(data["id"], data["name"])
    if named not in registry.resolutions:
        registry.resolutions.append(named)
    return named


def _user(registry: Registry, data: Data | None) -> User | None:
    if not data:
        return None
    known = str(data["accountId"] if registry.cloud and "accountId" in data else data["name"])
    found = registry.by_id(known)
    if found is None:
        found = registry.user(str(data.get("name") or known), data["displayName"])
        found.id, found.key = known, str(data.get("key") or found.key)
        found.active = bool(data.get("active", True))
    return found


def _comment(registry: Registry, data: Data) -> Comment:
    author = _user(registry, data["author"]) or registry.user("unknown-author")
    editor = _user(registry, data.get("updateAuthor")) or author
    seen = data.get("visibility")
    created, updated = _at(data["created"]), _at(data.get("updated") or data["created"])
    if created is None or updated is None:
        raise ValueError("a comment without its date")
    visibility = (str(seen["type"]), str(seen["value"])) if seen else None
    return Comment(data["id"], author, editor, data["body"], created, updated, visibility)


def _at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
