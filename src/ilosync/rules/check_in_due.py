"""R11, R12: a check-in with somebody the owner trusts is coming up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ilosync.core.dates import WorkWeek, midnight, next_check_in
from ilosync.core.history import Ilo, State
from ilosync.core.model import Ref, RuleId
from ilosync.core.policy import Policy
from ilosync.core.rule import Coming, Finding, Rule, Severity, instant
from ilosync.core.said import signs_of_life
from ilosync.core.view import PersonView


@dataclass(frozen=True, slots=True)
class Slot:
    """The one check-in that is open: its number from the start, and its day."""

    number: int
    day: date


class CheckInDue(Rule):
    """Every three months the owner of an objective is offered a talk with somebody they trust.
    One comment a week before, edited on the day; a second two weeks after, unless there was a
    sign of life; then silence. Missed ones never pile up. The day can be moved, the talk noted
    with `/ilo checkin` or by ticking the box; nothing is kept but the date."""

    id = RuleId("check_in_due")
    title = "Check-in every three months"
    severity = Severity.NUDGE
    practices = ("P09",)
    facts = {"due": "2027-02-16", "stage": "ahead|now|after", "months": "3"}

    def about_person(self, view: PersonView, policy: Policy) -> Iterable[Finding]:
        """Stands on the oldest active objective, from a week before the day until it is held."""
        ilo = next(iter(view.current), None)
        if ilo is None or ilo.state is not State.ACTIVE:
            return
        slot = open_slot(ilo, view.today, policy)
        if slot is None:
            return
        event = max((h.at for h in ilo.held), default=ilo.began_at)
        period = instant(event, slot.number)
        ahead = slot.day - timedelta(days=policy.check_in_ahead_days)
        if view.today >= ahead:
            stage = "ahead" if view.today < slot.day else "now"
            yield self._finding(view, ilo, slot, period, ahead, stage, policy)
        after = self._after(view, ilo, slot.day, policy)
        if view.today >= after:
            yield self._finding(view, ilo, slot, f"{period}-after", after, "after", policy)

    def days(self, view: PersonView, policy: Policy) -> dict[Ref, str]:
        """The day of the oldest active objective's check-in; none on other tickets.

        A day that has passed is never written, nor taken out before the next one is known.
        """
        days = {t.ref: "" for t in view.tickets if t.planned is not None and t.open}
        ilo = next(iter(view.current), None)
        if ilo is None or ilo.state is not State.ACTIVE or ilo.ticket.ref not in days:
            return days
        slot = open_slot(ilo, view.today, policy)
        if slot is not None:
            past = slot.day < view.today
            days[ilo.ticket.ref] = (ilo.ticket.planned or "") if past else slot.day.isoformat()
        return days

    def coming(self, view: PersonView, policy: Policy, until: date) -> Iterable[Coming]:
        """The check-in that is open, if its day is still to come."""
        ilo = next(iter(view.current), None)
        if ilo is None or ilo.state is not State.ACTIVE:
            return
        slot = open_slot(ilo, view.today, policy)
        if slot is not None and view.today <= slot.day <= until:
            key = f"{self.id}.{ilo.ticket.ref.tracker}.{ilo.ticket.id}.{slot.number}"
            yield Coming(slot.day, "check-in", (view.person.id,), key, private=True)

    def _finding(
        self,
        view: PersonView,
        ilo: Ilo,
        slot: Slot,
        period: str,
        on: date,
        stage: str,
        policy: Policy,
    ) -> Finding:
        months = str(policy.check_in_months)
        return Finding(
            self.id,
            period,
            midnight(on, view.person.time_zone),
            view.person.id,
            ilo.ticket.ref,
            {"due": slot.day.isoformat(), "stage": stage, "months": months},
            asks=(view.person.id,),
            dated=slot.day,
            why=f"a check-in is planned for {slot.day.isoformat()}",
        )

    def _after(self, view: PersonView, ilo: Ilo, due: date, policy: Policy) -> date:
        """When a second word is in order: each sign of life until then puts it off."""
        wait = timedelta(days=policy.check_in_after_days)
        after = due + wait
        account = view.person.accounts[ilo.ticket.ref.tracker]
        for at in signs_of_life(ilo.ticket, account):
            day = view.person.today(at)
            if due <= day < after:
                after = day + wait
        return after


def open_slot(ilo: Ilo, today: date, policy: Policy) -> Slot | None:
    """The check-in that is open or next: never an older one beside it.

    A day that the owner moved it to wins until the next slot comes up.
    """
    slot = _slot_on(ilo, today, policy, None)
    if slot is None or ilo.moved is None:
        return slot
    said_on = ilo.owner.today(ilo.moved.at)
    then = _slot_on(ilo, said_on, policy, ilo.moved.at)
    if then is not None and then.number == slot.number:
        return Slot(slot.number, ilo.moved.day)
    return slot


def _slot_on(ilo: Ilo, day: date, policy: Policy, asked_at: datetime | None) -> Slot | None:
    week = WorkWeek(ilo.owner, ilo.pauses)
    held = max((h.day for h in ilo.held if asked_at is None or h.at <= asked_at), default=None)
    every, stop = policy.check_in_months, policy.stop_days
    first = next_check_in(week, ilo.began, every, held, stop, policy.meets_days)
    if first is None:
        return None
    number, due = first
    ahead = timedelta(days=policy.check_in_ahead_days)
    while True:
        following = week.due(ilo.began, (number + 1) * every, stop)
        if following is None or following - ahead > day:
            return Slot(number, due)
        number, due = number + 1, following
