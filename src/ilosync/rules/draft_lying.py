"""R03: an ILO has been in the making for weeks."""

from __future__ import annotations

from collections.abc import Iterable

from ilosync.core.history import State
from ilosync.core.leads import Matter, to_lead
from ilosync.core.model import RuleId
from ilosync.core.policy import Policy
from ilosync.core.rule import Audience, Finding, Rule, Severity, instant
from ilosync.core.turning import ripe
from ilosync.core.view import PersonView


class DraftLying(Rule):
    """A draft may take its time. After four weeks, with no other objective under way, the
    supervisor is asked once, in private, whether to offer help with the rest of it. Whoever is
    setting it up hears nothing about it, and nothing starts unless they start it."""

    id = RuleId("draft_lying")
    title = "Help with a draft"
    severity = Severity.OFFER
    audience = Audience.PRIVATE
    practices = ("P04",)
    facts = {"where": "acme/learning#12", "url": "https://example.org/12"}

    def about_person(self, view: PersonView, policy: Policy) -> Iterable[Finding]:
        """Stands while the draft is one, and nothing else counts as theirs."""
        if view.current:
            return
        for ilo in view.ilos:
            if ilo.state is State.DRAFT:
                day = ripe(view.person, ilo.began, policy.draft_days + 1)
                why = f"the draft {ilo.ticket.ref} may want another pair of eyes"
                yield from to_lead(self, view, ilo, Matter(instant(ilo.began_at), day, why))
