"""Which labels of a repository mean an ILO, also where they are misspelt."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ilosync.core.labels import FAMILY, resembles


def matters(labels: Iterable[str], label: str) -> bool:
    """Whether one of them is the ILO label or begins with `ilo:`."""
    return any(is_ours(x, label) for x in labels)


def is_ours(name: str, label: str) -> bool:
    """Whether this is the ILO label or begins with `ilo:`."""
    return name.casefold() == label.casefold() or name.casefold().startswith(FAMILY)


def of_interest(labels: Collection[str], label: str) -> tuple[list[str], list[str]]:
    """Those of a repository's labels that are ours, the ILO label first, and the misspelt ones."""
    ours = sorted(x for x in labels if is_ours(x, label))
    ours.sort(key=lambda x: x.casefold() != label.casefold())
    return ours, sorted(x for x in labels if resembles(x, label))
