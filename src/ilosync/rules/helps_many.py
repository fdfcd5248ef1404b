"""P24: one person is at hand, or Plan B, for many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ilosync.core.dates import midnight
from ilosync.core.model import PersonId, RuleId
from ilosync.core.owing import supervisor
from ilosync.core.policy import Policy
from ilosync.core.rule import Audience, Finding, Rule, Severity
from ilosync.core.view import CoopView


class HelpsMany(Rule):
    """Nobody is leaned on by all. Where more than three people count on one person to be at hand
    or to step in, that person's own supervisor is asked, in private, to look with them at whether
    it is still fine. Nobody's load is published, or compared."""

    id = RuleId("helps_many")
    title = "Nobody is leaned on by all"
    severity = Severity.OFFER
    audience = Audience.PRIVATE
    practices = ("P19", "P23", "P24")
    facts = {}

    def about_everyone(self, view: CoopView, policy: Policy) -> Iterable[Finding]:
        """Stands while so many count on them; one more is a new thing, one less is not."""
        people = {v.person.id: v.person for v in view.people}
        count: Counter[PersonId] = Counter()
        for each in view.members:
            count.update({x for x in (each.person.at_hand, each.person.plan_b) if x})
        for who, helped in count.items():
            lead = supervisor(people[who], people, view.now) if who in people else None
            if lead is not None and helped > policy.most_helped:
                yield Finding(
                    self.id,
                    f"n{helped}",
                    midnight(view.today, policy.time_zone),
                    who,
                    asks=(lead.id,),
                    audience=self.audience,
                    tells=(lead.id,),
                    why="several people count on them",
                )
