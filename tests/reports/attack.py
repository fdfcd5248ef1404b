"""Somebody who knows all that was published, and who is here, and wants to know one more thing.

They know how the report holds numbers back (it is open source), each published number of each
week, and every group's size. They try all that could be so, and keep what would have been
published as it was. A number is theirs if a single value remains.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product

from ilosync.core.report.small import STEP, Count, Figure, held_back

MIN_GROUP = 5
SMALL = 2  # a count of so few is nobody's to know

Group = tuple[str, ...]  # the names of a promise's cells; the first is the promise kept
Published = tuple[object, ...]
Values = Mapping[str, frozenset[int]]  # what each number can be


def published(figure: Figure) -> Published:
    """All that is told of a figure, but for its name."""
    return (
        figure.value,
        figure.n,
        tuple(figure.parts.items()),
        tuple(map(published, figure.groups)),
        figure.why,
        figure.said,
    )


def quantities(name: str, cells: Mapping[str, int], of: int) -> Iterator[tuple[str, int]]:
    """Every number about these people."""
    for cell, count in cells.items():
        yield f"{name}.{cell}", count
    yield f"{name}.rest", of - sum(cells.values())
    yield f"{name}.not kept", of - next(iter(cells.values()))


# --- small organisations: every world there is ------------------------------------------------


def worlds(cells: Group, of: int) -> Iterator[tuple[int, ...]]:
    """Every way in which so many people, or fewer, fall into the cells."""
    if not cells:
        yield ()
        return
    for first in range(of + 1):
        for others in worlds(cells[1:], of - first):
            yield (first, *others)


@cache
def table(cells: Group, sizes: tuple[int, ...], share: bool) -> Mapping[Published, Values]:
    """What remains possible after each thing that could be published of groups of such sizes."""
    found: dict[Published, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for world in product(*(tuple(worlds(cells, of)) for of in sizes)):
        groups = [dict(zip(cells, counts, strict=True)) for counts in world]
        seen = found[published(held_back(counted(groups, sizes, share=share), MIN_GROUP))]
        for name, value in everything(groups, sizes):
            seen[name].add(value)
    return {
        key: {name: frozenset(values) for name, values in seen.items()}
        for key, seen in found.items()
    }


def counted(groups: Sequence[Mapping[str, int]], sizes: Sequence[int], *, share: bool) -> Count:
    """The groups as the report counts them."""
    whole = {cell: sum(g[cell] for g in groups) for cell in groups[0]}
    parts = tuple(
        Count(str(n), g, of, share) for n, (g, of) in enumerate(zip(groups, sizes, strict=True))
    )
    return Count("x", whole, sum(sizes), share, parts if len(parts) > 1 else ())


def everything(
    groups: Sequence[Mapping[str, int]], sizes: Sequence[int]
) -> Iterator[tuple[str, int]]:
    """The numbers of each group, and of all."""
    for n, (group, of) in enumerate(zip(groups, sizes, strict=True)):
        yield from quantities(str(n), group, of)
    if len(groups) > 1:
        whole = {cell: sum(g[cell] for g in groups) for cell in groups[0]}
        yield from quantities("all", whole, sum(sizes))


def telling(groups: Sequence[Mapping[str, int]], sizes: Sequence[int]) -> dict[str, int]:
    """The numbers that could point at somebody. What holds of everybody points at nobody: that
    all keep a promise is said, even of three, and that nobody does is about all alike."""
    kept = next(iter(groups[0]))
    alike = sum(g[kept] for g in groups) in (0, sum(sizes))
    return {
        name: value
        for name, value in everything(groups, sizes)
        if not (alike and name.rpartition(".")[2] in (kept, "not kept"))
    }


# --- large ones: what lies between what ---------------------------------------------------------


def between(figure: Figure, sizes: Sequence[int]) -> Values:
    """What each number of a figure can be, by arithmetic on intervals alone."""
    leaves = figure.groups or (figure,)
    of = sizes if figure.groups else (sum(sizes),)
    found: dict[str, frozenset[int]] = {}
    for n, (leaf, size) in enumerate(zip(leaves, of, strict=True)):
        name = str(n) if figure.groups or len(sizes) == 1 else "all"
        found |= {f"{name}.{cell}": v for cell, v in _leaf(leaf, size).items()}
    return found


def _leaf(figure: Figure, size: int) -> dict[str, frozenset[int]]:
    if not figure.parts:
        return {}
    low = {cell: max(0, v - STEP // 2) for cell, v in figure.parts.items()}
    least = sum(low.values())
    high = {cell: min(v + STEP // 2, size - least + low[cell]) for cell, v in figure.parts.items()}
    kept = next(iter(figure.parts))
    found = {cell: frozenset(range(low[cell], high[cell] + 1)) for cell in low}
    found["not kept"] = frozenset(range(size - high[kept], size - low[kept] + 1))
    found["rest"] = frozenset(range(max(0, size - sum(high.values())), size - least + 1))
    return found


# --- week after week ----------------------------------------------------------------------------


def found_out(
    truth: Sequence[Mapping[str, int]], known: Sequence[Values], *, grows: bool = False
) -> Iterator[tuple[int, str, int]]:
    """The small numbers, and small changes from week to week, that are theirs to know.

    `grows`: they know that the numbers never fall, such as what was held within a quarter.
    What they hold for possible must hold the truth: else they are mistaken, and so is the attack.
    """
    for week, numbers in enumerate(truth):
        for name, value in numbers.items():
            if name not in known[week]:
                continue
            now = known[week][name]
            before = known[week - 1].get(name) if week and name in truth[week - 1] else None
            assert value in now, (week, name, value, now)
            if grows and before is not None and name.rpartition(".")[2] not in ("rest", "not kept"):
                now = frozenset(v for v in now if v >= min(before))
            if len(now) == 1 and 0 < value <= SMALL:
                yield week, name, value
            changes = {v - was for v in now for was in before or ()}
            if len(changes) == 1 and 0 < abs(*changes) <= SMALL:
                yield week, f"{name} changed", *changes
