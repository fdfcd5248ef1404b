"""R07: nobody has asked yet how somebody would like to step out of their comfort zone."""

from __future__ import annotations

from collections.abc import Iterable

from ilosync.core import form
from ilosync.core.history import State
from ilosync.core.leads import Matter, to_lead
from ilosync.core.model import RuleId
from ilosync.core.policy import Policy
from ilosync.core.rule import Audience, Finding, Rule, Severity, instant
from ilosync.core.turning import ripe
from ilosync.core.view import PersonView


class ComfortZone(Rule):
    """While an objective is being set up, somebody asks how its owner would like to step out of
    their comfort zone, and whether. Where the form has no answer after some days, the supervisor
    hears of the question once, in private. “Not just now” is a full answer; none is kept."""

    id = RuleId("comfort_zone")
    title = "Asked how, and whether, to leave the comfort zone"
    severity = Severity.OFFER
    audience = Audience.PRIVATE
    practices = ("P06",)
    facts = {"where": "acme/learning#12", "url": "https://example.org/12"}

    def about_person(self, view: PersonView, policy: Policy) -> Iterable[Finding]:
        """Stands on a draft that has no answer in its form, until it starts."""
        for ilo in view.ilos:
            if ilo.state is State.DRAFT and form.COMFORT not in ilo.ticket.says:
                day = ripe(view.person, ilo.began, policy.comfort_zone_days)
                why = f"the form of the draft {ilo.ticket.ref} has a question left"
                yield from to_lead(self, view, ilo, Matter(instant(ilo.began_at), day, why))
