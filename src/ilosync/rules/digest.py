"""P32: learning notes, once a month."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from ilosync.core.dates import midnight
from ilosync.core.history import State
from ilosync.core.model import Place, RuleId
from ilosync.core.owing import organising
from ilosync.core.policy import Policy
from ilosync.core.rule import Finding, Rule, Severity
from ilosync.core.support import Mentor, mentoring
from ilosync.core.together import calendar, first_tuesday, goals, listed, months, shown
from ilosync.core.view import CoopView

OPEN_DAYS = timedelta(days=7)  # a digest that could not be said by then is left out


class Digest(Rule):
    """On the first working Tuesday of a month a comment on the page *What we're learning* says
    what people began to learn in the month before and chose to share, how many objectives came to
    a close, done or let go alike, and how many people would enjoy a mentor. A number stands there
    only if it is no small one, and with nothing to say nothing is said. Not without a charter."""

    id = RuleId("digest")
    title = "Learning notes, once a month"
    severity = Severity.INFO
    practices = ("P32", "P14")
    facts = {
        "month": "2026-11-01",
        "goals": '[["somebody","github","acme/learning#7"]]|[]',
        "more": "",
        "count": "12|",
        "waits": "7|",
        "contact": "grace",
    }

    def about_everyone(self, view: CoopView, policy: Policy) -> Iterable[Finding]:
        """Stands for a week from that Tuesday; a remark, so it never settles."""
        day = first_tuesday(calendar(view), view.today)
        if policy.narrow or day is None or not day <= view.today < day + OPEN_DAYS:
            return
        pages = [t for t in view.snapshot.tickets if t.open and t.has(policy.page)]
        places = {(p.tracker, p.key): p for p in view.snapshot.places}
        for page in pages:
            place = places.get((page.ref.tracker, page.ref.place))
            facts = self._facts(place, view, policy) if place else {}
            if facts:
                yield Finding(
                    self.id,
                    f"{view.today:%Y%m}",
                    midnight(day, policy.time_zone),
                    ticket=page.ref,
                    facts=facts,
                    dated=day,
                    once=True,
                    why=f"learning notes are planned for {day.isoformat()}",
                )

    def _facts(self, page: Place, view: CoopView, policy: Policy) -> dict[str, str]:
        """What there is to say; nothing, if there is nothing."""
        begin, end = months(view.today)
        new = [g for g in goals(view) if begin <= g.ilo.began < end]
        mine = shown(new, page, view.snapshot.places)
        closed = _some(_closed(view, begin, end), policy)
        looking = _some(_looking(view, policy), policy)
        if not (mine or closed or looking):
            return {}
        people = {v.person.id: v.person for v in view.people}
        contact = organising(people, policy, view.now).by
        return {
            "month": begin.isoformat(),
            "count": closed,
            "waits": looking,
            "contact": contact or "",
            **listed(mine),
        }


def _closed(view: CoopView, begin: date, end: date) -> int:
    return sum(
        i.state is State.CLOSED and begin <= i.began < end for v in view.members for i in v.ilos
    )


def _looking(view: CoopView, policy: Policy) -> int:
    """How many people would enjoy a mentor."""
    return sum(
        any(mentoring(i, policy).state is Mentor.LOOKING for i in v.current) for v in view.members
    )


def _some(number: int, policy: Policy) -> str:
    """The number, unless it is so small that it points at somebody."""
    return str(number) if number >= policy.min_group else ""
