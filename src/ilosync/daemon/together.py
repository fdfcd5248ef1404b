"""What is said or opened for several people at once: by passes over everybody, and only there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import structlog

from ilosync.core.actions import Action
from ilosync.core.model import RuleId, Snapshot
from ilosync.core.plan import Plan
from ilosync.errors import Lost, NotAllowed, Refused

from . import keys
from .attention import WIDE, Claim
from .known import KnownTicket
from .opened import Openings
from .shelf import Shelf
from .sync import Sync

log = structlog.get_logger()
AGAIN = 900.0  # seconds after which a tracker that could not write now is tried once more


class Together:
    """Carries out the common part of a plan. What waits for working hours wakes a pass then."""

    def __init__(self, sync: Sync, shelf: Shelf) -> None:
        self._sync, self._shelf = sync, shelf
        self._rules: Collection[RuleId] = {r.id for r in sync.rules if r.for_everyone}

    def part(self, plan: Plan) -> tuple[Action, ...]:
        """Those actions that no smaller pass carries out."""
        return plan.common(self._sync.rules).actions

    def waits(self, plan: Plan) -> None:
        """Have everybody looked at when the first of what waits may be said."""
        times = [
            w.until.timestamp()
            for w in plan.waiting
            if w.finding.rule in self._rules and w.until is not None
        ]
        if times:
            self._shelf.attention.wake(keys.EVERYONE, min(times), WIDE)

    def write(self, plan: Plan, snapshot: Snapshot, claim: Claim, now: datetime) -> None:
        """Write it, while the claim holds; a tracker that refuses stops nobody else."""
        if common := plan.common(self._sync.rules):
            carry_out(self._sync, self._shelf, common, snapshot, claim, now)


def carry_out(
    sync: Sync, shelf: Shelf, plan: Plan, snapshot: Snapshot, claim: Claim, now: datetime
) -> None:
    """Write a plan for all, while the claim holds; what failed for now wakes a pass again."""
    state = shelf.state

    def before() -> None:
        if not shelf.attention.holds(claim):
            raise Lost(claim.key)
        state.wrote()

    try:
        done = sync.write(
            plan, snapshot, now, lately=state.written(), before=before, opened=Openings(state)
        )
    except (Refused, NotAllowed) as e:
        log.error("together.refused", why=str(e))
        return
    shelf.wrote(done, now)
    for ref in done.opened:
        shelf.known.learn(ref.tracker, [KnownTicket(ref.key, "")], as_of=now.timestamp())
    if done.after or done.failed:
        at = now.timestamp() + max(done.after, AGAIN)
        shelf.attention.wake(keys.EVERYONE, at, WIDE)
