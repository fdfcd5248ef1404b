"""An organisation of any size, as it might be on a night: people, tickets, and what they said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from ilosync.core.evaluate import evaluate
from ilosync.core.model import (
    Account,
    Command,
    Comment,
    Marker,
    Person,
    PersonId,
    Place,
    Readers,
    Ref,
    RuleId,
    Snapshot,
    Span,
    Ticket,
)
from ilosync.core.plan import Plan
from ilosync.core.policy import Policy
from ilosync.core.report import Night, Report, report
from ilosync.reports.write import nightly
from ilosync.rules import RULES

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)  # a Tuesday
CHARTER = Policy(narrow=False, organisers=(PersonId("p0"),), charter_review=date(2027, 3, 2))
PLACE = "acme/learning"
NAMES = (
    "Ada Lovelace",
    "Bo",
    "Grace Hopper",
    "نور الهدى",
    "Åsa Ödegård",
    "李 小龍",
    "Zoë 👩🏽‍🔬",
    "Søren",
    "שירה",
    "Nguyễn Thị Minh",
)


def account(n: int) -> Account:
    return Account(f"p{n}-x")


def people(count: int, *, newest: int = 0) -> tuple[Person, ...]:
    """So many, a tenth of whom help the others; the newest began this summer."""
    helpers = max(1, count // 10)
    return tuple(
        Person(
            PersonId(f"p{n}"),
            f"{NAMES[n % len(NAMES)]}{'' if n < len(NAMES) else f' {n}'}",
            {"github": account(n)},
            supervisor=PersonId(f"p{n % helpers}")
            if n >= helpers
            else (PersonId("p0") if n else None),
            buddy=PersonId(f"p{(n + 1) % count}") if count > 1 and n >= count - newest else None,
            start=date(2026, 8, 24) if n >= count - newest else date(2020, 1, 1),
            team=f"team {n % max(1, count // 8)}",
        )
        for n in range(count)
    )


def ilo(n: int, number: int, *, days: int = 200, labels: tuple[str, ...] = ()) -> Ticket:
    """An objective of the n-th person, begun so many days ago."""
    return Ticket(
        Ref("github", f"{PLACE}#{number}"),
        str(number),
        f"Learn thing {number} <b>well</b>",
        f"https://github.com/{PLACE}/issues/{number}",
        NOW - timedelta(days=days),
        account(n),
        (account(n),),
        frozenset({"ILO", *labels}),
    )


def words(ticket: Ticket, *said: str, days: int = 30) -> Ticket:
    """The ticket with commands of its owner, so many days ago."""
    at = NOW - timedelta(days=days)
    lines = tuple(Command(*text.split(maxsplit=1)) for text in said)
    return _with(ticket, Comment(f"c{ticket.id}", at, ticket.author, commands=lines))


def noted(ticket: Ticket, rule: str = "check_in_due", *, days: int = 2) -> Ticket:
    """The ticket with a notice of ours."""
    at = NOW - timedelta(days=days)
    marker = Marker(RuleId(rule), "20260101T000000Z.1", "00000000", nudge=True)
    return _with(ticket, Comment(f"n{ticket.id}", at, Account("ilosync"), marker))


def _with(ticket: Ticket, comment: Comment) -> Ticket:
    fields = {x: getattr(ticket, x) for x in ticket.__dataclass_fields__}
    return Ticket(**(fields | {"comments": (*ticket.comments, comment)}))


@dataclass(frozen=True)
class House:
    """A snapshot and a policy."""

    snapshot: Snapshot
    policy: Policy = CHARTER
    now: datetime = NOW

    @property
    def plan(self) -> Plan:
        return evaluate(self.snapshot, self.policy, self.now, RULES)

    def report(self, history: tuple[Night, ...] = ()) -> Report:
        return report(self.snapshot, self.plan, self.policy, self.now, RULES, history)

    def written(self, folder: Path) -> Report:
        value, _ = nightly(self.snapshot, self.plan, self.policy, self.now, RULES, folder)
        return value


def house(
    count: int,
    *,
    seed: int = 1,
    perfect: bool = False,
    policy: Policy = CHARTER,
    unread: bool = False,
) -> House:
    """So many people, most of whom have an objective; or all, with nothing owed."""
    random = Random(seed)
    everybody = people(count, newest=0 if perfect else count // 12)
    tickets = []
    for n in range(count):
        number = n + 1
        chance = 0.5 if perfect else random.random()
        if chance > 0.87:
            continue
        labels = ("ilo:team-need",) if n % 3 else ("ilo:personal-interest",)
        if chance > 0.82:
            labels += ("ilo:draft",)
        elif chance < 0.15:
            labels += ("ilo:stretch",)
        ticket = ilo(n, number, days=60 + n % 150, labels=labels)
        if perfect or chance < 0.6:
            ticket = words(ticket, "mentor none" if perfect or n % 4 else "mentor looking", days=40)
        if n % 5 == 0:
            ticket = noted(ticket)
        if perfect or chance > 0.3:
            ticket = words(ticket, "checkin", days=7)
        tickets.append(ticket)
    away = everybody and not perfect
    if away:
        last = everybody[-1]
        fields = {x: getattr(last, x) for x in last.__dataclass_fields__}
        everybody = (*everybody[:-1], Person(**(fields | {"away": (Span(date(2026, 11, 1)),)})))
    places = (Place("github", PLACE, frozenset({"ILO"}), Readers.TEAM, Readers.TEAM),)
    snapshot = Snapshot(
        everybody,
        tuple(tickets),
        places,
        frozenset({"github"} if unread else ()),
        ("github: page 3 was not read",) if unread else (),
    )
    return House(snapshot, policy)
