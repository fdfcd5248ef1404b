"""What the tool itself did and means to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from ilosync.core.model import PersonId
from ilosync.core.plan import Plan, notices
from ilosync.core.policy import Policy
from ilosync.core.view import PersonView

from .values import Tool

WEEK = timedelta(days=7)


def tool(
    views: Iterable[PersonView],
    plan: Plan,
    policy: Policy,
    now: datetime,
    spent: Mapping[str, Mapping[str, int]],
) -> Tool:
    """Notes of the last seven days on people's own tickets, and what becomes of the next ones."""
    said: Counter[PersonId] = Counter()
    for view in views:
        for ticket in view.tickets:
            said[view.person.id] += sum(now - c.at <= WEEK for c, _ in notices(ticket))
    return Tool(
        said.total(),
        max(said.values(), default=0),
        len(plan.waiting),
        len(plan.holds),
        len(plan.unheard),
        len(plan.actions),
        len(plan.actions) > policy.max_changes,
        spent,
    )
