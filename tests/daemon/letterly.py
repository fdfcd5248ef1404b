"""A village whose people get private messages, over either database; and one that is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

from ilosync.core.model import Account, Marker, Person, PersonId, RuleId
from ilosync.core.policy import Policy
from ilosync.daemon.daemon import Parts
from ilosync.daemon.database import Database
from ilosync.daemon.outbox import Outbox
from ilosync.daemon.shelf import Shelf
from ilosync.post import Post
from ilosync.post_apprise import ApprisePost
from ilosync.rules.check_in_due import CheckInDue
from ilosync.rules.one_ilo import OneIlo
from ilosync.trackers.memory import MemoryTracker
from tests.post.mailbox import Mailbox
from tests.worlds import World

from . import deeds
from .databases import START, Time
from .village import Village

deeds._context.set_forkserver_preload(
    ["pytest", "tests.daemon.deeds", "ilosync.daemon.dispatch", "tests.daemon.letterly"]
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RULES = (OneIlo(), CheckInDue())


def somebody(who: str, **more: object) -> Person:
    accounts = {"memory": Account(f"{who}-x")}
    return Person(PersonId(who), who.title(), accounts, **more)  # type: ignore[arg-type]


GRACE = somebody("grace", supervisor=PersonId("mo"), start=date(2020, 1, 1))
MO = somebody("mo", start=date(2020, 1, 1), time_zone=ZoneInfo("America/Los_Angeles"))
ADA = somebody("ada", supervisor=PersonId("grace"), time_zone=ZoneInfo("Pacific/Auckland"))
BO = somebody("bo", supervisor=PersonId("grace"))
PEOPLE = (ADA, BO, GRACE, MO)


def world_of(policy: Policy, people: tuple[Person, ...] = PEOPLE) -> World:
    """Mo has an objective and Grace has; Ada and Bo have none."""
    world = World(MemoryTracker(now=START), policy, people)
    for who in ("grace", "mo"):
        world.tracker.opens(f"{who}-x", labels=("ILO",), assignees=(f"{who}-x",))
    return world


@dataclass
class Letterly(Village):
    """Somewhere with a post, in time that the database is told of, too."""

    post: Post | None = None
    time: Time | None = None

    def parts(self) -> Parts:
        """As a configuration with [messages] would make them, with few rules."""
        made = super().parts()
        most = self.world.policy.max_changes
        policy = replace(made.sync.policy, max_changes=most, again_days=7)  # letters each week
        sync = replace(made.sync, rules=RULES, policy=policy)
        rota = replace(made.rota, poll=86_400.0)
        return replace(made, sync=sync, rota=rota, post=self.post)

    def at(self, now: datetime) -> None:
        """The world's clock, and the database's, show this time."""
        self.world.at(now)
        if self.time is not None:
            self.time.passes((now - self.time.clock.now()).total_seconds())

    def goes_by(self, span: timedelta, step: timedelta = HOUR) -> None:
        """Time passes, and what it brings is done."""
        end = self.world.now + span
        while self.world.now < end:
            self.at(min(self.world.now + step, end))
            self.settle()

    def days(self, count: int) -> None:
        """So many days, looked at in their nights, at ten and in the evening."""
        midnight = self.world.now.replace(hour=0)
        for n in range(count + 1):
            for hour in (2, 10, 18):
                if (now := midnight + n * DAY + hour * HOUR) > self.world.now:
                    self.at(now)
                    self.settle()

    def remembers_since(self, at: datetime) -> None:
        """As if the database had been made then."""
        with self.database.writing() as connection:
            connection.execute(text("UPDATE remembered SET since = :at"), {"at": at.timestamp()})

    def nudges(self, who: str) -> list[datetime]:
        """When somebody was nudged on a ticket of theirs."""
        tickets = [t for t in self.world.tickets.values() if f"{who}-x" in t.assignees]
        return [c.at for t in tickets for c in t.comments if c.marker and c.marker.nudge]


def letterly(world: World, time: Time, post: Post | None, **more: object) -> Letterly:
    """Over this database, which has remembered for a month."""
    here = Letterly(world, time.database, post=post, time=time, **more)  # type: ignore[arg-type]
    here.remembers_since(world.now - 31 * DAY)
    return here


def anew(here: Letterly) -> None:
    """As if nothing had ever been looked at or sent."""
    with here.database.writing() as connection:
        for table in ("attention", "named", "known", "readings", "facts", "letters", "obligations"):
            connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608


def nudge(world: World, who: str) -> None:
    """Somebody is nudged at this moment, by whatever pass."""
    ref = next(ref for ref, t in world.tickets.items() if f"{who}-x" in t.assignees)
    world.tracker.say(ref, Marker(RuleId("owned"), "1", "0" * 8, standing=True, nudge=True), "Hi")


# --- another process, killed at its n-th step ----------------------------------------------------


class Steps:
    """Counts what a process does to the world outside, and ends it at the n-th."""

    def __init__(self, last: int) -> None:
        self.left, self.counts = last, False

    def __call__(self) -> None:
        """A step: this may be the last thing that ever happens."""
        if self.counts:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class MortalDatabase(Database):
    """Steps at the beginning of each transaction, before its commit and after."""

    step: Callable[[], None]

    @contextmanager
    def writing(self, alone: str = "") -> Iterator[Connection]:
        """As ever."""
        self.step()
        with super().writing(alone) as connection:
            yield connection
            self.step()
        self.step()


class MortalPost(ApprisePost):
    """Steps before a letter goes and after."""

    step: Callable[[], None]

    def send(self, person: Person, subject: str, body: str) -> None:
        """As ever."""
        self.step()
        super().send(person, subject, body)
        self.step()


def writes_letters(url: str, address: str, at: float, last: int, done: str) -> None:
    """A process that looks at everyone and writes letters, and dies at its step number `last`."""
    steps = Steps(last)
    MortalDatabase.step = MortalPost.step = staticmethod(steps)
    now = datetime.fromtimestamp(at, UTC)
    world = world_of(Policy())
    world.at(now)

    class Clock:
        def now(self) -> datetime:
            return world.now

        def sleep(self, seconds: float) -> None:
            world.passes(seconds)

    class Counting(Outbox):
        def lately(self, now: datetime) -> int:  # the first that a round of letters asks
            steps.counts = True
            return super().lately(now)

    Shelf.outbox = property(lambda self: Counting(self.attention.database))  # type: ignore[assignment]
    here = Letterly(world, MortalDatabase(url, Clock()), post=MortalPost(address, {}))
    here.begin()
    with open(done, "w") as file:  # noqa: PTH123
        file.write("done")


def gaps(box: Mailbox, who: str) -> list[timedelta]:
    """Between letters to somebody."""
    times = [m.at for m in box.to(who)]
    return [b - a for a, b in pairwise(times)]
