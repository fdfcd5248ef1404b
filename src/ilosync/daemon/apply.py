"""Carry a plan out. Safe to stop anywhere and to run again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from ilosync.core.actions import (
    Action,
    AddLabel,
    MakeLabel,
    RemoveLabel,
    Revise,
    Say,
    SetDay,
    Settle,
    Withdraw,
)
from ilosync.core.model import PersonId, Ref, Snapshot, Ticket
from ilosync.core.plan import Plan
from ilosync.core.policy import Policy
from ilosync.errors import Busy, NotAllowed, Refused, TooManyChanges, TryLater, Unproven
from ilosync.ports import Tracker
from ilosync.wording import Wording

log = structlog.get_logger()
HOUR = timedelta(hours=1)


def _go_on() -> None:
    """Nobody else writes."""


@dataclass
class Done:
    """What became of a plan: what was written, and what was left for the next pass and why."""

    written: list[Action] = field(default_factory=list)
    said: list[tuple[Ref, str]] = field(default_factory=list)  # tickets, and ids of new notices
    left: list[tuple[Action, str]] = field(default_factory=list)
    after: float = 0.0  # seconds until a tracker may be asked again
    failed: bool = False  # whether more was wrong than the moment


def apply(
    plan: Plan,
    snapshot: Snapshot,
    trackers: Mapping[str, Tracker],
    wording: Wording,
    policy: Policy,
    now: datetime,
    *,
    lately: int = 0,
    before: Callable[[], None] = _go_on,
) -> Done:
    """Write what the plan says, person by person.

    A write whose answer was lost ends that person's turn: the next pass looks before it
    writes. One that was refused ends its ticket's. Raises `TooManyChanges` or `Refused` before
    the first write where it can know, and `NotAllowed` where the first write in a place shows
    that we may write nothing there. `lately` are the changes that all workers made within the
    hour; `before` is called ahead of each write, and what it raises ends the pass there.
    """
    brake(plan, snapshot, policy, now, lately)
    allowed(plan, snapshot)
    tickets = {t.ref: t for t in snapshot.tickets}
    done = Done()
    stopped: set[PersonId | Ref | str] = set()
    for action in plan.actions:
        turn = _turn(action)
        if stopped & {turn, action.ticket, action.ticket.tracker}:
            done.left.append((action, "waits for the next pass"))
            continue
        tracker = trackers[action.ticket.tracker]
        before()
        try:
            new = _write(action, tracker, wording, tickets.get(action.ticket))
        except Unproven as e:
            stopped.add(turn)
            done.left.append((action, str(e)))
            done.failed = True
            log.warning("write.unproven", **_facts(action))
        except Refused as e:
            begun = any(_place(a) == _place(action) for a in done.written)
            if isinstance(e, NotAllowed) and not begun:
                raise
            stopped.add(action.ticket)
            done.left.append((action, str(e)))
            done.failed = True
            log.warning("write.refused", **_facts(action))
        except TryLater as e:
            stopped.add(action.ticket.tracker)
            done.left.append((action, str(e)))
            done.after = max(done.after, e.after or 0.0)
            done.failed = done.failed or not isinstance(e, Busy)
            log.warning("write.later", after=e.after, **_facts(action))
        else:
            done.written.append(action)
            done.said += [(action.ticket, new)] if new else []
            log.info("write.done", **_facts(action))
    return done


def brake(plan: Plan, snapshot: Snapshot, policy: Policy, now: datetime, lately: int = 0) -> None:
    """Refuse a plan that, with what was written within the hour, is larger than the policy allows.

    What was written is what the tickets show of us, or what all workers say, if that is more: so
    no memory is needed, and none that was lost does harm.
    """
    lately = max(lately, len(written_lately(snapshot, now)))
    if plan.actions and len(plan.actions) + lately > policy.max_changes:
        raise TooManyChanges(
            f"{len(plan.actions)} changes are planned and {lately} were made within the hour, "
            f"more than the {policy.max_changes} allowed; look at `ilosync plan`, and if all "
            "is well raise `max_changes` under [brake] in ilosync.toml"
        )


def written_lately(snapshot: Snapshot, now: datetime) -> list[datetime]:
    """When we wrote within the hour, by the times of our own comments and labels."""
    ours = [c.edited_at or c.at for t in snapshot.tickets for c in t.comments if c.marker]
    ours += [e.at for t in snapshot.tickets for e in t.events if e.ours]
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


def _turn(action: Action) -> PersonId | Ref:
    return action.person or action.ticket


def _write(action: Action, tracker: Tracker, wording: Wording, ticket: Ticket | None) -> str:
    """Do it; the id of a new notice, where it is one."""
    match action:
        case Say(ref, finding, marker):
            return tracker.say(ref, marker, wording.say(finding, ticket, mention=True))
        case Revise(ref, comment, finding, marker):
            tracker.revise(ref, comment, marker, wording.say(finding, ticket))
        case Settle(ref, comment, marker):
            tracker.revise(ref, comment, marker, None)
        case Withdraw(ref, comment):
            tracker.withdraw(ref, comment)
        case AddLabel(ref, label):
            tracker.add_label(ref, label)
        case RemoveLabel(ref, label):
            tracker.remove_label(ref, label)
        case MakeLabel(_, place, label):
            tracker.make_label(place, label)
        case SetDay(ref, day, was):
            tracker.set_day(ref, day, was)
    return ""


def _facts(action: Action) -> dict[str, str]:
    """What the log may know: never a word of a ticket."""
    facts = {"action": type(action).__name__.lower(), "ticket": str(action.ticket)}
    if isinstance(action, (AddLabel, RemoveLabel, MakeLabel)):
        facts["label"] = action.label
    elif isinstance(action, SetDay):
        facts |= {"rule": action.rule, "day": action.day}
    else:
        facts["rule"] = action.marker.rule
    return facts
