"""To-do, for the organisers: by name, what the organisation owes to whom, and who owes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ilosync.core.model import Person, PersonId, Ref, RuleId, Snapshot, Ticket
from ilosync.core.plan import Plan
from ilosync.core.rule import Finding, Rule

from .values import Duty

EVERYBODY = "all of us"


@dataclass(frozen=True)
class Owed:
    """The findings that the report tells, with all that is needed to tell them."""

    people: Mapping[PersonId, Person]
    tickets: Mapping[Ref, Ticket]
    rules: Mapping[RuleId, Rule]
    unheard: frozenset[tuple[RuleId, str, PersonId | None]]

    @classmethod
    def of(cls, snapshot: Snapshot, plan: Plan, rules: Iterable[Rule]) -> Owed:
        """What the report needs to know of tonight."""
        return cls(
            {p.id: p for p in snapshot.people},
            {t.ref: t for t in snapshot.tickets},
            {r.id: r for r in rules},
            frozenset((*f.key, f.person) for f in plan.unheard),
        )

    def tells(self, finding: Finding) -> bool:
        """Whether it is for the report at all."""
        rule = self.rules.get(finding.rule)
        return rule is not None and bool(rule.owes)

    def duty(self, finding: Finding) -> Duty:
        """A finding as something that is owed, by name."""
        rule = self.rules[finding.rule]
        person = self.people.get(finding.person) if finding.person else None
        ticket = self.tickets.get(finding.ticket) if finding.ticket else None
        return Duty(
            finding.rule,
            rule.title,
            rule.owes.format(**finding.facts),
            person.name if person else EVERYBODY,
            self._by(finding),
            person.today(finding.since) if person else finding.since.date(),
            finding.dated,
            finding.ticket,
            ticket.url if ticket else "",
            (*finding.key, finding.person) in self.unheard,
        )

    def _by(self, finding: Finding) -> str:
        if finding.owed_by is not None and finding.owed_by in self.people:
            return self.people[finding.owed_by].name
        names = [self.people[p].name for p in finding.asks if p in self.people]
        return " or ".join(names)


def todo(owed: Owed, plan: Plan) -> tuple[Duty, ...]:
    """All that is owed, most urgent first: what was or is due earliest, or has stood longest."""
    duties = {_key(f): owed.duty(f) for f in plan.findings if owed.tells(f)}.values()
    order = {rule: n for n, rule in enumerate(owed.rules)}
    return tuple(
        sorted(
            duties,
            key=lambda d: (d.on or d.since, order.get(d.rule, 99), d.to, str(d.ticket), d.what),
        )
    )


def _key(finding: Finding) -> tuple[object, ...]:
    return finding.key, finding.person, finding.ticket
