"""R25: an ILO was laid to rest."""

from __future__ import annotations

from collections.abc import Iterable

from ilosync.core.model import RuleId
from ilosync.core.policy import Policy
from ilosync.core.rule import Finding, Rule, Severity, instant
from ilosync.core.turning import rested
from ilosync.core.view import PersonView


class Resting(Rule):
    """An objective may rest, for any reason or none. Its owner is told once that its dates have
    stopped, that it still counts as their one, and how to take it up again. Absences stop the
    dates too, and nobody hears of those."""

    id = RuleId("resting")
    title = "Rest, for as long as it takes"
    severity = Severity.INFO
    practices = ("P33",)
    facts = {"paused": "ilo:paused"}

    def about_person(self, view: PersonView, policy: Policy) -> Iterable[Finding]:
        """Stands for some days after the owner laid it to rest; a remark, so it never settles."""
        for ilo in view.current:
            point = rested(ilo, policy)
            mine = ilo.owner.accounts[ilo.ticket.ref.tracker]
            if point is not None and point.by == mine and view.just(point.at):
                yield Finding(
                    self.id,
                    instant(point.at),
                    point.at,
                    view.person.id,
                    ilo.ticket.ref,
                    {"paused": policy.paused},
                    asks=(view.person.id,),
                    dated=view.person.today(point.at),
                    answer=True,
                    once=True,
                    why="its owner laid it to rest",
                )
