"""An objective as its owner and their supervisor may see it: presence and dates, no words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from ilosync.core.history import Ilo, State
from ilosync.core.model import Person
from ilosync.core.policy import Policy
from ilosync.core.support import (
    Mentor,
    cost_open_since,
    ideas_open,
    is_stretch,
    mentoring,
    net,
)
from ilosync.core.view import PersonView

from .values import Goal

_NET = "a stretch, with a net"
_STATES = {
    State.DRAFT: "being set up",
    State.ACTIVE: "under way",
    State.PAUSED: "resting",
    State.PARKED: "waiting for its turn",
    State.CLOSED: "closed",
}


def goals(view: PersonView, policy: Policy) -> tuple[Goal, ...]:
    """Those that are open, oldest first."""
    return tuple(_goal(view, i, policy) for i in view.ilos if i.state is not State.CLOSED)


def day(on: date) -> str:
    """A date as people write it: 3 March 2026."""
    return f"{on.day} {on:%B %Y}"


def _goal(view: PersonView, ilo: Ilo, policy: Policy) -> Goal:
    ticket = ilo.ticket
    facts = tuple(_facts(view, ilo, policy)) if ilo.current else ()
    return Goal(ticket.title, ticket.url, ticket.ref, _STATES[ilo.state], ilo.began, facts)


def _facts(view: PersonView, ilo: Ilo, policy: Policy) -> Iterator[str]:
    mentor = mentoring(ilo, policy)
    if mentor.state is Mentor.LOOKING:
        yield f"looking for a mentor{_since(ilo.owner, mentor.since)}"
    elif mentor.state is not Mentor.UNSAID:
        yield f"mentor: {mentor.state}"
    if is_stretch(ilo.ticket, policy):
        yield _stretch(view, ilo)
    if (asked := cost_open_since(ilo, view.people, policy)) is not None:
        yield f"a question of cost is open{_since(ilo.owner, asked)}"
    for _, at in ideas_open(ilo, view.people):
        yield f"an idea awaits an answer{_since(ilo.owner, at)}"


def _stretch(view: PersonView, ilo: Ilo) -> str:
    found = net(ilo, view.people)
    lacking = [
        text
        for there, text in (
            (found.picture, "what it would look like if it did not work out"),
            (found.assured, "the supervisor's word that it costs no one their job"),
            (found.plan_b, "who steps in"),
        )
        if not there
    ]
    return (
        f"a stretch; still to clarify: {', '.join(lacking)}" if lacking else "a stretch, with a net"
    )


def _since(owner: Person, at: datetime | None) -> str:
    return f" since {day(owner.today(at))}" if at is not None else ""
