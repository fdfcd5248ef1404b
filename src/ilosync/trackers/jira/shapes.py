"""Taking JSON as it comes: what is missing or of another shape is nothing, never an error."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

Json = dict[str, Any]
_IN_SECONDS = 10**11  # an epoch below this counts seconds, above it milliseconds


def loads(body: str | bytes) -> Any:  # noqa: ANN401 - it is JSON
    """Parse a body; None where it is no JSON."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def mapping(value: object) -> Json:
    """An object, or an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Json]:
    """The objects of a list, or none."""
    return [x for x in value if isinstance(x, dict)] if isinstance(value, list) else []


def texts(value: object) -> list[str]:
    """The strings of a list, or none."""
    return [x for x in value if isinstance(x, str)] if isinstance(value, list) else []


def text(value: object) -> str:
    """A string, or an empty one; numbers as Jira's ids sometimes come are strings too."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


def whole(value: object) -> int | None:
    """A whole number; None where there is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def instant(value: object) -> datetime | None:
    """An aware instant; None where there is none.

    `2026-11-16T09:00:00.000+0000` mostly; bulk changelogs count from the epoch.
    """
    try:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            seconds = value / 1000 if value >= _IN_SECONDS else value
            return datetime.fromtimestamp(seconds, UTC)
        found = datetime.fromisoformat(text(value))
    except (ValueError, OverflowError, OSError):
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def day_of(value: object) -> str:
    """The civil date that a value begins with, as ISO; empty where it begins with none."""
    found = day(value)
    return found.isoformat() if found else ""


def day(value: object) -> date | None:
    """The civil date that a value begins with; None where it begins with none."""
    try:
        return date.fromisoformat(text(value)[:10])
    except ValueError:
        return None
