"""Histories by REST, on Cloud: of one issue, or of many."""

from __future__ import annotations

from ilosync.sandbox.answer import Answer
from ilosync.sandbox.jira.asking import Asking
from ilosync.sandbox.jira.nope import Nope, malformed
from ilosync.sandbox.jira.state import History, Json

MOST_ISSUES, MOST_FIELDS, MOST = 1000, 10, 10_000
BULK = ("issueIdsOrKeys", "fieldIds", "maxResults", "nextPageToken")


def changelog(asking: Asking) -> Answer:
    """One page of an issue's history, oldest first."""
    shapes = asking.shapes
    return asking.values([shapes.history(x) for x in asking.issue().now.histories], 100, 100)


def bulk_fetch(asking: Asking) -> Answer:
    """The histories of many issues, of some fields, a page of entries at a time."""
    data = asking.fields(*BULK)
    refs, fields = data.get("issueIdsOrKeys"), data.get("fieldIds") or []
    size, token = data.get("maxResults", 1000), data.get("nextPageToken", "0")
    if not isinstance(refs, list) or not refs or not isinstance(size, int):
        raise malformed()
    if len(refs) > MOST_ISSUES or len(fields) > MOST_FIELDS or not token.isdecimal():
        raise Nope(400, f"At most {MOST_ISSUES} issues and {MOST_FIELDS} fields can be asked for.")
    found = _entries(asking, [str(x) for x in refs], set(fields))
    start, size = int(token), min(size, MOST)
    answer: Json = {"issueChangeLogs": _grouped(asking, found[start : start + size])}
    if start + size < len(found):
        answer["nextPageToken"] = str(start + size)
    return Answer.json(200, answer)


def _entries(asking: Asking, refs: list[str], fields: set[str]) -> list[tuple[int, History]]:
    issues = {}
    for ref in refs:
        try:
            issue = asking.seen(ref)
        except Nope:
            continue  # what is not to be seen is left out without a word
        issues[issue.id] = issue
    return [
        (number, history)
        for number, issue in sorted(issues.items())
        for history in issue.now.histories
        if not fields or fields & {x.field_id for x in history.items}
    ]


def _grouped(asking: Asking, entries: list[tuple[int, History]]) -> list[Json]:
    logs: dict[int, list[Json]] = {}
    for number, history in entries:
        shape = asking.shapes.history(history)
        # here, and only here, the moment is a number of milliseconds
        shape["created"] = int(history.created.timestamp() * 1000)
        logs.setdefault(number, []).append(shape)
    return [{"issueId": str(k), "changeHistories": x} for k, x in logs.items()]
