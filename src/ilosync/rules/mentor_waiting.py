"""R09: somebody has been looking for a mentor for weeks."""

from __future__ import annotations

from collections.abc import Iterable

from ilosync.core.history import State
from ilosync.core.leads import Matter, to_lead
from ilosync.core.model import RuleId
from ilosync.core.policy import Policy
from ilosync.core.rule import Audience, Finding, Rule, Severity, instant
from ilosync.core.support import Mentor, mentoring
from ilosync.core.turning import ripe
from ilosync.core.view import PersonView


class MentorWaiting(Rule):
    """Whoever looks for a mentor does not look alone: after four weeks their supervisor, and
    nobody else, is asked for an introduction, here or at another organisation."""

    id = RuleId("mentor_waiting")
    title = "An introduction to a mentor"
    severity = Severity.DUTY
    audience = Audience.PRIVATE
    owes = "an introduction to a mentor"
    practices = ("P14", "P16", "P17")
    facts = {"where": "acme/learning#12", "url": "https://example.org/12"}

    def about_person(self, view: PersonView, policy: Policy) -> Iterable[Finding]:
        """Stands from four weeks after the owner said that they are looking, until they are not."""
        person, ilo = view.person, next(iter(view.current), None)
        if ilo is None or ilo.state is not State.ACTIVE:
            return
        wish = mentoring(ilo, policy)
        if wish.state is Mentor.LOOKING and wish.since is not None:
            day = ripe(person, person.today(wish.since), policy.mentor_wait_days)
            why = "looks for a mentor: an introduction would help"
            yield from to_lead(self, view, ilo, Matter(instant(wish.since), day, why))
