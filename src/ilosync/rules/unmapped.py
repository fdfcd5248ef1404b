"""R30: somebody has no account that we know."""

from __future__ import annotations

from collections.abc import Iterable

from ilosync.core.dates import midnight
from ilosync.core.model import RuleId
from ilosync.core.owing import organising
from ilosync.core.policy import Policy
from ilosync.core.rule import Audience, Finding, Rule, Severity
from ilosync.core.view import PersonView


class Unmapped(Rule):
    """Nobody is guessed by name or e-mail: whose account is whose stands in the people file.
    Of somebody without any account nothing can be said, so the organisers are asked for it."""

    id = RuleId("unmapped")
    title = "An account for everybody"
    severity = Severity.DUTY
    audience = Audience.PRIVATE
    owes = "an account, so that their tickets can be seen"
    practices = ("P01",)
    facts = {}

    def about_person(self, view: PersonView, policy: Policy) -> Iterable[Finding]:
        """Stands while the people file names no account of theirs."""
        if view.person.accounts:
            return
        owed = organising(view.people, policy, view.now)
        yield Finding(
            self.id,
            "none",
            midnight(view.today, view.person.time_zone),
            view.person.id,
            asks=owed.tells,
            owed_by=owed.by,
            audience=self.audience,
            tells=owed.tells,
            why="has no account in the people file",
        )
