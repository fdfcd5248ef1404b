"""Tickets of our own that were opened a moment ago, for all workers on one database.

A search may not list them yet, and the answer that names them may be lost. After a day whoever
reads would have found them.
"""

from __future__ import annotations

import hashlib

from .apply import Opened
from .state import State

A_DAY = 86_400.0


class Openings:
    """Keeps the openings of a day; in a digest, for some are about a person."""

    def __init__(self, state: State) -> None:
        self._state = state

    def begin(self, key: str) -> bool:
        """Note that a ticket is being opened; False where that was within a day already."""
        return self._state.begin(_digest(key), A_DAY)

    def undo(self, key: str) -> None:
        """Nothing was opened after all."""
        self._state.undo(_digest(key))


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:16]


_fits: type[Opened] = Openings
