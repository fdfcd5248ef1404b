"""P07: the page What we're learning."""

from __future__ import annotations

from collections.abc import Iterable

from ilosync.core.model import RuleId, Ticket
from ilosync.core.plan import notices
from ilosync.core.policy import Policy
from ilosync.core.rule import Finding, Rule, Severity, instant
from ilosync.core.together import goals, listed, shown
from ilosync.core.view import CoopView


class LearningPage(Rule):
    """On a ticket with the label `ilo:page`, which people open and pin, stands what people chose
    to share of what they are learning, managers first: by their own yes alone, `/ilo share on`,
    and only where nobody reads the page who may not read the ticket. It is one note, edited in
    place, so it wakes nobody. Who does not share is not shown, nor whose
    tickets could not be read in full. Not without a charter: then a page
    that was there is emptied."""

    id = RuleId("learning_page")
    title = "What we're learning"
    severity = Severity.INFO
    practices = ("P07", "P32")
    facts = {
        "variant": "open|resting",
        "goals": '[["somebody","github","acme/learning#7"]]|[]',
        "more": "",
    }

    def about_everyone(self, view: CoopView, policy: Policy) -> Iterable[Finding]:
        """Stands on each open page; in narrow mode only where there is something to empty."""
        pages = [t for t in view.snapshot.tickets if t.open and t.has(policy.page)]
        pages = [t for t in pages if not policy.narrow or self._said(t)]
        if not pages:
            return
        places = {(p.tracker, p.key): p for p in view.snapshot.places}
        shared = () if policy.narrow else goals(view)
        for page in pages:
            place = places.get((page.ref.tracker, page.ref.place))
            mine = shown(shared, place, places.values()) if place else ()
            yield Finding(
                self.id,
                instant(page.opened),
                page.opened,
                ticket=page.ref,
                facts={"variant": "resting" if policy.narrow else "open", **listed(mine)},
                why="what people chose to share of what they are learning",
            )

    def _said(self, page: Ticket) -> bool:
        return any(m.rule == self.id for _, m in notices(page))
