"""Searching: page by page, and without the clauses that this server refuses."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

from ilosync.errors import TryLater
from ilosync.trackers.answer import Answer

from .client import Client
from .jql import Wanted, unknown_value
from .refusals import no_project, of_read, said
from .shapes import Json, items, loads, mapping, text, whole

A_PAGE = 100
RECONCILED = 50
"""How many tickets Cloud reads past its index at most (`reconcileIssues`)."""


@dataclass(slots=True)
class Found:
    """The issues of one search by their number, and what could not be asked."""

    issues: dict[str, Json] = field(default_factory=dict)
    whole: bool = True
    remarks: list[str] = field(default_factory=list)
    pages: int = 0


class _Shifted(Exception):
    """The result changed while it was being read."""


class Search:
    """Asks Cloud by `search/jql` and Data Center by `search`; remembers what was refused."""

    def __init__(self, tracker: str, client: Client) -> None:
        self._tracker = tracker
        self._client = client
        self._fields = ""
        self._without: frozenset[str] = frozenset()

    def all(
        self,
        wanted: Wanted,
        fields: Collection[str],
        *,
        cloud: bool,
        fresh: Collection[str] = (),
    ) -> Found:
        """Every issue that is wanted; `fresh` are numbers that the index may not know yet."""
        self._fields = ",".join(fields)
        found = Found()
        asked = replace(wanted, without=self._without)
        while asked.assignees != ():
            pages = self._cloud(asked, fresh) if cloud else self._steady(asked)
            try:
                for page in pages:
                    found.pages += 1
                    found.issues |= {text(x.get("id")): x for x in page}
            except _Refusal as no:
                asked = self._less(asked, no.answer, found, cloud=cloud)
            else:
                break
        return found

    def _less(self, asked: Wanted, answer: Answer, found: Found, *, cloud: bool) -> Wanted:
        """What to ask instead; said once. Raises where it cannot be done without."""
        why = said(answer)
        if (fewer := asked.less_people(why)) is not None:
            found.whole = False
            product = "Cloud: write the accountId" if cloud else "Data Center: write the user name"
            found.remarks.append(f"{fewer[1]} is nobody on {self._tracker}, which is {product}.")
            return fewer[0]
        if (less := asked.less(why)) is not None:
            found.remarks.append(self._told(asked, less.without - self._without, why))
            self._without = less.without
            return less
        if "'project'" in why:
            raise no_project(self._tracker, unknown_value(why) or ", ".join(asked.scope.projects))
        raise of_read(self._tracker, "tickets", answer)

    def _told(self, asked: Wanted, gone: Collection[str], why: str) -> str:
        label = asked.scope.label
        if gone == {"type"}:
            return f"{self._tracker} has no issue type {label}: the label says what is an ILO."
        return f"{self._tracker} cannot be searched by {', '.join(sorted(gone))} ({why})."

    # --- Cloud -------------------------------------------------------------------------

    def _cloud(self, wanted: Wanted, fresh: Collection[str]) -> Iterator[list[Json]]:
        """Pages by token; the same numbers are read past the index on each."""
        query = self._query(wanted)
        if fresh:
            query["reconcileIssues"] = list(fresh)[:RECONCILED]  # repeated: no commas here
        before = ""
        while True:
            body = self._page("/search/jql", query)
            yield items(body.get("issues"))
            token = text(body.get("nextPageToken"))
            if not token or token == before or body.get("isLast") is True:
                return
            before = query["nextPageToken"] = token

    # --- Data Center -------------------------------------------------------------------

    def _steady(self, wanted: Wanted) -> Iterator[list[Json]]:
        """Pages by number; where the result changes under the reading, once more from the start."""
        for _ in range(3):
            try:
                pages = list(self._numbered(wanted))
            except _Shifted:
                continue
            yield from pages
            return
        raise TryLater(f"{self._tracker}: tickets change faster than they can be read.")

    def _numbered(self, wanted: Wanted) -> Iterator[list[Json]]:
        start, total, seen = 0, None, set[str]()
        while total is None or start < total:
            body = self._page("/search", {**self._query(wanted), "startAt": start})
            page = items(body.get("issues"))
            now = whole(body.get("total"))
            seen |= {text(x.get("id")) for x in page}
            start += len(page)
            shifted = total not in (None, now) or len(seen) < start
            total = now if now is not None else start + (len(page) >= A_PAGE)
            yield page
            if shifted or (not page and start < total):
                raise _Shifted

    # --- both --------------------------------------------------------------------------

    def _query(self, wanted: Wanted) -> dict[str, Any]:
        return {
            "jql": wanted.jql(),
            "fields": self._fields,
            "expand": "changelog",
            "maxResults": A_PAGE,
        }

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
