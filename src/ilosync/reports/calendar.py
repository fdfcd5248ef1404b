"""What is planned, as calendar files, one a person; their titles tell nothing to bystanders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event

from ilosync.core.forecast import Forecast
from ilosync.core.model import PersonId
from ilosync.core.rule import Coming

from .private import private_folder, write_private

TITLE = "Talk"
"""The title of every event: what a talk is about is nobody else's."""


def calendar(coming: Iterable[Coming], now: datetime) -> bytes:
    """Whole-day events (RFC 5545), marked as free time; a day that moves keeps its event."""
    found = Calendar()
    found.add("prodid", "-//ilosync//EN")
    found.add("version", "2.0")
    for each in coming:
        event = Event()
        event.add("uid", str(uuid5(NAMESPACE_URL, f"ilosync:{each.key}")))
        event.add("summary", TITLE)
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", each.day)
        event.add("dtend", each.day + timedelta(days=1))
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        found.add_component(event)
    data: bytes = found.to_ical()
    return data


def write_calendars(forecast: Forecast, folder: Path, now: datetime) -> list[Path]:
    """A file for each person who has something planned, readable by its owner alone (0600)."""
    theirs: dict[PersonId, list[Coming]] = {}
    for each in forecast.coming:
        for person in each.people:
            theirs.setdefault(person, []).append(each)
    private_folder(folder)
    return [
        write_private(folder / f"{person}.ics", calendar(coming, now))
        for person, coming in _in_order(theirs)
    ]


def _in_order(
    theirs: Mapping[PersonId, list[Coming]],
) -> list[tuple[PersonId, list[Coming]]]:
    return sorted(theirs.items())
