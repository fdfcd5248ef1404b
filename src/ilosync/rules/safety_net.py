"""R19: a stretch has no safety net yet."""

from __future__ import annotations

from collections.abc import Iterable

from ilosync.core.leads import Matter, to_lead
from ilosync.core.model import RuleId
from ilosync.core.policy import Policy
from ilosync.core.rule import Audience, Finding, Rule, Severity, instant
from ilosync.core.stretch import Net, help_owed_from, net, stretch_began
from ilosync.core.view import PersonView


class SafetyNet(Rule):
    """Before somebody tries something hard, three things are said: what it would look like if it
    did not work out, that it costs no one their job, and who steps in. Their supervisor owes
    them, and hears in private which are open. What could not wait has two working days more. The
    work is never held up, and the learner is not asked for any of it."""

    id = RuleId("safety_net")
    title = "A safety net for a stretch"
    severity = Severity.DUTY
    audience = Audience.PRIVATE
    owes = "a safety net for a stretch"
    practices = ("P20", "P21", "P22", "P23", "P30")
    facts = {
        "where": "acme/learning#12",
        "url": "https://example.org/12",
        "missing": "picture assured plan-b|picture|assured|plan-b",
    }

    def about_person(self, view: PersonView, policy: Policy) -> Iterable[Finding]:
        """Stands on a stretch, also while it is a draft, until all three are said."""
        for ilo in view.ilos:
            called, day = stretch_began(ilo.ticket, policy), help_owed_from(ilo, policy)
            found = net(ilo, view.people)
            if called is None or found.whole:
                continue
            event = max(called, ilo.began_at)
            why = "a stretch waits for its safety net"
            facts = {"missing": _missing(found)}
            yield from to_lead(self, view, ilo, Matter(instant(event), day, why, facts, now=True))


def _missing(found: Net) -> str:
    """The lines that are open, in order."""
    lines = {"picture": found.picture, "assured": found.assured, "plan-b": found.plan_b}
    return " ".join(name for name, there in lines.items() if not there)
