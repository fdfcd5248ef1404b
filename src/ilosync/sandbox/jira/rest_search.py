"""Searching by REST: the new way on Cloud, the old way on Data Center."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import timedelta
from zlib import crc32

from ilosync.sandbox.answer import Answer
from ilosync.sandbox.jira.asking import Asking
from ilosync.sandbox.jira.nope import Nope, malformed
from ilosync.sandbox.jira.rest_issues import ALL, FEW, Wanted, shown
from ilosync.sandbox.jira.search import Found, find
from ilosync.sandbox.jira.state import Json

REMOVED = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. "
    "A full migration guideline is available at https://developer.atlassian.com/changelog/"
    "#CHANGE-2046"
)
MOST, MOST_BARE, MOST_SERVER = 100, 5000, 1000
MOST_PROPERTIES, MOST_RECONCILED = 5, 50
DAYS = 7
TYPES: dict[str, type] = {
    "jql": str, "nextPageToken": str, "maxResults": int, "fields": list, "expand": str,
    "properties": list, "fieldsByKeys": bool, "reconcileIssues": list,
}  # fmt: skip
SERVER_TYPES: dict[str, type] = {
    "jql": str, "startAt": int, "maxResults": int, "fields": list, "expand": list,
    "validateQuery": bool,
}  # fmt: skip


@dataclass(frozen=True)
class Query:
    """One search on Cloud, however it was sent."""

    jql: str
    wanted: Wanted
    size: int
    token: str
    reconciled: tuple[int, ...]


def gone(_: Asking) -> Answer:
    """Say that the old search was removed."""
    raise Nope(410, REMOVED)


def cloud_get(asking: Asking) -> Answer:
    """Search by query string."""
    wanted = Wanted(
        asking.listed("fields"), asking.listed("expand") or (), asking.listed("properties") or ()
    )
    try:
        ids = tuple(int(x) for x in asking.listed("reconcileIssues") or ())
        size = int(asking.asked("maxResults", "50"))
    except ValueError:
        raise malformed() from None
    jql, token = asking.asked("jql"), asking.asked("nextPageToken")
    return _cloud(asking, Query(jql, wanted, size, token, ids))


def cloud_post(asking: Asking) -> Answer:
    """Search by a body, whose fields have the types that are described."""
    data = _typed(asking, TYPES)
    expand = [x.strip() for x in data.get("expand", "").split(",")]
    wanted = Wanted(data.get("fields"), expand, data.get("properties", ()))
    size, token = data.get("maxResults", 50), data.get("nextPageToken", "")
    ids = tuple(data.get("reconcileIssues", ()))
    if not all(type(x) is int for x in ids):
        raise malformed()
    return _cloud(asking, Query(data.get("jql", ""), wanted, size, token, ids))


def _cloud(asking: Asking, query: Query) -> Answer:
    if len(query.reconciled) > MOST_RECONCILED:
        raise Nope(400, f"At most {MOST_RECONCILED} issues can be reconciled.")
    if len(query.wanted.properties) > MOST_PROPERTIES:
        raise Nope(400, f"The number of properties requested exceeds {MOST_PROPERTIES}.")
    world = asking.world
    start = _start(asking, query)
    found = find(world, asking.user, query.jql, world.search_lag, query.reconciled)
    wanted = replace(query.wanted, fields=query.wanted.fields or ["id"])
    bare = set(wanted.fields or ()) <= {"id", "key"} and not wanted.expand
    size = min(query.size if query.size > 0 else 50, MOST_BARE if bare else MOST)
    page = found[start : start + size]
    answer: Json = {"issues": [_hit(asking, x, wanted) for x in page]}
    answer["isLast"] = start + size >= len(found)
    if not answer["isLast"]:
        answer["nextPageToken"] = _token(asking, query, start + size)
    return Answer.json(200, answer)


def _hit(asking: Asking, found: Found, wanted: Wanted) -> Json:
    issue, look = found
    if wanted.fields == ["id"] and not wanted.properties and not wanted.expand:
        return {"id": str(issue.id)}
    return shown(asking, issue, look, wanted, FEW)


def _token(asking: Asking, query: Query, start: int) -> str:
    until = asking.world.clock.now() + timedelta(days=DAYS)
    content = [start, crc32(query.jql.encode()), until.timestamp()]
    return urlsafe_b64encode(json.dumps(content).encode()).decode()


def _start(asking: Asking, query: Query) -> int:
    if not query.token:
        return 0
    try:
        start, digest, until = json.loads(urlsafe_b64decode(query.token))
    except ValueError:
        start, digest, until = 0, -1, 0
    if digest != crc32(query.jql.encode()) or until < asking.world.clock.now().timestamp():
        raise Nope(400, "The next page token is invalid or has expired.")
    return int(start)


def count(asking: Asking) -> Answer:
    """Roughly how many issues a query finds."""
    data = _typed(asking, {"jql": str})
    found = find(asking.world, asking.user, data.get("jql", ""), asking.world.search_lag)
    return Answer.json(200, {"count": len(found)})


# --- Data Center ---------------------------------------------------------------------


def server_get(asking: Asking) -> Answer:
    """Search with a start and a total."""
    wanted = Wanted(asking.listed("fields"), asking.listed("expand") or (), ())
    start, size = asking.page(50, MOST_SERVER)
    if asking.asked("maxResults") in {"0", "-1"}:  # nothing but the total, or all there is
        size = int(asking.asked("maxResults"))
    return _server(asking, asking.asked("jql"), wanted, start, size)


def server_post(asking: Asking) -> Answer:
    """Search by a body."""
    data = _typed(asking, SERVER_TYPES)
    wanted = Wanted(data.get("fields"), data.get("expand", ()), ())
    size = min(data.get("maxResults", 50), MOST_SERVER)
    return _server(asking, data.get("jql", ""), wanted, data.get("startAt", 0), size)


def _server(asking: Asking, jql: str, wanted: Wanted, start: int, size: int) -> Answer:
    size = MOST_SERVER if size < 0 else size
    found = find(asking.world, asking.user, jql, asking.world.search_lag)
    page = found[start : start + size]
    return Answer.json(
        200,
        {
            "expand": "names,schema", "startAt": start, "maxResults": size, "total": len(found),
            "issues": [shown(asking, *x, wanted, ALL) for x in page],
        },
    )  # fmt: skip


def _typed(asking: Asking, types: dict[str, type]) -> dict[str, Json]:
    data = asking.fields(*types)
    if any(type(x) is not types[name] for name, x in data.items()):
        raise malformed()
    return data
