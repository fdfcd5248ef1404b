"""The demo's first month through the daemon, whatever becomes of the trackers' deliveries.

Real payloads and signatures of the stand-ins, the real clients, and simulated time.
"""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random

import pytest

from ilosync.core.view import directory
from ilosync.daemon.attention import NEAR, WIDE
from ilosync.daemon.keys import marks_of
from ilosync.demo.coop import Stand, stand
from ilosync.demo.scenes import SCENES
from ilosync.sandbox.deliveries import Delivery
from ilosync.serving import Serving
from tests.daemon.fates import FATES, Fate, shuffled

SECRET = "a secret"
DAYS = 36  # Linus's second objective, and Ada's first, fall into them
STEP = timedelta(hours=6)


class Month:
    """Days of the co-op, a quarter of a day at a time, without threads."""

    def __init__(self, here: Stand, serving: Serving, post: Fate[Delivery]) -> None:
        self.here, self.serving, self.post = here, serving, post
        self.chance, self.late = Random(11), list[tuple[int, Delivery]]()
        for name, world in (("github", here.coop.github), ("jira", here.coop.jira)):
            world.deliveries.hook(f"http://127.0.0.1/webhooks/{name}", SECRET)

    def lives(self) -> None:
        self.serving._daemon.begin()
        day = SCENES[0].day
        end = day + timedelta(days=DAYS)
        step = 0
        moment = datetime.combine(day, time(5), UTC)
        while moment.date() < end:
            scenes = [s for s in SCENES if moment <= _at(s) < moment + STEP]
            for at, scene in [(moment, None), *((_at(s), s) for s in scenes)]:
                self.here.clock.set_to(max(at, self.here.clock.now()))
                if scene:
                    scene.act(self.here.coop)
                self._deliver(step)
                self.settles()
            moment, step = moment + STEP, step + 1

    def _deliver(self, step: int) -> None:
        coop = self.here.coop
        sent = [*coop.github.deliveries.take(), *coop.jira.deliveries.take()]
        self.late += [(step + after, x) for after, x in self.post(sent, self.chance)]
        arriving = [x for at, x in self.late if at <= step]
        self.late = [(at, x) for at, x in self.late if at > step]
        if self.post is shuffled:
            self.chance.shuffle(arriving)
        known_as = directory(self.serving._house.people)
        for each in arriving:
            tracker = each.url.rpartition("/")[2]
            hint = self.serving.web.hooks.by_tracker[tracker](each.headers, each.body)
            self.serving.shelf.attention.mark(marks_of(hint, tracker, known_as))

    def settles(self) -> None:
        attention = self.serving.shelf.attention
        while (claim := attention.claim("test", (NEAR, WIDE))) is not None:
            self.serving._workers.do(claim)


def _at(scene) -> datetime:
    return datetime.combine(scene.day, time(scene.hour), UTC)


def ends(post: Fate[Delivery], folder: Path) -> Counter[object]:
    """What stands on the tickets after that month: labels, states, notices; nothing twice."""
    with ExitStack() as stack:
        here = stack.enter_context(stand())
        environ = {
            **here.environ,
            "ILOSYNC_DATABASE": f"sqlite:///{folder}/{post.__name__}.db",
            "ILOSYNC_REPORT__OUT": str(folder / post.__name__),
            "ILOSYNC_TRACKERS__GITHUB__WEBHOOK_SECRET": SECRET,
            "ILOSYNC_TRACKERS__JIRA__WEBHOOK_SECRET": SECRET,
        }
        serving = Serving(here.config, here.clock, environ=environ)
        stack.callback(serving.stop)
        Month(here, serving, post).lives()
        snapshot = serving._house.sync.read()
        plan = serving._house.sync.plan(snapshot, here.clock.now())
        assert plan.actions == ()
        said = Counter(
            (t.ref, c.marker.key) for t in snapshot.tickets for c in t.comments if c.marker
        )
        assert set(said.values()) == {1}
        return Counter(
            (t.ref, t.labels, t.open, c.marker.rule if c else "", c.marker.standing if c else "")
            for t in snapshot.tickets
            for c in [None, *(c for c in t.comments if c.marker)]
        )


@pytest.mark.slow
def test_a_month_ends_the_same_whatever_becomes_of_its_deliveries(tmp_path: Path):
    """Each once, none at all, each twice, or late and in any order."""
    first, *others = [ends(post, tmp_path) for post in FATES]

    assert sum(first.values()) > 8
    assert all(first == other for other in others)
