"""R08: an ILO is under way, and nothing was said of a mentor."""

from __future__ import annotations

from collections.abc import Iterable

from ilosync.core.dates import midnight
from ilosync.core.history import State
from ilosync.core.model import RuleId
from ilosync.core.policy import Policy
from ilosync.core.rule import Audience, Finding, Rule, Severity, instant
from ilosync.core.support import Mentor, mentoring
from ilosync.core.turning import ripe
from ilosync.core.view import PersonView


class MentorAsked(Rule):
    """Two weeks into an objective its owner is asked once whether they would like a mentor: named,
    looking, from elsewhere, or none; each of these is fine. On a ticket that only the team reads,
    where a charter allows it; else in private."""

    id = RuleId("mentor_asked")
    title = "A mentor, if you want one"
    severity = Severity.OFFER
    audience = Audience.TEAM
    practices = ("P14", "P15", "P16")
    facts = {"where": "acme/learning#12", "url": "https://example.org/12"}

    def about_person(self, view: PersonView, policy: Policy) -> Iterable[Finding]:
        """Stands on the oldest active objective until a word about mentors is said."""
        person, ilo = view.person, next(iter(view.current), None)
        if ilo is None or ilo.state is not State.ACTIVE:
            return
        day = ripe(person, ilo.began, policy.mentor_ask_days, ilo.pauses)
        if day is None or view.today < day or mentoring(ilo, policy).state is not Mentor.UNSAID:
            return
        yield Finding(
            self.id,
            instant(ilo.began_at),
            midnight(day, person.time_zone),
            person.id,
            ilo.ticket.ref,
            {"where": ilo.ticket.ref.key, "url": ilo.ticket.url},
            asks=(person.id,),
            dated=day,
            once=True,
            why="nothing was said of a mentor, for or against",
            audience=self.audience,
            tells=(person.id,),
        )
