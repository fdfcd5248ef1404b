"""Carry a plan out. Safe to stop anywhere and to run again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from ilosync.core.actions import Action, Nod, Open
from ilosync.core.model import PersonId, Ref, Snapshot
from ilosync.core.plan import Plan
from ilosync.core.policy import Policy
from ilosync.errors import (
    Busy,
    IlosyncError,
    NotAllowed,
    Refused,
    TooManyChanges,
    TryLater,
    Unproven,
)
from ilosync.ports import Tracker
from ilosync.wording import Wording

from .act import Scene, act, facts

log = structlog.get_logger()
HOUR = timedelta(hours=1)


class Opened(Protocol):
    """What was opened a moment ago: a search may lag, and an answer may get lost."""

    def begin(self, key: str) -> bool:
        """Note that a ticket is being opened; False where that was within a day already."""

    def undo(self, key: str) -> None:
        """Nothing was opened after all."""


@dataclass
class Done:
    """What became of a plan: what was written, and what was left for the next pass and why."""

    written: list[Action] = field(default_factory=list)
    said: list[tuple[Ref, str]] = field(default_factory=list)  # tickets, and ids of new notices
    opened: list[Ref] = field(default_factory=list)  # new tickets of our own
    left: list[tuple[Action, str]] = field(default_factory=list)
    after: float = 0.0  # seconds until a tracker may be asked again
    failed: bool = False  # whether more was wrong than the moment

    def wrote(self, action: Action, new: str) -> None:
        """Note what was written, and the id or the name of what is new."""
        self.written.append(action)
        if isinstance(action, Open):
            self.opened.append(Ref(action.ticket.tracker, new))
        elif new:
            self.said.append((action.ticket, new))


def apply(
    plan: Plan,
    snapshot: Snapshot,
    trackers: Mapping[str, Tracker],
    wording: Wording,
    policy: Policy,
    now: datetime,
    *,
    lately: int = 0,
    before: Callable[[], None] | None = None,
    opened: Opened | None = None,
) -> Done:
    """Write what the plan says, person by person.

    A write whose answer was lost ends that person's turn: the next pass looks before it
    writes. One that was refused ends its ticket's. Raises `TooManyChanges` or `Refused` before
    the first write where it can know, and `NotAllowed` where the first write in a place shows
    that we may write nothing there. `lately` are the changes that all workers made within the
    hour; `before` is called ahead of each write, and what it raises ends the pass there. `opened`
    keeps an opening whose ticket no list shows yet from being opened again.
    """
    brake(plan, snapshot, policy, now, lately)
    allowed(plan, snapshot)
    hand = _Hand(Scene.of(snapshot, wording), trackers, opened)
    for action in plan.actions:
        if not hand.waits(action):
            if before:
                before()
            hand.carry_out(action)
    return hand.done


@dataclass
class _Hand:
    """What writes a plan, action by action, and what came of it so far."""

    scene: Scene
    trackers: Mapping[str, Tracker]
    opened: Opened | None
    done: Done = field(default_factory=Done)
    stopped: set[PersonId | Ref | str] = field(default_factory=set)

    def waits(self, action: Action) -> bool:
        """Whether something went wrong before that it has to wait for."""
        if self.stopped & {_turn(action), action.ticket, action.ticket.tracker}:
            self.done.left.append((action, "waits for the next pass"))
            return True
        return False

    def carry_out(self, action: Action) -> None:
        """Write, or say why not."""
        if isinstance(action, Open) and self.opened and not self.opened.begin(_which(action)):
            self.done.left.append((action, "was opened a moment ago and is not listed yet"))
            return
        try:
            new = act(action, self.trackers[action.ticket.tracker], self.scene)
        except Unproven as e:
            self._left(action, e, _turn(action), "write.unproven")
        except Refused as e:
            self._undo(action)
            self._refused(action, e)
        except TryLater as e:
            self._undo(action)
            self._later(action, e)
        else:
            self.done.wrote(action, new)
            log.info("write.done", **facts(action))

    def _refused(self, action: Action, no: Refused) -> None:
        begun = any(_place(a) == _place(action) for a in self.done.written)
        if isinstance(no, NotAllowed) and not begun:
            raise no
        if isinstance(action, Nod):  # whoever wants no sign needs none, now or later
            log.warning("write.refused", **facts(action))
        else:
            self._left(action, no, action.ticket, "write.refused")

    def _later(self, action: Action, why: TryLater) -> None:
        self.stopped.add(action.ticket.tracker)
        self.done.left.append((action, str(why)))
        self.done.after = max(self.done.after, why.after or 0.0)
        self.done.failed = self.done.failed or not isinstance(why, Busy)
        log.warning("write.later", after=why.after, **facts(action))

    def _left(self, action: Action, why: IlosyncError, ends: PersonId | Ref, event: str) -> None:
        self.stopped.add(ends)
        self.done.left.append((action, str(why)))
        self.done.failed = True
        log.warning(event, **facts(action))

    def _undo(self, action: Action) -> None:
        if isinstance(action, Open) and self.opened:
            self.opened.undo(_which(action))


def brake(plan: Plan, snapshot: Snapshot, policy: Policy, now: datetime, lately: int = 0) -> None:
    """Refuse a plan that, with what was written within the hour, is larger than the policy allows.

    What was written is what the tickets show of us, or what all workers say, if that is more: so
    no memory is needed, and none that was lost does harm.
    """
    lately = max(lately, len(written_lately(snapshot, now)))
    planned = sum(not isinstance(a, Nod) for a in plan.actions)  # a sign tells nobody anything
    if planned and planned + lately > policy.max_changes:
        raise TooManyChanges(
            f"{planned} changes are planned and {lately} were made within the hour, "
            f"more than the {policy.max_changes} allowed; look at `ilosync plan`, and if all "
            "is well raise `max_changes` under [brake] in ilosync.toml"
        )


def written_lately(snapshot: Snapshot, now: datetime) -> list[datetime]:
    """When we wrote within the hour, by the times of our own comments, labels and tickets."""
    ours = [c.edited_at or c.at for t in snapshot.tickets for c in t.comments if c.marker]
    ours += [e.at for t in snapshot.tickets for e in t.events if e.ours]
    ours += [t.opened for t in snapshot.tickets if t.marker]
    return [at for at in ours if now - at < HOUR]


def allowed(plan: Plan, snapshot: Snapshot) -> None:
    """Refuse before the first write where a tracker said that we may not write."""
    closed = {(p.tracker, p.key) for p in snapshot.places if p.may_write is False}
    for action in plan.actions:
        if (action.ticket.tracker, action.ticket.place) in closed:
            raise Refused(
                f"the token may read {action.ticket.place} but not write there: "
                "give it `Issues: read and write`"
            )


def _place(action: Action) -> tuple[str, str]:
    return action.ticket.tracker, action.ticket.place


def _which(action: Open) -> str:
    """Which ticket of ours it is, wherever it is opened."""
    return f"{action.ticket.tracker}:{action.marker.rule}:{action.marker.period}"


def _turn(action: Action) -> PersonId | Ref:
    return action.person or action.ticket
