"""R15: a feedback session was held, and one of its upward directions was not on offer."""

from __future__ import annotations

from collections.abc import Iterable

from ilosync.core.arrival import buddy
from ilosync.core.dates import WorkWeek, midnight
from ilosync.core.feedback import Session, Way, feedback
from ilosync.core.model import Person, RuleId
from ilosync.core.owing import supervisor
from ilosync.core.policy import Policy
from ilosync.core.rule import Audience, Finding, Rule, Severity
from ilosync.core.view import PersonView, newcomer


class FeedbackOffer(Rule):
    """In each feedback session the newcomer is also asked how their supervisor and their buddy
    are doing by them. Where a session was held and one of these was not noted as offered, the
    supervisor alone hears of it, and has ten working days. Whether the newcomer takes it up is
    theirs, and nobody counts it. It is in no report by name."""

    id = RuleId("feedback_offer")
    title = "Both ways on offer"
    severity = Severity.DUTY
    audience = Audience.PRIVATE
    practices = ("P13",)
    facts = {
        "number": "1",
        "total": "3",
        "until": "2027-02-16",
        "missing": "both|supervisor|buddy",
        "buddy": "linus",
    }

    def about_person(self, view: PersonView, policy: Policy) -> Iterable[Finding]:
        """Stands from the session on until the newcomer was asked, or passed."""
        lead = supervisor(view.person, view.people, view.now)
        if lead is None or not newcomer(view.person, policy, view.today):
            return
        found = feedback(view, policy)
        for session in found:
            if session.held is not None and session.missing:
                yield self._finding(session, len(found), lead, view, policy)

    def _finding(
        self, session: Session, total: int, lead: Person, view: PersonView, policy: Policy
    ) -> Finding:
        held = session.held or view.today
        until = WorkWeek(lead).after(held, policy.answer_workdays) or held
        both = len(session.missing) > 1
        one = "supervisor" if Way.TO_SUPERVISOR in session.missing else "buddy"
        return Finding(
            self.id,
            f"session.{session.number}",
            midnight(held, view.person.time_zone),
            view.person.id,
            facts={
                "number": str(session.number),
                "total": str(total),
                "until": until.isoformat(),
                "missing": "both" if both else one,
                "buddy": buddy(view.person, view.onboarding, view.people) or "",
            },
            asks=(lead.id,),
            dated=held,
            audience=self.audience,
            tells=(lead.id,),
            why=f"feedback session {session.number} was held",
        )
