"""Trying something hard: whether an ILO is that, and the care that is owed before it begins.

Presence and dates alone: what was said, and by whom, stays with the people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from . import form
from .dates import WorkWeek
from .history import Ilo, State, held_since
from .model import Person, PersonId, Ticket
from .permitted import heard
from .policy import Policy


def is_stretch(ticket: Ticket, policy: Policy) -> bool:
    """Whether somebody called it a stretch, by label or form."""
    return stretch_began(ticket, policy) is not None


def stretch_began(ticket: Ticket, policy: Policy) -> datetime | None:
    """Since when it is called a stretch; None: it is none."""
    if form.STRETCH in ticket.says:
        return ticket.opened
    marked = held_since(ticket, lambda p: policy.stretch in p.labels)
    return marked.at if marked else None


def help_owed_from(ilo: Ilo, policy: Policy) -> date | None:
    """From which day on a stretch is to have its net and its help; None: it is none, or rests.

    While it is a draft, at once; else from the day it begins. What began as a stretch on that
    very day could not be chosen: there are two working days for it.
    """
    at = stretch_began(ilo.ticket, policy)
    if at is None or ilo.state not in (State.DRAFT, State.ACTIVE):
        return None
    began, called = ilo.began, ilo.owner.today(at)
    week = WorkWeek(ilo.owner)
    if ilo.state is State.DRAFT or called < began:
        return week.following(max(began, called))
    return week.after(called, policy.urgent_workdays)


@dataclass(frozen=True, slots=True)
class Net:
    """The three clarifications of a stretch: whether each was given."""

    picture: bool  # what it would look like if it did not work out
    assured: bool  # the supervisor's word that it costs no one their job
    plan_b: bool  # who steps in

    @property
    def whole(self) -> bool:
        """Whether all three are there."""
        return self.picture and self.assured and self.plan_b


def net(ilo: Ilo, people: Mapping[PersonId, Person]) -> Net:
    """The safety net, by the form and `/ilo net picture|assured|plan-b`.

    The assurance counts from the owner's supervisor alone.
    """
    ticket, owner = ilo.ticket, ilo.owner
    said = {rest.split()[0] for _, rest in heard(ticket, "net", owner, people) if rest}
    return Net(
        form.NET_PICTURE in ticket.says or "picture" in said,
        any(heard(ticket, "net assured", owner, people)),
        form.NET_PLAN_B in ticket.says or bool(said & {"plan-b", "planb"}) or bool(owner.plan_b),
    )
