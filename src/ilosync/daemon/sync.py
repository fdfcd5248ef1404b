"""One pass: read, evaluate, apply. Webhook, poll, night and command line differ only in whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ilosync.core.evaluate import evaluate
from ilosync.core.model import Person, PersonId, Reading, Snapshot
from ilosync.core.plan import Plan
from ilosync.core.policy import Policy
from ilosync.core.rule import Rule
from ilosync.errors import TryLater
from ilosync.ports import Tracker
from ilosync.wording import Wording

from .apply import Done, apply


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
        return Snapshot.of(tuple(self.people), *(_read(t) for t in self.trackers.values()))

    def plan(
        self, snapshot: Snapshot, now: datetime, only: Collection[PersonId] | None = None
    ) -> Plan:
        """What this snapshot asks for at this instant."""
        return evaluate(snapshot, self.policy, now, self.rules, only)

    def carry_out(
        self, snapshot: Snapshot, now: datetime, only: Collection[PersonId] | None = None
    ) -> tuple[Plan, Done]:
        """Judge what was just read, and write."""
        plan = self.plan(snapshot, now, only)
        return plan, apply(plan, snapshot, self.trackers, self.wording, self.policy, now)

    def run(
        self, now: datetime, only: Collection[PersonId] | None = None
    ) -> tuple[Snapshot, Plan, Done]:
        """Read, judge and write."""
        snapshot = self.read()
        return snapshot, *self.carry_out(snapshot, now, only)


def _read(tracker: Tracker) -> Reading:
    try:
        return tracker.read()
    except TryLater as e:
        return Reading(tracker.name, whole=False, remarks=(f"{tracker.name}: {e}",))
