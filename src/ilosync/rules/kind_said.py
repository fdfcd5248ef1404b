"""R06: an ILO does not say of what kind it is."""

from __future__ import annotations

from collections.abc import Iterable

from ilosync.core.history import State
from ilosync.core.model import RuleId
from ilosync.core.policy import Policy
from ilosync.core.rule import Finding, Rule, Severity, instant
from ilosync.core.support import kind
from ilosync.core.view import PersonView


class KindSaid(Rule):
    """An objective may serve the team or plain curiosity; both are of equal worth, and saying
    which is up to its owner. Where nothing is said, their own page in the report mentions the
    label, and nobody is asked."""

    id = RuleId("kind_said")
    title = "What it is for, if you like"
    severity = Severity.INFO
    speaks = False
    practices = ("P05",)

    def about_person(self, view: PersonView, policy: Policy) -> Iterable[Finding]:
        """Stands on nothing: for the owner's own page, while the oldest active one says neither."""
        ilo = next(iter(view.current), None)
        if ilo is None or ilo.state is not State.ACTIVE or kind(ilo.ticket, policy):
            return
        yield Finding(
            self.id,
            instant(ilo.began_at),
            ilo.began_at,
            view.person.id,
            facts={"where": ilo.ticket.ref.key},
            why=f"{ilo.ticket.ref} may say what it is for: {policy.team_need} or {policy.personal}",
        )
