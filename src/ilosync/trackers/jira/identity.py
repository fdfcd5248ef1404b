"""Which Jira this is, and whose account the token is: each asked once."""

from __future__ import annotations

from ilosync.errors import Refused

from .account import People, Us
from .client import Client
from .refusals import of_read
from .scope import Scope
from .shapes import loads, mapping, text


class Identity:
    """Cloud or Data Center, and who we are there."""

    def __init__(self, scope: Scope, client: Client, people: People) -> None:
        self._scope = scope
        self._client = client
        self._people = people
        self._cloud: bool | None = None
        self._us: Us | None = None

    def cloud(self) -> bool:
        """Whether it is Jira Cloud: there accounts have an accountId and no name.

        That one answer tells both saves a request of every first reading; only where it leaves
        a doubt is `serverInfo` asked. A server without that is no Cloud.
        """
        if self._cloud is None:
            self.us()
        if self._cloud is None:
            answer = self._client.read("/serverInfo")
            if not answer.ok and not answer.missing:
                raise of_read(self._scope.tracker, "serverInfo", answer)
            said = mapping(loads(answer.text)) if answer.ok else {}
            self._cloud = text(said.get("deploymentType")).lower() == "cloud"
        return self._cloud

    def us(self) -> Us:
        """Ourselves, by accountId on Cloud and by user name on Data Center."""
        if self._us is None:
            answer = self._client.read("/myself")
            if not answer.ok:
                raise of_read(self._scope.tracker, "its own account (myself)", answer)
            raw = mapping(loads(answer.text))
            who = self._people.meet(raw)
            if who is None:
                raise Refused(f"{self._scope.tracker}: it does not tell whose account this is.")
            by_id, by_name = "accountId" in raw, "name" in raw
            self._cloud = by_id if by_id != by_name else None
            self._us = Us.of(who, self._scope.formerly)
        return self._us

    def known(self) -> frozenset[str]:
        """Our account, without asking; empty where nobody has asked yet."""
        return frozenset() if self._us is None else frozenset({str(self._us.account)})
