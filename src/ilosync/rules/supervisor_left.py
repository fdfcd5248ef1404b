"""R31: nobody helps somebody any more."""

from __future__ import annotations

from collections.abc import Iterable

from ilosync.core.dates import midnight
from ilosync.core.model import RuleId
from ilosync.core.owing import organising, supervisor
from ilosync.core.policy import Policy
from ilosync.core.rule import Audience, Finding, Rule, Severity
from ilosync.core.stand_in import stand_in
from ilosync.core.view import PersonView


class SupervisorLeft(Rule):
    """Everybody has somebody who helps them with their learning: a supervisor, a lead, a steward,
    a board member or a peer. Where that person has left, or nobody is named, the organisers are
    asked, in private, who it is now."""

    id = RuleId("supervisor_left")
    title = "Somebody who helps"
    severity = Severity.DUTY
    audience = Audience.PRIVATE
    owes = "somebody who helps them"
    practices = ("P04",)
    facts = {"variant": "left|none"}

    def about_person(self, view: PersonView, policy: Policy) -> Iterable[Finding]:
        """Stands while there is nobody."""
        person = view.person
        if supervisor(person, view.people, view.now) is not None:
            return
        owed = organising(view.people, policy, view.now, person.id)
        named = person.supervisor
        who = view.people.get(named) if named else None
        gone = who.end if who else None
        yield Finding(
            self.id,
            stand_in(named) if named else "none",
            midnight(gone or view.today, person.time_zone),
            person.id,
            facts={"variant": "left" if named else "none"},
            asks=owed.tells,
            owed_by=owed.by,
            audience=self.audience,
            tells=owed.tells,
            why="has nobody who helps with an objective just now",
        )
