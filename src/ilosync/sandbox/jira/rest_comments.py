"""Comments by REST."""

from __future__ import annotations

from ilosync.sandbox.answer import Answer
from ilosync.sandbox.jira.asking import Asking
from ilosync.sandbox.jira.nope import Nope, malformed
from ilosync.sandbox.jira.rest_properties import checked
from ilosync.sandbox.jira.state import Comment, Issue, Json

MOST_LISTED = 1000
ORDERS = {"": False, "created": False, "+created": False, " created": False, "-created": True}
KEYS = ("body", "visibility", "properties", "author", "id", "jsdPublic")


def comments(asking: Asking) -> Answer:
    """One page of an issue's comments, those that the asker may read."""
    issue, order = asking.issue(), asking.asked("orderBy")
    if order not in ORDERS:
        raise Nope(400, f"The field '{order}' is not supported for ordering comments.")
    heard = asking.shapes.heard(issue.now)
    found = heard[::-1] if ORDERS[order] else heard
    start, size = asking.page(*((100, 100) if asking.world.cloud else (50, 1000)))
    shown = [_shape(asking, issue, x) for x in found[start : start + size]]
    return Answer.json(
        200, {"startAt": start, "maxResults": size, "total": len(found), "comments": shown}
    )


def comment(asking: Asking) -> Answer:
    """One comment."""
    return Answer.json(200, _shape(asking, *asking.comment()))


def write(asking: Asking) -> Answer:
    """A new comment."""
    issue, data = asking.issue(), asking.fields(*KEYS)
    if not asking.world.may(asking.user, "ADD_COMMENTS", issue.now.project):
        name = asking.user.shown
        said = f"{name}, you do not have the permission to comment on this issue."
        raise Nope(400, errors={"comment": said})
    made = asking.world.comment(
        issue.id, asking.user.handle, _body(asking, data), _visibility(asking, issue, data),
        _properties(asking, data),
    )  # fmt: skip
    return Answer.json(201, _shape(asking, *asking.world.comment_of(made)))


def edit(asking: Asking) -> Answer:
    """Another text for a comment; what is not sent stays as it was, the visibility too."""
    issue, old = asking.comment()
    data = asking.fields(*KEYS)
    _mine(asking, issue, old, "EDIT", "You do not have the permission to edit this comment.")
    changes: dict[str, Json] = {}
    if "visibility" in data:
        changes["visibility"] = _visibility(asking, issue, data)
    if "properties" in data:
        changes["properties"] = {**old.properties, **_properties(asking, data)}
    asking.world.edit_comment(old.id, asking.user.handle, _body(asking, data), **changes)
    return Answer.json(200, _shape(asking, *asking.world.comment_of(old.id)))


def delete(asking: Asking) -> Answer:
    """No comment any more."""
    issue, old = asking.comment()
    said = f"You do not have permission to delete comment with id: {old.id}."
    _mine(asking, issue, old, "DELETE", said)
    asking.world.delete_comment(old.id, asking.user.handle)
    return Answer(204)


def listed(asking: Asking) -> Answer:
    """Many comments by their numbers, from whatever issues; those not to be had are left out."""
    ids = asking.fields("ids").get("ids")
    if not isinstance(ids, list) or not all(type(x) is int for x in ids):
        raise malformed()
    if len(ids) > MOST_LISTED:
        raise Nope(400, f"At most {MOST_LISTED} comments can be asked for at once.")
    known = [asking.world.comment_of(x) for x in sorted(ids) if str(x) in asking.world.comments]
    shown = [_shape(asking, issue, x) for issue, x in known if asking.reads(issue.now, x)]
    return asking.values(shown, MOST_LISTED, MOST_LISTED)


def _shape(asking: Asking, issue: Issue, comment: Comment) -> Json:
    expanded = asking.expands("properties") and asking.world.has_properties
    return asking.shapes.comment(issue, comment, properties=expanded)


def _mine(asking: Asking, issue: Issue, comment: Comment, what: str, said: str) -> None:
    own = comment.author is asking.user
    names = [f"{what}_ALL_COMMENTS", *([f"{what}_OWN_COMMENTS"] if own else [])]
    if not any(asking.world.may(asking.user, x, issue.now.project) for x in names):
        raise Nope(400, said)


def _body(asking: Asking, data: dict[str, Json]) -> str:
    body = asking.text(data.get("body") or "", "comment") if data.get("body") else ""
    if not body.strip():
        raise Nope(400, errors={"comment": "Comment body can not be empty!"})
    return body


def _properties(asking: Asking, data: dict[str, Json]) -> dict[str, Json]:
    sent = checked(data.get("properties", []))
    return sent if asking.world.has_properties else {}


def _visibility(asking: Asking, issue: Issue, data: dict[str, Json]) -> tuple[str, str] | None:
    sent = data.get("visibility")
    if not sent:
        return None
    kind, name = sent.get("type"), sent.get("value") or sent.get("identifier")
    known = asking.world.groups if kind == "group" else issue.now.project.roles
    if kind not in {"group", "role"} or asking.user not in known.get(name, ()):
        what = "project role" if kind == "role" else "group"
        said = f"You are currently not a member of the {what}: {name}."
        raise Nope(400, errors={"commentLevel": said})
    return str(kind), str(name)
