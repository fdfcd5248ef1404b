"""R14: one of a newcomer's three feedback sessions is coming up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from ilosync.core.arrival import buddy
from ilosync.core.dates import midnight
from ilosync.core.feedback import coming, feedback
from ilosync.core.model import Person, PersonId, RuleId, Ticket
from ilosync.core.owing import owing
from ilosync.core.plan import said
from ilosync.core.policy import Policy
from ilosync.core.rule import Coming, Finding, Rule, Severity
from ilosync.core.stand_in import stand_in
from ilosync.core.view import PersonView, newcomer


class FeedbackDue(Rule):
    """A newcomer, their supervisor and their buddy meet three times in the first nine months,
    and feedback goes both ways each time. Two weeks before, one note asks the three to find a
    time: on the onboarding ticket, else on the newcomer's objective, in words that every
    reader may see; else it is in the report only. `/ilo held` or the box notes that it took
    place, `/ilo offered` that the newcomer was asked how the help is going, `/ilo pass` that
    somebody passes on their part. Nothing is kept but that, and the date."""

    id = RuleId("feedback_due")
    title = "Three feedback sessions, both ways"
    severity = Severity.DUTY
    owes = "feedback session {number}, both ways"
    practices = ("P11", "P13")
    facts = {
        "planned": "2027-02-02",
        "number": "1",
        "supervisor": "grace",
        "buddy": "linus",
        "total": "3",
    }

    def about_person(self, view: PersonView, policy: Policy) -> Iterable[Finding]:
        """Stands from two weeks before a session until it is held or the next one comes up."""
        person = view.person
        if person.start is None or not newcomer(person, policy, view.today):
            return
        found = feedback(view, policy)
        planned = tuple(s.planned for s in found)
        number, day = coming(planned, view.today, policy.session_ahead_days)
        if day is None or found[number - 1].held is not None:
            return
        key = (self.id, f"session.{number}")
        home = _home(view, key)
        helper = buddy(person, view.onboarding, view.people)
        yield Finding(
            self.id,
            key[1],
            midnight(day - timedelta(days=policy.session_ahead_days), person.time_zone),
            person.id,
            home.ref if home else None,
            {
                "planned": day.isoformat(),
                "number": str(number),
                "supervisor": person.supervisor or "",
                "buddy": helper or "",
                "total": str(len(found)),
            },
            asks=_present(view, (person.id, person.supervisor, helper)),
            dated=day,
            owed_by=owing(person, view.people, policy, view.now).by,
            why=f"feedback session {number} is planned for around {day.isoformat()}",
        )

    def coming(self, view: PersonView, policy: Policy, until: date) -> Iterable[Coming]:
        """The sessions whose days are still to come."""
        person = view.person
        if person.start is None or not newcomer(person, policy, view.today):
            return
        helper = buddy(person, view.onboarding, view.people)
        three = _present(view, (person.id, person.supervisor, helper))
        for session in feedback(view, policy):
            day = session.planned
            if session.held is None and day is not None and view.today <= day <= until:
                key = f"{self.id}.{stand_in(person.id)}.{session.number}"
                yield Coming(day, "feedback talk", three, key, private=True)


def _home(view: PersonView, key: tuple[RuleId, str]) -> Ticket | None:
    """Where it was said already, else the open onboarding ticket, else the objective."""
    for ticket in view.tickets:
        if said(ticket, key) is not None:
            return ticket
    for ticket in view.onboarding:
        if ticket.open:
            return ticket
    return view.current[0].ticket if view.current else None


def _present(view: PersonView, people: Iterable[PersonId | None]) -> tuple[PersonId, ...]:
    """Those of them who are with us today."""
    known: list[Person | None] = [view.people.get(p) for p in people if p is not None]
    return tuple(p.id for p in known if p is not None and p.in_scope(p.today(view.now)))
