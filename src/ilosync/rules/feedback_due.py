"""R14: one of a newcomer's three feedback sessions is coming up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from ilosync.core.dates import WorkWeek, midnight, sessions
from ilosync.core.model import Person, PersonId, RuleId, Ticket
from ilosync.core.plan import said
from ilosync.core.policy import Policy
from ilosync.core.rule import Finding, Rule, Severity
from ilosync.core.said import sessions_held
from ilosync.core.view import PersonView, newcomer


class FeedbackDue(Rule):
    """A newcomer, their supervisor and their buddy meet three times in the first nine months,
    and feedback goes both ways each time. Two weeks before, one note asks the three to find a
    time: on the onboarding ticket, else on the newcomer's objective, in words that every
    reader may see; else it is in the report only. `/ilo held` notes that it took place."""

    id = RuleId("feedback_due")
    title = "Three feedback sessions, both ways"
    severity = Severity.DUTY
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
        planned = sessions(WorkWeek(person), person.start, policy.session_months, policy.stop_days)
        number, day = _coming(planned, view.today, policy.session_ahead_days)
        if day is None or number in self._held(view, planned, policy):
            return
        key = (self.id, f"session.{number}")
        home = _home(view, key)
        trio = _present(view, (person.id, person.supervisor, person.buddy))
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
                "buddy": person.buddy or "",
                "total": str(len(planned)),
            },
            asks=trio,
            dated=day,
            owed_by=person.supervisor,
            why=f"feedback session {number} is planned for around {day.isoformat()}",
        )

    def _held(self, view: PersonView, planned: tuple[date | None, ...], policy: Policy) -> set[int]:
        """The sessions that one of the three said took place."""
        found = set()
        person = view.person
        three = [view.people.get(p) for p in (person.id, person.supervisor, person.buddy) if p]
        for ticket in view.tickets:
            accounts = [p.accounts.get(ticket.ref.tracker) for p in three if p]
            for at, rest in sessions_held(ticket, accounts):
                if rest.isdecimal():
                    found.add(int(rest))
                else:
                    number, day = _coming(planned, person.today(at), policy.meets_days)
                    found |= {number} if day else set()
        return found


def _coming(planned: tuple[date | None, ...], today: date, ahead: int) -> tuple[int, date | None]:
    """The latest session whose time has come, `ahead` days early; its number and day."""
    number, found = 0, None
    for n, day in enumerate(planned, start=1):
        if day is not None and day - timedelta(days=ahead) <= today:
            number, found = n, day
    return number, found


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
