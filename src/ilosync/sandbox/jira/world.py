"""The whole state behind the stand-in for Jira: what there is, what was asked, what fails."""

from __future__ import annotations

from collections.abc import Mapping

from ilosync.sandbox.faults import Asked, Fault
from ilosync.sandbox.jira.hands import Hands
from ilosync.sandbox.jira.load import load
from ilosync.sandbox.jira.state import EVENTS, Json
from ilosync.sandbox.registry import Ticking

TOKEN = "sandbox-token"  # noqa: S105 - opens nothing but the sandbox


class JiraWorld(Hands):
    """One small Jira, Cloud or Data Center: people, projects, issues, and every request made.

    `me` is the account of the default token `sandbox-token`. Search sees each issue as it was
    `search_lag` seconds ago. `plain_ids` makes the handles of people their account ids.
    `properties`, `groups` False: a server that does not know them; `minimal`: nor anything else
    that one can do without. `logs_deletions`: deleted comments leave an entry in the changelog.
    `left`: how many requests it says are left; `asleep`: webhooks that are switched off, by
    number; `told_of`: the events that they are said to be told of.
    All methods may be called from any thread.
    """

    def __init__(
        self,
        clock: Ticking,
        cloud: bool,  # noqa: FBT001 - which of the two it is
        me: str = "ilosync",
        search_lag: float = 0.0,
        *,
        plain_ids: bool = False,
        properties: bool = True,
        groups: bool = True,
        minimal: bool = False,
        logs_deletions: bool = False,
    ) -> None:
        super().__init__(clock, cloud=cloud, plain_ids=plain_ids)
        self.me = me
        self.search_lag = search_lag
        self.has_properties = properties and not minimal
        self.has_groups = groups and not minimal
        self.minimal = minimal
        self.logs_deletions = logs_deletions
        self.left: int | None = None
        self.asleep: set[int] = set()
        self.told_of = set(EVENTS)
        self.user(me, kind="app")
        self.tokens: dict[str, str] = {TOKEN: me}
        self.faults: list[Fault] = []
        self.asked: list[Asked] = []
        self.arrived = 0

    def count(self, method: str | None = None, path_contains: str | None = None) -> int:
        """How many requests were made, of this method and with this in their path."""
        return sum(
            (method is None or x.method == method)
            and (path_contains is None or path_contains in x.path)
            for x in list(self.asked)
        )

    def load(self, payload: Mapping[str, Json]) -> str:
        """Put the issue of a recorded webhook payload in as it is; its key comes back."""
        with self.lock:
            issue = load(self, payload)
            self.enter(issue)
            return issue.now.key
