"""R27: more people read a place than was agreed."""

from __future__ import annotations

from collections.abc import Iterable

from ilosync.core.dates import midnight
from ilosync.core.model import RuleId
from ilosync.core.owing import organising
from ilosync.core.policy import Policy
from ilosync.core.rule import Audience, Finding, Rule, Severity
from ilosync.core.stand_in import stand_in
from ilosync.core.view import CoopView


class WidePlace(Rule):
    """Where more people can read a repository or project than the configuration says, nothing is
    written there at all, and the organisers hear of it in private: which place, what it should be
    and what it is."""

    id = RuleId("wide_place")
    title = "No more readers than agreed"
    severity = Severity.DUTY
    audience = Audience.PRIVATE
    owes = "the readers that were agreed for {where}"
    practices = ("P31",)
    facts = {"where": "acme/learning", "declared": "team", "readers": "organisation|public"}

    def about_everyone(self, view: CoopView, policy: Policy) -> Iterable[Finding]:
        """Stands for each such place."""
        people = {v.person.id: v.person for v in view.people}
        owed = organising(people, policy, view.now)
        for place in view.snapshot.places:
            if place.too_wide:
                name = stand_in(f"{place.tracker}:{place.key}")
                yield Finding(
                    self.id,
                    f"{name}.{place.readers}",
                    midnight(view.today, policy.time_zone),
                    facts={
                        "where": place.key,
                        "declared": str(place.declared),
                        "readers": str(place.readers),
                    },
                    asks=owed.tells,
                    owed_by=owed.by,
                    audience=self.audience,
                    tells=owed.tells,
                    why=f"{place.key} has more readers than the configuration says",
                )
