"""Recorded webhook payloads as part of a world, with the ids, names and gaps they have."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ilosync.sandbox.state import Comment, Issue, Label, Repository, User

if TYPE_CHECKING:
    from ilosync.sandbox.registry import Registry

Data = Mapping[str, Any]


def load(registry: Registry, payload: Data, full_name: str | None = None) -> Issue:
    """Put an issue, and the comment the payload is about, into the registry."""
    data: Data = payload.get("issue", payload)
    name = full_name or str(payload["repository"]["full_name"])
    place = registry.repositories.get(name.casefold()) or _place(registry, payload, name)
    issue = _issue(registry, place, data)
    place.issues[issue.number] = issue
    place.last_number = max(place.last_number, issue.number)
    registry.nodes[issue.node_id] = issue
    if payload.get("comment") and payload.get("action") != "deleted":
        _comment(registry, issue, payload["comment"])
    return issue


def _place(registry: Registry, payload: Data, name: str) -> Repository:
    place = registry.repository(name)
    recorded: Data = payload.get("repository", {})
    if recorded and recorded["full_name"] == name:
        registry.nodes.pop(place.node_id)
        place.id, place.node_id = recorded["id"], recorded["node_id"]
        place.private = recorded["private"]
        registry.nodes[place.node_id] = place
    return place


def _issue(registry: Registry, place: Repository, data: Data) -> Issue:
    issue = Issue(
        place, data["number"], data["id"], data["node_id"], data["title"], data["body"],
        _user(registry, data["user"]), _at(data["created_at"]), _at(data["updated_at"]),
    )  # fmt: skip
    issue.state = data.get("state") or "open"
    issue.reason = data.get("state_reason")
    issue.closed = _at(data["closed_at"]) if data.get("closed_at") else None
    issue.locked = bool(data.get("locked"))
    issue.type = (data.get("type") or {}).get("name")
    issue.is_pull = "pull_request" in data
    issue.labels = [_label(registry, place, x) for x in data.get("labels", [])]
    issue.assignees = [_user(registry, x) for x in data.get("assignees", [])]
    return issue


def _comment(registry: Registry, issue: Issue, data: Data) -> None:
    created, updated = _at(data["created_at"]), _at(data["updated_at"])
    author = _user(registry, data["user"])
    comment = Comment(data["id"], data["node_id"], author, data["body"], created, updated)
    if updated > created:
        comment.edited, comment.editor = updated, author
    issue.timeline.append(comment)
    registry.comments[comment.id] = (issue, comment)
    registry.nodes[comment.node_id] = comment


def _label(registry: Registry, place: Repository, data: Data) -> Label:
    key = str(data["name"]).casefold()
    if key not in place.labels:
        label = Label(data["id"], data["node_id"], data["name"], data["color"])
        label.description = data.get("description")
        place.labels[key] = registry.nodes[label.node_id] = label
    return place.labels[key]


def _user(registry: Registry, data: Data | None) -> User:
    if data is None:
        return registry.user("ghost")
    known = registry.known(data["login"])
    if known is None:
        known = User(data["login"], data["id"], data["node_id"])
    known.id, known.node_id, known.type = data["id"], data["node_id"], data["type"]
    registry.enrol(known)
    return known


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
