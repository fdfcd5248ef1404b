"""Asking GitHub to send again what it could not deliver; it does not do so by itself.

GitHub docs, "Handling failed webhook deliveries": deliveries are kept for three days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from structlog import get_logger

from ilosync.errors import Refused, TryLater, Unproven
from ilosync.trackers.answer import Answer

from . import webhooks
from .ground import Ground
from .shapes import Json, instant, items, loads, text, whole

_PAGES = 10
_AT_ONCE = 100  # requests for redelivery; the poll finds what is left
_REMEMBERED = 10_000
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _List:
    """The deliveries of one webhook: their address, and the two ways to ask there."""

    path: str
    read: Callable[[str, Json], Answer]
    write: Callable[[str, str], Answer]


class Redelivering:
    """Asks once for each delivery that failed."""

    def __init__(self, ground: Ground) -> None:
        self._on = ground
        self._asked: set[str] = set()

    def redeliver(self, since: datetime) -> bool:
        """Ask for what failed since an instant; False where we may not. Raises `TryLater`."""
        allowed, asked = False, 0
        for each in self._lists():
            failed = self._failed(each, since)
            allowed = allowed or failed is not None
            for guid, number in (failed or {}).items():
                if guid not in self._asked and asked < _AT_ONCE:
                    asked += 1
                    self._ask(each, guid, number)
        if asked:
            _log.info("asked for redelivery", tracker=self._on.tracker, deliveries=asked)
        return allowed

    def _lists(self) -> Iterator[_List]:
        client = self._on.client
        if client.credentials.app is not None:
            yield _List("/app/hook/deliveries", client.read_as_app, client.write_as_app)
            return
        for asked in self._on.scope.repositories:
            path = f"/repos/{self._on.places.name(asked)}/hooks"
            for hook in webhooks.listed(self._on, path) or ():
                yield _List(f"{path}/{whole(hook.get('id'))}/deliveries", client.read, client.write)

    def _failed(self, of: _List, since: datetime) -> dict[str, int] | None:
        """The last attempt at each delivery that never arrived; None where none may be seen."""
        arrived: set[str] = set()
        failed: dict[str, int] = {}
        cursor: str | None = ""
        for _ in range(_PAGES):
            asked = {"per_page": 100} | ({"cursor": cursor} if cursor else {})
            answer = of.read(of.path, asked)
            if answer.refused:
                return None
            if not answer.ok:
                raise TryLater(f"{self._on.tracker}: {of.path} could not be read.")
            page = items(loads(answer.text))
            recent = [x for x in page if (instant(x.get("delivered_at")) or since) >= since]
            for each in recent:
                guid, code = text(each.get("guid")), whole(each.get("status_code")) or 0
                if 200 <= code < 400:  # noqa: PLR2004
                    arrived.add(guid)
                else:
                    failed.setdefault(guid, whole(each.get("id")) or 0)
            cursor = _next(answer) if len(recent) == len(page) else None
            if not cursor:
                break
        return {guid: number for guid, number in failed.items() if guid not in arrived}

    def _ask(self, of: _List, guid: str, number: int) -> None:
        """One request; what becomes of it, the next deliveries show."""
        if len(self._asked) >= _REMEMBERED:
            self._asked.clear()
        self._asked.add(guid)
        try:
            of.write("POST", f"{of.path}/{number}/attempts")
        except (Unproven, Refused):
            _log.info("not redelivered", tracker=self._on.tracker, delivery=guid)


def _next(answer: Answer) -> str:
    """The cursor of the next page, by the Link header."""
    for part in answer.headers.get("link", "").split(","):
        address, _, rel = part.partition(";")
        if 'rel="next"' in rel:
            query = parse_qs(urlsplit(address.strip().strip("<>")).query)
            return query.get("cursor", [""])[0]
    return ""
