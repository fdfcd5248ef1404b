"""An ILO ticket lacks its label, or carries a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from ilosync.core.history import taken_off
from ilosync.core.labels import resembles
from ilosync.core.model import RuleId, Ticket
from ilosync.core.plan import notices
from ilosync.core.policy import Policy
from ilosync.core.rule import Finding, Rule, Severity, instant
from ilosync.core.view import TicketView

PUT_ON = timedelta(days=1)  # later than that, a missing label is somebody's choice


class Labelled(Rule):
    """Every learning objective carries the label. A ticket that says it is one, by its form,
    its type, a title that begins with `ILO:` or a misspelt label, gets the label once, with a
    line that says so. A label that somebody took off stays off and is not mentioned again."""

    id = RuleId("labelled")
    title = "Carries the label"
    severity = Severity.INFO
    facts = {"label": "ILO"}

    def about_ticket(self, view: TicketView, policy: Policy) -> Iterable[Finding]:
        """Stands while the label is to be put on; a remark, so it never settles."""
        ticket = view.ticket
        person = view.owner or view.who(ticket.author)
        if person is None or not ticket.open or not self._lacks(ticket, policy):
            return
        period = instant(ticket.opened)
        when = [c.at for c, m in notices(ticket) if m.key == (self.id, period)]
        if when and view.now - when[0] > PUT_ON:
            return
        yield Finding(
            self.id,
            period,
            ticket.opened,
            person.id,
            ticket.ref,
            {"label": policy.label},
            asks=(person.id,),
            answer=view.just(ticket.opened) and view.who(ticket.author) is not None,
            once=True,
            want=(policy.label,),
            why=f"it says it is a learning objective and lacks the label {policy.label}",
        )

    def _lacks(self, ticket: Ticket, policy: Policy) -> bool:
        if any(ticket.has(x) for x in (policy.label, policy.next, policy.onboarding)):
            return False
        if any(m.rule == "only_one" for _, m in notices(ticket)):
            return False  # parked, and the owner may have undone that in their own way
        says_so = ticket.looks_like_ilo or any(resembles(x, policy.label) for x in ticket.labels)
        return says_so and not taken_off(ticket, policy.label)
