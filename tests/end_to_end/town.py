"""A small GitHub on loopback with people in it, and ilosync as its configuration describes it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ilosync.bootstrap import House, build
from ilosync.core.model import Marker, Snapshot
from ilosync.core.plan import Plan
from ilosync.daemon.apply import Done
from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.faults import Asked, Fault
from ilosync.sandbox.registry import Ticking
from ilosync.sandbox.server import serve
from ilosync.sandbox.state import Issue
from ilosync.sandbox.world import World
from ilosync.trackers.marker import find
from tests import contracts

from .configuration import PLACE

MONDAY = datetime(2026, 11, 16, 10, tzinfo=UTC)
LABELS = ("ILO", "ilo:next", "ilo:paused", "ilo:onboarding", "bug")
Labels = Iterable[str]
TOKEN = "sandbox-token"


@dataclass(frozen=True)
class Face:
    """One of the ways in which a GitHub can be met."""

    graphql: bool = True
    base: str = ""


FACES = {
    "graphql": Face(),
    "rest": Face(graphql=False),
    "enterprise": Face(base="/api/v3"),
    "enterprise-rest": Face(graphql=False, base="/api/v3"),
}


@dataclass
class Town:
    """The sandbox, its address, and the folder of the configuration."""

    world: World
    clock: Ticking
    url: str
    folder: Path

    # --- ilosync ---------------------------------------------------------------------

    @property
    def environ(self) -> dict[str, str]:
        """What the environment says to ilosync."""
        return {
            "ILOSYNC_TRACKERS__GITHUB__URL": self.url,
            "ILOSYNC_TRACKERS__GITHUB__TOKEN": TOKEN,
        }

    def house(self) -> House:
        """Ilosync as it is after a start: it remembers nothing."""
        return build(self.folder, self.clock, environ=self.environ)

    def sync(self, house: House | None = None) -> tuple[Snapshot, Plan, Done]:
        """One speaking pass, by a fresh process unless one is given."""
        return (house or self.house()).sync.run(self.clock.now())

    # --- people ----------------------------------------------------------------------

    def at(self, moment: datetime) -> None:
        """It is then; a simulated clock only."""
        assert isinstance(self.clock, SimulatedClock)
        self.clock.set_to(moment)

    def passes(self, **time: float) -> None:
        """Time goes by; a simulated clock only."""
        self.at(self.clock.now() + timedelta(**time))

    def ilo(
        self, who: str, title: str = "Learn to listen", labels: Iterable[str] = ("ILO",)
    ) -> int:
        """Somebody opens a ticket, assigned to themselves."""
        return self.world.open(PLACE, f"{who}-x", title, "", labels, [f"{who}-x"])

    # --- what is there ---------------------------------------------------------------

    def issues(self) -> list[Issue]:
        """All tickets of all repositories."""
        places = self.world.repositories.values()
        return [issue for place in places for issue in place.issues.values()]

    def notices(self) -> Counter[tuple[str, int, Marker]]:
        """Our notices: place, ticket and marker, and how often each is there."""
        return Counter(
            (issue.repository.full_name, issue.number, marker)
            for issue in self.issues()
            for comment in issue.comments
            if comment.by.login == self.world.me
            if (marker := find(comment.body)[0]) is not None
        )

    def said(self) -> set[tuple[int, str]]:
        """Which rule has a notice on which ticket; none may be there twice."""
        found = Counter((place, number, m.key) for place, number, m in self.notices().elements())
        assert set(found.values()) <= {1}, f"said twice: {found.most_common(3)}"
        return {(number, str(rule)) for _, number, (rule, _) in found}

    def standing(self) -> set[tuple[int, str]]:
        """As `said`, those alone that still hold."""
        return {(number, str(m.rule)) for _, number, m in self.notices() if m.standing}

    def labels(self) -> dict[int, set[str]]:
        """The labels of each ticket in the usual place."""
        issues = self.world.repo(PLACE).issues.values()
        return {issue.number: {label.name for label in issue.labels} for issue in issues}

    def touched(self) -> tuple[object, ...]:
        """All that ilosync has a hand in: notices, labels of tickets, labels of the place."""
        place = sorted(self.world.repo(PLACE).labels)
        return self.notices(), self.labels(), place

    # --- requests --------------------------------------------------------------------

    def writes(self, since: int = 0) -> list[str]:
        """The writes among the requests since the `since`-th: `POST /repos/…`."""
        return [f"{x.method} {x.path}" for x in self.world.asked[since:] if is_write(x)]

    def reads(self, since: int = 0) -> int:
        """How many requests since the `since`-th were none."""
        return sum(not is_write(x) for x in self.world.asked[since:])


def is_write(asked: Asked) -> bool:
    """Whether a request may have changed something."""
    return asked.method != "GET" and asked.path != "/graphql"


@contextmanager
def open_town(
    folder: Path, face: Face = FACES["graphql"], clock: Ticking | None = None
) -> Iterator[Town]:
    """A town with one repository, on a port; GitHub's contracts are held where they are known."""
    clock = clock or SimulatedClock(MONDAY)
    world = World(clock)
    world.repository(PLACE, LABELS)
    if not face.graphql:
        world.faults.append(Fault("no_graphql"))
    known = contracts.VARIABLE in os.environ
    with serve(world) as url, contracts.held(url) if known else nullcontext():
        yield Town(world, clock, url + face.base, folder)
