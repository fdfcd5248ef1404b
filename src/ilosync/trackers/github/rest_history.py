"""Histories by REST: a request a ticket, and only where something changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from ilosync.core.model import Event, Turn
from ilosync.ports import Clock

from .account import Us
from .client import Client
from .from_rest import History, comment_of, deletion_of, event_of
from .history import in_order
from .lists import Gone, every
from .notices import Notices
from .shapes import Json, instant, text

_SETTLED = timedelta(seconds=5)  # `updated_at` counts whole seconds; more may follow in the same


@dataclass(frozen=True, slots=True)
class _Known:
    updated: str
    history: History


class RestHistory:
    """The history of each ticket, remembered for as long as its `updated_at` stays the same."""

    def __init__(self, tracker: str, client: Client, clock: Clock, notices: Notices) -> None:
        self._tracker = tracker
        self._client = client
        self._clock = clock
        self._notices = notices
        self._known: dict[str, _Known] = {}
        self._deleted: dict[str, list[Event]] = {}  # deletions that we found to be of ours
        self.no_timeline = False

    def of(self, key: str, raw: Json, us: Us) -> History | None:
        """The history of the ticket `acme/learning#12`; None where the ticket is gone."""
        updated = text(raw.get("updated_at"))
        known = self._known.get(key)
        if known is not None and known.updated == updated:
            return known.history
        try:
            entries = self._entries(key)
        except Gone:
            return None
        history = self._history(key, entries, us)
        self.forget(key)
        changed = instant(updated)
        if changed is not None and self._client.server_time() - changed > _SETTLED:
            self._known[key] = _Known(updated, history)
        return history

    def forget(self, key: str) -> None:
        """What we write to a ticket makes what we know of it old."""
        self._known.pop(key, None)

    def _entries(self, key: str) -> list[Json]:
        place, _, number = key.rpartition("#")
        path = f"/repos/{place}/issues/{number}"
        if not self.no_timeline:
            try:
                return list(every(self._client, self._tracker, f"{path}/timeline"))
            except Gone:
                pass
        comments = list(every(self._client, self._tracker, f"{path}/comments"))
        self.no_timeline = True  # the ticket is there, so it was the timeline that was not
        return [{**x, "event": "commented"} for x in comments]

    def _history(self, key: str, entries: list[Json], us: Us) -> History:
        comments = in_order(
            comment_of(x, us, self._notices) for x in entries if x.get("event") == "commented"
        )
        events = [e for x in entries if (e := event_of(x, us)) is not None]
        deletions = [e for x in entries if (e := deletion_of(x, us)) is not None]
        vanished = self._notices.vanished(key, {c.id for c in comments})
        events += [e for e in deletions if e.ours]
        events += self._of_ours(key, [e for e in deletions if not e.ours], vanished)
        return History(comments, in_order(events))

    def _of_ours(self, key: str, deletions: list[Event], vanished: int) -> list[Event]:
        """Which deletions were of our comments: the latest, as many as vanished since last time.

        REST tells who deleted a comment but not whose it was. What vanished before our
        memory begins stays unknown; then a notice may come once more.
        """
        known = self._deleted.setdefault(key, [])
        fresh = [e for e in deletions if e not in known]
        for n in range(vanished):
            unseen = Event(self._clock.now(), Turn.NOTICE_DELETED)
            known.append(fresh[-1 - n] if n < len(fresh) else unseen)
        return list(known)
