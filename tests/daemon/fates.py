"""What may become of deliveries on their way: each is a function of those that were just sent.

It returns after how many steps each one arrives.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TypeVar

D = TypeVar("D")
Fate = Callable[[list[D], Random], list[tuple[int, D]]]


def once(sent: list[D], _: Random) -> list[tuple[int, D]]:
    """As it should be."""
    return [(0, x) for x in sent]


def dropped(sent: list[D], _: Random) -> list[tuple[int, D]]:
    """None arrives."""
    del sent
    return []


def doubled(sent: list[D], _: Random) -> list[tuple[int, D]]:
    """Each arrives twice."""
    return [(0, x) for x in sent for _ in range(2)]


def shuffled(sent: list[D], chance: Random) -> list[tuple[int, D]]:
    """Some at once, some much later; `chance` also mixes those that arrive together."""
    return [(chance.choice([0, 0, 1, 5, 30]), x) for x in sent]


FATES = (once, dropped, doubled, shuffled)
