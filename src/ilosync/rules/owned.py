"""R04, R05: an ILO ticket is nobody's, or several people's."""

from __future__ import annotations

from collections.abc import Iterable

from ilosync.core.dates import WorkWeek, midnight
from ilosync.core.history import held_since
from ilosync.core.model import Person, PersonId, RuleId
from ilosync.core.policy import Policy
from ilosync.core.rule import Finding, Rule, Severity, instant
from ilosync.core.view import TicketView


class Owned(Rule):
    """A learning objective is one person's. A ticket with nobody on it is asked about after
    three working days; one with several people on it is asked about at once. Until then it is
    counted for nobody, and nobody is taken off."""

    id = RuleId("owned")
    title = "Has one owner"
    severity = Severity.NUDGE
    facts = {"people": "none|several"}

    def about_ticket(self, view: TicketView, policy: Policy) -> Iterable[Finding]:
        """Stands while an open ILO has no assignee, or more than one."""
        ticket = view.ticket
        if not ticket.open or not ticket.has(policy.label) or ticket.has(policy.onboarding):
            return
        if len(ticket.assignees) == 0:
            yield from self._nobody(view, policy)
        elif len(ticket.assignees) > 1:
            yield from self._several(view, policy)

    def _nobody(self, view: TicketView, policy: Policy) -> Iterable[Finding]:
        ticket, label = view.ticket, policy.label.casefold()
        author = view.who(ticket.author)
        began = held_since(ticket, lambda p: p.open and label in p.labels and not p.assignees)
        if author is None or began is None:
            return
        due = WorkWeek(author).after(author.today(began.at), policy.owner_wait_workdays)
        if due is not None and author.today(view.now) >= due:
            yield Finding(
                self.id,
                instant(began.at, "nobody"),
                midnight(due, author.time_zone),
                ticket=ticket.ref,
                facts={"people": "none"},
                asks=(author.id,),
                why="nobody is assigned, so it counts for nobody",
            )

    def _several(self, view: TicketView, policy: Policy) -> Iterable[Finding]:
        ticket, label = view.ticket, policy.label.casefold()
        began = held_since(ticket, lambda p: p.open and label in p.labels and len(p.assignees) > 1)
        asks = _known(view.who(a) for a in (ticket.author, *ticket.assignees))
        if began is not None and asks:
            yield Finding(
                self.id,
                instant(began.at, "several"),
                began.at,
                ticket=ticket.ref,
                facts={"people": "several"},
                asks=asks,
                answer=view.just(began.at) and view.who(began.by) is not None,
                why="several people are assigned, so it counts for nobody",
            )


def _known(people: Iterable[Person | None]) -> tuple[PersonId, ...]:
    return tuple(dict.fromkeys(p.id for p in people if p is not None))
