"""What a change of an issue leaves in its history, in the words that Jira uses."""

from __future__ import annotations

from collections.abc import Iterator

from ilosync.sandbox.jira.state import Item, Look, Named, User
from ilosync.sandbox.jira.workflow import Status


def items(old: Look, new: Look, names: dict[str, str], *, cloud: bool) -> Iterator[Item]:
    """One entry a field that differs; `names` are those of the custom fields."""
    yield from _move(old, new)
    yield from _texts(old, new)
    yield from _things(old, new, cloud=cloud)
    if old.labels != new.labels:
        yield Item("labels", "labels", None, " ".join(old.labels), None, " ".join(new.labels))
    if old.due != new.due:
        yield Item("duedate", "duedate", old.due, _day(old.due), new.due, _day(new.due))
    for key in sorted({*old.custom, *new.custom}):
        before, after = old.custom.get(key), new.custom.get(key)
        if before != after:
            yield Item(names[key], key, None, _text(before), None, _text(after), "custom")


def _move(old: Look, new: Look) -> Iterator[Item]:
    if old.project is not new.project:
        was, now = old.project, new.project
        yield Item("project", "project", was.id, was.name, now.id, now.name)
    if old.key != new.key:
        yield Item("Key", None, None, old.key, None, new.key)


def _texts(old: Look, new: Look) -> Iterator[Item]:
    for name in ("summary", "description"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Item(name, name, None, before, None, after)


def _things(old: Look, new: Look, *, cloud: bool) -> Iterator[Item]:
    for field, name in (
        ("issuetype", "type"),
        ("assignee", "assignee"),
        ("reporter", "reporter"),
        ("security", "level"),
        ("resolution", "resolution"),
        ("status", "status"),
    ):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            was, now = _both(before, cloud=cloud), _both(after, cloud=cloud)
            yield Item(field, field, *was, *now)


def _both(value: Named | Status | User | None, *, cloud: bool) -> tuple[str | None, str | None]:
    """The value and what people read of it; users go by their key on Data Center."""
    if value is None:
        return None, None
    if isinstance(value, User):
        return (value.id if cloud else value.key), value.shown
    return value.id, value.name


def _day(due: str | None) -> str | None:
    return due and f"{due} 00:00:00.0"


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, dict):
        return str(value.get("value") or value.get("displayName") or value)
    return str(value)
