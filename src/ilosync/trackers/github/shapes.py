"""Taking JSON as it comes: what is missing or of another shape is nothing, never an error."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]


def loads(body: str) -> Any:  # noqa: ANN401 - it is JSON
    """Parse a body; None where it is no JSON."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def mapping(value: object) -> Json:
    """An object, or an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Json]:
    """The objects of a list, or none; GraphQL lists may hold nulls."""
    return [x for x in value if isinstance(x, dict)] if isinstance(value, list) else []


def nodes(connection: object) -> list[Json]:
    """The nodes of a GraphQL connection."""
    return items(mapping(connection).get("nodes"))


def text(value: object) -> str:
    """A string, or an empty one."""
    return value if isinstance(value, str) else ""


def whole(value: object) -> int | None:
    """A whole number, also one written as a string (GraphQL's BigInt)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else None


def instant(value: object) -> datetime | None:
    """An aware instant; None where there is none."""
    try:
        found = datetime.fromisoformat(text(value))
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
