"""The whole state behind the stand-in for GitHub: what there is, what was asked, what fails."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ilosync.sandbox.faults import Asked, Fault
from ilosync.sandbox.hands import Hands
from ilosync.sandbox.limits import Meter
from ilosync.sandbox.load import load
from ilosync.sandbox.registry import Ticking
from ilosync.sandbox.state import Attempt, HookSettings


class World(Hands):
    """One small GitHub: accounts, repositories, issues, their history, and every request made.

    `me` is the account of the default token `sandbox-token`. Search sees each issue as it
    was `search_lag` seconds ago. `faults` are what goes wrong next; `limits` the hourly
    budgets (`search`: a minute's). `sees_hooks` is whether our tokens may see webhooks,
    `hook_settings` what these say by their ids, `attempts` how deliveries went. All methods may
    be called from any thread.
    """

    def __init__(self, clock: Ticking, me: str = "ilosync[bot]", search_lag: float = 0.0) -> None:
        super().__init__(clock)
        self.me = me
        self.search_lag = search_lag
        self.user(me)
        self.tokens: dict[str, str] = {"sandbox-token": me}
        self.expiries: dict[str, datetime] = {}
        self.installation = 4711
        self.faults: list[Fault] = []
        self.asked: list[Asked] = []
        self.arrived = 0
        self.limits: dict[str, int] = {"core": 5000, "graphql": 5000, "search": 30}
        self.meter = Meter(clock, self.limits)
        self.sees_hooks = True
        self.hook_settings: dict[int, HookSettings] = {}
        self.attempts: list[Attempt] = []

    def count(self, method: str | None = None, path_contains: str | None = None) -> int:
        """How many requests were made, of this method and with this in their path."""
        return sum(
            (method is None or x.method == method)
            and (path_contains is None or path_contains in x.path)
            for x in list(self.asked)
        )

    def attempted(self, guid: str, code: int, hook: int | None = None) -> Attempt:
        """Note how a delivery went; one that was attempted before is so `again`."""
        with self.lock:
            again = any(x.guid == guid for x in self.attempts)
            made = Attempt(self.next_id(), guid, self.now(), code, hook, again)
            self.attempts.append(made)
            return made

    def load(self, payload: Mapping[str, Any], repo: str | None = None) -> int:
        """Put the issue of a recorded webhook payload, or an issue object, in as it is."""
        with self.lock:
            issue = load(self, payload, repo)
            self.indexed(issue)
            return issue.number
