"""Properties of issues and comments by REST: data that no one sees in the browser."""

from __future__ import annotations

import json

from ilosync.sandbox.answer import Answer
from ilosync.sandbox.jira.asking import Asking
from ilosync.sandbox.jira.nope import Nope, malformed
from ilosync.sandbox.jira.state import Comment, Issue, Json

LONGEST_KEY, LONGEST_VALUE = 255, 32_768


def of_issue(asking: Asking) -> Answer:
    """The keys of an issue's properties."""
    issue = asking.issue()
    return _keys(f"{asking.shapes.root}/issue/{issue.id}", issue.now.properties)


def of_comment(asking: Asking) -> Answer:
    """The keys of a comment's properties."""
    comment = asking.comment()[1]
    return _keys(f"{asking.shapes.root}/comment/{comment.id}", comment.properties)


def _keys(root: str, properties: Json) -> Answer:
    keys = [{"self": f"{root}/properties/{x}", "key": x} for x in properties]
    return Answer.json(200, {"keys": keys})


def get(asking: Asking) -> Answer:
    """One property of an issue."""
    return _one(asking, asking.issue().now.properties)


def get_of_comment(asking: Asking) -> Answer:
    """One property of a comment."""
    return _one(asking, asking.comment()[1].properties)


def _one(asking: Asking, properties: Json) -> Answer:
    key = asking.names["key"]
    if key not in properties:
        raise Nope(404, f"The property with key '{key}' does not exist.")
    return Answer.json(200, {"key": key, "value": properties[key]})


def put(asking: Asking) -> Answer:
    """Set a property of an issue: 201 where it is new."""
    issue, key = asking.issue(), asking.names["key"]
    may_edit(asking, issue)
    sent = checked([{"key": key, "value": asking.data()}])
    new = asking.world.set_property(issue.id, key, sent[key])
    return Answer(201 if new else 200)


def put_on_comment(asking: Asking) -> Answer:
    """Set a property of a comment."""
    issue, comment = asking.comment()
    _may_mark(asking, issue, comment)
    sent = checked([{"key": asking.names["key"], "value": asking.data()}])
    new = asking.names["key"] not in comment.properties
    asking.world.mark_comment(comment.id, {**comment.properties, **sent})
    return Answer(201 if new else 200)


def delete(asking: Asking) -> Answer:
    """Remove a property of an issue."""
    issue = asking.issue()
    may_edit(asking, issue)
    _one(asking, issue.now.properties)
    asking.world.drop_property(issue.id, asking.names["key"])
    return Answer(204)


def delete_of_comment(asking: Asking) -> Answer:
    """Remove a property of a comment."""
    issue, comment = asking.comment()
    _may_mark(asking, issue, comment)
    _one(asking, comment.properties)
    rest = {k: x for k, x in comment.properties.items() if k != asking.names["key"]}
    asking.world.mark_comment(comment.id, rest)
    return Answer(204)


def may_edit(asking: Asking, issue: Issue) -> None:
    """Refuse unless the asker may edit the issue."""
    said = "You do not have permission to edit issues in this project."
    asking.need("EDIT_ISSUES", issue, said)


def _may_mark(asking: Asking, issue: Issue, comment: Comment) -> None:
    which = "EDIT_OWN_COMMENTS" if comment.author is asking.user else "EDIT_ALL_COMMENTS"
    asking.need(which, issue, "You do not have the permission to edit this comment.")


def checked(sent: Json) -> dict[str, Json]:
    """Properties as they were sent with something else, if their keys and values will do."""
    if not isinstance(sent, list) or any(set(x) != {"key", "value"} for x in sent):
        raise malformed()
    for each in sent:
        if not 0 < len(each["key"]) <= LONGEST_KEY:
            raise Nope(400, f"The property key cannot be longer than {LONGEST_KEY} characters.")
        if len(json.dumps(each["value"]).encode()) > LONGEST_VALUE:
            raise Nope(400, f"The property value cannot be longer than {LONGEST_VALUE} bytes.")
    return {x["key"]: x["value"] for x in sent}
