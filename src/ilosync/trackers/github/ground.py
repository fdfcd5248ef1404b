"""What all ways of asking GitHub stand on."""

from __future__ import annotations

from dataclasses import dataclass

from ilosync.ports import Clock

from .client import Client
from .identity import Identity
from .notices import Notices
from .places import Places
from .scope import Scope


@dataclass(frozen=True, slots=True)
class Ground:
    """One server, one account, and what is remembered of both."""

    scope: Scope
    client: Client
    clock: Clock
    identity: Identity
    notices: Notices
    places: Places

    @property
    def tracker(self) -> str:
        """What the configuration calls the tracker."""
        return self.scope.tracker
