"""R01, R29: somebody has two ILOs or more, or one in two places."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from difflib import SequenceMatcher

from ilosync.core.history import Ilo, State
from ilosync.core.model import RuleId, Ticket, Turn
from ilosync.core.orders import ordered
from ilosync.core.plan import notices
from ilosync.core.policy import Enforce, Policy
from ilosync.core.rule import Finding, Rule, Severity, instant
from ilosync.core.view import PersonView

MARKED = timedelta(days=1)  # what was not marked by then is left as it is
ALIKE = 0.8  # how much of two titles is the same where they may be one thing


class OnlyOne(Rule):
    """Nobody has two learning objectives at a time, across all places. The oldest counts;
    the owner is asked on the newer ticket which one to keep. With `enforce = "label"` that
    ticket is also marked `ilo:next`, with `"park"` its `ILO` label is swapped for `ilo:next`;
    what the owner undoes stays undone. Nothing is ever closed. Where two titles in two trackers
    are much alike, the note begins by asking whether both are one thing."""

    id = RuleId("only_one")
    title = "One objective at a time"
    severity = Severity.NUDGE
    practices = ("P01",)
    facts = {"other": "#12|", "mode": "note|label|park", "alike": "|yes"}

    def about_person(self, view: PersonView, policy: Policy) -> Iterable[Finding]:
        """Stands on each ticket but the oldest; on a parked one until the owner acts."""
        if not view.current:
            return
        kept, *others = view.current
        parked = [i for i in view.ilos if self._parked(i, view, policy)]
        for ilo in (*others, *parked):
            yield self._finding(ilo, kept, view, policy)

    def clears(self, ticket: Ticket, policy: Policy) -> tuple[str, ...]:
        """Our `ilo:next` goes when the ticket turns out to be the one."""
        marks = [
            e.ours
            for e in ticket.events
            if e.turn is Turn.LABELLED and e.what.casefold() == policy.next
        ]
        ours = bool(marks) and marks[-1] and ticket.has(policy.next) and ticket.has(policy.label)
        return (policy.next,) if ours else ()

    def _parked(self, ilo: Ilo, view: PersonView, policy: Policy) -> bool:
        """Whether we lined it up, and nobody has done anything about it since."""
        standing = self._standing(ilo.ticket)
        if ilo.state is not State.PARKED or standing is None:
            return False
        order = ordered(ilo.ticket, view.tickets, view.person, policy)
        if order is not None and order.at >= standing[1]:
            return False
        label = policy.label.casefold()
        swaps = [e for e in ilo.ticket.events if e.what.casefold() in (label, policy.next)]
        return swaps[-1].ours if swaps else policy.enforce is Enforce.PARK

    def _standing(self, ticket: Ticket) -> tuple[str, datetime] | None:
        """The period and time of our standing notice on a ticket."""
        found = ((m.period, c.at) for c, m in notices(ticket) if m.rule == self.id and m.standing)
        return next(found, None)

    def _just_done(self, ilo: Ilo, view: PersonView) -> bool:
        """Whether somebody of ours has just made it a second one; our own label is their doing."""
        at, by = ilo.began_at, ilo.began_by
        if by is None:
            at, by = ilo.ticket.opened, ilo.ticket.author
        return view.just(at) and view.knows(ilo.ticket.ref.tracker, by)

    def _of_another_time(self, ilo: Ilo, said_at: datetime, policy: Policy) -> bool:
        """Whether its owner put the ticket aside after we spoke, and took it up again later."""
        gap = timedelta(days=policy.label_gap_days)
        return (
            ilo.current
            and said_at + gap <= ilo.began_at
            and not put_aside_by_us(ilo.ticket, policy)
        )

    def _is_left(self, ticket: Ticket, said_at: datetime, view: PersonView, policy: Policy) -> bool:
        """Whether its labels are the owner's by now: they undid ours, or it was never marked."""
        late = view.now - said_at > MARKED and not ticket.has(policy.next)
        return late or undone(ticket, policy)

    def _chosen(self, ticket: Ticket, view: PersonView, policy: Policy) -> bool:
        """Whether the owner told us to start it, and nobody has touched its labels since."""
        order = ordered(ticket, view.tickets, view.person, policy)
        if order is None or order.what != "start":
            return False
        labels = (policy.label.casefold(), policy.next)
        return not any(
            e.what.casefold() in labels and e.at > order.at and not e.ours for e in ticket.events
        )

    def _finding(self, ilo: Ilo, kept: Ilo, view: PersonView, policy: Policy) -> Finding:
        standing = self._standing(ilo.ticket)
        if standing and self._of_another_time(ilo, standing[1], policy):
            standing = None
        period = standing[0] if standing else instant(ilo.began_at)
        mode = policy.enforce
        left = standing and self._is_left(ilo.ticket, standing[1], view, policy)
        if left or self._chosen(ilo.ticket, view, policy):
            mode = Enforce.NOTE
        here, there = ilo.ticket.ref, kept.ticket.ref
        near = (here.tracker, here.place) == (there.tracker, there.place)
        return Finding(
            self.id,
            period,
            ilo.began_at,
            view.person.id,
            here,
            {"other": there.short if near else "", "mode": mode.value} | _alike(ilo, kept),
            asks=(view.person.id,),
            answer=self._just_done(ilo, view),
            want=() if mode is Enforce.NOTE else (policy.next,),
            shed=(policy.label,) if mode is Enforce.PARK else (),
            why=f"{view.person.name} has another objective too: {there}",
        )


def _alike(one: Ilo, other: Ilo) -> dict[str, str]:
    """A fact where both may be one thing in two trackers; none else, as in notices of old."""
    if one.ticket.ref.tracker == other.ticket.ref.tracker:
        return {}
    here, there = _bare(one.ticket.title), _bare(other.ticket.title)
    same = here and there and SequenceMatcher(None, here, there).ratio() >= ALIKE
    return {"alike": "yes"} if same else {}


def _bare(title: str) -> str:
    """A title in small letters, without `ILO:` and signs."""
    words = re.findall(r"[^\W_]+", title.casefold()[:200])
    return " ".join(words[1:] if words[:1] == ["ilo"] else words)


def put_aside_by_us(ticket: Ticket, policy: Policy) -> bool:
    """Whether it was we who put this ticket aside, so that taking it up again is the answer."""
    label = policy.label.casefold()
    offs = [e for e in ticket.events if (e.turn, e.what.casefold()) == (Turn.UNLABELLED, label)]
    return bool(offs) and offs[-1].ours


def undone(ticket: Ticket, policy: Policy) -> bool:
    """Whether a person put back what we swapped, after we did."""
    ours = False
    for event in ticket.events:
        label = event.what.casefold()
        marks = (event.turn, label) == (Turn.LABELLED, policy.next)
        parks = (event.turn, label) == (Turn.UNLABELLED, policy.label.casefold())
        unmarks = (event.turn, label) == (Turn.UNLABELLED, policy.next)
        restores = (event.turn, label) == (Turn.LABELLED, policy.label.casefold())
        if event.ours and (marks or parks):
            ours = True
        elif ours and not event.ours and (unmarks or restores):
            return True
    return False
