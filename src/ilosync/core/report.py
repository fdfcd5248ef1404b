"""The nightly compliance report, as a value: where does the organisation still owe somebody?

Two faces of one computation. *To-do* is for the organisers, by name, facts and dates only.
*Promises* is for everybody: aggregates, with small numbers held back; without a charter it
is in words. Nobody is scored or compared, and what could not be read is unknown, not none.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .model import Person, PersonId, Ref, RuleId, Snapshot
from .plan import Plan, notices
from .policy import Policy
from .rule import Finding
from .view import Status, views

OWED: tuple[RuleId, ...] = (RuleId("feedback_due"), RuleId("one_ilo"), RuleId("owned"))
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that is owed: what, to whom, by whom, for which day, where."""

    rule: RuleId
    what: str
    to: str
    by: str
    on: date | None = None
    ticket: Ref | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of Promises: an exact count, or words where a count would say too much."""

    id: str
    title: str
    words: str
    value: int | None = None
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Both faces, as of one instant; dates are the organisation's."""

    as_of: datetime
    duties: tuple[Duty, ...]
    promises: tuple[Line, ...]
    unread: tuple[str, ...]
    remarks: tuple[str, ...]
    narrow: bool


def report(snapshot: Snapshot, plan: Plan, policy: Policy, now: datetime) -> Report:
    """What the pass knows, told twice."""
    return Report(
        now.astimezone(policy.time_zone),
        tuple(_duties(snapshot, plan, policy, now)),
        tuple(_promises(snapshot, plan, policy, now)),
        tuple(sorted(snapshot.unread)),
        snapshot.remarks,
        policy.narrow,
    )


# --- To-do ------------------------------------------------------------------------------


def _duties(snapshot: Snapshot, plan: Plan, policy: Policy, now: datetime) -> list[Duty]:
    people = {p.id: p for p in snapshot.people}
    found = [_duty(f, people) for f in plan.findings if f.rule in OWED]
    found += [
        Duty(RuleId("unmapped"), "an account, so that their tickets can be seen", p.name, "")
        for p in snapshot.people
        if p.in_scope(p.today(now)) and not p.accounts
    ]
    far = now.astimezone(policy.time_zone).date() + timedelta(days=10_000)
    return sorted(
        found, key=lambda d: (d.on or far, OWED.index(d.rule) if d.rule in OWED else 9, d.to)
    )


def _duty(finding: Finding, people: dict[PersonId, Person]) -> Duty:
    def name(person: PersonId | None) -> str:
        return people[person].name if person in people else ""

    what = {
        "feedback_due": f"feedback session {finding.facts.get('number', '')}, both ways",
        "one_ilo": "a talk about a learning objective",
        "owned": "an owner for an objective",
    }[finding.rule]
    to = name(finding.person) or "whoever it is"
    by = name(finding.owed_by) or " or ".join(name(p) for p in finding.asks)
    return Duty(finding.rule, what, to, by, finding.dated, finding.ticket)


# --- Promises -----------------------------------------------------------------------------


def _promises(snapshot: Snapshot, plan: Plan, policy: Policy, now: datetime) -> list[Line]:
    status = Counter(v.status for v in views(snapshot, policy, now))
    asked = sum(status[s] for s in Status) - status[Status.OUT] - status[Status.UNKNOWN]
    asked -= status[Status.AWAY] + status[Status.NEW]
    rules = Counter(f.rule for f in plan.findings)
    lines = [
        _share("one_ilo", "One objective each", status[Status.ONE], asked, policy),
        _few("check_in_due", "Check-ins being planned", rules[RuleId("check_in_due")], policy),
        _few("feedback_due", "Feedback talks being planned", rules[RuleId("feedback_due")], policy),
    ]
    lines.append(_tool(snapshot, plan, policy, now))
    return lines


def _tool(snapshot: Snapshot, plan: Plan, policy: Policy, now: datetime) -> Line:
    """How much the tool itself has to say for itself."""
    notes = sum(now - c.at <= WEEK for t in snapshot.tickets for c, _ in notices(t))
    said = f"{_some(notes, policy)} said in the last seven days"
    waiting = f"{_some(len(plan.waiting), policy)} waiting for a good moment"
    return Line("tool", "Notes of this tool", f"{said}, {waiting}")


def _share(rule: str, title: str, value: int, of: int, policy: Policy) -> Line:
    """`41 of 46`, where neither the part nor the rest is small; else words."""
    small = min(value, of - value) in range(1, SMALL) or of < policy.min_group
    if policy.narrow or small:
        return Line(rule, title, _words(value, of))
    return Line(rule, title, f"{value} of {of}", value, of)


def _few(rule: str, title: str, value: int, policy: Policy) -> Line:
    exact = None if policy.narrow or value < policy.min_group else value
    return Line(rule, title, _some(value, policy), exact)


def _some(value: int, policy: Policy) -> str:
    if value == 0:
        return "none"
    if policy.narrow or value < policy.min_group:
        return "a few" if value < MANY else "many"
    return str(value)


MANY = 20
SMALL = 3  # smaller cells point at somebody


def _words(value: int, of: int) -> str:
    if of == 0:
        return "nobody to count yet"
    if value == of:
        return "all of us"
    if value * 2 > of:
        return "most of us; talks are on offer for the rest"
    return "some of us; there are talks to offer" if value else "not yet; there are talks to offer"
