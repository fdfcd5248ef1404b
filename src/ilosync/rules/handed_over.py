"""An ILO became somebody else's."""

from __future__ import annotations

from collections.abc import Iterable

from ilosync.core.history import State
from ilosync.core.model import RuleId
from ilosync.core.policy import Policy
from ilosync.core.rule import Finding, Rule, Severity, instant
from ilosync.core.turning import handed_over
from ilosync.core.view import PersonView


class HandedOver(Rule):
    """An objective is one person's. Where its assignee changes, it begins anew for the new one:
    they are told once that it counts as theirs from that day, and how to let go of it. Nothing is
    said of anybody else."""

    id = RuleId("handed_over")
    title = "It is yours from today"
    severity = Severity.INFO
    practices = ("P01", "P04")
    facts = {"variant": "active|draft"}

    def about_person(self, view: PersonView, policy: Policy) -> Iterable[Finding]:
        """Stands for some days after it became theirs; a remark, so it never settles."""
        for ilo in view.ilos:
            if not ilo.current and ilo.state is not State.DRAFT:
                continue
            point = handed_over(ilo, view.people, policy)
            if point is not None and view.just(point.at):
                yield Finding(
                    self.id,
                    instant(point.at),
                    point.at,
                    view.person.id,
                    ilo.ticket.ref,
                    {"variant": "draft" if ilo.state is State.DRAFT else "active"},
                    asks=(view.person.id,),
                    dated=view.person.today(point.at),
                    answer=view.knows(ilo.ticket.ref.tracker, point.by),
                    once=True,
                    why="it became theirs",
                )
