"""Somebody wrote a command that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable

from ilosync.core.history import State, fold
from ilosync.core.model import Person, RuleId
from ilosync.core.permitted import WORDS
from ilosync.core.policy import Policy
from ilosync.core.rule import Finding, Rule, Severity, instant
from ilosync.core.view import TicketView

FITS = {
    State.DRAFT: "draft",
    State.ACTIVE: "active",
    State.PAUSED: "resting",
    State.CLOSED: "closed",
    State.PARKED: "waiting",
    State.NONE: "waiting",
}


class CommandHelp(Rule):
    """Whoever writes a command that ilosync does not know gets one line of help, once a ticket,
    with the few commands that fit there. Mistyped words change nothing."""

    id = RuleId("command_help")
    title = "One line of help"
    severity = Severity.INFO
    facts = {"variant": "active|draft|resting|closed|waiting|welcome|guest"}

    def about_ticket(self, view: TicketView, policy: Policy) -> Iterable[Finding]:
        """Stands for some days after the first such comment; a remark, so it never settles."""
        ticket = view.ticket
        for comment in ticket.comments:
            person = view.who(comment.by)
            unknown = any(c.word not in WORDS for c in comment.commands)
            if person is not None and unknown and view.just(comment.at):
                yield Finding(
                    self.id,
                    instant(ticket.opened),
                    comment.at,
                    person.id,
                    ticket.ref,
                    {"variant": self._fits(view, person, policy)},
                    asks=(person.id,),
                    answer=True,
                    once=True,
                    why="a command was not understood",
                )
                return

    def _fits(self, view: TicketView, person: Person, policy: Policy) -> str:
        """Which commands fit, for this person on this ticket."""
        ticket, owner = view.ticket, view.owner
        if ticket.has(policy.onboarding):
            return "welcome"
        if owner is None or owner.id != person.id:
            return "guest"
        return FITS[fold(ticket, owner, policy).state]
