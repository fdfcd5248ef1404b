"""R20: a stretch lacks time or help, or the one who would step in is not there."""

from __future__ import annotations

from collections.abc import Iterable

from ilosync.core import form
from ilosync.core.dates import stops
from ilosync.core.leads import Matter, to_lead
from ilosync.core.model import Person, RuleId
from ilosync.core.policy import Policy
from ilosync.core.rule import Audience, Finding, Rule, Severity, instant
from ilosync.core.stretch import help_owed_from, stretch_began
from ilosync.core.view import PersonView


class StretchHelp(Rule):
    """Nobody is sent up a wall without time, means and somebody to catch them. Where a stretch
    says nothing of what it needs, or its Plan-B person may not be there for a while, the
    supervisor hears of it in private; never why."""

    id = RuleId("stretch_help")
    title = "Time and help for a stretch"
    severity = Severity.DUTY
    audience = Audience.PRIVATE
    owes = "{variant} for a stretch"
    practices = ("P19", "P23", "P24")
    facts = {
        "where": "acme/learning#12",
        "url": "https://example.org/12",
        "variant": "time and help|somebody who steps in",
    }

    def about_person(self, view: PersonView, policy: Policy) -> Iterable[Finding]:
        """Stands on a stretch until the form says what it needs, and somebody can step in."""
        for ilo in view.ilos:
            called, day = stretch_began(ilo.ticket, policy), help_owed_from(ilo, policy)
            if called is None:
                continue
            event = max(called, ilo.began_at)
            if form.NEED not in ilo.ticket.says:
                why, facts = "a stretch names no time or help", {"variant": "time and help"}
                yield from to_lead(
                    self, view, ilo, Matter(instant(event, "need"), day, why, facts, now=True)
                )
            if self._may_be_missed(view, policy):
                why, facts = "a stretch needs its Plan B anew", {"variant": "somebody who steps in"}
                yield from to_lead(
                    self, view, ilo, Matter(instant(event, "planb"), day, why, facts, now=True)
                )

    def _may_be_missed(self, view: PersonView, policy: Policy) -> bool:
        """Whether the people file's Plan-B person left, or is away for long."""
        who = view.people.get(view.person.plan_b) if view.person.plan_b else None
        return who is not None and not _there(who, view, policy)


def _there(who: Person, view: PersonView, policy: Policy) -> bool:
    today = who.today(view.now)
    away = any(today in span for span in stops(who.away, policy.stop_days))
    return who.in_scope(today) and not away
