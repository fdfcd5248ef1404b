"""One pass: read, evaluate, apply. Webhook, poll, night and command line differ only in whom."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ilosync.core.evaluate import evaluate
from ilosync.core.model import Person, PersonId, Reading, Ref, Snapshot
from ilosync.core.plan import Plan
from ilosync.core.policy import Policy
from ilosync.core.rule import Rule
from ilosync.errors import TryLater
from ilosync.ports import Tracker
from ilosync.wording import Wording

from .apply import Done, Opened, apply
from .links import linked

Whom = Collection[PersonId | Ref] | None


@dataclass(frozen=True)
class Sync:
    """Everything a pass needs; it keeps nothing from one pass to the next."""

    people: Sequence[Person]
    trackers: Mapping[str, Tracker]
    policy: Policy
    rules: Iterable[Rule]
    wording: Wording

    def read(self) -> Snapshot:
        """Everybody's tickets from every tracker; one that cannot answer now is `unread`."""
        readings = (reading(t) for t in self.trackers.values())
        return linked(Snapshot.of(tuple(self.people), *readings), self.trackers)

    def plan(self, snapshot: Snapshot, now: datetime, only: Whom = None) -> Plan:
        """What this snapshot asks for at this instant."""
        return evaluate(snapshot, self.policy, now, self.rules, only)

    def write(
        self,
        plan: Plan,
        snapshot: Snapshot,
        now: datetime,
        *,
        lately: int = 0,
        before: Callable[[], None] | None = None,
        opened: Opened | None = None,
    ) -> Done:
        """Carry a plan out; `lately`, `before` and `opened` as `apply` has them."""
        return apply(
            plan,
            snapshot,
            self.trackers,
            self.wording,
            self.policy,
            now,
            lately=lately,
            before=before,
            opened=opened,
        )

    def carry_out(self, snapshot: Snapshot, now: datetime, only: Whom = None) -> tuple[Plan, Done]:
        """Judge what was just read, and write."""
        plan = self.plan(snapshot, now, only)
        return plan, self.write(plan, snapshot, now)

    def run(self, now: datetime, only: Whom = None) -> tuple[Snapshot, Plan, Done]:
        """Read, judge and write."""
        snapshot = self.read()
        return snapshot, *self.carry_out(snapshot, now, only)


def reading(tracker: Tracker) -> Reading:
    """A full reading; not whole where the tracker cannot answer."""
    try:
        return tracker.read()
    except TryLater as e:
        return Reading(tracker.name, whole=False, remarks=(f"{tracker.name}: {e}",))
