"""Somebody has said yes to being a newcomer's buddy."""

from __future__ import annotations

from collections.abc import Iterable

from ilosync.core.arrival import agreed, newcomer_of
from ilosync.core.model import RuleId
from ilosync.core.owing import organising, supervisor
from ilosync.core.policy import Policy
from ilosync.core.rule import Finding, Rule, Severity, instant
from ilosync.core.view import TicketView


class BuddyNamed(Rule):
    """When somebody has said yes on the onboarding ticket to being the buddy, with
    `/ilo buddy yes`, one note there introduces the two, and says that the buddy does not report
    on the newcomer and that a change needs no reason."""

    id = RuleId("buddy_named")
    title = "A buddy has said yes"
    severity = Severity.INFO
    practices = ("P12",)
    facts = {"buddy": "linus", "contact": "grace|", "months": "9"}

    def about_ticket(self, view: TicketView, policy: Policy) -> Iterable[Finding]:
        """Stands for some days after the yes; a remark, so it never settles."""
        ticket = view.ticket
        if not ticket.open or not ticket.has(policy.onboarding):
            return
        on_it = [view.directory.get((ticket.ref.tracker, a)) for a in ticket.assignees]
        known = view.directory.values()
        person = newcomer_of(ticket, [p for p in on_it if p], policy, view.now, known)
        if person is None:
            return
        people = {p.id: p for p in view.directory.values()}
        yes = agreed(person, ticket, people)
        if not yes or not view.just(yes[-1][1]):
            return
        who, at = yes[-1]
        lead = supervisor(person, people, view.now)
        contact = lead.id if lead else organising(people, policy, view.now, person.id).by
        yield Finding(
            self.id,
            instant(at),
            at,
            person.id,
            ticket.ref,
            {"buddy": who, "contact": contact or "", "months": str(policy.onboarding_months)},
            asks=(person.id,),
            answer=True,
            once=True,
            why=f"somebody has said yes to being {person.name}'s buddy",
        )
