"""Calendar files that tell a bystander nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from icalendar import Calendar

from ilosync.core.forecast import Forecast
from ilosync.core.model import PersonId
from ilosync.core.rule import Coming
from ilosync.reports.calendar import calendar, write_calendars

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
ADA, BO = PersonId("ada"), PersonId("bo")
CHECK_IN = Coming(date(2026, 12, 1), "check-in", (ADA,), "check_in_due.github.7.1", private=True)
SESSION = Coming(date(2026, 12, 8), "feedback talk 1 of 3", (ADA, BO), "feedback.ada.1")


def _events(data: bytes) -> list[tuple[str, date, date, str]]:
    found = Calendar.from_ical(data).walk("VEVENT")
    return [(e["UID"], e.decoded("DTSTART"), e.decoded("DTEND"), e["SUMMARY"]) for e in found]


def test_each_gets_a_file_of_their_own_that_only_they_may_read(tmp_path: Path):
    """Mode 0600 in a folder of 0700; nobody's file holds what is not theirs."""
    folder = tmp_path / "calendars"
    ada, bo = write_calendars(Forecast(NOW.date(), NOW.date(), (CHECK_IN, SESSION)), folder, NOW)

    assert (ada.name, bo.name) == ("ada.ics", "bo.ics")
    assert {p.stat().st_mode & 0o777 for p in (ada, bo)} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [day for _, day, _, _ in _events(ada.read_bytes())] == [CHECK_IN.day, SESSION.day]
    assert [day for _, day, _, _ in _events(bo.read_bytes())] == [SESSION.day]


def test_an_event_is_a_whole_free_day_and_says_talk():
    """Nothing in the file says what about, with whom, or on which ticket."""
    data = calendar([CHECK_IN, SESSION], NOW)

    assert {title for _, _, _, title in _events(data)} == {"Talk"}
    assert all((end - start).days == 1 for _, start, end, _ in _events(data))
    assert data.count(b"TRANSP:TRANSPARENT") == data.count(b"CLASS:PRIVATE") == 2
    for word in (b"ada", b"bo", b"check", b"feedback", b"github"):
        assert word not in data.lower()


def test_a_day_that_moves_moves_the_event():
    """The same thing has the same id, so that no calendar shows two."""
    moved = Coming(date(2026, 12, 4), *(CHECK_IN.what, CHECK_IN.people, CHECK_IN.key))
    (before,), (after,) = (_events(calendar([x], NOW)) for x in (CHECK_IN, moved))

    assert before[0] == after[0]
    assert (before[1], after[1]) == (CHECK_IN.day, moved.day)


def test_the_same_forecast_gives_the_same_bytes():
    """A file that is written each night changes only when a day does."""
    assert calendar([CHECK_IN], NOW) == calendar([CHECK_IN], NOW)
