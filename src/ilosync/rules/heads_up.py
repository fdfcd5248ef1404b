"""R26: a talk between two people about how they give each other a heads-up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import ClassVar

from ilosync.core.dates import WorkWeek, add_months, midnight
from ilosync.core.model import Person, RuleId
from ilosync.core.owing import supervisor
from ilosync.core.policy import Policy
from ilosync.core.rule import Audience, Finding, Rule, Severity
from ilosync.core.view import PersonView


class HeadsUp(Rule):
    """Two people who work together agree that each tells the other early what is about to change
    and what could be better. A supervisor is offered that talk a year after the last one, and a
    month after becoming somebody's supervisor. Only the supervisor hears of it; nothing is kept
    but the day, which they write into the people file, and it is in no report."""

    id = RuleId("heads_up")
    title = "A talk about heads-ups"
    severity = Severity.OFFER
    audience = Audience.PRIVATE
    practices = ("P26",)
    facts = {"variant": "again|new"}
    reported: ClassVar[bool] = False  # in no report, by name or by number

    def about_person(self, view: PersonView, policy: Policy) -> Iterable[Finding]:
        """Stands from that day on, until a later talk is in the people file."""
        lead = supervisor(view.person, view.people, view.now)
        found = _due(view.person, policy)
        if lead is None or found is None:
            return
        variant, event, nominal = found
        due = WorkWeek(lead).following(nominal)
        if due is None or lead.today(view.now) < due:
            return
        yield Finding(
            self.id,
            f"{variant}.{event:%Y%m%d}",
            midnight(due, lead.time_zone),
            view.person.id,
            facts={"variant": variant},
            asks=(lead.id,),
            dated=due,
            audience=self.audience,
            tells=(lead.id,),
            why="a talk is on offer",
        )


def _due(person: Person, policy: Policy) -> tuple[str, date, date] | None:
    """Again or new, the event behind it, and the day; a new supervisor comes first."""
    new, talked = person.supervisor_since, person.heads_up
    if new is not None and (talked is None or talked < new):
        return "new", new, new + timedelta(days=policy.heads_up_days)
    if talked is not None:
        return "again", talked, add_months(talked, policy.heads_up_months)
    return None
