"""A project as a place: what we may do there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from ilosync.core.model import Place
from ilosync.errors import TryLater
from ilosync.ports import Clock

from .client import Client
from .refusals import no_project, of_read, said
from .scope import Scope
from .shapes import Json, loads, mapping

NEEDED = {"ADD_COMMENTS": "Add comments", "EDIT_ISSUES": "Edit issues"}
_A_DAY = timedelta(days=1)


class Places:
    """The configured projects; our permissions are asked once a day."""

    def __init__(self, scope: Scope, client: Client, clock: Clock) -> None:
        self._scope = scope
        self._client = client
        self._clock = clock
        self._lacking: dict[str, list[str] | None] = {}
        self._asked_at: datetime | None = None
        self.labels: dict[str, set[str]] = {}

    def all(self, *, ask: bool) -> tuple[tuple[Place, ...], list[str]]:
        """The places, and a remark where we lack a permission; `ask` where that may cost."""
        now = self._clock.now()
        if ask and (self._asked_at is None or now - self._asked_at > _A_DAY):
            tracker, projects = self._scope.tracker, self._scope.projects
            self._lacking = {x: lacking(tracker, self._client, x, NEEDED) for x in projects}
            self._asked_at = now
            untold = [key for key, lacks in self._lacking.items() if lacks is None]
        else:
            untold = []
        remarks = [
            f"{self._scope.tracker} does not tell what the account may do in {key}: a permission "
            "that it lacks shows at the first write."
            for key in untold
        ]
        remarks += [
            f"In {key} the account lacks the permission {' and '.join(lacks)}: nothing is "
            "written there."
            for key, lacks in self._lacking.items()
            if lacks
        ]
        return tuple(self._place(x) for x in self._scope.projects), remarks

    def _place(self, key: str) -> Place:
        lacks = self._lacking.get(key)
        return Place(
            self._scope.tracker,
            key,
            self._scope.known_labels() | self.labels.get(key, set()),
            self._scope.readers,
            None,
            None if lacks is None else not lacks,
        )


def lacking(
    tracker: str, client: Client, project: str, wanted: Mapping[str, str]
) -> list[str] | None:
    """The permissions that our account lacks in a project, of those `wanted`, by their names.

    None where this server does not tell; `Refused` where there is no such project.
    """
    query = {"projectKey": project, "permissions": ",".join(wanted)}
    answer = client.read("/mypermissions", query)
    if answer.missing and "project" in said(answer).lower():
        raise no_project(tracker, project)
    if answer.broken:
        raise TryLater(f"{tracker}: permissions could not be read.")
    if answer.stranger:
        raise of_read(tracker, "permissions", answer)
    granted = mapping(mapping(loads(answer.text)).get("permissions")) if answer.ok else {}
    if not granted:
        return None
    return [name for x, name in wanted.items() if not _has(granted, x)]


def _has(granted: Json, permission: str) -> bool:
    return mapping(granted.get(permission)).get("havePermission") is not False
