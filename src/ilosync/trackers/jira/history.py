"""Jira's changelog as the turns of a ticket's life."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from ilosync.core.model import Account, Event, Turn

from .account import People, Us
from .marker import find
from .shapes import Json, day_of, instant, items, text

DONE = "done"  # the key of a status category; names are translated, keys are not


@dataclass(slots=True)
class Statuses:
    """Which statuses close a ticket, by id; learned from tickets, asked for where unknown."""

    _done: dict[str, bool] = field(default_factory=dict)

    def meet(self, raw: Json) -> bool | None:
        """Remember a status object; whether it closes; None where it does not tell."""
        category = raw.get("statusCategory")
        key = text(category.get("key")) if isinstance(category, dict) else ""
        if not key:
            return None
        self._done[text(raw.get("id"))] = key.lower() == DONE
        return key.lower() == DONE

    def closes(self, status: str) -> bool | None:
        """Whether a status of this id closes; None where nobody said."""
        return self._done.get(status)

    def unknown(self, histories: Iterable[Json]) -> bool:
        """Whether a history goes through statuses that we cannot place."""
        ids = {text(x.get(end)) for x in _all_items(histories) if _is(x, "status") for end in ENDS}
        return any(x and x not in self._done for x in ids)


ENDS = ("from", "to")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads changelogs; `date_field` is id and name of the field for the next check-in."""

    us: Us
    people: People
    statuses: Statuses
    date_field: tuple[str, str] | None = None

    def events(self, histories: Iterable[Json]) -> list[Event]:
        """The turns, oldest first; entries come in either order."""
        found: list[Event] = []
        open_ = True
        for entry in in_order(histories):
            by = self.people.meet(entry.get("author"))
            at = instant(entry.get("created")) or BEGINNING
            changes = items(entry.get("items"))
            moved = False
            for turn, what in self._turns(changes):
                if turn is Turn.TRANSFERRED and moved:
                    continue
                moved = moved or turn is Turn.TRANSFERRED
                found.append(Event(at, turn, by, what, by in self.us))
            closes = self._closes(changes, now_open=open_)
            if closes is open_:
                open_ = not closes
                turn = Turn.CLOSED if closes else Turn.REOPENED
                found.append(Event(at, turn, by, "", by in self.us))
        return found

    def edited(self, histories: Iterable[Json]) -> tuple[datetime | None, Account | None]:
        """When, and by whom, title or description were last changed."""
        for entry in reversed(in_order(histories)):
            if any(_is(x, "summary", "description") for x in items(entry.get("items"))):
                return instant(entry.get("created")), self.people.meet(entry.get("author"))
        return None, None

    def _turns(self, changes: list[Json]) -> Iterator[tuple[Turn, str]]:
        for change in changes:
            if _is(change, "labels"):
                yield from _labels(change)
            elif _is(change, "assignee"):
                yield from self._assignees(change)
            elif _is(change, "project", "key"):
                yield Turn.TRANSFERRED, ""
            elif self.date_field and _is(change, *self.date_field):
                yield Turn.DATE_SET, day_of(change.get("to")) or day_of(change.get("toString"))
            elif _is(change, "comment") and _was_ours(change):
                yield Turn.NOTICE_DELETED, ""

    def _assignees(self, change: Json) -> Iterator[tuple[Turn, str]]:
        for turn, end, account in (
            (Turn.UNASSIGNED, "from", "tmpFromAccountId"),
            (Turn.ASSIGNED, "to", "tmpToAccountId"),
        ):
            who = text(change.get(account)) or text(change.get(end))
            if who:
                yield turn, self.people.named(who)

    def _closes(self, changes: list[Json], *, now_open: bool) -> bool | None:
        """Whether an entry leaves the ticket closed; None where it says nothing of that.

        The category of the status decides, as in Jira itself. Only where nobody knows the
        status any more does the resolution, which many workflows do not set.
        """
        for change in (x for x in changes if _is(x, "status")):
            done = self.statuses.closes(text(change.get("to")))
            if done is not None:
                return done
            for other in (x for x in changes if _is(x, "resolution")):
                return bool(text(other.get("to")))
            return not now_open
        return None


BEGINNING = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def in_order(histories: Iterable[Json]) -> list[Json]:
    """Oldest first, each once; entries of one moment by their number."""
    by_id = {text(x.get("id")) or str(n): x for n, x in enumerate(histories)}
    return sorted(
        by_id.values(), key=lambda x: (instant(x.get("created")) or BEGINNING, _number(x))
    )


def _number(entry: Json) -> int:
    found = text(entry.get("id"))
    return int(found) if found.isascii() and found.isdigit() else 0


def _all_items(histories: Iterable[Json]) -> Iterator[Json]:
    for entry in histories:
        yield from items(entry.get("items"))


def _is(change: Json, *names: str) -> bool:
    """Whether a change is of one of these fields; Data Center names fields, and has no ids."""
    said = {text(change.get("fieldId")).lower(), text(change.get("field")).lower()}
    return any(x.lower() in said for x in names)


def _labels(change: Json) -> Iterator[tuple[Turn, str]]:
    before, after = (text(change.get(x)).split() for x in ("fromString", "toString"))
    yield from ((Turn.UNLABELLED, x) for x in before if x not in after)
    yield from ((Turn.LABELLED, x) for x in after if x not in before)


def _was_ours(change: Json) -> bool:
    """Whether a deleted comment ended with a marker; its text goes no further."""
    gone = text(change.get("from")) or text(change.get("fromString"))
    return not text(change.get("to")) and find(gone)[0] is not None
