"""R13: the day of a team's talk about values and goals."""

from __future__ import annotations

from collections.abc import Iterable

from ilosync.core.dates import midnight
from ilosync.core.model import RuleId
from ilosync.core.policy import Policy
from ilosync.core.rule import Finding, Rule, Severity, instant
from ilosync.core.together import quarter_day, quarter_of, talked
from ilosync.core.view import TicketView


class QuarterDay(Rule):
    """On the day of the quarter's talk one note on its ticket says so, to the whole team. It
    mentions nobody but the facilitator, and only if the talk was not held yet."""

    id = RuleId("quarter_day")
    title = "The day of values and goals"
    severity = Severity.INFO
    practices = ("P08",)
    facts = {"planned": "2026-12-30"}

    def about_ticket(self, view: TicketView, policy: Policy) -> Iterable[Finding]:
        """Stands from the quarter's last working day to its end; a remark, it never settles."""
        ticket = view.ticket
        if policy.narrow or not ticket.has(policy.quarter) or talked(ticket, view.directory):
            return
        span = quarter_of(ticket, policy)
        people = [p for p in map(view.who, ticket.assignees) if p is not None]
        today = view.now.astimezone(policy.time_zone).date()
        if not people or span.last is None or today > span.last:
            return
        day = quarter_day(people[0], span)
        if today >= day:
            yield Finding(
                self.id,
                instant(ticket.opened),
                midnight(day, policy.time_zone),
                people[0].id,
                ticket.ref,
                {"planned": day.isoformat()},
                asks=tuple(p.id for p in people),
                dated=day,
                once=True,
                why=f"values and goals are planned for {day.isoformat()}",
            )
