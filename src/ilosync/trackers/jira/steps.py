"""The steps of a workflow that close a ticket, and which of them to take."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from .history import DONE
from .shapes import Json, items, mapping, text

_RESOLUTION = "resolution"
_ENDS = ("done", "closed", "resolved", "completed")  # how Jira's own workflows call the end


@dataclass(frozen=True, slots=True)
class Resolution:
    """A reason for closing: its number and its name, folded."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Step:
    """One that leads to the category Done.

    `offers` are the resolutions on its screen, `wants` the names of fields that it cannot be
    taken without and that nothing fills in.
    """

    id: str
    status: str
    offers: tuple[Resolution, ...] = ()
    default: str = ""
    wants: tuple[str, ...] = ()

    def resolution(self, let_go: Sequence[str], *, as_let_go: bool) -> Resolution | None:
        """Which to send: the best that means let go, else the default, else one for done."""
        chosen = [x for y in let_go for x in self.offers if x.name == y] if as_let_go else []
        done = [x for x in self.offers if x.name not in let_go]
        chosen += sorted(done, key=lambda x: (x.id != self.default, x.name not in _ENDS))
        return chosen[0] if chosen else None

    def lets_go(self, let_go: Collection[str]) -> bool:
        """Whether a ticket can be let go by it, so that every reader knows."""
        return self.status in let_go or any(x.name in let_go for x in self.offers)

    def finishes(self, let_go: Collection[str]) -> bool:
        """Whether a ticket can be done by it, and is not taken for let go."""
        means_done = not self.offers or any(x.name not in let_go for x in self.offers)
        return self.status not in let_go and means_done


def ends(listed: Iterable[Json]) -> list[Step]:
    """The steps of a list that lead to the category Done and can be taken."""
    return [_step(x) for x in listed if closes(x.get("to")) and x.get("isAvailable") is not False]


def closes(status: object) -> bool:
    """Whether a status is of the category Done."""
    category = mapping(mapping(status).get("statusCategory"))
    return text(category.get("key")).lower() == DONE


def fit(steps: Iterable[Step], let_go: Collection[str], *, as_let_go: bool) -> list[Step]:
    """Those that mean what is wanted, the best first: one that people would take."""
    found = list(steps)
    means_it = [x for x in found if x.lets_go(let_go)] if as_let_go else []
    means_it = means_it or [x for x in found if x.finishes(let_go)]
    return sorted(means_it, key=lambda x: (bool(x.wants), not as_let_go and x.status not in _ENDS))


def _step(raw: Json) -> Step:
    fields = mapping(raw.get("fields"))
    resolution = mapping(fields.get(_RESOLUTION))
    return Step(
        text(raw.get("id")),
        _folded(mapping(raw.get("to")).get("name")),
        tuple(
            Resolution(text(x.get("id")), _folded(x.get("name")))
            for x in items(resolution.get("allowedValues"))
        ),
        text(mapping(resolution.get("defaultValue")).get("id")),
        tuple(sorted(_name(k, x) for k, x in fields.items() if _wanted(k, mapping(x)))),
    )


def _wanted(key: str, about: Json) -> bool:
    known = key == _RESOLUTION and bool(items(about.get("allowedValues")))
    return about.get("required") is True and not (known or about.get("hasDefaultValue") is True)


def _name(key: str, about: object) -> str:
    return text(mapping(about).get("name")) or key


def _folded(name: object) -> str:
    return text(name).strip().casefold()
