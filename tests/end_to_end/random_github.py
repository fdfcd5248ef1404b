"""The random months of `tests.worlds`, lived through on a GitHub over HTTP."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from hypothesis import strategies as st

from ilosync.core.model import Comment, Person, Ref, Ticket
from ilosync.core.plan import Plan
from ilosync.core.policy import Policy
from ilosync.daemon.sync import Sync
from ilosync.rules import RULES
from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.faults import Fault
from ilosync.sandbox.server import serve
from ilosync.sandbox.state import stamp
from ilosync.sandbox.world import World
from ilosync.trackers.github.tracker import GithubTracker
from ilosync.trackers.marker import find
from ilosync.wording import Wording
from tests import contracts
from tests.contract.test_github import PLACE, GithubStage
from tests.worlds import BEGIN, PEOPLE, acts, openings, pauses, policies

from .town import TOKEN, Face

TEAM = tuple(replace(p, accounts={"github": p.accounts["memory"]}) for p in PEOPLE)


class Hands(GithubStage):
    """What the steps of `tests.worlds` act with."""

    dated = False  # GitHub has no field for a date

    def leads(self, ticket: Ref, to: str) -> None:
        """Nothing: on GitHub a ticket leads to another by its words alone."""

    @property
    def tickets(self) -> dict[Ref, Ticket]:
        """All tickets, with as much of them as the steps look at."""
        found = self.world.repo(PLACE).issues.values()
        return {Ref("github", f"{PLACE}#{x.number}"): self._ticket(x) for x in found}

    def _ticket(self, issue: Any) -> Ticket:
        ref = Ref("github", f"{PLACE}#{issue.number}")
        comments = tuple(
            Comment(
                str(x.id),
                x.created,
                marker=find(x.body)[0] if x.by.login == self.world.me else None,
            )
            for x in issue.comments
        )
        return Ticket(ref, str(issue.id), issue.title, "", issue.created, comments=comments)


@dataclass
class Life:
    """People, a policy and a GitHub; each pass is by a new process unless it is a `daemon`."""

    tracker: Hands
    policy: Policy
    url: str
    daemon: bool
    people: tuple[Person, ...] = TEAM
    running: GithubTracker | None = None

    # --- what the steps of `tests.worlds` ask of a world -------------------------------

    @property
    def now(self) -> datetime:
        """The instant."""
        return self.tracker.clock.now()

    def at(self, now: datetime) -> None:
        """It is then."""
        self.tracker.clock.set_to(now)

    def passes(self, seconds: float) -> None:
        """Time goes by."""
        self.tracker.clock.sleep(seconds)

    @property
    def trackers(self) -> tuple[Hands, ...]:
        """The one there is."""
        return (self.tracker,)

    def where(self, _ref: Ref) -> Hands:
        """The tracker that a ticket is in."""
        return self.tracker

    @property
    def tickets(self) -> dict[Ref, Ticket]:
        """All tickets."""
        return self.tracker.tickets

    # --- ilosync -------------------------------------------------------------------------

    def pass_(self) -> Sync:
        """Ilosync, ready for a pass; its waiting does not move the world's clock."""
        clock = SimulatedClock(self.now)
        if self.running is None or not self.daemon:
            self.running = GithubTracker("github", [PLACE], TOKEN, clock, url=self.url)
        wording = Wording({p.id: p for p in self.people}, self.policy)
        return Sync(self.people, {"github": self.running}, self.policy, RULES, wording)

    def sync(self) -> Plan:
        """One pass."""
        return self.pass_().run(self.now)[1]

    def plan(self) -> Plan:
        """What a pass would do."""
        ready = self.pass_()
        return ready.plan(ready.read(), self.now)

    def touched(self) -> tuple[object, ...]:
        """All that ilosync has a hand in; nothing may be there twice."""
        world = self.tracker.world
        notices = Counter(
            (x.number, m.key, m.digest, m.standing, m.nudge)
            for x in world.repo(PLACE).issues.values()
            for c in x.comments
            if c.by.login == world.me and (m := find(c.body)[0])
        )
        twice = Counter((n, key) for n, key, *_ in notices.elements())
        assert not [x for x in twice.items() if x[1] > 1]
        issues = world.repo(PLACE).issues.values()
        labels = {x.number: sorted(y.name for y in x.labels) for x in issues}
        return notices, labels, sorted(world.repo(PLACE).labels)


@dataclass(frozen=True, repr=False)
class Script:
    """What happens, so that it can happen again."""

    policy: Policy
    begins: tuple[Any, ...]
    goes_on: tuple[tuple[Any, Any, bool], ...]
    ends: Any

    @contextmanager
    def lived(self, face: Face) -> Iterator[Life]:
        """A world in which all of it has happened."""
        clock = SimulatedClock(BEGIN)
        world = World(clock)
        world.repository(PLACE, ("ILO", "bug"))
        if not face.graphql:
            world.faults.append(Fault("no_graphql"))
        checked = contracts.held() if contracts.VARIABLE in os.environ else nullcontext()
        with serve(world) as url, checked:
            hands = Hands(world, clock, GithubTracker("github", [PLACE], TOKEN, clock, url=url))
            life = Life(hands, self.policy, url + face.base, daemon=not face.graphql)
            for step in self.begins:
                step(life)
            for act, wait, sync in self.goes_on:
                act(life)
                wait(life)
                if sync:
                    life.sync()
            self.ends(life)
            yield life


def told(life: Life) -> str:
    """What happened, for the reader of a counter-example."""
    lines = [f"{life.policy.enforce} since={life.policy.since} now={life.now}"]
    for issue in life.tracker.world.repo(PLACE).issues.values():
        labels, whose = [x.name for x in issue.labels], [x.login for x in issue.assignees]
        lines.append(f"#{issue.number} {issue.title!r} {labels} {whose} {issue.state}")
        for x in issue.timeline:
            what = getattr(x, "body", "").rpartition("\n")[2] or vars(x).get("kind")
            about = getattr(getattr(x, "label", None), "name", "")
            lines.append(f"    {stamp(x.created)} {x.by.login} {what} {about}")
    return "\n".join(lines)


scripts = st.builds(
    Script,
    policies.map(lambda p: replace(p, max_changes=10_000)),
    st.lists(openings, min_size=1, max_size=3).map(tuple),
    st.lists(st.tuples(acts, pauses, st.booleans()), max_size=8).map(tuple),
    pauses,
)
