"""Searching: page by page, and without the clauses that this server refuses."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus

from ilosync.core.past import CLOSED_FOR
from ilosync.errors import IlosyncError, TryLater
from ilosync.trackers.answer import Answer

from .client import Client
from .jql import Wanted, unknown_value
from .refusals import no_project, of_read, said
from .scope import Scope
from .shapes import Json, items, loads, mapping, text, whole

A_PAGE = 100
_A_LONG_PAGE = 1_000  # Data Center's own limit, unless somebody changed it
RECONCILED = 50
"""How many tickets Cloud reads past its index at most (`reconcileIssues`)."""


@dataclass(slots=True)
class Found:
    """The issues of one search by their number, and what could not be asked."""

    issues: dict[str, Json] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    pages: int = 0


class _Shifted(Exception):
    """The result changed while it was being read."""


class Search:
    """Asks Cloud by `search/jql` and Data Center by `search`; remembers what was refused."""

    def __init__(self, scope: Scope, client: Client) -> None:
        self._scope = scope
        self._tracker = scope.tracker
        self._client = client
        self._without: frozenset[str] = frozenset()

    def all(
        self,
        fields: Collection[str],
        *,
        cloud: bool,
        fresh: Collection[str] = (),
        closed_for: timedelta = CLOSED_FOR,
    ) -> Found:
        """Every issue that may matter; `fresh` are numbers that the index may not know yet,
        `closed_for` is how long ago an issue may have been closed."""
        found = Found()
        wanted = Wanted(self._scope, self._without, closed_for)
        query: Json = {"fields": ",".join(fields), "expand": "changelog", "maxResults": A_PAGE}
        if fresh and cloud:
            query["reconcileIssues"] = list(fresh)[:RECONCILED]  # repeated: no commas here
        while True:
            try:
                for page in self._pages({**query, "jql": wanted.jql()}, cloud=cloud):
                    found.pages += 1
                    found.issues |= {text(x.get("id")): x for x in page}
            except _Refusal as no:
                wanted = self._less(wanted, no.answer, found)
            else:
                return found

    def changes(self, jql: str, fields: Collection[str], *, cloud: bool) -> Iterator[Json]:
        """The issues that a query finds, as few fields of each as may be."""
        size = A_PAGE if cloud else _A_LONG_PAGE
        query: Json = {"jql": jql, "fields": ",".join(fields), "maxResults": size}
        try:
            for page in self._pages(query, cloud=cloud):
                yield from page
        except _Refusal as no:
            raise self._no(no.answer) from None

    def _less(self, asked: Wanted, answer: Answer, found: Found) -> Wanted:
        """What to ask instead; said once. Raises where it cannot be done without."""
        why = said(answer)
        less = asked.less(why)
        if less is None:
            raise self._no(answer)
        found.remarks.append(self._told(less.without - self._without, why))
        self._without = less.without
        return less

    def _no(self, answer: Answer) -> IlosyncError:
        why = said(answer)
        if "'project'" in why:
            unknown = unknown_value(why) or ", ".join(self._scope.projects)
            return no_project(self._tracker, unknown)
        return of_read(self._tracker, "tickets", answer)

    def _told(self, gone: Collection[str], why: str) -> str:
        if gone == {"type"}:
            label = self._scope.label
            return f"{self._tracker} has no issue type {label}: the label says what is an ILO."
        return f"{self._tracker} cannot be searched by {', '.join(sorted(gone))} ({why})."

    # --- pages -------------------------------------------------------------------------

    def _pages(self, query: Json, *, cloud: bool) -> Iterator[list[Json]]:
        return self._by_token(query) if cloud else self._steady(query)

    def _by_token(self, query: Json) -> Iterator[list[Json]]:
        """Cloud: each page names the next."""
        before = ""
        while True:
            body = self._page("/search/jql", query)
            yield items(body.get("issues"))
            token = text(body.get("nextPageToken"))
            if not token or token == before or body.get("isLast") is True:
                return
            before = token
            query = {**query, "nextPageToken": token}

    def _steady(self, query: Json) -> Iterator[list[Json]]:
        """Data Center's pages are numbered: where the result shifts, once more from the start."""
        for _ in range(3):
            try:
                pages = list(self._numbered(query))
            except _Shifted:
                continue
            yield from pages
            return
        raise TryLater(f"{self._tracker}: tickets change faster than they can be read.")

    def _numbered(self, query: Json) -> Iterator[list[Json]]:
        start, total, seen = 0, None, set[str]()
        while total is None or start < total:
            body = self._page("/search", {**query, "startAt": start})
            page = items(body.get("issues"))
            now = whole(body.get("total"))
            seen |= {text(x.get("id")) for x in page}
            start += len(page)
            shifted = total not in (None, now) or len(seen) < start
            total = now if now is not None else start + (len(page) >= query["maxResults"])
            yield page
            if shifted or (not page and start < total):
                raise _Shifted

    def _page(self, path: str, query: Json) -> Json:
        answer = self._client.read(path, query)
        if answer.status == HTTPStatus.BAD_REQUEST:
            raise _Refusal(answer)
        if not answer.ok:
            raise of_read(self._tracker, "tickets", answer)
        body = loads(answer.text)
        if not isinstance(body, dict) or not isinstance(body.get("issues"), list):
            raise TryLater(f"{self._tracker}: a search answered with no list of tickets.")
        return mapping(body)


class _Refusal(Exception):
    """The server does not take the query."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(str(answer.status))
        self.answer = answer
