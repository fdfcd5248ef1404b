"""What a process of the daemon shares with others, and how it reads deliveries."""

from __future__ import annotations

from collections.abc import Callable, Collection

from .daemon.database import Database
from .daemon.pace import Pace
from .daemon.web import Hook
from .tracker_settings import GitHub, Jira
from .trackers.github.hook import touched as github_hook
from .trackers.jira.hook import touched as jira_hook
from .trackers.limits import POINTS, Kind


class SharedGate:
    """The pace of one tracker, kept by all processes on one database.

    Reads and writes as GitHub documents them: 900 points a minute; a write a second, 80 at once
    and 500 an hour.
    """

    def __init__(self, database: Database, tracker: str) -> None:
        self._database, self._pace, self._tracker = database, Pace(database), tracker

    def take(self, kind: Kind) -> float:
        """Take a turn and return 0, or the seconds to wait."""
        name = self._tracker
        if kind is Kind.WRITE and (wait := self._pace.take(f"{name}:w", 1, 420 / 3_600, 80)):
            return wait
        if kind is Kind.QUERY:
            return self._pace.take(f"{name}:q", POINTS[kind], 2_000 / 60, 100)
        return self._pace.take(f"{name}:r", POINTS[kind], 900 / 60, 100)

    def pause(self, seconds: float) -> None:
        """Let nobody ask for so long."""
        until = self._database.now() + seconds
        self._pace.pause(f"{self._tracker}:q", until)
        self._pace.pause(f"{self._tracker}:r", until)


def hook_of(settings: GitHub | Jira, label: str, ours: Callable[[], Collection[str]]) -> Hook:
    """How a tracker's deliveries are read."""
    secrets = settings.webhook_secrets
    if isinstance(settings, GitHub):
        return lambda headers, body: github_hook(headers, body, secrets, ours(), label)
    return lambda headers, body: jira_hook(headers, body, secrets, ours())
