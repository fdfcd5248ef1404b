"""R21: an ILO came to its end."""

from __future__ import annotations

from collections.abc import Iterable

from ilosync.core.history import Ilo
from ilosync.core.model import RuleId
from ilosync.core.policy import Policy
from ilosync.core.rule import Finding, Rule, Severity, instant
from ilosync.core.turning import Closing, closing
from ilosync.core.view import PersonView


class Closed(Rule):
    """The end of an objective is worth a thank you, the same whether it was done or let go. Its
    owner is offered a look back without blame, and two quiet weeks. Where somebody else closed
    it, its owner is asked once whether that was meant; nobody is told off."""

    id = RuleId("closed")
    title = "A thank you, and a look back"
    severity = Severity.INFO
    practices = ("P25", "P32", "P34")
    facts = {"variant": "own|asked", "days": "14"}

    def about_person(self, view: PersonView, policy: Policy) -> Iterable[Finding]:
        """Stands for some days after the end; a remark, so it never settles."""
        for ilo in view.ilos:
            end = closing(ilo, view)
            if end is None:
                continue
            if end.meant is False:
                if view.asked_about(ilo):
                    yield self._finding(view, ilo, end, "asked", policy)
            elif view.just(end.at):
                yield self._finding(view, ilo, end, "own", policy)

    def _finding(
        self, view: PersonView, ilo: Ilo, end: Closing, variant: str, policy: Policy
    ) -> Finding:
        ours = variant == "own" or view.knows(ilo.ticket.ref.tracker, ilo.began_by)
        return Finding(
            self.id,
            instant(end.at),
            end.at,
            view.person.id,
            ilo.ticket.ref,
            {"variant": variant, "days": str(policy.between_days)},
            asks=(view.person.id,),
            dated=end.day,
            answer=ours and view.just(end.at),
            once=True,
            why="it was closed",
        )
