"""R18: a newcomer's buddy is somebody who cannot be one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from ilosync.core.arrival import arrival, buddy, onboardings
from ilosync.core.dates import midnight
from ilosync.core.lines import same_line
from ilosync.core.model import Person, PersonId, RuleId
from ilosync.core.owing import here, owing
from ilosync.core.policy import Policy
from ilosync.core.rule import Audience, Finding, Rule, Severity
from ilosync.core.stand_in import stand_in
from ilosync.core.view import CoopView

People = Mapping[PersonId, Person]


class BuddyFit(Rule):
    """A buddy is somebody to ask anything: not the supervisor, nobody in the newcomer's line,
    somebody who is still here and has at most two newcomers. Otherwise the supervisor is asked,
    in private, to choose another one together with the newcomer. Nobody is asked why a pair
    changes."""

    id = RuleId("buddy_fit")
    title = "A buddy who is free to be one"
    severity = Severity.DUTY
    audience = Audience.PRIVATE
    owes = "another buddy"
    practices = ("P12", "P24")
    facts = {"variant": "line|left|many", "buddy": "linus"}

    def about_everyone(self, view: CoopView, policy: Policy) -> Iterable[Finding]:
        """Stands for each newcomer whose buddy it concerns; of too many, for the last to come."""
        people = {v.person.id: v.person for v in view.people}
        there = onboardings(view.snapshot.tickets, people.values(), policy, view.now)
        arriving = [p for p in people.values() if self._arriving(p, view.now, policy)]
        pairs: dict[PersonId, list[Person]] = {}
        for person in sorted(arriving, key=lambda p: (p.start or view.today, p.id)):
            who = buddy(person, there.get(person.id, ()), people)
            if who is not None:
                pairs.setdefault(who, []).append(person)
        for who, newcomers in pairs.items():
            for n, person in enumerate(newcomers, start=1):
                variant = _variant(who, person, n, people, view.now, policy)
                if variant:
                    yield self._finding(person, who, variant, people, view)

    def _arriving(self, person: Person, now: datetime, policy: Policy) -> bool:
        comes = arrival(person, policy)
        return comes is not None and comes.runs(person.today(now))

    def _finding(
        self, person: Person, who: PersonId, variant: str, people: People, view: CoopView
    ) -> Finding:
        owed = owing(person, people, view.policy, view.now)
        return Finding(
            self.id,
            f"{stand_in(who)}.{variant}",
            midnight(person.today(view.now), person.time_zone),
            person.id,
            facts={"variant": variant, "buddy": who},
            asks=owed.tells,
            owed_by=owed.by,
            audience=self.audience,
            tells=owed.tells,
            why=f"{person.name} may need another buddy",
        )


def _variant(
    who: PersonId, person: Person, turn: int, people: People, now: datetime, policy: Policy
) -> str:
    """Why they cannot be it, in a word; nothing if they can."""
    if not here(people.get(who), now):
        return "left"
    if same_line(who, person.id, people):
        return "line"
    return "many" if turn > policy.most_buddies else ""
