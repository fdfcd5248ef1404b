"""Fern & Field, a co-op of five, and the trackers on loopback where its people work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from importlib.resources import as_file, files
from pathlib import Path

from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.jira.server import serve as serve_jira
from ilosync.sandbox.jira.world import TOKEN, JiraWorld
from ilosync.sandbox.server import serve
from ilosync.sandbox.world import World

REPO, PROJECT = "fernfield/learning", "GROW"
FIRST, LAST = date(2026, 2, 23), date(2026, 12, 4)


@dataclass(frozen=True)
class Coop:
    """Where the people of Fern & Field work."""

    github: World
    jira: JiraWorld


@dataclass(frozen=True)
class Stand:
    """The co-op on loopback: its trackers, the time there, and how ilosync is configured."""

    coop: Coop
    clock: SimulatedClock
    config: Path
    environ: Mapping[str, str]


@contextmanager
def stand() -> Iterator[Stand]:
    """Both trackers answer while the context lasts; nothing has happened there yet."""
    clock = SimulatedClock(datetime.combine(FIRST, time(7), UTC))
    coop = Coop(World(clock), JiraWorld(clock, cloud=True, plain_ids=True))
    coop.github.repository(REPO, labels=("ILO", "ilo:next", "bug"), private=True)
    for login in ("grace-h", "linus-t", "ada-l"):  # they may see it from the start
        coop.github.user(login)
    coop.jira.project(PROJECT, "Growing")
    with ExitStack() as stack:
        config = stack.enter_context(as_file(files("ilosync.sandbox") / "coop"))
        environ = {
            "ILOSYNC_TRACKERS__GITHUB__URL": stack.enter_context(serve(coop.github)),
            "ILOSYNC_TRACKERS__GITHUB__TOKEN": "sandbox-token",
            "ILOSYNC_TRACKERS__JIRA__URL": stack.enter_context(serve_jira(coop.jira)),
            "ILOSYNC_TRACKERS__JIRA__USER": coop.jira.user(coop.jira.me).email,
            "ILOSYNC_TRACKERS__JIRA__TOKEN": TOKEN,
        }
        yield Stand(coop, clock, config, environ)
