"""What a sent change of an issue means: its fields checked, and told in the sandbox's words."""

from __future__ import annotations

import re
from datetime import date

from ilosync.sandbox.jira.asking import Asking
from ilosync.sandbox.jira.nope import Nope, malformed
from ilosync.sandbox.jira.state import Issue, Json, User

LONGEST_SUMMARY = LONGEST_LABEL = 255
OFF = "Field '{0}' cannot be set. It is not on the appropriate screen, or unknown."


def changes(asking: Asking, issue: Issue, fields: Json, update: Json) -> dict[str, Json]:
    """Turn `fields` and `update` of a request into changes of a `Look`, or refuse them all."""
    if not isinstance(fields, dict) or not isinstance(update, dict):
        raise malformed()
    wrong: dict[str, str] = {}
    found: dict[str, Json] = {}
    for name in [*fields, *update]:
        if not _on_screen(asking, issue, name):
            wrong[name] = OFF.format(name)
        elif name in fields and name in update:
            wrong[name] = f"Field '{name}' cannot be set both in 'fields' and in 'update'."
    if wrong:
        raise Nope(400, errors=wrong)
    for name, value in fields.items():
        _put(found, _set(asking, issue, name, value))
    for name, operations in update.items():
        _put(found, _updated(asking, issue, name, operations))
    return found


def _put(found: dict[str, Json], new: dict[str, Json]) -> None:
    """Beside what was found; custom fields beside each other."""
    custom = {**found.get("custom", {}), **new.get("custom", {})}
    found |= new
    if custom:
        found["custom"] = custom


def _on_screen(asking: Asking, issue: Issue, name: str) -> bool:
    known = {"summary", "description", "labels", "assignee", "reporter", "duedate", "issuetype"}
    return name not in issue.now.project.off_screen and name in known | set(asking.world.fields)


def _updated(asking: Asking, issue: Issue, name: str, operations: Json) -> dict[str, Json]:
    """Carry out `add`, `remove` and `set`, one after the other."""
    if not isinstance(operations, list) or any(len(x) != 1 for x in operations):
        raise malformed()
    if name != "labels":
        (operation,) = operations
        if "set" not in operation:
            raise Nope(400, errors={name: f"Operation not supported by the field '{name}'."})
        return _set(asking, issue, name, operation["set"])
    labels = set(issue.now.labels)
    for operation in operations:
        ((kind, value),) = operation.items()
        if kind == "add":
            labels |= _labels([value])
        elif kind == "remove":
            labels -= {value}
        else:
            labels = _labels(value)
    return {"labels": tuple(sorted(labels))}


def _set(asking: Asking, issue: Issue, name: str, value: Json) -> dict[str, Json]:
    match name:
        case "summary":
            return {name: _summary(value)}
        case "description":
            return {name: None if value is None else asking.text(value, name)}
        case "labels":
            return {name: tuple(sorted(_labels(value)))}
        case "assignee" | "reporter":
            return {name: _person(asking, issue, name, value)}
        case _:
            return _set_other(issue, name, value)


def _set_other(issue: Issue, name: str, value: Json) -> dict[str, Json]:
    if name == "duedate":
        return {"due": _day(value)}
    if name != "issuetype":
        return {"custom": {name: value}}
    for kind in issue.now.project.types:
        if value.get("id") == kind.id or value.get("name") == kind.name:
            return {"type": kind}
    raise Nope(400, errors={name: "The issue type selected is invalid."})


def _summary(value: Json) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Nope(400, errors={"summary": "You must specify a summary of the issue."})
    if "\n" in value:
        said = "The summary is invalid because it contains newline characters."
        raise Nope(400, errors={"summary": said})
    if len(value) > LONGEST_SUMMARY:
        said = f"Summary must be less than {LONGEST_SUMMARY} characters."
        raise Nope(400, errors={"summary": said})
    return value


def _labels(value: Json) -> set[str]:
    if not isinstance(value, list) or not all(isinstance(x, str) for x in value):
        raise Nope(400, errors={"labels": "data was not an array"})
    for label in value:
        if re.search(r"\s", label):
            said = f"The label '{label}' contains spaces which is invalid."
            raise Nope(400, errors={"labels": said})
        if not 0 < len(label) <= LONGEST_LABEL:
            said = f"The label '{label}' exceeds the maximum length of {LONGEST_LABEL}."
            raise Nope(400, errors={"labels": said})
    return set(value)


def _person(asking: Asking, issue: Issue, name: str, value: Json) -> User | None:
    world, place = asking.world, issue.now.project
    if value is None and name == "assignee" and place.owned:
        raise Nope(400, errors={name: "Issues must be assigned."})
    if value is None:
        return None
    known = value.get("accountId") if world.cloud else value.get("name")
    found = world.by_id(str(known))
    if found is None or not found.active:
        said = f"User '{known}' does not exist." if world.cloud else f"User '{known}' is not valid."
        raise Nope(400, errors={name: said})
    if name == "assignee" and not world.may(found, "ASSIGNABLE_USER", place):
        raise Nope(400, errors={name: f"User '{known}' cannot be assigned issues."})
    return found


def _day(value: Json) -> str | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        said = "Error parsing date string: " + str(value)
        raise Nope(400, errors={"duedate": said}) from None
