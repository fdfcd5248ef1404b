"""Issues by REST: lists, search, opening and changing them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from ilosync.sandbox.answer import Answer
from ilosync.sandbox.asking import Asking
from ilosync.sandbox.nope import Nope, invalid
from ilosync.sandbox.rest_places import names_in
from ilosync.sandbox.search import find, ordered
from ilosync.sandbox.state import Issue

MOST_HITS = 1000
LONGEST_BODY = 65_536


def issues(asking: Asking) -> Answer:
    """The issues of a repository, filtered and in order; pull requests among them."""
    repo = asking.repo()
    if not repo.has_issues:
        raise Nope(410, "Issues are disabled for this repo")
    found = _ordered(asking, [x for x in repo.issues.values() if _wanted(asking, x)])
    return asking.listed([asking.shapes.issue(x) for x in found], repo)


def _wanted(asking: Asking, issue: Issue) -> bool:
    state, since = asking.asked("state", "open"), asking.asked("since")
    labels = [x for x in asking.asked("labels").split(",") if x]
    creator, kind = asking.asked("creator"), asking.asked("type")
    return (
        state in {issue.state, "all"}
        and all(issue.wears(x) for x in labels)
        and (not since or issue.updated >= _instant(since))
        and (not creator or issue.author.login.casefold() == creator.casefold())
        and (not kind or _typed(issue, kind))
        and _assigned(issue, asking.asked("assignee"))
    )


def _typed(issue: Issue, kind: str) -> bool:
    if issue.type is None:
        return kind == "none"
    return kind == "*" or issue.type.casefold() == kind.casefold()


def _assigned(issue: Issue, whom: str) -> bool:
    logins = {x.login.casefold() for x in issue.assignees}
    match whom.casefold():
        case "":
            return True
        case "none":
            return not logins
        case "*":
            return bool(logins)
        case login:
            return login in logins


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise invalid("Issue", "since", "invalid") from None
    if instant.tzinfo is None:
        raise invalid("Issue", "since", "invalid")
    return instant


def _ordered(asking: Asking, found: Iterable[Issue]) -> list[Issue]:
    way = asking.asked("direction", asking.asked("order", "desc"))
    return ordered(found, f"{asking.asked('sort', 'created')}-{way}")


def search(asking: Asking) -> Answer:
    """What a query finds: a thousand at most, and only what the index knows by now."""
    q = asking.asked("q")
    if not q.strip():
        raise invalid("Search", "q", "missing")
    found = find(asking.world, q)
    if asking.asked("sort") or "sort:" not in q:
        found = _ordered(asking, found)
    if _beyond(asking):
        raise Nope(422, "Only the first 1000 search results are available")
    hits = [{**asking.shapes.issue(x), "score": 1.0} for x in found[:MOST_HITS]]
    for hit in hits:
        hit["body"] = hit["body"] or ""
    shown, headers = asking.page(hits)
    answer = {"total_count": len(found), "incomplete_results": False, "items": shown}
    return Answer.json(200, answer | {"search_type": "lexical"}, headers)


def _beyond(asking: Asking) -> bool:
    page, size = asking.bounds()
    return (page - 1) * size >= MOST_HITS


def issue(asking: Asking) -> Answer:
    """One issue."""
    return Answer.json(200, asking.shapes.issue(asking.issue()))


def open_issue(asking: Asking) -> Answer:
    """A new issue."""
    repo, data = asking.repo(), asking.fields()
    if not repo.has_issues:
        raise Nope(410, "Issues are disabled for this repo")
    if not data.get("title"):
        raise invalid("Issue", "title", "missing_field")
    short_enough(data.get("body"))
    owners = data.get("assignees") or ()
    for login in owners:
        if asking.world.known(login) is None:
            raise invalid("Issue", "assignees", "invalid", value=login)
    number = asking.world.open(
        repo.full_name, asking.login, str(data["title"]), data.get("body"),
        names_in(data), owners, data.get("type"),
    )  # fmt: skip
    return Answer.json(201, asking.shapes.issue(repo.issues[number]))


def change(asking: Asking) -> Answer:
    """An issue's text, state, labels or owners, as far as they are named."""
    issue, data, world = asking.issue(), asking.fields(), asking.world
    at = (issue.repository.full_name, issue.number, asking.login)
    short_enough(data.get("body"))
    if data.get("title") is not None or data.get("body") is not None:
        world.edit_issue(*at, title=data.get("title"), body=data.get("body"))
    if data.get("state") == "closed":
        world.close(*at, data.get("state_reason") or "completed")
    if data.get("state") == "open":
        world.reopen(*at)
    if "labels" in data:
        _replace_labels(asking, issue, names_in(data))
    if "assignees" in data:
        _replace_assignees(asking, issue, data["assignees"] or [])
    if "type" in data:
        issue.type = data["type"]
    return Answer.json(200, asking.shapes.issue(issue))


def _replace_labels(asking: Asking, issue: Issue, names: list[str]) -> None:
    at = (issue.repository.full_name, issue.number, asking.login)
    wanted = {x.casefold() for x in names}
    for label in list(issue.labels):
        if label.name.casefold() not in wanted:
            asking.world.unlabel(*at, label.name)
    for name in names:
        asking.world.label(*at, name)


def _replace_assignees(asking: Asking, issue: Issue, logins: list[str]) -> None:
    at = (issue.repository.full_name, issue.number, asking.login)
    wanted = {x.casefold() for x in logins}
    for user in list(issue.assignees):
        if user.login.casefold() not in wanted:
            asking.world.unassign(*at, user.login)
    for login in logins:
        asking.world.assign(*at, login)


def assign(asking: Asking) -> Answer:
    """More owners."""
    issue = asking.issue()
    for login in asking.fields().get("assignees") or []:
        at = (issue.repository.full_name, issue.number, asking.login)
        asking.world.assign(*at, login)
    return Answer.json(201, asking.shapes.issue(issue))


def unassign(asking: Asking) -> Answer:
    """Fewer owners."""
    issue = asking.issue()
    for login in asking.fields().get("assignees") or []:
        at = (issue.repository.full_name, issue.number, asking.login)
        asking.world.unassign(*at, login)
    return Answer.json(200, asking.shapes.issue(issue))


def short_enough(body: Any) -> None:  # noqa: ANN401 - whatever was sent
    """Refuse a text beyond GitHub's limit."""
    if isinstance(body, str) and len(body) > LONGEST_BODY:
        raise invalid("Issue", "body", "custom", "body is too long (maximum is 65536 characters)")
