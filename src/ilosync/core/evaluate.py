"""The one question ilosync asks: given what is there, what should change?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from .actions import Action, SetDay
from .foresee import foresee
from .model import Person, PersonId, Place, Ref, RuleId, Snapshot, Ticket
from .plan import (
    Hold,
    Plan,
    Waiting,
    Wanted,
    diff,
    may_date,
    missing_labels,
    notices,
    said,
    silenced,
)
from .policy import Policy
from .quiet import next_time, room_at
from .rule import Finding, Rule
from .said import snoozed_until
from .view import Directory, PersonView, TicketView, directory, owner, views

Key = tuple[RuleId, str]
FURTHER = 4  # how far one label can lead to another


def evaluate(
    snapshot: Snapshot,
    policy: Policy,
    now: datetime,
    rules: Iterable[Rule],
    only: Collection[PersonId | Ref] | None = None,
) -> Plan:
    """Judge every person and ticket by every rule, then compare with what the tickets say.

    `now` is an aware instant. `only` limits the pass to some people and their tickets, and to
    some tickets without one owner; the plan for all is the plans for each of these, together.
    Where a label makes a difference to other rules, they see it as put on already.
    """
    rules = tuple(rules)
    first = Plan()
    plan = _Pass(snapshot, policy, now, rules).plan(only)
    for _ in range(FURTHER):
        leading = plan.leading()
        if not leading.actions:
            break
        first = first.then(leading)
        snapshot = foresee(snapshot, leading.actions, now)
        plan = _Pass(snapshot, policy, now, rules).plan(only)
    plan = first.then(plan)
    places = [p for p in snapshot.places if not p.too_wide]
    always = (policy.label,) if only is None else ()
    return replace(plan, actions=(*missing_labels(places, plan.actions, always), *plan.actions))


@dataclass
class _Pass:
    snapshot: Snapshot
    policy: Policy
    now: datetime
    rules: tuple[Rule, ...]
    findings: list[Finding] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    again: list[tuple[PersonId, datetime]] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    standing: set[tuple[Ref, Key]] = field(default_factory=set)

    def plan(self, only: Collection[PersonId | Ref] | None) -> Plan:
        known_as = directory(self.snapshot.people)
        self.holds += [_stop(p) for p in self.snapshot.places if p.too_wide]
        for view in views(self.snapshot, self.policy, self.now):
            if only is None or view.person.id in only:
                self._person(view, known_as)
        for ticket in self.snapshot.tickets:
            asked = only is None or ticket.ref in only
            if asked and owner(ticket, known_as, self.policy, self.now) is None:
                self._ownerless(ticket, known_as)
        return Plan(
            tuple(self.findings),
            tuple(self.actions),
            tuple(self.waiting),
            tuple(self.holds),
            frozenset(self.standing),
            tuple(self.again),
        )

    # --- one person, one ticket ------------------------------------------------------

    def _person(self, view: PersonView, known_as: Directory) -> None:
        person = view.person
        if not person.in_scope(view.today):
            return  # left, not begun, not ours: silence, and their tickets stay untouched
        found: list[Finding] = []
        held: frozenset[RuleId] = frozenset()
        if view.doubtful:
            held = frozenset(r.id for r in self.rules)
            self.holds.append(Hold(person.id, "something of theirs could not be read in full"))
        else:
            for rule in self.rules:
                found += rule.about_person(view, self.policy)
            for ticket in view.tickets:
                found += self._about(ticket, person, known_as)
        self.findings += found
        chosen, nudges = self._chosen(found, view)
        for ticket in view.tickets:
            here = tuple(f for f in chosen if f.ticket == ticket.ref)
            new = frozenset(key for ref, key in nudges if ref == ticket.ref)
            self._write(ticket, Wanted(here, new, held), person.id)
        if not view.doubtful:
            self.actions += self._days(view)

    def _ownerless(self, ticket: Ticket, known_as: Directory) -> None:
        if len(ticket.assignees) == 1:
            return  # somebody's whom we do not know: not ours to touch
        if not ticket.whole:
            self.holds.append(Hold(str(ticket.ref), "its history could not be read in full"))
            return
        found = list(self._about(ticket, None, known_as))
        self.findings += found
        chosen, nudges = [], set()
        for finding in found:
            asked = next((p for p in self.snapshot.people if p.id in finding.asks), None)
            if self._stands(ticket, finding):
                chosen.append(finding)
            elif not self._hushed(ticket, finding) and asked is not None:
                until = self.now if finding.answer else self._room(asked, ())
                if until == self.now:
                    chosen.append(finding)
                    nudges |= set() if finding.answer else {finding.key}
                else:
                    self.waiting.append(Waiting(finding, until, asked.id))
        self._write(ticket, Wanted(tuple(chosen), frozenset(nudges)), None)

    def _about(
        self, ticket: Ticket, person: Person | None, known_as: Directory
    ) -> Iterator[Finding]:
        view = TicketView(ticket, person, known_as, self.policy, self.now)
        for rule in self.rules:
            yield from rule.about_ticket(view, self.policy)

    # --- what may be said now --------------------------------------------------------

    def _chosen(
        self, found: Iterable[Finding], view: PersonView
    ) -> tuple[tuple[Finding, ...], frozenset[tuple[Ref, Key]]]:
        """Those findings that stand on tickets already or may be said now; which are nudges."""
        tickets = {t.ref: t for t in view.tickets}
        severity = {r.id: r.severity for r in self.rules}
        nudged = [c.at for t in view.tickets for c, m in notices(t) if m.nudge]
        chosen: list[Finding] = []
        nudges: set[tuple[Ref, Key]] = set()
        for f in sorted(found, key=lambda f: (-severity[f.rule], f.since, f.key)):
            if f.ticket is None:
                continue
            ticket = tickets[f.ticket]
            if self._stands(ticket, f):
                chosen.append(f)
            elif self._hushed(ticket, f) or self._before_our_time(f):
                continue
            elif f.answer:
                chosen.append(f)
            else:
                until = self._room(view.person, nudged, ticket)
                if until == self.now:
                    chosen.append(f)
                    nudges.add((f.ticket, f.key))
                    nudged.append(self.now)
                else:
                    self.waiting.append(Waiting(f, until, view.person.id))
        return tuple(chosen), frozenset(nudges)

    def _stands(self, ticket: Ticket, finding: Finding) -> bool:
        return said(ticket, finding.key) is not None

    def _hushed(self, ticket: Ticket, finding: Finding) -> bool:
        place = self._place(ticket.ref)
        if place is not None and place.too_wide:
            return True  # said once for the place
        why = silenced(ticket, finding) or self._spent(ticket, finding)
        if why:
            self.holds.append(Hold(f"{ticket.ref} {finding.rule}", why))
        return bool(why)

    def _spent(self, ticket: Ticket, finding: Finding) -> str:
        """Whether this obligation was spoken of often enough: same rule, same first period."""
        about = finding.period.split("-")[0]
        times = sum(
            m.rule == finding.rule and m.period.split("-")[0] == about for _, m in notices(ticket)
        )
        return "said often enough" if times >= self.policy.per_obligation else ""

    def _before_our_time(self, finding: Finding) -> bool:
        """What a date brought about before `since`; how things stand now is never too old."""
        if finding.dated is None or self.policy.since is None:
            return False
        return finding.dated < self.policy.since

    def _room(
        self, person: Person, nudged: Iterable[datetime], ticket: Ticket | None = None
    ) -> datetime | None:
        snoozed = snoozed_until(ticket, person) if ticket is not None else None
        return room_at(person, self.policy, self.now, nudged, snoozed)

    # --- what to write ----------------------------------------------------------------

    def _days(self, view: PersonView) -> Iterator[SetDay]:
        """Dates for the tickets' own fields; in good hours only, for a tracker may send mail."""
        days = [*self._due_days(view)]
        until = next_time(view.person, self.policy, self.now) if days else None
        if until == self.now:
            yield from days
        elif until is not None:
            self.again.append((view.person.id, until))

    def _due_days(self, view: PersonView) -> Iterator[SetDay]:
        tickets = {t.ref: t for t in view.tickets}
        for rule in self.rules:
            for ref, day in sorted(rule.days(view, self.policy).items()):
                ticket, place = tickets[ref], self._place(ref)
                free = may_date(ticket) and not (place is not None and place.too_wide)
                if free and ticket.planned is not None and ticket.planned != day:
                    yield SetDay(ref, day, ticket.planned, rule.id, view.person.id)

    def _write(self, ticket: Ticket, wanted: Wanted, person: PersonId | None) -> None:
        place = self._place(ticket.ref)
        if place is not None and place.too_wide:
            return
        rules = {r.id: r for r in self.rules}
        self.actions += diff(ticket, wanted, rules, self.policy, person)
        self.standing |= {(ticket.ref, f.key) for f in wanted.findings if not f.once}

    def _place(self, ref: Ref) -> Place | None:
        found = (p for p in self.snapshot.places if (p.tracker, p.key) == (ref.tracker, ref.place))
        return next(found, None)


def _stop(place: Place) -> Hold:
    """R27: a place that more people read than was agreed."""
    return Hold(
        place.key,
        f"its readers are {place.readers}, and the configuration says {place.declared}; nothing is "
        "written there until its visibility or `readers` in ilosync.toml is changed",
    )
