"""Of which type a ticket of ours is: never the one that makes it somebody's objective.

Atlassian docs, "Get create metadata issue types for a project": Cloud lists them as `issueTypes`,
Data Center since 8.4 as `values`; whoever may not create issues is told none.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ilosync.errors import NotAllowed, Refused

from .ground import Ground
from .refusals import no_project, of_read
from .shapes import Json, items, loads, mapping, text, whole

_A_PAGE = 200
_STANDARD = 0  # sub-tasks lie below, epics above
_EPIC = "epic"  # ranks like other types on Data Center, and wants a name of its own


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of issue: its number, and what people call it."""

    id: str
    name: str


@dataclass(slots=True)
class Kinds:
    """The type for a ticket of ours in each project, asked once."""

    on: Ground
    _known: dict[str, Kind] = field(default_factory=dict)

    def of(self, place: str) -> Kind:
        """The configured type where the project has it, else its first standard one.

        `NotAllowed` where we may not create issues, `Refused` where no type fits.
        """
        if place not in self._known:
            self._known[place] = self._chosen(place, self._asked(place))
        return self._known[place]

    def forget(self, place: str) -> None:
        """Ask again the next time: the type was refused."""
        self._known.pop(place, None)

    def _asked(self, place: str) -> list[Json]:
        """The types in which we may create issues; of an older server, all of the project's."""
        path = f"/issue/createmeta/{place}/issuetypes"
        answer = self.on.client.read(path, {"maxResults": _A_PAGE})
        if answer.unknown:
            answer = self.on.client.read(f"/project/{place}")
            if answer.missing:
                raise no_project(self.on.tracker, place)
        if not answer.ok:
            raise of_read(self.on.tracker, f"types of issues in {place}", answer)
        told = mapping(loads(answer.text))
        found = [x for key in ("issueTypes", "values") for x in items(told.get(key))]
        if not found:
            raise may_not_open(self.on.tracker, place)
        return found

    def _chosen(self, place: str, listed: list[Json]) -> Kind:
        scope = self.on.scope
        never = {scope.label.casefold(), _EPIC}
        usable = [x for x in listed if _standard(x) and not _names(x) & never]
        named = [x for x in usable if scope.issue_type.casefold() in _names(x)]
        for raw in (*named, *usable):
            return Kind(text(raw.get("id")), text(raw.get("name")))
        raise Refused(
            f"{self.on.tracker}: {place} has no type of issue for tickets of ours, which are no "
            f"sub-tasks, no epics and no {scope.label}: add the type {scope.issue_type} to the "
            "project."
        )


def may_not_open(tracker: str, place: str) -> NotAllowed:
    """What lacks, and how to mend it."""
    return NotAllowed(
        f"{tracker}: the account may not open tickets in {place}: it needs the permission "
        "Create issues there."
    )


def _standard(raw: Json) -> bool:
    return not raw.get("subtask") and whole(raw.get("hierarchyLevel")) in {None, _STANDARD}


def _names(raw: Json) -> set[str]:
    """What a type is called; Cloud translates names for each reader."""
    return {text(raw.get(x)).strip().casefold() for x in ("name", "untranslatedName")} - {""}
