"""The report of a day that has passed, out of tickets as they are now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time

from ilosync.core.evaluate import evaluate
from ilosync.core.model import Snapshot
from ilosync.core.past import as_it_was
from ilosync.core.policy import Policy
from ilosync.core.rule import Rule
from ilosync.core.view import CoopView, views

from . import report
from .counts import counts
from .issue import Night, monday
from .promises import tonight
from .teams import team_talks
from .values import Report


def report_on(
    snapshot: Snapshot,
    at: datetime,
    policy: Policy,
    now: datetime,
    rules: Iterable[Rule],
    counted: time,
) -> Report:
    """What the report would have said at an instant; the snapshot was read `now`.

    Promises are the issue that stood then: what was counted in the first night of that week, at
    the local time `counted`. More than one a week would give small numbers away. Nothing is
    planned for a day that has passed, and no requests are told, so that the same tickets and the
    same day give the same report whenever one asks.
    """
    rules = tuple(rules)
    night = issue_night(at, policy, counted)
    counted_then = _counted(as_it_was(snapshot, night, policy, now), policy, night, rules)
    was = as_it_was(snapshot, at, policy, now)
    plan = replace(evaluate(was, policy, at, rules), actions=())
    return report(was, plan, policy, at, rules, (counted_then,))


def _counted(snapshot: Snapshot, policy: Policy, at: datetime, rules: Iterable[Rule]) -> Night:
    """What that night counted, and nothing that is by name."""
    policy, whole = policy.on(at), not snapshot.unread
    coop = CoopView(snapshot, views(snapshot, policy, at), policy, at)
    local = at.astimezone(policy.time_zone)
    figures = counts(coop.people, policy, at)
    issue = tonight(figures, team_talks(coop, policy), policy, local, rules)
    return Night(local.date(), issue if whole else None, whole)


def issue_night(at: datetime, policy: Policy, counted: time) -> datetime:
    """When the issue was counted that stood at an instant."""
    first = monday(at.astimezone(policy.time_zone).date())
    return min(datetime.combine(first, counted, policy.time_zone), at)
