"""A repository as GraphQL and REST tell of it."""

from __future__ import annotations

from collections.abc import Iterable

from ilosync.core.model import Place, Readers

from .shapes import Json, mapping, text

_VISIBLE_TO = {
    "public": Readers.PUBLIC,
    "internal": Readers.ORGANISATION,
    "private": Readers.TEAM,
}
_MAY_NOT = {"READ", "NONE"}
_WRITING = ("admin", "maintain", "push", "triage")


def from_graph(
    raw: Json,
    tracker: str,
    labels: Iterable[str],
    declared: Readers | None,
    *,
    app: bool | None,
) -> Place:
    """A repository by GraphQL; `app` is what an App was granted, None for a plain token."""
    permission = text(raw.get("viewerPermission"))
    may = app if app is not None else (permission not in _MAY_NOT if permission else None)
    return Place(
        tracker,
        text(raw.get("nameWithOwner")),
        frozenset(labels),
        declared,
        _readers(raw.get("visibility"), raw.get("isPrivate")),
        False if raw.get("isArchived") is True else may,
    )


def from_rest(
    raw: Json,
    tracker: str,
    key: str,
    *,
    labels: Iterable[str],
    declared: Readers | None,
    app: bool | None,
) -> Place:
    """A repository by REST; a small server may tell neither readers nor permissions."""
    said = mapping(raw.get("permissions"))
    may = app if app is not None else (any(said.get(x) for x in _WRITING) if said else None)
    return Place(
        tracker,
        key,
        frozenset(labels),
        declared,
        _readers(raw.get("visibility"), raw.get("private")),
        False if raw.get("archived") is True else may,
    )


def _readers(visibility: object, private: object) -> Readers | None:
    known = _VISIBLE_TO.get(text(visibility).lower())
    if known is None and isinstance(private, bool):
        return Readers.TEAM if private else Readers.PUBLIC
    return known
