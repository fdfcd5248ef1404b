"""P11, P12: a newcomer's onboarding ticket."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from ilosync.core.arrival import WELCOME, arrival, buddy, onboardings
from ilosync.core.dates import WorkWeek, midnight, sessions
from ilosync.core.model import Person, PersonId, Readers
from ilosync.core.owing import supervisor
from ilosync.core.policy import Policy
from ilosync.core.rule import Finding, Opening, Rule, Severity
from ilosync.core.stand_in import stand_in
from ilosync.core.together import width
from ilosync.core.view import CoopView

People = Mapping[PersonId, Person]
OPEN_DAYS = timedelta(days=14)  # after the first day; whoever came earlier has settled in


class Welcome(Rule):
    """A newcomer finds a ticket of their own on the first day: who helps them, what the first
    months hold, three feedback talks in all directions. ilosync opens it in the place that is its
    `home`, from five working days before the first day until two weeks after it, unless there is
    one; never where the whole world reads. It says nothing about anybody else."""

    id = WELCOME
    title = "Welcome"
    severity = Severity.DUTY
    practices = ("P11", "P12", "P13")
    facts = {
        "team": "platform",
        "supervisor": "grace|",
        "buddy": "linus|",
        "planned": "2027-02-02 2027-05-03 2027-08-02",
    }

    def about_everyone(self, view: CoopView, policy: Policy) -> Iterable[Finding]:
        """Asks for a ticket for each newcomer who has none, where they have an account."""
        people = {v.person.id: v.person for v in view.people}
        new = [p for p in people.values() if self._arrives(p, policy, p.today(view.now))]
        if not new or not policy.homes:
            return
        there = onboardings(view.snapshot.tickets, people.values(), policy, view.now)
        for person in new:
            home = self._home(person, view, policy)
            if home is not None and person.id not in there:
                yield self._finding(person, home, people, view)

    def _arrives(self, person: Person, policy: Policy, today: date) -> bool:
        comes = arrival(person, policy)
        return comes is not None and comes.ahead <= today <= comes.start + OPEN_DAYS

    def _home(self, person: Person, view: CoopView, policy: Policy) -> tuple[str, str] | None:
        """The first place of ours that they can see and that not everybody reads."""
        places = {(p.tracker, p.key): p for p in view.snapshot.places}
        public = list(Readers).index(Readers.PUBLIC)
        fit = (
            home
            for home in policy.homes
            if home[0] in person.accounts and width(places.get(home), Readers.PUBLIC) < public
        )
        return next(fit, None)

    def _finding(
        self, person: Person, home: tuple[str, str], people: People, view: CoopView
    ) -> Finding:
        policy = view.policy
        lead = supervisor(person, people, view.now)
        helper = buddy(person, (), people)
        start = person.start or view.today
        days = sessions(WorkWeek(person), start, policy.session_months, policy.stop_days)
        comes = arrival(person, policy)
        three = (person.id, lead.id if lead else None, helper)
        return Finding(
            self.id,
            stand_in(person.id),
            midnight(comes.ahead if comes else start, person.time_zone),
            person.id,
            facts={
                "team": person.team or "",
                "supervisor": lead.id if lead else "",
                "buddy": helper or "",
                "planned": " ".join(d.isoformat() for d in days if d),
            },
            asks=(person.id,),
            dated=start,
            opens=Opening(*home, (policy.onboarding,), tuple(x for x in three if x)),
            why=f"{person.name} begins on {start.isoformat()}",
        )
