"""Pages of GraphQL connections, by cursors that outlive what they point at."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Key = list[Any]


@dataclass
class Page:
    """What a connection answers: some nodes, where they lie, and how many there are."""

    nodes: list[Any]
    total: int
    filtered: int
    starts: str | None
    ends: str | None
    more_before: bool
    more_after: bool
    updated: str = ""


class BadCursor(ValueError):
    """A cursor that is none of ours."""


def page(
    items: Sequence[Any],
    key: Callable[[Any], Key],
    args: dict[str, Any],
    *,
    descending: bool = False,
) -> Page:
    """The part of `items` that first, last, after and before ask for.

    A cursor holds the item's place in the order; items that went away move nothing.
    """
    keys = [key(x) for x in items]
    low, high = 0, len(items)
    if after := args.get("after"):
        low = _position(keys, _read(after), descending=descending, beyond=True)
    if before := args.get("before"):
        high = _position(keys, _read(before), descending=descending, beyond=False)
    filtered = max(0, high - low)
    if args.get("first") is not None:
        high = min(high, low + args["first"])
    if args.get("last") is not None:
        low = max(low, high - args["last"])
    shown = list(items[low:high])
    ends = [cursor(keys[low]), cursor(keys[high - 1])] if shown else [None, None]
    return Page(shown, len(items), filtered, ends[0], ends[1], low > 0, high < len(items))


def cursor(key: Key) -> str:
    """An opaque place in an order."""
    return b64encode(json.dumps(["cursor", key]).encode()).decode()


def _read(text: str) -> Key:
    try:
        word, key = json.loads(b64decode(text))
    except ValueError:
        raise BadCursor(f"`{text}` does not appear to be a valid cursor.") from None
    if word != "cursor":
        raise BadCursor(f"`{text}` does not appear to be a valid cursor.")
    return list(key)


def _position(keys: list[Key], at: Key, *, descending: bool, beyond: bool) -> int:
    def passed(key: Key) -> bool:
        if key == at:
            return beyond
        return key > at if descending else key < at

    return sum(passed(key) for key in keys)
