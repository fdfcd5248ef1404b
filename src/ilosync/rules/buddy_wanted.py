"""R17: a newcomer has no buddy who said yes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ilosync.core.arrival import Arrival, arrival, buddy, onboardings
from ilosync.core.dates import midnight
from ilosync.core.model import Person, PersonId, RuleId
from ilosync.core.owing import owing
from ilosync.core.policy import Policy
from ilosync.core.rule import Audience, Finding, Rule, Severity
from ilosync.core.view import CoopView

People = Mapping[PersonId, Person]


class BuddyWanted(Rule):
    """A newcomer has a buddy who said yes, five working days before the first day and for all of
    the first nine months. While there is none, the supervisor is asked, in private, to ask
    somebody who would enjoy it. `buddy` in the people file, or `/ilo buddy yes` by the buddy on
    the onboarding ticket, is the answer."""

    id = RuleId("buddy_wanted")
    title = "A buddy for each newcomer"
    severity = Severity.DUTY
    audience = Audience.PRIVATE
    owes = "a buddy"
    practices = ("P12",)
    facts = {"variant": "ahead|here", "planned": "2026-11-30"}

    def about_everyone(self, view: CoopView, policy: Policy) -> Iterable[Finding]:
        """Stands from some days before the first day until somebody agreed."""
        people = {v.person.id: v.person for v in view.people}
        there = onboardings(view.snapshot.tickets, people.values(), policy, view.now)
        for person in people.values():
            comes = arrival(person, policy)
            if comes is None or not comes.runs(person.today(view.now)):
                continue
            if buddy(person, there.get(person.id, ()), people) is None:
                yield self._finding(person, comes, people, view)

    def _finding(self, person: Person, comes: Arrival, people: People, view: CoopView) -> Finding:
        owed = owing(person, people, view.policy, view.now)
        today = person.today(view.now)
        return Finding(
            self.id,
            "arrival",
            midnight(comes.ahead, person.time_zone),
            person.id,
            facts={
                "variant": "ahead" if today < comes.start else "here",
                "planned": comes.start.isoformat(),
            },
            asks=owed.tells,
            owed_by=owed.by,
            audience=self.audience,
            tells=owed.tells,
            why=f"nobody has said yes to being {person.name}'s buddy yet",
        )
