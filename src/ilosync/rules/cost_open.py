"""R10: a cost that stands in the way of learning waits for an answer."""

from __future__ import annotations

from collections.abc import Iterable

from ilosync.core.leads import Matter, answer_day, to_lead
from ilosync.core.model import RuleId
from ilosync.core.policy import Policy
from ilosync.core.rule import Audience, Finding, Rule, Severity, instant
from ilosync.core.support import cost_open_since
from ilosync.core.view import PersonView


class CostOpen(Rule):
    """A question of cost, marked with the label `ilo:cost-to-cover`, gets a word from the
    supervisor within ten of their working days: yes, no with a why, or when they will know."""

    id = RuleId("cost_open")
    title = "An answer about a cost"
    severity = Severity.DUTY
    audience = Audience.PRIVATE
    owes = "an answer about a cost"
    practices = ("P16",)
    facts = {"where": "acme/learning#12", "url": "https://example.org/12"}

    def about_person(self, view: PersonView, policy: Policy) -> Iterable[Finding]:
        """Stands while the label is on an open objective and the supervisor wrote nothing since."""
        for ilo in view.ilos:
            asked = cost_open_since(ilo, view.people, policy) if ilo.ticket.open else None
            if asked is not None:
                day = answer_day(view, asked, policy.answer_workdays)
                why = "a question of cost waits for a word"
                yield from to_lead(self, view, ilo, Matter(instant(asked), day, why))
