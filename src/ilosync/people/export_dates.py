"""Days as exports write them; one that could be two different days is none."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_ISO = re.compile(
    r"(\d{4})[-/.](\d\d?)[-/.](\d\d?)(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?|(\d{4})(\d\d)(\d\d)"
)
_NUMBERS = re.compile(r"(\d\d?)([./-])(\d\d?)\2(\d{4})(?: 00?:00(?::00)?)?")
_DAY_FIRST = re.compile(r"(\d\d?)(?:\.|st|nd|rd|th)?[ -]([a-z]+)\.?,?[ -](\d{4})")
_MONTH_FIRST = re.compile(r"([a-z]+)\.? (\d\d?)(?:st|nd|rd|th)?,? (\d{4})")
_SENSIBLE = range(1900, 2200)
_FOR_EVER = 9999
_MEND = "write it as 2026-03-31"


class NoDay(ValueError):
    """Why a text is no day, and how to mend it."""


def day_of(text: str) -> date | None:
    """The day that a cell says; None for the year 9999, by which some systems mean never.

    `2026-03-31`, `31.03.2026` (with dots the day comes first), `31/3/2026`, `31 Mar 2026`,
    `March 31, 2026`. Raise `NoDay` for all else, and for `03/04/2026`, which is two days.
    """
    said = " ".join(text.strip().casefold().split())
    year, month, day = _numbers(said)
    if year == _FOR_EVER:
        return None
    if year not in _SENSIBLE:
        raise NoDay(f"has no sensible year; {_MEND}")
    try:
        return date(year, month, day)
    except ValueError:
        raise NoDay(f"is no day of the calendar; {_MEND}") from None


def _numbers(said: str) -> tuple[int, int, int]:
    """Year, month and day."""
    if found := _ISO.fullmatch(said.upper()):
        year, month, day = (int(x) for x in found.groups() if x is not None)
        return year, month, day
    if found := _NUMBERS.fullmatch(said):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        return year, *_in_order(first, second, dots=found[2] == ".")
    if found := _DAY_FIRST.fullmatch(said):
        return int(found[3]), _month(found[2]), int(found[1])
    if found := _MONTH_FIRST.fullmatch(said):
        return int(found[3]), _month(found[1]), int(found[2])
    if re.fullmatch(r"\d{5}", said):
        raise NoDay(f"is a spreadsheet's number of a day; format the column as a date, and {_MEND}")
    raise NoDay(f"is no date that ilosync can read; {_MEND}")


def _in_order(first: int, second: int, *, dots: bool) -> tuple[int, int]:
    """Month and day of two numbers."""
    months = range(1, 13)
    if dots or first == second or (first not in months and second in months):
        return second, first
    if second not in months and first in months:
        return first, second
    if first in months:
        raise NoDay(f"could be two different days; {_MEND}")
    raise NoDay(f"is no day of the calendar; {_MEND}")


def _month(word: str) -> int:
    for number, (short, name) in enumerate(zip(_MONTHS, _NAMES, strict=True), 1):
        if word in (short, name, "sept" if number == 9 else short):  # noqa: PLR2004
            return number
    raise NoDay(f"names no month; {_MEND}")
