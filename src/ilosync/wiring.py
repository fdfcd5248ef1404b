"""The parts of a process of the daemon, as its configuration describes them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from .bootstrap import House, tracker_of
from .core.model import PersonId
from .core.view import directory
from .daemon.attention import Attention
from .daemon.database import Database
from .daemon.pace import Pace
from .daemon.shown import Shown
from .daemon.turns import Heard, Turns
from .daemon.web import Hook, Hooks
from .errors import BadConfig
from .ports import Clock
from .post import Post
from .settings import Settings
from .tracker_settings import GitHub, Jira
from .trackers.github.hook import touched as github_hook
from .trackers.jira.hook import touched as jira_hook
from .trackers.limits import POINTS, Kind

if TYPE_CHECKING:
    from .daemon.dispatch import Dispatch


def clients(
    house: House, clock: Clock, database: Database, patience: float, heard: Heard
) -> dict[str, Turns]:
    """Each tracker behind its door; a request waits so many seconds for its turn."""
    about = str(house.settings.about_url or "")
    made = {}
    for name, each in house.settings.trackers.items():
        gate = SharedGate(database, name)
        made[name] = Turns(
            tracker_of(each, house.policy, clock, about, gate, patience), clock, heard
        )
    return made


def dispatch_of(settings: Settings, database: Database, attention: Attention) -> Dispatch | None:
    """procrastinate, where it is wanted and can be had."""
    if settings.daemon.dispatch != "procrastinate":
        return None
    if not database.shared:
        raise BadConfig(
            '`dispatch = "procrastinate"` works on PostgreSQL alone; set `database` to one, '
            'or dispatch = "poll"'
        )
    if find_spec("procrastinate") is None:
        raise BadConfig("procrastinate is missing: pip install 'ilosync[postgres]'")
    from .daemon.dispatch import Dispatch  # noqa: PLC0415  an extra

    return Dispatch(database, attention)


def post_of(settings: Settings) -> Post | None:
    """The way to people in private, where one is configured.

    Raises BadConfig, in one line that shows no address, for one that is not understood.
    """
    table = settings.messages
    if table.url is None and not table.people:
        return None
    from .post_apprise import ApprisePost  # noqa: PLC0415  takes a while to load

    own = {PersonId(who): url.get_secret_value() for who, url in table.people.items()}
    url = table.url.get_secret_value() if table.url else None
    return ApprisePost(url, own, table.from_name)


def shown_of(settings: Settings) -> Shown:
    """The report over HTTP, behind its tokens."""
    table = settings.report
    tokens = (x.get_secret_value() if x else None for x in (table.token, table.named_token))
    return Shown(Path(table.out), *tokens)


def hooks_of(house: House, ours: Callable[[str], Collection[str]]) -> Hooks:
    """How deliveries are read; `ours` are the ids of our account at a tracker."""
    by_tracker = {
        name: hook_of(each, house.policy.label, partial(ours, name))
        for name, each in house.settings.trackers.items()
    }
    return Hooks(by_tracker, directory(house.people))


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
