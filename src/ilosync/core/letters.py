"""The week's private message: what may be told to whom now, and when to others."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from .actions import Say
from .model import Kind, Person, PersonId, RuleId, Snapshot
from .plan import Plan, notices
from .policy import Policy
from .quiet import room_at
from .rule import Finding, Severity
from .view import views

MOST = 3  # findings in a letter
TIMES: Mapping[Severity, int] = {Severity.INFO: 1, Severity.OFFER: 1, Severity.NUDGE: 2}
"""How often one person hears of one obligation: an offer once, a nudge once more (DOMAIN 3.4)."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody is told in private in an ISO week of their own (`2026-W48`); best first."""

    to: PersonId
    week: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What was told before: the last letter to each, and how often and when each last heard of an
    obligation.

    Nobody knows what was sent before `since`: for a week it counts as a letter to everybody.
    """

    last: Mapping[PersonId, datetime] = field(default_factory=dict)
    counts: Mapping[tuple[PersonId, str], int] = field(default_factory=dict)
    since: datetime | None = None
    again: Mapping[tuple[PersonId, str], datetime] = field(default_factory=dict)

    def heard(self, person: PersonId) -> datetime | None:
        """When somebody last got a letter, or may have."""
        return max((x for x in (self.last.get(person), self.since) if x), default=None)


@dataclass(frozen=True, slots=True)
class Letters:
    """Those that may go now, most urgent first; and when others may."""

    ready: tuple[Letter, ...] = ()
    waiting: tuple[tuple[PersonId, datetime], ...] = ()


def letters(
    private: Iterable[Finding],
    people: Iterable[Person],
    told: Told,
    policy: Policy,
    now: datetime,
    *,
    severity: Mapping[RuleId, Severity],
    nudged: Mapping[PersonId, datetime],
    yielding: Collection[PersonId] = (),
) -> Letters:
    """The letters to `people`, of findings that may be told in private alone.

    At most one a person and ISO week, and one in `per_person_days` together with the nudges on
    their own tickets (`nudged` is the last of each), in their working hours; what only informs
    never goes alone. Who is away without an end in sight does not wait. `yielding` are those for
    whom a nudge waits, too: after a letter it is the nudge's turn, for a day. Pure.
    """
    urgent = _Urgent(severity)
    mine: dict[PersonId, list[Finding]] = {}
    for finding in private:
        if not _before_our_time(finding, policy):
            for to in dict.fromkeys(finding.tells):
                mine.setdefault(to, []).append(finding)
    ready: list[Letter] = []
    waiting: list[tuple[PersonId, datetime]] = []
    for person in people:
        heard = _left(person, mine.get(person.id, ()), told, policy, urgent, now)
        due = urgent.chosen(person.id, heard)
        nudge, yields = nudged.get(person.id), person.id in yielding
        at = _when(person, told, policy, now, nudge, yields=yields) if due else None
        if at is None or not _with_us(person, at):
            continue
        if at == now:
            ready.append(Letter(person.id, week(person, now), due))
        else:
            waiting.append((person.id, at))
    ready.sort(key=lambda x: (min(map(urgent.order, x.findings)), x.to))
    return Letters(tuple(ready), tuple(sorted(waiting, key=lambda x: (x[1], x[0]))))


def obligation(finding: Finding) -> str:
    """What is owed, in sixteen hexadecimal digits: a rule, whom it is about, and the event."""
    about = finding.person or finding.ticket or ""
    text = f"{finding.rule}\0{about}\0{finding.period.split('-')[0]}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def week(person: Person, at: datetime) -> str:
    """The ISO week it is for somebody: `2026-W48`."""
    year, number, _ = person.today(at).isocalendar()
    return f"{year}-W{number:02}"


def nudging(plan: Plan) -> frozenset[PersonId]:
    """For whom a nudge on a ticket of theirs waits, or goes now."""
    due = (a.person for a in plan.actions if isinstance(a, Say) and a.marker.nudge)
    waiting = (w.person for w in plan.waiting if w.until is not None)
    return frozenset(p for p in (*due, *waiting) if p)


def nudged(snapshot: Snapshot, policy: Policy, now: datetime) -> dict[PersonId, datetime]:
    """When each person was last nudged on a ticket of their own."""
    found = {
        v.person.id: [c.at for t in v.tickets for c, m in notices(t) if m.nudge]
        for v in views(snapshot, policy, now)
    }
    return {person: max(times) for person, times in found.items() if times}


@dataclass(frozen=True)
class _Urgent:
    """What goes first: one's own, the most severe, who waits longest."""

    severity: Mapping[RuleId, Severity]

    def of(self, finding: Finding) -> Severity:
        return self.severity.get(finding.rule, Severity.OFFER)

    def order(self, finding: Finding) -> tuple[object, ...]:
        return -self.of(finding), finding.since, finding.key, str(finding.person)

    def chosen(self, to: PersonId, due: Iterable[Finding]) -> tuple[Finding, ...]:
        """The few that fit: what only informs fills up, and is nothing by itself."""

        def info(finding: Finding) -> bool:
            return self.of(finding) is Severity.INFO

        def order(finding: Finding) -> tuple[object, ...]:
            return finding.person != to, *self.order(finding)

        once = {obligation(f): f for f in sorted(due, key=order, reverse=True)}
        found = sorted(once.values(), key=lambda f: (info(f), order(f)))[:MOST]
        if not found or info(found[0]):
            return ()
        return tuple(sorted(found, key=order))


def _left(
    to: Person,
    due: Sequence[Finding],
    told: Told,
    policy: Policy,
    urgent: _Urgent,
    now: datetime,
) -> Iterator[Finding]:
    """Those that somebody has not heard of often enough, nor lately."""
    lately = to.today(now) - timedelta(days=policy.again_days)
    for finding in due:
        last = told.again.get((to.id, obligation(finding)))
        if last is not None and to.today(last) > lately:
            continue
        most = min(policy.per_obligation, TIMES.get(urgent.of(finding), policy.per_obligation))
        if told.counts.get((to.id, obligation(finding)), 0) < most:
            yield finding


def _before_our_time(finding: Finding, policy: Policy) -> bool:
    if finding.dated is None or policy.since is None:
        return False
    return finding.dated < policy.since


def _with_us(person: Person, at: datetime) -> bool:
    day = person.today(at)
    begun = person.start is None or person.start <= day
    return person.kind is not Kind.BOT and begun and (person.end is None or day <= person.end)


def _when(
    person: Person,
    told: Told,
    policy: Policy,
    now: datetime,
    nudge: datetime | None,
    *,
    yields: bool,
) -> datetime | None:
    """When a letter may go: now, or later, or nobody knows when."""
    last = told.heard(person.id)
    spoken = [x for x in (last, nudge) if x is not None]
    begin = now
    if yields and last is not None and (nudge is None or nudge < last):
        begin = max(now, last + timedelta(days=policy.per_person_days + 1))
    at = room_at(person, policy, begin, spoken)
    if at is None or last is None or week(person, at) != week(person, last):
        return at
    day = person.today(last)
    monday = datetime.combine(day + timedelta(days=7 - day.weekday()), time(), person.time_zone)
    return room_at(person, policy, monday.astimezone(now.tzinfo), spoken)
