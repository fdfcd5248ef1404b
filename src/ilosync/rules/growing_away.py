"""R28: a label tells more about somebody than a shared ticket should."""

from __future__ import annotations

from collections.abc import Iterable

from ilosync.core.history import held_since
from ilosync.core.model import RuleId, Ticket
from ilosync.core.policy import Policy
from ilosync.core.rule import Audience, Finding, Rule, Severity, instant
from ilosync.core.view import TicketView


class GrowingAway(Rule):
    """An objective may lead beyond this job, with the same time and help; that is between its
    owner and whoever helps them. A label that says so on a shared ticket is for nobody to read:
    its owner and the organisers are asked in private to take it off, and until then nothing at
    all is written on that ticket."""

    id = RuleId("growing_away")
    title = "A label that tells too much"
    severity = Severity.DUTY
    audience = Audience.PRIVATE
    reported = False
    practices = ("P18",)
    facts = {"where": "acme/learning#12", "url": "https://example.org/12", "mine": "yes|no"}

    def about_ticket(self, view: TicketView, policy: Policy) -> Iterable[Finding]:
        """Stands while such a label is on: once for its owner, once for the organisers."""
        ticket, owner = view.ticket, view.owner
        tells = {"yes": (owner.id,) if owner else (), "no": policy.organisers}
        names = {x.casefold() for x in policy.growing_away}
        began = held_since(ticket, lambda p: bool(names & p.labels))
        for mine, people in tells.items() if began else ():
            others = tuple(p for p in people if mine == "yes" or owner is None or p != owner.id)
            if others and began:
                yield Finding(
                    self.id,
                    instant(began.at, "owner" if mine == "yes" else "organisers"),
                    began.at,
                    owner.id if owner else None,
                    ticket.ref,
                    {"where": ticket.ref.key, "url": ticket.url, "mine": mine},
                    asks=others,
                    why="a label on it is better taken off",
                    audience=self.audience,
                    tells=others,
                )

    def stops(self, ticket: Ticket, policy: Policy) -> str:
        """Nothing is written where such a label is."""
        marked = any(ticket.has(x) for x in policy.growing_away)
        return "a label on it tells more than its readers should know" if marked else ""
