"""What is counted for Promises, from a whole reading. Nothing of this is shown as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from statistics import median

from ilosync.core.feedback import feedback
from ilosync.core.history import Ilo, State
from ilosync.core.model import Person, PersonId
from ilosync.core.plan import notices
from ilosync.core.policy import Policy
from ilosync.core.support import (
    Mentor,
    cost_open_since,
    is_stretch,
    kind,
    mentoring,
    net,
    retro,
)
from ilosync.core.view import PersonView, Status, newcomer

from .check_ins import Outcome, slots
from .small import Count

SOON = timedelta(days=30)
LATELY = timedelta(days=90)
WEEK = timedelta(days=7)
_ONE = (Status.ONE, Status.SEVERAL, Status.DRAFTING, Status.NONE, Status.UNKNOWN)

People = Mapping[PersonId, Person]


def counts(views: Iterable[PersonView], policy: Policy, now: datetime) -> tuple[Count, ...]:
    """Each promise, counted among those in scope, in the order in which the report tells them."""
    members = tuple(v for v in views if v.person.in_scope(v.today))
    today = now.astimezone(policy.time_zone).date()
    ilos = [(v, v.current[0]) for v in members if not v.doubtful and v.current]
    return (
        one_ilo(members, policy),
        check_ins(ilos, len(members), policy, today),
        sessions([v for v in members if newcomer(v.person, policy, v.today)], policy),
        mentors(ilos, len(members), policy, now),
        costs(ilos, len(members), policy),
        stretches(ilos, len(members), policy),
        look_backs(members, now),
        mix(ilos, len(members), policy),
        notes(members, now),
    )


Ilos = Iterable[tuple[PersonView, Ilo]]


def one_ilo(members: tuple[PersonView, ...], policy: Policy) -> Count:
    """Those past their first month: one, several, being set up, none. The rest are away, or
    between two, and in no number."""
    settled = [v for v in members if not _first_month(v, policy)]
    leads = {v.person.supervisor for v in members}
    managers = [v for v in settled if v.person.id in leads]
    others = [v for v in settled if v.person.id not in leads]
    whole, *groups = (
        Count(name, _cells(found), len(found), share=True)
        for name, found in (("one_ilo", settled), ("managers", managers), ("others", others))
    )
    return Count(whole.id, whole.cells, whole.of, share=True, groups=tuple(groups))


def _first_month(view: PersonView, policy: Policy) -> bool:
    start = view.person.start
    return start is not None and view.today < start + timedelta(days=policy.new_starter_days)


def _cells(found: Iterable[PersonView]) -> dict[str, int]:
    status = Counter(v.status for v in found)
    return {s.value: status[s] for s in _ONE}


def check_ins(ilos: Ilos, size: int, policy: Policy, today: date) -> Count:
    """What became of the check-ins whose day is in this quarter, up to today."""
    found = Counter(slot.outcome for _, ilo in ilos for slot in slots(ilo, policy, today))
    return Count("check_ins", {o.value: found[o] for o in Outcome}, size)


def sessions(newcomers: list[PersonView], policy: Policy) -> Count:
    """Feedback sessions of the onboardings that run: held with both upward directions on offer,
    otherwise held, and planned soon. What waits is in no number: whoever knows the starts could
    take it from the sum."""
    found: Counter[str] = Counter()
    for view in newcomers:
        for each in feedback(view, policy) if not view.doubtful else ():
            if each.held is not None:
                found["both_ways" if each.complete else "held"] += 1
            elif each.planned is not None and view.today <= each.planned <= view.today + SOON:
                found["soon"] += 1
    return Count("sessions", {x: found[x] for x in ("both_ways", "held", "soon")}, len(newcomers))


def mentors(ilos: Ilos, size: int, policy: Policy, now: datetime) -> Count:
    """Mentors named, sought and not wanted; how many weeks those who look have been looking."""
    found: Counter[str] = Counter()
    weeks: list[int] = []
    for _, ilo in ilos:
        state = mentoring(ilo, policy)
        if state.state is Mentor.LOOKING:
            weeks.append(max(0, (now - (state.since or now)) // WEEK))
        found[_MENTOR.get(state.state, "")] += 1
    return Count(
        "mentors",
        {x: found[x] for x in ("named", "looking", "not_wanted")},
        size,
        typical=round(median(weeks)) if weeks else None,
        among="looking",
    )


_MENTOR = {
    Mentor.NAMED: "named",
    Mentor.OUTSIDE: "named",
    Mentor.LOOKING: "looking",
    Mentor.NONE: "not_wanted",
}


def costs(ilos: Ilos, size: int, policy: Policy) -> Count:
    """Questions of cost that nobody has answered."""
    waiting = sum(cost_open_since(ilo, v.people, policy) is not None for v, ilo in ilos)
    return Count("costs", {"waiting": waiting}, size)


def stretches(ilos: Ilos, size: int, policy: Policy) -> Count:
    """Stretches with all three clarifications, and without."""
    found = Counter(net(i, v.people).whole for v, i in ilos if is_stretch(i.ticket, policy))
    return Count("stretches", {"whole": found[True], "open": found[False]}, size)


def look_backs(members: Iterable[PersonView], now: datetime) -> Count:
    """Of objectives closed in the last ninety days: looked back on or not wished, and neither."""
    found = Counter(
        bool(retro(ilo).outcome)
        for v in members
        for ilo in v.ilos
        if ilo.state is State.CLOSED and now - ilo.began_at <= LATELY
    )
    size = len(tuple(members))
    return Count("look_backs", {"answered": found[True], "open": found[False]}, size)


def mix(ilos: Ilos, size: int, policy: Policy) -> Count:
    """What the team needs and what people are curious about, of equal worth."""
    found = Counter(kind(ilo.ticket, policy) for _, ilo in ilos)
    return Count("mix", {"team": found["team-need"], "personal": found["personal-interest"]}, size)


def notes(members: Iterable[PersonView], now: datetime) -> Count:
    """People to whom a note was said in the last seven days."""
    reached = sum(any(now - at <= WEEK for at in _said(v)) for v in members)
    return Count("reached", {"reached": reached}, len(tuple(members)))


def _said(view: PersonView) -> Iterator[datetime]:
    for ticket in view.tickets:
        yield from (c.at for c, _ in notices(ticket))
