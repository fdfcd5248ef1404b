"""Days as exports write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilosync.people.export_dates import NoDay, day_of

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-31", "2026/3/31", "20260331", "2026-03-31T00:00:00", "2026-03-31 00:00:00",
        "31.03.2026", "31.3.2026", "31/03/2026", "3/31/2026", "31-3-2026", "31 Mar 2026",
        "31-MAR-2026", "31. March 2026", "March 31, 2026", "mar 31st 2026", "  31  March  2026 ",
        "31.03.2026 00:00:00", "٣١/٠٣/٢٠٢٦",
    ],
)  # fmt: skip
def test_the_usual_ways_are_one_day(text: str) -> None:
    """ISO first; dots mean day first; names of months and numbers above 12 leave no doubt."""
    assert day_of(text) == date(2026, 3, 31)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("03/04/2026", "could be two different days"),
        ("3-4-2026", "could be two different days"),
        ("31.02.2026", "is no day of the calendar"),
        ("2026-13-01", "is no day of the calendar"),
        ("31/31/2026", "is no day of the calendar"),
        ("0/5/2026", "is no day of the calendar"),
        ("46112", "is a spreadsheet's number of a day"),
        ("31 Mrz 2026", "names no month"),
        ("31/03/26", "is no date that ilosync can read"),
        ("2026-03-31T09:00:00", "is no date that ilosync can read"),
        ("1026-03-31", "has no sensible year"),
        ("soon", "is no date that ilosync can read"),
        ("", "is no date that ilosync can read"),
    ],
)
def test_what_leaves_a_doubt_is_no_day(text: str, says: str) -> None:
    """It is refused, with the way to write it."""
    with pytest.raises(NoDay, match=says) as error:
        day_of(text)
    assert "2026-03-31" in str(error.value)


def test_for_ever_is_no_last_day() -> None:
    """Systems that need an end write the year 9999."""
    assert day_of("9999-12-31") is None
    assert day_of("31.12.9999") is None


@given(DAYS)
def test_any_day_is_read_as_written_or_refused(day: date) -> None:
    """A day with slashes is never taken for another one."""
    assert day_of(day.isoformat()) == day
    assert day_of(f"{day:%d.%m.%Y}") == day
    for text in (f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}"):
        try:
            assert day_of(text) == day
        except NoDay:
            assert day.day <= 12
            assert day.day != day.month


@given(st.text(max_size=20))
def test_no_text_at_all_breaks_it(text: str) -> None:
    """A day, for ever, or a reason."""
    try:
        day_of(text)
    except NoDay as e:
        assert str(e)  # noqa: PT017
