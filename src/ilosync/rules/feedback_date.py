"""R16: the day of a feedback session is past, and it has no new one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ilosync.core.dates import WorkWeek, midnight
from ilosync.core.feedback import coming, feedback
from ilosync.core.model import RuleId
from ilosync.core.owing import organising, owing
from ilosync.core.policy import Policy
from ilosync.core.rule import Audience, Finding, Rule, Severity
from ilosync.core.view import PersonView, newcomer


class FeedbackDate(Rule):
    """A feedback session that did not take place within ten working days of its day gets a new
    date: its supervisor is asked for one in private, after twenty working days the organisers
    too. Sessions never pile up: when the next one comes, the one before is let be. The report has
    its line from `feedback_due` already."""

    id = RuleId("feedback_date")
    title = "A date for each feedback session"
    severity = Severity.DUTY
    audience = Audience.PRIVATE
    practices = ("P13",)
    facts = {"number": "1", "total": "3", "planned": "2027-02-02"}

    def about_person(self, view: PersonView, policy: Policy) -> Iterable[Finding]:
        """Stands from ten working days after the day until it is held or the next one comes up."""
        person = view.person
        if person.start is None or not newcomer(person, policy, view.today):
            return
        found = feedback(view, policy)
        number, day = coming(tuple(s.planned for s in found), view.today, policy.session_ahead_days)
        if day is None or found[number - 1].held is not None:
            return
        since = _past(view, day, policy.answer_workdays)
        if since is None or view.today < since:
            return
        owed = owing(person, view.people, policy, view.now)
        long_past = _past(view, day, 2 * policy.answer_workdays)
        tells = owed.tells
        if long_past is not None and view.today >= long_past:
            also = organising(view.people, policy, view.now, person.id).tells
            tells = tuple(dict.fromkeys((*tells, *also)))
        yield Finding(
            self.id,
            f"session.{number}",
            midnight(since, person.time_zone),
            person.id,
            facts={"number": str(number), "total": str(len(found)), "planned": day.isoformat()},
            asks=tells,
            dated=day,
            owed_by=owed.by,
            audience=self.audience,
            tells=tells,
            why=f"feedback session {number} was planned for around {day.isoformat()}",
        )


def _past(view: PersonView, day: date, working_days: int) -> date | None:
    """The day that comes so many working days of the newcomer's after another one."""
    return WorkWeek(view.person).after(day, working_days)
