"""The nightly compliance report, as a value: where does the organisation still owe somebody?

Four faces of one computation. *To-do* is for the organisers, by name, facts and dates only.
*Promises* is for everybody: aggregates, one issue a week, with small numbers held back; without a
charter in words. *My people* is for each supervisor, *Mine* for each person. Nobody is scored or
compared, and what could not be read is unknown, not none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from ilosync.core.model import Snapshot
from ilosync.core.plan import Plan
from ilosync.core.policy import Policy
from ilosync.core.rule import Rule
from ilosync.core.view import CoopView, views

from .counts import counts
from .desks import desks
from .issue import Issue, Night
from .mine import mine
from .promises import promises, tonight
from .teams import team_talks
from .todo import Owed, todo
from .tool import tool
from .values import Report, Source

__all__ = ["Issue", "Night", "Report", "report"]

NOTHING: Mapping[str, Mapping[str, int]] = {}


def report(
    snapshot: Snapshot,
    plan: Plan,
    policy: Policy,
    now: datetime,
    rules: Iterable[Rule],
    history: Iterable[Night] = (),
    spent: Mapping[str, Mapping[str, int]] = NOTHING,
) -> Report:
    """All that a pass knows, told to four readers. Pure: the same in, the same out.

    `history` are the nights before, as `Report.tonight` was kept; `spent` the requests that the
    reading took, by tracker and kind.
    """
    policy, history, rules = policy.on(now), tuple(history), tuple(rules)
    at = now.astimezone(policy.time_zone)
    everybody = views(snapshot, policy, now)
    owed = Owed.of(snapshot, plan, rules)
    whole = not snapshot.unread
    coop = CoopView(snapshot, everybody, policy, now)
    talks = team_talks(coop, policy)
    issue = tonight(counts(everybody, policy, now), talks, policy, at, rules)
    shown = promises(history, issue, whole=whole)
    return Report(
        at,
        tuple(Source(x, None if x in snapshot.unread else at) for x in _trackers(snapshot)),
        todo(owed, plan),
        shown,
        desks(everybody, plan, owed, policy),
        mine(snapshot, everybody, policy, now, owed.rules),
        tool(everybody, plan, policy, now, spent),
        Night(at.date(), shown.issue, whole),
        policy.narrow,
        policy.charter_review,
        snapshot.remarks,
    )


def _trackers(snapshot: Snapshot) -> list[str]:
    """Every tracker that was read, or ought to have been."""
    found = set(snapshot.unread) | {p.tracker for p in snapshot.places}
    return sorted(found | {t.ref.tracker for t in snapshot.tickets})
