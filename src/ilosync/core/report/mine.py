"""Mine: for each person what is held about them, what was said, and what is planned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from ilosync.core.model import Person, PersonId, RuleId, Snapshot
from ilosync.core.plan import answered, notices
from ilosync.core.policy import Policy
from ilosync.core.rule import Rule
from ilosync.core.view import CoopView, PersonView, Status

from .goals import day, goals
from .values import Mine, Note

AHEAD = timedelta(days=120)
_STATUS = {
    Status.OUT: "No account of yours is known, so ilosync sees none of your tickets.",
    Status.AWAY: "You are away, and nothing is asked of you.",
    Status.ONE: "You have an objective.",
    Status.SEVERAL: "You have several objectives; whenever you like, choose which one to keep.",
    Status.NEW: "You are new here; a first talk is for your first month.",
    Status.DRAFTING: "An objective of yours is being set up.",
    Status.BETWEEN: "You have just finished one. The next two weeks are yours.",
    Status.UNKNOWN: "Something of yours could not be read tonight, so nothing is concluded.",
}


def mine(
    snapshot: Snapshot,
    views: tuple[PersonView, ...],
    policy: Policy,
    now: datetime,
    rules: Mapping[RuleId, Rule],
) -> tuple[Mine, ...]:
    """A page for each person to whom promises are made today."""
    planned = _planned(snapshot, views, policy, now, rules.values())
    people = {p.id: p for p in snapshot.people}
    helped = _helped(snapshot.people, now)
    return tuple(
        Mine(
            v.person.id,
            v.person.name,
            _status(v, people),
            tuple(_known(v.person, people, helped.get(v.person.id, ()))),
            () if v.doubtful else goals(v, policy),
            tuple(planned.get(v.person.id, ())),
            tuple(_notes(v, rules)),
            _letter(v.person, snapshot),
        )
        for v in views
        if v.person.in_scope(v.today)
    )


def _status(view: PersonView, people: Mapping[PersonId, Person]) -> str:
    if view.status is not Status.NONE:
        return _STATUS[view.status]
    lead = people.get(view.person.supervisor) if view.person.supervisor else None
    owes = f"{lead.name} owes you" if lead else "The organisers owe you"
    return f"You have no objective just now. {owes} a talk about one, whenever it suits you."


def _planned(
    snapshot: Snapshot,
    views: tuple[PersonView, ...],
    policy: Policy,
    now: datetime,
    rules: Iterable[Rule],
) -> dict[PersonId, list[tuple[date, str]]]:
    """What every rule that knows a date plans with each person in the next months, in order."""
    coop = CoopView(snapshot, views, policy, now)
    members = coop.members
    found: dict[PersonId, set[tuple[date, str]]] = defaultdict(set)
    for rule in rules:
        coming = [*rule.coming_together(coop, policy, coop.today + AHEAD)]
        knows = type(rule).coming is not Rule.coming  # most rules know of no day
        for view in members if knows else ():
            if not view.doubtful:
                coming += rule.coming(view, policy, view.today + AHEAD)
        for each in coming:
            for person in each.people:
                found[person].add((each.day, each.what))
    return {person: sorted(days) for person, days in found.items()}


def _helped(people: Iterable[Person], now: datetime) -> dict[PersonId, list[str]]:
    """Whom each person helps as what, among those who are with us today."""
    found: dict[PersonId, list[str]] = defaultdict(list)
    for person in people:
        if not person.in_scope(person.today(now)):
            continue
        roles = [("supervisor", person.supervisor), ("buddy", person.buddy)]
        roles += [("mentor", m) for m in person.mentors]
        roles += [("at hand", person.at_hand), ("Plan B", person.plan_b)]
        for role, helper in roles:
            if helper is not None:
                found[helper].append(f"{role} of {person.name}")
    return found


def _known(
    person: Person, people: Mapping[PersonId, Person], helps: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """What the people file says of somebody: all of it."""

    def name(who: PersonId | None) -> str:
        return people[who].name if who is not None and who in people else ""

    lines = [
        ("Name", person.name),
        *((f"Account on {tracker}", account) for tracker, account in person.accounts.items()),
        ("Team", person.team or ""),
        ("First day", day(person.start) if person.start else ""),
        ("Last day", day(person.end) if person.end else ""),
        ("Time zone", str(person.time_zone)),
        ("Supervisor", name(person.supervisor)),
        ("Buddy", name(person.buddy)),
        ("Mentors", ", ".join(name(m) for m in person.mentors)),
        ("Mentor elsewhere", "yes" if person.outside_mentor else ""),
        ("At hand", name(person.at_hand)),
        ("Plan B", name(person.plan_b)),
        ("You are", ", ".join(helps)),
        ("Away", ", ".join(_span(s.first, s.last) for s in person.away)),
        ("Quiet until", day(person.quiet_until) if person.quiet_until else ""),
        ("Last talk about notice and heads-up", day(person.heads_up) if person.heads_up else ""),
    ]
    yield from ((label, value) for label, value in lines if value)


def _span(first: date, last: date | None) -> str:
    return f"from {day(first)} to {day(last)}" if last else f"since {day(first)}"


def _notes(view: PersonView, rules: Mapping[RuleId, Rule]) -> Iterator[Note]:
    """Every notice on their own tickets, newest first."""
    found = [
        (c.at, replace(m, standing=m.standing and not answered(t, c)), t)
        for t in view.tickets
        for c, m in notices(t)
    ]
    for at, marker, ticket in sorted(found, key=lambda x: (x[0], x[1]), reverse=True):
        rule = rules.get(marker.rule)
        title = rule.title if rule else str(marker.rule)
        on = view.person.today(at)
        yield Note(marker.rule, title, on, ticket.ref, ticket.url, marker.standing)


def _letter(person: Person, snapshot: Snapshot) -> date | None:
    at = snapshot.messaged.get(person.id)
    return person.today(at) if at is not None else None
