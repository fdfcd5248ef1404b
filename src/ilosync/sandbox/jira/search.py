"""Searching: which issues a query finds, as the index knows them by now."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime

from ilosync.sandbox.jira.jql import Query, parse
from ilosync.sandbox.jira.jql_meaning import ALIASES, Meaning, unknown_field
from ilosync.sandbox.jira.nope import Nope
from ilosync.sandbox.jira.registry import Registry
from ilosync.sandbox.jira.state import Issue, Look, User

Found = tuple[Issue, Look]
UNBOUNDED = (
    "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
)
MOST_SORTS = 7
NEVER = datetime.min.replace(tzinfo=UTC)
KEYS: dict[str, Callable[[Issue, Look], object]] = {
    "issuekey": lambda _, x: (x.key.rpartition("-")[0], int(x.key.rpartition("-")[2])),
    "created": lambda _, x: x.created,
    "updated": lambda _, x: x.updated,
    "resolved": lambda _, x: x.resolved or NEVER,
    "duedate": lambda _, x: x.due or "",
    "summary": lambda _, x: x.summary.casefold(),
    "project": lambda _, x: x.project.name.casefold(),
    "issuetype": lambda _, x: x.type.name,
    "status": lambda _, x: int(x.status.id),
    "resolution": lambda _, x: x.resolution.name if x.resolution else "",
    "assignee": lambda _, x: x.assignee.shown.casefold() if x.assignee else "",
    "reporter": lambda _, x: x.reporter.shown.casefold() if x.reporter else "",
}
FALLING = {"created", "updated", "resolved", "duedate"}  # newest first, unless told otherwise


def find(
    world: Registry, asker: User, jql: str, lag: float = 0.0, reconciled: Collection[int] = ()
) -> list[Found]:
    """All issues that meet a query, as they were `lag` seconds ago; those named, as they are."""
    query = parse(jql)
    if world.cloud and query.where is None:
        raise Nope(400, UNBOUNDED)
    meets = Meaning(world, asker).test(query.where) if query.where else lambda _i, _x: True
    until, found = world.ago(lag), []
    for issue in world.issues.values():
        look = issue.now if issue.id in reconciled else issue.at(until)
        # who may see it is asked of today's state: an index must not tell what is hidden now
        if look and world.sees(asker, issue.now) and meets(issue, look):
            found.append((issue, look))
    return _sorted(found, query)


def _sorted(found: list[Found], query: Query) -> list[Found]:
    if len(query.order) > MOST_SORTS:
        raise Nope(400, f"The ORDER BY clause may have {MOST_SORTS} fields at most.")
    found.sort(key=lambda x: -x[0].id)
    for field, falls in reversed(query.order):
        name = ALIASES.get(field.casefold(), field.casefold())
        key = KEYS.get(name)
        if key is None:
            raise unknown_field(field)
        down = name in FALLING if falls is None else falls
        _sort(found, key, down=down)
    return found


def _sort(found: list[Found], key: Callable[[Issue, Look], object], *, down: bool) -> None:
    found.sort(key=lambda x: key(*x), reverse=down)  # type: ignore[arg-type, return-value]
