"""The one question ilosync asks: given what is there, what should change?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from .actions import Action, Nod, Open, SetDay
from .channel import Channel
from .foresee import foresee
from .model import Person, PersonId, Place, Ref, RuleId, Snapshot, Ticket
from .moment import Moment
from .orders import nods, orders
from .plan import Hold, Plan, Waiting, Wanted, diff, may_date, missing_labels, notices
from .policy import Policy
from .rule import Audience, Finding, Opening, Rule
from .said import PROMISES
from .view import CoopView, Directory, PersonView, TicketView, directory, owner, views

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
    What owners told us to do is done first; where a label makes a difference to other rules, they
    see it as put on already.
    """
    rules, policy = tuple(rules), policy.on(now)
    first = Plan(actions=tuple(_ordered(Moment(snapshot, policy, now, rules), only)))
    snapshot = foresee(snapshot, first.actions, now) if first.actions else snapshot
    plan = _Pass(Moment(snapshot, policy, now, rules)).plan(only)
    for _ in range(FURTHER):
        leading = plan.leading()
        if not leading.actions:
            break
        first = first.then(leading)
        snapshot = foresee(snapshot, leading.actions, now)
        plan = _Pass(Moment(snapshot, policy, now, rules)).plan(only)
    plan = first.then(plan)
    places = [p for p in snapshot.places if not p.too_wide]
    always = (policy.label,) if only is None else ()
    return replace(plan, actions=(*missing_labels(places, plan.actions, always), *plan.actions))


@dataclass
class _Pass:
    at: Moment
    findings: list[Finding] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    again: list[tuple[PersonId, datetime]] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    standing: set[tuple[Ref, Key]] = field(default_factory=set)
    private: list[Finding] = field(default_factory=list)
    unheard: list[Finding] = field(default_factory=list)

    def plan(self, only: Collection[PersonId | Ref] | None) -> Plan:
        at = self.at
        known_as = directory(at.snapshot.people)
        self.holds += [_stop(p) for p in at.snapshot.places if p.too_wide]
        everybody = views(at.snapshot, at.policy, at.now)
        for view in everybody:
            if only is None or view.person.id in only:
                self._person(view, known_as)
        common = self._common(everybody) if only is None else None
        for ticket in at.snapshot.tickets:
            asked = only is None or ticket.ref in only
            if asked and owner(ticket, known_as, at.policy, at.now) is None:
                self._ownerless(ticket, known_as, common)
        return Plan(
            tuple(self.findings),
            tuple(self.actions),
            tuple(self.waiting),
            tuple(self.holds),
            frozenset(self.standing),
            tuple(self.again),
            tuple(self.private),
            tuple(self.unheard),
        )

    # --- one person, one ticket, all together --------------------------------------------

    def _person(self, view: PersonView, known_as: Directory) -> None:
        person, policy = view.person, self.at.policy
        if not person.in_scope(view.today):
            return  # left, not begun, not ours: silence, and their tickets stay untouched
        if view.doubtful:
            held = frozenset(r.id for r in self.at.rules)
            self.holds.append(Hold(person.id, "something of theirs could not be read in full"))
            for ticket in view.tickets:
                self._write(ticket, Wanted(held=held), person.id)
            return
        found: list[Finding] = []
        for rule in self.at.rules:
            found += rule.about_person(view, policy)
        for ticket in view.tickets:
            found += self._about(ticket, person, known_as)
        self.findings += found
        chosen, nudges = self._chosen(found, view)
        for ticket in view.tickets:
            here = tuple(f for f in chosen if f.ticket == ticket.ref)
            new = frozenset(key for ref, key in nudges if ref == ticket.ref)
            self._write(ticket, Wanted(here, new), person.id)
            self.actions += self._nods(ticket, person.id)
        self.actions += self._days(view)

    def _ownerless(
        self, ticket: Ticket, known_as: Directory, common: Sequence[Finding] | None
    ) -> None:
        """A ticket that is nobody's in particular; `common` is None where not all were judged."""
        if len(ticket.assignees) == 1:
            return  # somebody's whom we do not know: not ours to touch
        if not ticket.whole:
            self.holds.append(Hold(str(ticket.ref), "its history could not be read in full"))
            return
        found = list(self._about(ticket, None, known_as))
        self.findings += found
        held = frozenset(r.id for r in self.at.rules if r.for_everyone and common is None)
        held |= {PROMISES}
        chosen, nudges = [], set()
        for finding in found:
            if self.at.channel(finding) is not Channel.TICKET:
                self._aside(finding)
        for finding in (*found, *(f for f in common or () if f.ticket == ticket.ref)):
            if self.at.channel(finding) is not Channel.TICKET:
                continue
            asked = self.at.asked(finding)
            if self.at.stands(ticket, finding):
                chosen.append(finding)
            elif self._may(ticket, finding):
                until = self.at.now if finding.answer else self.at.room(asked, ())
                if until == self.at.now:
                    chosen.append(finding)
                    nudges |= set() if finding.answer else {finding.key}
                else:
                    self.waiting.append(Waiting(finding, until, asked.id))
        self._write(ticket, Wanted(tuple(chosen), frozenset(nudges), held), None)
        self.actions += self._nods(ticket, None)

    def _common(self, everybody: tuple[PersonView, ...]) -> list[Finding] | None:
        """What stands for people together; None where something could not be read."""
        view = CoopView(self.at.snapshot, everybody, self.at.policy, self.at.now)
        if not view.whole:
            return None
        found: list[Finding] = []
        for rule in self.at.rules:
            found += rule.about_everyone(view, self.at.policy)
        self.findings += found
        for finding in found:
            if finding.opens is not None:
                self._open(finding, finding.opens)
            elif self.at.channel(finding) is not Channel.TICKET:
                self._aside(finding)
        return [f for f in found if f.ticket is not None and f.opens is None]

    def _about(
        self, ticket: Ticket, person: Person | None, known_as: Directory
    ) -> Iterator[Finding]:
        view = TicketView(ticket, person, known_as, self.at.policy, self.at.now)
        for rule in self.at.rules:
            yield from rule.about_ticket(view, self.at.policy)

    # --- what may be said now --------------------------------------------------------

    def _chosen(
        self, found: Iterable[Finding], view: PersonView
    ) -> tuple[tuple[Finding, ...], frozenset[tuple[Ref, Key]]]:
        """Those findings that stand on tickets already or may be said now; which are nudges."""
        tickets = {t.ref: t for t in view.tickets}
        severity = {r.id: r.severity for r in self.at.rules}
        nudged = [c.at for t in view.tickets for c, m in notices(t) if m.nudge]
        if (told := self.at.snapshot.messaged.get(view.person.id)) is not None:
            nudged.append(told)
        chosen: list[Finding] = []
        nudges: set[tuple[Ref, Key]] = set()
        for f in sorted(found, key=lambda f: (-severity[f.rule], f.since, f.key)):
            if f.ticket is None or self.at.channel(f) is not Channel.TICKET:
                self._aside(f)
                continue
            ticket = tickets[f.ticket]
            if self.at.stands(ticket, f):
                chosen.append(f)
            elif not self._may(ticket, f):
                continue
            elif f.answer:
                chosen.append(f)
            else:
                until = self.at.room(view.person, nudged, ticket)
                if until == self.at.now:
                    chosen.append(f)
                    nudges.add((f.ticket, f.key))
                    nudged.append(self.at.now)
                else:
                    self.waiting.append(Waiting(f, until, view.person.id))
        return tuple(chosen), frozenset(nudges)

    def _may(self, ticket: Ticket, finding: Finding) -> bool:
        """Whether something new may be said on a ticket at all."""
        if self.at.off_limits(ticket) or self.at.before_our_time(finding):
            return False
        if (hold := self.at.hushed(ticket, finding)) is not None:
            self.holds.append(hold)
        return hold is None

    def _aside(self, finding: Finding) -> None:
        """For a private message; or for the report, where nobody can be told."""
        if self.at.channel(finding) is Channel.LETTER:
            self.private.append(finding)
        elif finding.audience is not Audience.READERS:
            self.unheard.append(finding)

    # --- what to write ----------------------------------------------------------------

    def _open(self, finding: Finding, opening: Opening) -> None:
        """A ticket of our own, unless it is there; in working hours of who is asked first."""
        there = any(t.marker and t.marker.key == finding.key for t in self.at.snapshot.tickets)
        place = self.at.place(Ref(opening.tracker, f"{opening.place}#0"))
        if there or place is None or place.too_wide or self.at.before_our_time(finding):
            return
        asked = self.at.asked(finding)
        until = self.at.good_time(asked)
        if until == self.at.now:
            self.actions.append(Open(finding, opening, finding.marker(nudge=False), finding.person))
        else:
            self.waiting.append(Waiting(finding, until, asked.id))

    def _days(self, view: PersonView) -> Iterator[SetDay]:
        """Dates for the tickets' own fields; in good hours only, for a tracker may send mail."""
        days = [*self._due_days(view)]
        until = self.at.good_time(view.person) if days else None
        if until == self.at.now:
            yield from days
        elif until is not None:
            self.again.append((view.person.id, until))

    def _due_days(self, view: PersonView) -> Iterator[SetDay]:
        tickets = {t.ref: t for t in view.tickets}
        for rule in self.at.rules:
            for ref, day in sorted(rule.days(view, self.at.policy).items()):
                ticket = tickets[ref]
                free = may_date(ticket) and not self.at.off_limits(ticket)
                if free and ticket.planned is not None and ticket.planned != day:
                    yield SetDay(ref, day, ticket.planned, rule.id, view.person.id)

    def _write(self, ticket: Ticket, wanted: Wanted, person: PersonId | None) -> None:
        if self.at.off_limits(ticket):
            return
        rules = {r.id: r for r in self.at.rules}
        self.actions += diff(ticket, wanted, rules, self.at.policy, person)
        self.standing |= {(ticket.ref, f.key) for f in wanted.findings if not f.once}

    def _nods(self, ticket: Ticket, person: PersonId | None) -> Iterator[Nod]:
        """Signs on what people of ours told us lately, for them to know that it was read."""
        if self.at.off_limits(ticket) or all(c.seen is not False for c in ticket.comments):
            return
        tracker = ticket.ref.tracker
        since = self.at.now - timedelta(days=self.at.policy.just_days)
        people = (p for p in self.at.snapshot.people if tracker in p.accounts)
        known = frozenset(p.accounts[tracker] for p in people)
        for comment, understood in nods(ticket, known, since):
            yield Nod(ticket.ref, comment, understood, person)


def _ordered(at: Moment, only: Collection[PersonId | Ref] | None) -> Iterator[Action]:
    """What people told us to do on their own tickets; not where nothing may be written."""
    for view in views(at.snapshot, at.policy, at.now):
        asked = only is None or view.person.id in only
        if asked and not view.doubtful and view.person.in_scope(view.today):
            free = {t.ref for t in view.tickets if not at.off_limits(t)}
            yield from (a for a in orders(view) if a.ticket in free)


def _stop(place: Place) -> Hold:
    """R27: a place that more people read than was agreed."""
    return Hold(
        place.key,
        f"its readers are {place.readers}, and the configuration says {place.declared}; nothing is "
        "written there until its visibility or `readers` in ilosync.toml is changed",
    )
