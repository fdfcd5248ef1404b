"""What a supervisor hears in private about the ILO of somebody whom they help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from .dates import WorkWeek, midnight
from .history import Ilo
from .owing import Owing, owing, supervisor
from .rule import Finding, Rule, Severity
from .view import PersonView


@dataclass(frozen=True, slots=True)
class Matter:
    """What it is about: the person's own event as a period, the day it became due, and why."""

    period: str
    day: date | None  # None: no day is in sight
    why: str
    facts: Mapping[str, str] = field(default_factory=dict)
    now: bool = False  # it is about how things stand, which is never before our time


def answer_day(view: PersonView, asked: datetime, workdays: int) -> date | None:
    """The day so many working days of the supervisor after somebody asked."""
    who = supervisor(view.person, view.people, view.now) or view.person
    return WorkWeek(who).after(who.today(asked), workdays)


def to_lead(rule: Rule, view: PersonView, ilo: Ilo, matter: Matter) -> Iterator[Finding]:
    """The finding, once its day has come: for the supervisor alone, and without the title.

    An offer is made once. A duty is owed by them, or by the organisers where there is nobody.
    """
    if matter.day is None or view.today < matter.day:
        return
    who = _who(rule, view)
    yield Finding(
        rule.id,
        matter.period,
        midnight(matter.day, view.person.time_zone),
        view.person.id,
        ilo.ticket.ref,
        {"where": ilo.ticket.ref.key, "url": ilo.ticket.url, **matter.facts},
        asks=who.tells,
        dated=None if matter.now else matter.day,
        once=rule.severity is Severity.OFFER,
        owed_by=who.by if rule.severity is Severity.DUTY else None,
        why=matter.why,
        audience=rule.audience,
        tells=who.tells,
    )


def _who(rule: Rule, view: PersonView) -> Owing:
    if rule.severity is Severity.DUTY:
        return owing(view.person, view.people, view.policy, view.now)
    lead = supervisor(view.person, view.people, view.now)
    return Owing(lead.id, (lead.id,)) if lead else Owing()
