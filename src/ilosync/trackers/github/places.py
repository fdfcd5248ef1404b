"""The repositories that are ours to look at: what they are called now, and their facts."""

from __future__ import annotations

from datetime import datetime, timedelta

from ilosync.core.model import Place
from ilosync.ports import Clock

from .scope import Scope

_A_WHILE = timedelta(minutes=10)  # a repository may be renamed, or made public, at any time


class Places:
    """What was told of repositories in the last ten minutes; older words do not count."""

    def __init__(self, scope: Scope, clock: Clock) -> None:
        self._scope = scope
        self._clock = clock
        self._facts: dict[str, tuple[Place, datetime]] = {}
        self._names: dict[str, tuple[str, datetime]] = {}

    def saw(self, asked: str, place: Place) -> Place:
        """Remember the facts of a repository under its own name, and where it was found."""
        self._facts[place.key.casefold()] = (place, self._clock.now())
        self.called(asked, place.key)
        return place

    def called(self, asked: str, name: str) -> None:
        """Remember what a repository is called now."""
        self._names[asked.casefold()] = (name, self._clock.now())

    def facts(self, asked: str) -> Place | None:
        """The facts of a repository, by a present or an old name."""
        known = self._facts.get(self.name(asked).casefold())
        return known[0] if known and self._lately(known[1]) else None

    def name(self, asked: str) -> str:
        """What a repository is called now, as far as is known."""
        known = self._names.get(asked.casefold())
        return known[0] if known and self._lately(known[1]) else asked

    def has(self, key: str) -> bool:
        """Whether a repository is one that we look at, as far as is known."""
        if self._scope.organization:
            return key.partition("/")[0].casefold() == self._scope.organization.casefold()
        listed = self._scope.repositories
        return key.casefold() in {x.casefold() for y in listed for x in (y, self.name(y))}

    @property
    def unsure(self) -> list[str]:
        """The configured repositories of which nobody knows what they are called now."""
        listed = self._scope.repositories
        return [x for x in listed if not self._lately(self._names.get(x.casefold(), ("", None))[1])]

    def _lately(self, at: datetime | None) -> bool:
        return at is not None and at <= self._clock.now() < at + _A_WHILE
