"""Small numbers held back: what may be said of a count, so that it points at nobody.

Every count of people is published to the nearest five, each from people whom no other published
number counts. Sums are sums of what was published, never roundings of their own. Of every group
some are in no published number. Who knows all of it knows of each count only in which five it
lies; why that is enough, also from one issue to the next, is in docs/adr/0008-small-numbers.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

STEP = 5  # counts are published to the nearest multiple of this
FLOOR = 3  # a group smaller than this is not spoken of at all


class Why(StrEnum):
    """Why a number is held back."""

    FEW = "too few people"
    CHARTER = "no charter"


class Said(StrEnum):
    """What is said of a group that is too small for numbers."""

    ALL = "all"
    NOT_ALL = "not all"


@dataclass(frozen=True, slots=True)
class Count:
    """One promise as it was counted, before anything is held back: never to be shown.

    `cells` count people, or things of theirs, each once; the first cell is the promise kept.
    `of` is how many people there are, as anybody in the house can know; it is more than the
    cells hold, or may be. `share`: the first cell is told as a part of `of`. `groups` split the
    people in two, with the same cells. `typical` is what is usual (a median) among those of the
    cell `among`, in whole units.
    """

    id: str
    cells: Mapping[str, int]
    of: int
    share: bool = False
    groups: tuple[Count, ...] = ()
    typical: int | None = None
    among: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """What is published of a count. `value` and `n` are None where they are held back: `why`.

    `words` are kept where no number may be, not even in history.
    """

    id: str
    value: int | None = None
    n: int | None = None
    parts: Mapping[str, int] = field(default_factory=dict)
    groups: tuple[Figure, ...] = ()
    typical: int | None = None
    why: Why | None = None
    said: Said | None = None
    words: str = ""

    @property
    def suppressed(self) -> bool:
        """Whether its numbers are held back."""
        return self.why is not None


def nearest(count: int) -> int:
    """A count to the nearest multiple of STEP: 0 for 0, 1 and 2."""
    return (count + STEP // 2) // STEP * STEP


def held_back(count: Count, min_group: int) -> Figure:
    """The figure of a count."""
    if count.of < max(min_group, FLOOR):
        return _in_words(count)
    if count.groups and all(g.of >= min_group for g in count.groups):
        groups = tuple(held_back(g, min_group) for g in count.groups)
        return _figure(count, _sum(groups), groups)
    return _figure(count, {name: nearest(n) for name, n in count.cells.items()}, ())


def _figure(count: Count, parts: Mapping[str, int], groups: tuple[Figure, ...]) -> Figure:
    first = next(iter(parts))
    n = count.of if count.share else sum(parts.values())
    return Figure(
        count.id,
        min(parts[first], n),
        n,
        parts,
        groups,
        count.typical if parts.get(count.among) else None,
    )


def _sum(groups: tuple[Figure, ...]) -> dict[str, int]:
    first, *others = groups
    return {name: n + sum(g.parts[name] for g in others) for name, n in first.parts.items()}


def _in_words(count: Count) -> Figure:
    """Of three people or more: whether the promise is kept for all of them; else nothing."""
    if not count.share or count.of < FLOOR:
        return Figure(count.id, why=Why.FEW)
    kept = next(iter(count.cells.values()))
    return Figure(count.id, why=Why.FEW, said=Said.ALL if kept == count.of else Said.NOT_ALL)
