"""What changed since a cursor: a conditional request a repository, or one search in all.

GitHub docs, "Best practices": a 304 "does not count against your primary rate limit". There is
no filter by label, or a label that was taken off would stay unseen. ETags belong to a token:
an App's new one, each hour, costs one paid read a repository.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from ilosync.errors import TryLater
from ilosync.ports import Hint
from ilosync.trackers.answer import Answer

from . import cursor as cursors
from .cursor import Memory, Row, Rows, stamp
from .from_rest import assignees
from .ground import Ground
from .lists import has_more
from .names import place_of
from .refusals import no_organization, no_repository, of_read
from .search import MOST
from .searches import in_organization
from .shapes import Json, instant, items, loads, mapping, whole

MANY = 300  # changes: then everyone is looked at
_LATE = timedelta(minutes=2)  # a list may show an older change after a newer one
_INDEX_LATE = timedelta(minutes=15)  # and a search index much later


@dataclass(frozen=True, slots=True)
class _List:
    """A list of what changed, newest first: `ask` gives a page by its number, where it is not
    as an ETag says; `most` are the pages that are read."""

    ask: Callable[[int, str], Answer]
    size: int
    most: int
    late: timedelta


class Polling:
    """Asks what changed; `poll` is the port's."""

    def __init__(self, ground: Ground) -> None:
        self._on = ground
        self._scope = ground.scope

    def poll(self, cursor: str) -> tuple[Hint, str]:
        """Whom and what to look at since then; everyone where the cursor is no cursor."""
        known = cursors.read(cursor) if cursor else {}
        found: list[Row] = []
        everyone = known is None
        now: dict[str, Memory] = {}
        for place in self._places():
            now[place] = memory = (known or {}).get(place) or Memory()
            changed, cut = self._place(place, memory)
            found += changed
            everyone = everyone or cut
        if everyone:
            return Hint(everyone=True), cursors.dumps(now)
        accounts = frozenset(a for row in found for a in row.accounts)
        return Hint(accounts, frozenset(x.name for x in found)), cursors.dumps(now)

    def _places(self) -> tuple[str, ...]:
        organization = self._scope.organization
        return (in_organization(organization),) if organization else self._scope.repositories

    def _place(self, place: str, memory: Memory) -> tuple[list[Row], bool]:
        """What is new in one list, and whether it was too much to be named."""
        listed = self._repository(place)
        if self._scope.organization:
            memory.low = memory.low or stamp(self._on.client.server_time() - _INDEX_LATE)
            listed = self._search(place, memory.low)
        begun = not memory.asked
        found = self._read(place, listed, memory)
        now = self._on.clock.now()
        if found is None:
            return memory.waited(now), False
        if begun:
            memory.begins(found, now, listed.late)
            return [], False
        new = memory.news(found, now, listed.late)
        return new, found.cut or len(new) > MANY

    # --- lists -------------------------------------------------------------------------

    def _repository(self, place: str) -> _List:
        path, size = f"/repos/{self._on.places.name(place)}/issues", 50
        asked = {"state": "all", "sort": "updated", "direction": "desc", "per_page": size}

        def ask(page: int, known: str) -> Answer:
            more = {"page": page} if page > 1 else {}
            return self._on.client.read(path, {**asked, **more}, known=known)

        return _List(ask, size, MANY // size, _LATE)

    def _search(self, place: str, since: str) -> _List:
        size = 100
        asked = {"sort": "updated", "order": "desc", "per_page": size}
        asked["q"] = f"{place} is:issue updated:>={since}"

        def ask(page: int, _: str) -> Answer:
            return self._on.client.read("/search/issues", {**asked, "page": page})

        return _List(ask, size, MOST // size, _INDEX_LATE)

    def _read(self, place: str, listed: _List, memory: Memory) -> Rows | None:
        """The rows since the memory's beginning, at first one page; None where all is as it was."""
        before, begun = self._on.clock.now(), not memory.asked
        answer, number = listed.ask(1, memory.etag), 1
        if answer.status == HTTPStatus.NOT_MODIFIED:
            return None
        settled = self._settled(self._on.clock.now() - before)
        etag, rows = answer.headers.get("etag", ""), self._rows(place, answer)
        page = len(rows) if has_more(answer, listed.size) else None
        most = 1 if begun and not self._scope.organization else listed.most
        while (more := self._has_more(answer, rows, listed, memory)) and number < most:
            number += 1
            answer = listed.ask(number, "")
            rows += self._rows(place, answer)
        found = Rows(tuple(rows), settled, more, page)
        memory.etag = etag if found.is_told_by_page else ""
        return found

    def _settled(self, took: timedelta) -> datetime:
        """Up to when no more changes can come that carry the same second."""
        return self._on.client.server_time() - took - timedelta(seconds=1)

    def _has_more(self, answer: Answer, rows: list[Row], listed: _List, memory: Memory) -> bool:
        wanted = bool(rows) and min(x.at for x in rows) >= memory.low
        return wanted and has_more(answer, listed.size)

    def _rows(self, place: str, answer: Answer) -> list[Row]:
        """What a page lists; nothing where issues are switched off."""
        if answer.status == HTTPStatus.GONE:
            return []
        if answer.missing:
            raise no_repository(self._on.tracker, place)
        if self._scope.organization and answer.status == HTTPStatus.UNPROCESSABLE_ENTITY:
            raise no_organization(self._on.tracker, self._scope.organization)
        if not answer.ok:
            raise of_read(self._on.tracker, place, answer)
        body = loads(answer.text)
        listed = mapping(body).get("items") if self._scope.organization else body
        if not isinstance(listed, list) or mapping(body).get("incomplete_results") is True:
            raise TryLater(f"{self._on.tracker}: {place} answered with no whole list.")
        return [_row(place, x) for x in items(listed)]


def _row(place: str, raw: Json) -> Row:
    at = instant(raw.get("updated_at"))
    name = f"{place_of(raw) or place}#{whole(raw.get('number'))}"
    name = "" if "pull_request" in raw else name
    return Row(name, assignees(raw), stamp(at) if at else "")
