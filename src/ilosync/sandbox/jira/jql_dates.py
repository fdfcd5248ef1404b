"""Dates in queries: of a calendar in the asker's time zone, or so long ago."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ilosync.sandbox.jira.jql import Value
from ilosync.sandbox.jira.nope import Nope

PERIOD = re.compile(r"([+-]?)((?:\d+[wdhm]\s*)+)")
PART = re.compile(r"(\d+)([wdhm])")
UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}
SHAPES = ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d")
VALID = (
    "Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', "
    "or a period format e.g. '-5d', '4w 2d'."
)


def instant(value: Value, field: str, now: datetime, zone: str) -> datetime:
    """The moment that a value means to this asker."""
    if value.arguments is not None:
        return _function(value, now, zone)
    text = value.text.strip()
    if PERIOD.fullmatch(text):
        return now + _period(text)
    for shape in SHAPES:
        try:
            return datetime.strptime(text, shape).replace(tzinfo=ZoneInfo(zone))
        except ValueError:
            continue
    if text.lstrip("-").isdecimal():
        return datetime.fromtimestamp(int(text) / 1000, ZoneInfo(zone))
    raise Nope(400, f"Date value '{value.text}' for field '{field}' is invalid. {VALID}")


def _period(text: str) -> timedelta:
    sign = -1 if text.startswith("-") else 1
    parts = {UNITS[unit]: int(n) for n, unit in PART.findall(text)}
    return sign * timedelta(**parts)


def _function(value: Value, now: datetime, zone: str) -> datetime:
    name = value.text.casefold()
    offset = _period(value.arguments[0]) if value.arguments else timedelta()
    there = now.astimezone(ZoneInfo(zone))
    midnight = there.replace(hour=0, minute=0, second=0, microsecond=0)
    match name:
        case "now":
            return now
        case "startofday":
            return midnight + offset
        case "endofday":
            return midnight + timedelta(days=1, milliseconds=-1) + offset
        case "startofweek":  # of Sunday, as Jira has it unless told otherwise
            return midnight - timedelta(days=(there.weekday() + 1) % 7) + offset
        case "startofmonth":
            return midnight.replace(day=1) + offset
        case _:
            raise Nope(400, f"Unable to find JQL function '{value.text}()'.")
