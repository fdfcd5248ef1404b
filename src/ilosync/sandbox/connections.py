"""Lists in GraphQL: what is in them, in which order, a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from graphql import GraphQLError, GraphQLResolveInfo

from ilosync.sandbox.kinds import AS_ITEM_TYPE, missing, type_of
from ilosync.sandbox.pages import BadCursor, Page, page
from ilosync.sandbox.state import Issue, Repository, stamp

Info = GraphQLResolveInfo


def paged(items: list[Any], key: Any, args: dict[str, Any], *, descending: bool = False) -> Page:  # noqa: ANN401
    """One page, or the error that a foreign cursor is."""
    try:
        return page(items, key, args, descending=descending)
    except BadCursor as bad:
        raise GraphQLError(str(bad), extensions={"type": "INVALID_CURSOR_ARGUMENTS"}) from None


def issues(repo: Repository, _: Info, **args: Any) -> Page:  # noqa: ANN401
    """The issues of a repository, without its pull requests."""
    wanted = args.get("filterBy") or {}
    order = args.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
    keys: dict[str, Callable[[Issue], list[Any]]] = {
        "CREATED_AT": lambda x: [stamp(x.created), x.id],
        "UPDATED_AT": lambda x: [stamp(x.updated), x.id],
        "COMMENTS": lambda x: [len(x.comments), x.id],
    }
    key, down = keys[order["field"]], order["direction"] == "DESC"
    found = [
        x for x in repo.issues.values() if not x.is_pull and _passes(x, args) and _passes(x, wanted)
    ]
    return paged(sorted(found, key=key, reverse=down), key, args, descending=down)


def _passes(issue: Issue, wanted: dict[str, Any]) -> bool:
    """Whether an issue meets a filter; of several labels any one is enough."""
    labels, states = wanted.get("labels"), wanted.get("states")
    since, author = wanted.get("since"), wanted.get("createdBy")
    return (
        (not labels or any(issue.wears(x) for x in labels))
        and (not states or issue.state.upper() in states)
        and (not since or issue.updated >= datetime.fromisoformat(since))
        and (not author or issue.author.login.casefold() == author.casefold())
        and ("assignee" not in wanted or _is_with(issue, wanted["assignee"]))
    )


def _is_with(issue: Issue, whom: str | None) -> bool:
    logins = {x.login.casefold() for x in issue.assignees}
    if whom is None:
        return not logins
    return bool(logins) if whom == "*" else whom.casefold() in logins


def timeline(issue: Issue, _: Info, **args: Any) -> Page:  # noqa: ANN401
    """What happened to an issue, of some types or since some time."""
    since, kinds = args.get("since"), args.get("itemTypes")
    found = [
        x
        for x in issue.timeline
        if (not since or x.created >= datetime.fromisoformat(since))
        and (not kinds or AS_ITEM_TYPE[type_of(x)] in kinds)
    ]
    shown = paged(found, lambda x: [stamp(x.created), x.id], args)
    shown.total, shown.updated = len(issue.timeline), stamp(issue.updated)
    if kinds:
        shown.total = sum(AS_ITEM_TYPE[type_of(x)] in kinds for x in issue.timeline)
    return shown


def in_order(items: Callable[[Any], list[Any]]) -> Callable[..., Page]:
    """Pages of a short list that has no order but its own."""

    def resolver(of: Any, _: Info, **args: Any) -> Page:  # noqa: ANN401
        found = items(of)
        places = {x.id: [n] for n, x in enumerate(found)}
        return paged(found, lambda x: places[x.id], args)

    return resolver


def labels(repo: Repository, _: Info, query: str | None = None, **args: Any) -> Page:  # noqa: ANN401
    """The labels a repository knows."""
    found = [x for x in repo.labels.values() if not query or query.casefold() in x.name.casefold()]
    return paged(found, lambda x: [x.id], args)


def issue(repo: Repository, _: Info, number: int) -> Issue:
    """The issue of this number; one that was transferred is not found here."""
    found = repo.issues.get(number)
    if found is None or found.is_pull:
        raise missing("an Issue", f"the number of {number}")
    return found
