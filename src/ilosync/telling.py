"""A plan and what became of it, in words for the terminal and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from .core.actions import (
    Action,
    AddLabel,
    Close,
    MakeLabel,
    Nod,
    Open,
    RemoveLabel,
    Revise,
    Say,
    SetDay,
    Settle,
    Withdraw,
)
from .core.model import Person, PersonId, Snapshot
from .core.plan import Plan, Waiting
from .ports import Check
from .rules import RULES

People = Mapping[PersonId, Person]
UNREPORTED = frozenset(r.id for r in RULES if not r.reported)
"""Rules whose findings are two people's own: whoever runs ilosync is not told of them."""


def what(action: Action) -> str:  # noqa: C901, PLR0911  one line an action
    """What an action does, in a clause."""
    match action:
        case Say(_, finding):
            return f"say {finding.rule}"
        case Revise(_, _, finding):
            return f"revise {finding.rule}, silently"
        case Settle(_, _, marker):
            return f"settle {marker.rule}, silently"
        case Withdraw(_, _, marker):
            return f"take back a doubled {marker.rule}"
        case AddLabel(_, label):
            return f"put on {label}"
        case RemoveLabel(_, label):
            return f"take off {label}"
        case MakeLabel(_, _, label):
            return f"create the label {label}"
        case SetDay(_, day):
            return f"write {day} into the date field" if day else "empty the date field"
        case Open(finding):
            return f"open a ticket for {finding.rule}"
        case Close(_, let_go):
            return "close it as let go" if let_go else "close it as done"
        case Nod(_, _, understood):
            return "nod at a command" if understood else "say by a sign that a command is unknown"


def why(action: Action) -> str:  # noqa: PLR0911  one line an action
    """The reason for an action, in a clause."""
    match action:
        case Say(_, finding) | Revise(_, _, finding) | Open(finding):
            return finding.why
        case Settle():
            return "it no longer holds"
        case Withdraw():
            return "the same notice stands above it"
        case AddLabel(_, _, rule) | RemoveLabel(_, _, rule):
            return f"goes with {rule}"
        case MakeLabel():
            return "the repository lacks it"
        case SetDay(_, day):
            return "a check-in is planned for then" if day else "no check-in is planned"
        case Close():
            return "its owner asked for it there"
        case Nod():
            return "whoever wrote it may know that it was read"


def where(action: Action) -> str:
    """The ticket, or the place of a label or of a ticket that is not there yet."""
    whole = isinstance(action, (MakeLabel, Open))
    return action.ticket.place if whole else str(action.ticket)


def show_actions(console: Console, actions: Iterable[Action]) -> None:
    """A line an action, with its reason; each costs one request."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for action in actions:
        table.add_row(escape(where(action)), escape(what(action)), f"[dim]{escape(why(action))}[/]")
    if table.row_count:
        console.print(table)


def show_rest(console: Console, snapshot: Snapshot, plan: Plan) -> None:
    """What waits and until when, what was not judged, and what the readings remarked."""
    people = {p.id: p for p in snapshot.people}
    for line in (waiting_line(plan.waiting, people), *hold_lines(plan), *snapshot.remarks):
        if line:
            console.print(escape(line), highlight=False)


def show_checks(console: Console, checks: Iterable[Check]) -> None:
    """A line each under the part it is of, with the mend below what wants one."""
    checks = list(checks)
    for part, found in groupby(checks, key=lambda x: x.about.partition(": ")[0]):
        console.print(f"[bold]{escape(part)}[/]")
        table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
        table.add_column(width=3, justify="right")
        table.add_column(max_width=26, overflow="fold")
        table.add_column(overflow="fold")
        for x in found:
            sign = "[green]✓[/]" if x.ok and not x.mend else "[yellow]![/]" if x.ok else "[red]✗[/]"
            mend = f"\n[dim]→ {escape(x.mend)}[/]" if x.mend else ""
            about = x.about.partition(": ")[2]
            table.add_row(sign, escape(about), escape(x.says) + mend)
        console.print(table)
        console.print()
    if all(x.ok for x in checks):
        better = any(x.mend for x in checks)
        console.print("All is there." + (" What has a ! could be better." if better else ""))


def waiting_line(waiting: Iterable[Waiting], people: People) -> str:
    """`2 nudges wait: Ada until Tue 24 Nov 2026, 10:00 CET; Bo …`; empty where none does."""
    waiting = list(waiting)
    if not waiting:
        return ""
    first: dict[PersonId, datetime | None] = {}
    for each in sorted(waiting, key=lambda w: (w.until is None, w.until)):
        first.setdefault(each.person, each.until)
    shown = [f"{people[p].name} until {_moment(at, people[p])}" for p, at in first.items()]
    more = f"; and {len(shown) - SHOWN} more people" if len(shown) > SHOWN else ""
    verb = "nudge waits" if len(waiting) == 1 else "nudges wait"
    return f"{len(waiting)} {verb}: {'; '.join(shown[:SHOWN])}{more}."


SHOWN = 6


def hold_lines(plan: Plan) -> Iterator[str]:
    """What was left alone, and why."""
    for hold in plan.holds:
        yield f"Left alone: {hold.about}: {hold.why}."


def _moment(at: datetime | None, person: Person) -> str:
    if at is None:
        return "they are back"
    local = at.astimezone(person.time_zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M %Z}".strip()


def as_data(
    snapshot: Snapshot, plan: Plan, now: datetime, spent: Mapping[str, Any]
) -> dict[str, Any]:
    """The plan for programs; field names are stable. Instants are ISO 8601."""
    return {
        "schema": 1,
        "as_of": now.isoformat(),
        "unread": sorted(snapshot.unread),
        "remarks": list(snapshot.remarks),
        "requests": dict(spent),
        "actions": [
            {
                "action": type(a).__name__,
                "ticket": where(a),
                "tracker": a.ticket.tracker,
                "person": a.person,
                "what": what(a),
                "why": why(a),
                "requests": 2 if isinstance(a, SetDay) else 1,  # it looks before it writes
            }
            for a in plan.actions
        ],
        "findings": [
            {
                "rule": f.rule,
                "person": f.person,
                "ticket": str(f.ticket) if f.ticket else None,
                "period": f.period,
                "facts": dict(f.facts),
                "since": f.since.isoformat(),
                "owed_by": f.owed_by,
                "why": f.why,
            }
            for f in plan.findings
            if f.rule not in UNREPORTED
        ],
        "waiting": [
            {
                "rule": w.finding.rule,
                "ticket": str(w.finding.ticket),
                "person": w.person,
                "until": w.until.isoformat() if w.until else None,
            }
            for w in plan.waiting
        ],
        "holds": [{"about": h.about, "why": h.why} for h in plan.holds],
    }
