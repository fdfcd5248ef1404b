"""R02, R23, R34: somebody has no ILO."""

from __future__ import annotations

from collections.abc import Iterable

from ilosync.core.dates import midnight
from ilosync.core.model import RuleId
from ilosync.core.policy import Policy
from ilosync.core.rule import Finding, Rule, Severity
from ilosync.core.view import PersonView, Status


class OneIlo(Rule):
    """Everyone, managers too, has one learning objective. Who has none is owed a talk
    about finding one; their supervisor owes it. It never stands on a ticket. Newcomers have
    their first 30 days, and everyone two weeks between two objectives, to themselves."""

    id = RuleId("one_ilo")
    title = "One objective each"
    severity = Severity.DUTY
    speaks = False

    def about_person(self, view: PersonView, policy: Policy) -> Iterable[Finding]:
        """Stands while the person's status is `none`, on a whole reading only."""
        del policy
        if view.status is Status.NONE:
            yield Finding(
                self.id,
                "none",
                midnight(view.today, view.person.time_zone),
                view.person.id,
                owed_by=view.person.supervisor,
                why="has no objective just now: a talk about one is on offer",
            )
