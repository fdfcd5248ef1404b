"""Tickets by their names, `acme/learning#12`, and where each of them is now."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from ilosync.core.model import Ref

from .ground import Ground
from .refusals import of_read
from .shapes import Json, loads, mapping, text, whole

_NAME = re.compile(r"[A-Za-z0-9_-]{1,39}/[A-Za-z0-9._-]{1,100}#[1-9][0-9]{0,8}")


def refs(tracker: str, names: Iterable[str]) -> list[Ref]:
    """The addresses among some names, in order; what is no address leads nowhere."""
    return [Ref(tracker, x) for x in sorted(set(names)) if _NAME.fullmatch(x)]


def by_place(some: Collection[Ref]) -> list[tuple[str, list[Ref]]]:
    """Addresses by repository."""
    found: dict[str, list[Ref]] = {}
    for ref in some:
        found.setdefault(ref.place, []).append(ref)
    return list(found.items())


def issue(ground: Ground, ref: Ref) -> tuple[Ref, Json] | None:
    """The issue at an address, and the address that it has now; None where there is none.

    GitHub answers 301 for a repository that was renamed and an issue that was transferred,
    410 for one that was deleted, and lists pull requests among issues.
    """
    answer = ground.client.read(f"/repos/{ref.place}/issues/{ref.number}")
    if answer.missing:
        return None
    if not answer.ok:
        raise of_read(ground.tracker, ref.key, answer)
    raw = mapping(loads(answer.text))
    if "pull_request" in raw:
        return None
    number = whole(raw.get("number")) or ref.number
    return Ref(ground.tracker, f"{place_of(raw) or ref.place}#{number}"), raw


def place_of(raw: Json) -> str:
    """The repository that an issue of REST names as its own; empty where it names none."""
    return "/".join(text(raw.get("repository_url")).split("/")[-2:])
