"""What all parts of reading and writing Jira stand on."""

from __future__ import annotations

from dataclasses import dataclass

from ilosync.core.model import Account
from ilosync.ports import Clock

from .account import People
from .client import Client
from .fields import DateField
from .identity import Identity
from .notices import Notices
from .recent import Recent
from .scope import Scope
from .wiki import on_cloud, on_data_center, wiki


@dataclass(frozen=True, slots=True)
class Ground:
    """One server, one account, and what is remembered of both."""

    scope: Scope
    client: Client
    clock: Clock
    identity: Identity
    people: People
    notices: Notices
    recent: Recent
    date: DateField

    @classmethod
    def of(cls, scope: Scope, client: Client, clock: Clock) -> Ground:
        """Where nothing is remembered yet."""
        people, recent = People(), Recent(clock.now())
        identity, date = Identity(scope, client, people), DateField(scope, client)
        return cls(scope, client, clock, identity, people, Notices(), recent, date)

    @property
    def tracker(self) -> str:
        """What the configuration calls the tracker."""
        return self.scope.tracker

    def touch(self, ref: str) -> None:
        """Something is written to the ticket of this key or number: no index is relied on."""
        self.recent.touch(ref, self.clock.now())

    def words(self, body: str) -> str:
        """Markdown in Jira's markup; a mention is written as its product notifies people."""
        mention = on_cloud if self.identity.cloud() else on_data_center
        return wiki(body, lambda who: mention(Account(self.people.as_written(who))))

    def address(self, name: str) -> str:
        """Where the marker's link leads: the charter, else the ticket or project of this key."""
        return self.scope.about_url or f"{self.client.url}/browse/{name}"
