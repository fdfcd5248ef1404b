"""Comments and timelines by REST."""

from __future__ import annotations

from ilosync.sandbox.answer import Answer
from ilosync.sandbox.asking import Asking
from ilosync.sandbox.nope import Nope, invalid, not_found
from ilosync.sandbox.rest_issues import short_enough
from ilosync.sandbox.shapes import REACTIONS
from ilosync.sandbox.state import Comment, Event, Issue

TIMELINE_ONLY = {"cross-referenced"}


def comments(asking: Asking) -> Answer:
    """The comments of an issue, oldest first."""
    issue, since = asking.issue(), asking.asked("since")
    shown = [asking.shapes.comment(x, issue) for x in issue.comments]
    return asking.listed([x for x in shown if x["updated_at"] >= since], asking.repo())


def write(asking: Asking) -> Answer:
    """A new comment; a locked conversation takes none."""
    issue, body = asking.issue(), _text(asking)
    if issue.locked:
        raise Nope(403, "Unable to create comment because issue is locked.")
    number = asking.world.comment(issue.repository.full_name, issue.number, asking.login, body)
    _, made = asking.world.comment_of(number)
    return Answer.json(201, asking.shapes.comment(made, issue))


def comment(asking: Asking) -> Answer:
    """One comment."""
    issue, found = _found(asking)
    return Answer.json(200, asking.shapes.comment(found, issue))


def edit(asking: Asking) -> Answer:
    """Another text for a comment."""
    issue, found = _found(asking)
    asking.world.edit_comment(found.id, asking.login, _text(asking))
    return Answer.json(200, asking.shapes.comment(found, issue))


def delete(asking: Asking) -> Answer:
    """A comment less."""
    _, found = _found(asking)
    asking.world.delete_comment(found.id, asking.login)
    return Answer(204)


def reactions(asking: Asking) -> Answer:
    """Who left which signs on a comment, of one kind or of all."""
    _, found = _found(asking)
    kind = asking.asked("content")
    given = [x for x in found.reactions if not kind or x.content == kind]
    return asking.listed([asking.shapes.reaction(x) for x in given], asking.repo())


def react(asking: Asking) -> Answer:
    """A sign on a comment; 200 where it was there already."""
    _, found = _found(asking)
    content = asking.fields().get("content")
    if content not in REACTIONS:
        raise invalid("Reaction", "content", "invalid")
    made, new = asking.world.react(found.id, asking.login, content)
    return Answer.json(201 if new else 200, asking.shapes.reaction(made))


def timeline(asking: Asking) -> Answer:
    """All that happened to an issue, oldest first."""
    issue = asking.issue()
    return asking.listed([asking.shapes.entry(x, issue) for x in issue.timeline], asking.repo())


def events(asking: Asking) -> Answer:
    """The same without comments and cross-references."""
    issue = asking.issue()
    found = [x for x in issue.timeline if isinstance(x, Event) and x.kind not in TIMELINE_ONLY]
    return asking.listed([asking.shapes.event(x, issue) for x in found], asking.repo())


def _found(asking: Asking) -> tuple[Issue, Comment]:
    repo = asking.repo()
    issue, found = asking.world.comment_of(asking.number("comment"))
    if issue.repository is not repo:
        raise not_found()
    return issue, found


def _text(asking: Asking) -> str:
    body = asking.fields().get("body")
    if not isinstance(body, str) or not body.strip():
        raise invalid("IssueComment", "body", "missing_field")
    short_enough(body)
    return body
