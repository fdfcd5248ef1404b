"""R32: the charter is missing, or its review is near or past."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from ilosync.core.dates import midnight
from ilosync.core.model import PersonId, RuleId
from ilosync.core.owing import here
from ilosync.core.policy import Policy
from ilosync.core.rule import Audience, Coming, Finding, Rule, Severity
from ilosync.core.view import CoopView

AHEAD = timedelta(days=28)


class CharterDue(Rule):
    """What is seen and kept is agreed with those whom it is about, and looked at again each
    year. Four weeks before that day, and from it on, organisers and staff representatives hear
    of it at the same time, in private. Past that day ilosync goes back to fewest words in fewest
    places. That there is no charter stands in the report."""

    id = RuleId("charter_due")
    title = "A charter, looked at again"
    severity = Severity.DUTY
    audience = Audience.PRIVATE
    owes = "an agreed charter"
    practices = ("P03", "P31")
    facts = {"variant": "ahead|past", "review": "2027-03-02"}

    def about_everyone(self, view: CoopView, policy: Policy) -> Iterable[Finding]:
        """Stands while there is no charter, and around the day of its review."""
        review = policy.charter_review
        if review is None and policy.narrow and view.members:
            yield Finding(
                self.id,
                "missing",
                midnight(view.today, policy.time_zone),
                facts={"variant": "missing", "review": ""},
                owed_by=next(iter(policy.organisers), None),
                why="no charter is agreed, so ilosync stays in its narrow mode",
            )
        elif review is not None and view.today >= review - AHEAD:
            yield self._review(review, view, policy)

    def coming_together(self, view: CoopView, policy: Policy, until: date) -> Iterable[Coming]:
        """The day of the review, if it is still to come."""
        review = policy.charter_review
        if review is not None and view.today <= review <= until:
            yield Coming(review, "charter review", _told(view, policy), self.id)

    def _review(self, review: date, view: CoopView, policy: Policy) -> Finding:
        told = _told(view, policy)
        variant = "past" if view.today > review else "ahead"
        return Finding(
            self.id,
            f"{review:%Y%m%d}.{variant}",
            midnight(review - AHEAD, policy.time_zone),
            facts={"variant": variant, "review": review.isoformat()},
            asks=told,
            dated=review,
            owed_by=next(iter(policy.organisers), None),
            audience=self.audience,
            tells=told,
            why=f"the charter is to be looked at again by {review.isoformat()}",
        )


def _told(view: CoopView, policy: Policy) -> tuple[PersonId, ...]:
    people = {v.person.id: v.person for v in view.people}
    both = dict.fromkeys((*policy.organisers, *policy.representatives))
    return tuple(x for x in both if here(people.get(x), view.now))
