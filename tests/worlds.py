"""Random worlds: people use a tracker for some months, in any order that comes to mind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from ilosync.core.evaluate import evaluate
from ilosync.core.model import Account, Person, PersonId, Readers, Ref, Snapshot, Span, Ticket
from ilosync.core.plan import Plan
from ilosync.core.policy import Enforce, Policy
from ilosync.daemon.apply import Done, apply
from ilosync.daemon.links import linked
from ilosync.rules import RULES
from ilosync.trackers.memory import MemoryTracker
from ilosync.wording import Wording

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def person(name: str, **more: object) -> Person:
    """Somebody whose account is their name in lower case, with an `-x` behind it."""
    account = Account(f"{name.lower()}-x")
    base: dict[str, object] = {"accounts": {"memory": account, "other": account}, **more}
    return Person(PersonId(name.lower()), name, **base)  # type: ignore[arg-type]


GRACE = person("Grace", start=date(2020, 1, 1))
BO = person("Bo", supervisor=PersonId("grace"), time_zone=ZoneInfo("America/Los_Angeles"))
ADA = person(
    "Ada",
    supervisor=PersonId("grace"),
    buddy=PersonId("bo"),
    start=date(2026, 1, 12),
    time_zone=ZoneInfo("Atlantic/Azores"),
    away=(Span(date(2026, 6, 1), date(2026, 6, 19)),),
)
LEFT = person("Lee", end=date(2026, 2, 1))
PEOPLE = (ADA, BO, GRACE, LEFT)
ACCOUNTS = ("ada-x", "bo-x", "grace-x", "lee-x", "zed-z")
LABELS = ("ILO", "ilo:draft", "ilo:paused", "ilo:next", "ilo:onboarding", "ILOs", "bug")
TEXTS = (
    "/ilo checkin",
    "/ilo move 2026-07-01",
    "/ilo snooze 2w",
    "/ilo pause",
    "/ilo resume",
    "/ilo held",
    "/ilo same #1",
    "/ilo same grow-2",
    "/ilo retro held",
    "/ilo mentor looking",
    "/ilo dance",
    "Nice!",
    "> /ilo checkin",
)

Step = Callable[["World"], None]


@dataclass(repr=False)
class World:
    """Trackers in memory, the people who use them, and a policy."""

    tracker: MemoryTracker
    policy: Policy
    people: tuple[Person, ...] = PEOPLE
    others: tuple[MemoryTracker, ...] = ()
    declared: Readers | None = None  # what the configuration says of every place's readers

    @classmethod
    def new(
        cls, policy: Policy | None = None, people: tuple[Person, ...] = PEOPLE, *, two: bool = False
    ) -> World:
        more = (MemoryTracker("other", "GROW", now=BEGIN, dated=True),) if two else ()
        return cls(MemoryTracker(now=BEGIN), policy or Policy(), people, more)

    @property
    def trackers(self) -> tuple[MemoryTracker, ...]:
        return (self.tracker, *self.others)

    @property
    def now(self) -> datetime:
        return self.tracker.now

    def passes(self, seconds: float) -> None:
        self.at(self.now + timedelta(seconds=seconds))

    def at(self, now: datetime) -> None:
        for each in self.trackers:
            each.now = now

    @property
    def tickets(self) -> dict[Ref, Ticket]:
        return {ref: t for each in self.trackers for ref, t in each.tickets.items()}

    def where(self, ref: Ref) -> MemoryTracker:
        return next(t for t in self.trackers if t.name == ref.tracker)

    @property
    def wording(self) -> Wording:
        return Wording({p.id: p for p in self.people}, self.policy)

    def _repr_pretty_(self, printer, _cycle):
        """What Hypothesis shows of a counter-example."""
        printer.text(told(self))

    def snapshot(self) -> Snapshot:
        read = Snapshot.of(self.people, *(t.read() for t in self.trackers))
        places = tuple(replace(p, declared=self.declared) for p in read.places)
        return linked(replace(read, places=places), {t.name: t for t in self.trackers})

    def plan(self, only: set[PersonId | Ref] | None = None) -> Plan:
        return evaluate(self.snapshot(), self.policy, self.now, RULES, only)

    def carry_out(self, plan: Plan) -> Done:
        free = replace(self.policy, max_changes=10_000)
        trackers = {t.name: t for t in self.trackers}
        return apply(plan, self.snapshot(), trackers, self.wording, free, self.now)

    def sync(self) -> Plan:
        plan = self.plan()
        self.carry_out(plan)
        return plan

    def said(self) -> set[object]:
        """All that ilosync has a hand in: notices, whether they stand, and labels."""
        return {
            (t.ref, t.labels, tuple(sorted(c.marker for c in t.comments if c.marker)))
            for t in self.tickets.values()
        }

    def copy(self) -> World:
        """The same world, going its own way from here."""
        mine, *others = (_copy(t) for t in self.trackers)
        return World(mine, self.policy, self.people, tuple(others), self.declared)


def _copy(tracker: MemoryTracker) -> MemoryTracker:
    other = MemoryTracker(tracker.name, tracker.place)
    other.__dict__.update(
        {k: v.copy() if isinstance(v, (dict, list, set)) else v for k, v in vars(tracker).items()}
    )
    other._ids = iter(range(100_000, 200_000))
    return other


def opens(who: str, title: str, labels: tuple[str, ...], assignees: tuple[str, ...]) -> Step:
    """Somebody opens a ticket: odd titles in the second tracker, where there is one."""

    def step(world: World) -> None:
        where = world.trackers[len(world.tickets) % len(world.trackers)]
        where.opens(who, title, labels=labels, assignees=assignees)

    return step


def on(n: int, act: Callable[[MemoryTracker, Ref], object]) -> Step:
    """Do something to the n-th ticket, if there is one."""

    def step(world: World) -> None:
        if refs := list(world.tickets):
            ref = refs[n % len(refs)]
            act(world.where(ref), ref)

    return step


def deletes(n: int, who: str) -> Step:
    """Somebody deletes a comment, more often one of ours."""

    def step(world: World) -> None:
        found = [(t.ref, c) for t in world.tickets.values() for c in t.comments]
        found = [x for x in found if x[1].marker] or found
        if found:
            ref, comment = found[n % len(found)]
            world.where(ref).deletes(who, comment.id)

    return step


def ticks(n: int, who: str) -> Step:
    """Somebody ticks the box of a notice that has one."""

    def step(world: World) -> None:
        notices = [(t.ref, c) for t in world.tickets.values() for c in t.comments if c.marker]
        ours = [(r, c.id) for r, c in notices if "- [ ]" in world.where(r).seen(c.id)]
        if ours:
            ref, comment = ours[n % len(ours)]
            where = world.where(ref)
            where.rewrites(who, comment, where.seen(comment).replace("- [ ]", "- [x]"))

    return step


def dates(n: int, who: str, day: str) -> Step:
    """Somebody writes into the field for the next check-in, or clears it, where there is one."""

    def act(tracker: MemoryTracker, ref: Ref) -> None:
        if tracker.dated:
            tracker.dates(who, ref, day)

    return on(n, act)


def waits(hours: int) -> Step:
    return lambda w: w.passes(hours * 3600)


def until_workday(days: int) -> Step:
    """So many days on, and on to the next working day, in everybody's working hours."""

    def step(world: World) -> None:
        at = (world.now + days * DAY).replace(hour=16, minute=30)
        while at.weekday() > 4:
            at += DAY
        world.at(max(at, world.now))

    return step


who = st.sampled_from(("ada-x", "ada-x", "ada-x", "bo-x", "grace-x", "lee-x", "zed-z"))
label = st.sampled_from(LABELS)
number = st.integers(0, 5)
openings = st.one_of(
    st.builds(opens, st.just("ada-x"), st.just("ILO: sew"), st.just(()), st.just(("ada-x",))),
    st.builds(
        opens, st.just("ada-x"), st.just("Learn to sew"), st.just(("ILO",)), st.just(("ada-x",))
    ),
    st.builds(
        opens,
        who,
        st.sampled_from(["Learn to listen", "ILO: sew", "Fix the printer"]),
        st.sampled_from(
            [("ILO",), ("ILO",), ("ILO", "ilo:draft"), ("ilo:onboarding",), ("ILOs",), ()]
        ),
        st.sampled_from(
            [("ada-x",), ("ada-x",), ("bo-x",), ("ada-x", "bo-x"), ("zed-z",), ("lee-x",), ()]
        ),
    ),
)
acts = st.one_of(
    openings,
    st.builds(lambda n, a, x: on(n, lambda t, r: t.labels(a, r, x)), number, who, label),
    st.builds(lambda n, a, x: on(n, lambda t, r: t.unlabels(a, r, x)), number, who, label),
    st.builds(lambda n, a, x: on(n, lambda t, r: t.assigns(a, r, x)), number, who, who),
    st.builds(lambda n, a, x: on(n, lambda t, r: t.unassigns(a, r, x)), number, who, who),
    st.builds(lambda n, a: on(n, lambda t, r: t.closes(a, r)), number, who),
    st.builds(lambda n, a: on(n, lambda t, r: t.reopens(a, r)), number, who),
    st.builds(
        lambda n, a, x: on(n, lambda t, r: t.writes(a, r, x)), number, who, st.sampled_from(TEXTS)
    ),
    st.builds(deletes, number, who),
    st.builds(dates, number, who, st.sampled_from(["", "2026-05-04", "2026-09-01"])),
    st.builds(
        lambda n, to: on(n, lambda t, r: t.leads(r, to)),
        number,
        st.sampled_from(["acme/learning#1", "GROW-2"]),
    ),
    st.builds(ticks, number, st.just("ada-x") | who),
)
pauses = st.one_of(
    st.builds(waits, st.sampled_from([0, 1, 5, 24, 24 * 8]) | st.integers(1, 24 * 90)),
    st.builds(until_workday, st.sampled_from([1, 7, 21, 28, 31, 80, 90, 98])),
)
policies = st.builds(
    Policy,
    enforce=st.sampled_from(Enforce),
    since=st.sampled_from([None, date(2026, 5, 1)]),
    check_in_months=st.sampled_from([1, 3]),
)


syncs = st.sampled_from([True, True, False])


@st.composite
def worlds(draw: st.DrawFn, most: int = 10) -> World:
    """A world after some months in which people act, time passes, and passes run."""
    world = World.new(draw(policies), two=draw(st.booleans()))
    for step in draw(st.lists(openings, min_size=1, max_size=3)):
        step(world)
    for act, wait, sync in draw(st.lists(st.tuples(acts, pauses, syncs), max_size=most)):
        act(world)
        wait(world)
        if sync:
            world.sync()
    draw(pauses)(world)
    return world


def told(world: World) -> str:
    """What happened, for the reader of a counter-example."""
    lines = [f"{world.policy.enforce} since={world.policy.since} now={world.now}"]
    for t in world.tickets.values():
        lines.append(f"{t.ref} {t.title!r} {sorted(t.labels)} {t.assignees} open={t.open}")
        lines += [
            f"    {e.at:%m-%d %H:%M} {e.turn} {e.by} {e.what} ours={e.ours}" for e in t.events
        ]
        texts = world.where(t.ref).texts
        lines += [
            f"    {c.at:%m-%d %H:%M} comment {c.id} {c.by} ticked={c.ticked_by} "
            f"{c.marker or texts[c.id][:20]}"
            for c in t.comments
        ]
    return "\n".join(lines)
