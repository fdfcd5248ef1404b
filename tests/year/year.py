"""A year of forty people on two trackers in memory, and a ledger of all that is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from ilosync.core.actions import Action, Say
from ilosync.core.evaluate import evaluate
from ilosync.core.history import Ilo
from ilosync.core.letters import Letter, Told, letters, nudged, obligation
from ilosync.core.model import Person, PersonId, Place, Readers, Reading, Ref, Snapshot
from ilosync.core.plan import Plan
from ilosync.core.policy import Policy
from ilosync.core.rule import Finding
from ilosync.core.view import views
from ilosync.daemon.apply import apply
from ilosync.rules import RULES
from ilosync.trackers.memory import MemoryTracker
from ilosync.wording import Wording

from .habits import Habits
from .people import FIRST, LAST, forty

HOURS = (10, 22)  # in UTC: each of the four time zones is at work at one of them
POLICY = Policy(
    narrow=False,
    since=FIRST,
    homes=(("github", "acme/learning"), ("jira", "GROW")),
    organisers=(PersonId("p00"), PersonId("p02")),
    representatives=(PersonId("p01"),),
    charter_review=date(2026, 11, 2),
    max_changes=10_000,
)


@dataclass(frozen=True)
class Said:
    """Something that was said or sent: when, what, and whose budget it counts for."""

    at: datetime
    finding: Finding
    to: tuple[PersonId, ...]
    nudge: bool
    ref: Ref | None = None


@dataclass
class Year:
    """The organisation, its trackers, and everything that happened."""

    seed: int
    noisy: bool = True
    people: tuple[Person, ...] = ()
    said: list[Said] = field(default_factory=list)
    written: list[tuple[datetime, Action]] = field(default_factory=list)
    second: list[Action] = field(default_factory=list)  # what a pass right after one would write
    standing: dict[tuple[object, ...], list[datetime]] = field(default_factory=dict)
    findings: dict[tuple[object, ...], Finding] = field(default_factory=dict)
    letters: dict[PersonId, datetime] = field(default_factory=dict)
    counts: dict[tuple[PersonId, str], int] = field(default_factory=dict)
    again: dict[tuple[PersonId, str], datetime] = field(default_factory=dict)
    sent: list[tuple[datetime, Letter]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.people = forty(self.seed)
        self.github = MemoryTracker("github", "acme/learning", now=_at(FIRST, 8))
        self.jira = MemoryTracker("jira", "GROW", now=_at(FIRST, 8), dated=True)
        self.trackers = {t.name: t for t in (self.github, self.jira)}
        self.habits = Habits(Random(self.seed), self.trackers)

    def live(self, last: date = LAST) -> None:
        """Day after day: people first, then some passes, and the other bot after each."""
        for day in _days(FIRST, last):
            for hour in HOURS:
                self._now(_at(day, hour))
                if hour == HOURS[0]:
                    self._people_act()
                before = self.habits.state()
                self._pass()
                if self.noisy:
                    self.habits.noise(before)

    def snapshot(self) -> Snapshot:
        """What a reading of both trackers says; the team alone reads there."""
        read = Snapshot.of(self.people, *(_team_alone(t.read()) for t in self.trackers.values()))
        return replace(read, messaged=dict(self.letters))

    @property
    def now(self) -> datetime:
        """The time it is."""
        return self.github.now

    def _now(self, now: datetime) -> None:
        for tracker in self.trackers.values():
            tracker.now = now

    def _people_act(self) -> None:
        by_id = {p.id: p for p in self.people}
        for view in views(self.snapshot(), POLICY, self.now):
            self.habits.day(view)
            lead = by_id.get(view.person.supervisor) if view.person.supervisor else None
            for ilo in view.current if lead else ():
                self._helps(lead, ilo)
        self.habits.newcomers(by_id)

    def _helps(self, lead: Person | None, ilo: Ilo) -> None:
        if lead is not None:
            self.habits.helps(lead, ilo)

    def _pass(self) -> None:
        snapshot = self.snapshot()
        plan = evaluate(snapshot, POLICY, self.now, RULES)
        self._note(plan)
        wording = Wording({p.id: p for p in self.people}, POLICY)
        done = apply(plan, snapshot, self.trackers, wording, POLICY, self.now)
        assert not done.left
        self.written += [(self.now, a) for a in done.written]
        self.said += [
            Said(self.now, a.finding, (a.person,) if a.person else (), a.marker.nudge, a.ticket)
            for a in done.written
            if isinstance(a, Say)
        ]
        if self.now.weekday() == 0:
            self.second += evaluate(self.snapshot(), POLICY, self.now, RULES).actions
        self._send(plan)

    def _send(self, plan: Plan) -> None:
        """The letters that may go now, as the daemon's round sends them."""
        told = Told(self.letters, self.counts, again=self.again)
        nudges = nudged(self.snapshot(), POLICY, self.now)
        severity = {r.id: r.severity for r in RULES}
        found = letters(
            plan.private, self.people, told, POLICY, self.now, severity=severity, nudged=nudges
        )
        for letter in found.ready:
            self.letters[letter.to] = self.now
            self.sent.append((self.now, letter))
            for finding in letter.findings:
                key = letter.to, obligation(finding)
                self.counts[key] = self.counts.get(key, 0) + 1
                self.again[key] = self.now

    def _note(self, plan: Plan) -> None:
        for finding in plan.findings:
            key = (finding.rule, finding.period, finding.person, finding.ticket)
            self.findings[key] = finding
            self.standing.setdefault(key, []).append(self.now)


def _team_alone(reading: Reading) -> Reading:
    places = tuple(
        Place(p.tracker, p.key, p.labels, Readers.TEAM, Readers.TEAM) for p in reading.places
    )
    return replace(reading, places=places)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
