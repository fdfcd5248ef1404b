"""R02, R23, R34: somebody has no ILO."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from ilosync.core.dates import midnight
from ilosync.core.history import State
from ilosync.core.model import RuleId, Turn
from ilosync.core.owing import owing
from ilosync.core.policy import Policy
from ilosync.core.rule import Audience, Finding, Rule, Severity, instant
from ilosync.core.view import PersonView, Status

DAY = timedelta(days=1)


class OneIlo(Rule):
    """Everyone, managers too, has one learning objective. Who has none is owed a talk
    about finding one; their supervisor owes it, and hears of it in private: three times at most
    after each objective that was closed. It never stands on a ticket, and the person themselves
    is not written to. Newcomers have their first 30 days, and everyone two weeks between two
    objectives, to themselves; nothing is said of a gap of a single day."""

    id = RuleId("one_ilo")
    title = "One objective each"
    severity = Severity.DUTY
    audience = Audience.PRIVATE
    owes = "a talk about a learning objective"
    practices = ("P01", "P04", "P06")
    facts = {"variant": "first|next"}

    def about_person(self, view: PersonView, policy: Policy) -> Iterable[Finding]:
        """Stands while the status is `none`, and was the day before; on a whole reading only."""
        if view.status is not Status.NONE or not self._held_yesterday(view, policy):
            return
        closed = max((i.began_at for i in view.ilos if i.state is State.CLOSED), default=None)
        owed = owing(view.person, view.people, policy, view.now)
        since = midnight(view.person.start or view.today, view.person.time_zone)
        yield Finding(
            self.id,
            "first" if closed is None else instant(closed),
            closed or since,
            view.person.id,
            facts={"variant": "first" if closed is None else "next"},
            asks=owed.tells,
            owed_by=owed.by,
            audience=self.audience,
            tells=owed.tells,
            why="has no objective just now: a talk about one is on offer",
        )

    def _held_yesterday(self, view: PersonView, policy: Policy) -> bool:
        """Whether there was none a day ago either: whoever swaps two is left in peace."""
        if replace(view, now=view.now - DAY).status is not Status.NONE:
            return False
        label = policy.label.casefold()
        return not any(
            e.turn is Turn.UNLABELLED and e.what.casefold() == label and view.now - e.at < DAY
            for t in view.tickets
            for e in t.events
        )
