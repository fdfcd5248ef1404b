"""R24: an idea waits for an answer."""

from __future__ import annotations

from collections.abc import Iterable

from ilosync.core.leads import Matter, answer_day, to_lead
from ilosync.core.model import RuleId
from ilosync.core.policy import Policy
from ilosync.core.rule import Audience, Finding, Rule, Severity, instant
from ilosync.core.support import ideas_open
from ilosync.core.view import PersonView


class IdeaOpen(Rule):
    """An idea that the owner of an objective marks with `/ilo idea` gets an answer from their
    supervisor within ten of their working days: yes, no with a why, or later. Ideas are not
    counted, and closing the ticket answers none."""

    id = RuleId("idea_open")
    title = "An answer to an idea"
    severity = Severity.DUTY
    audience = Audience.PRIVATE
    owes = "an answer to an idea"
    practices = ("P10",)
    facts = {"where": "acme/learning#12", "url": "https://example.org/12"}

    def about_person(self, view: PersonView, policy: Policy) -> Iterable[Finding]:
        """Stands for the oldest idea on a ticket after which the supervisor wrote nothing."""
        for ilo in view.ilos:
            at = min((at for _, at in ideas_open(ilo, view.people)), default=None)
            if at is not None:
                day = answer_day(view, at, policy.answer_workdays)
                why = "an idea waits for a word"
                yield from to_lead(self, view, ilo, Matter(instant(at), day, why))
