"""R22: an ILO came to its end two weeks ago, and nothing was said of a look back."""

from __future__ import annotations

from collections.abc import Iterable

from ilosync.core.dates import midnight
from ilosync.core.model import RuleId
from ilosync.core.policy import Policy
from ilosync.core.rule import Audience, Finding, Rule, Severity, instant
from ilosync.core.support import retro
from ilosync.core.turning import closing, ripe
from ilosync.core.view import PersonView


class LookBack(Rule):
    """Two weeks after an objective came to its end, a look back is offered once more: held, or
    not this time. On a ticket that only the team reads, where a charter allows it; else in
    private. Then it is left."""

    id = RuleId("look_back")
    title = "A look back, offered once more"
    severity = Severity.OFFER
    audience = Audience.TEAM
    practices = ("P25",)
    facts = {"where": "acme/learning#12", "url": "https://example.org/12"}

    def about_person(self, view: PersonView, policy: Policy) -> Iterable[Finding]:
        """Stands from two weeks after the end until a look back was held or skipped."""
        person = view.person
        for ilo in view.ilos:
            end = closing(ilo, view)
            day = ripe(person, end.day, policy.retro_days) if end else None
            if end is None or day is None or view.today < day or retro(ilo).outcome:
                continue
            yield Finding(
                self.id,
                instant(end.at),
                midnight(day, person.time_zone),
                person.id,
                ilo.ticket.ref,
                {"where": ilo.ticket.ref.key, "url": ilo.ticket.url},
                asks=(person.id,),
                dated=day,
                once=True,
                why="a look back may be held, or left",
                audience=self.audience,
                tells=(person.id,),
            )
