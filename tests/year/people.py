"""Forty people and what a year brings them: they come, go, rest, and live in four time zones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from zoneinfo import ZoneInfo

from ilosync.core.model import Account, Person, PersonId, Span

FIRST = date(2026, 1, 5)
LAST = date(2027, 1, 4)
ZONES = ("Europe/Berlin", "Africa/Nairobi", "America/Los_Angeles", "Pacific/Auckland")
TEAMS = ("atlas", "birch", "cedar", "delta", "elder")
PART_TIME = frozenset({2, 4, 5, 6})  # Monday, Tuesday, Thursday
JOINERS, LEAVERS = 6, 4


def forty(seed: int) -> tuple[Person, ...]:
    """One who leads all, five leads, and teams of seven; everybody has a helper but the first."""
    random = Random(seed)
    head = _person(random, "p00", None, "atlas", ("github", "jira"))
    people = [head]
    for number, team in enumerate(TEAMS):
        lead = _person(random, f"p{number + 1:02}", head.id, team, ("github", "jira"))
        people.append(lead)
        for _ in range(7 if number < 4 else 6):
            where = random.choice((("github",), ("jira",), ("github", "jira")))
            people.append(_person(random, f"p{len(people):02}x", lead.id, team, where))
    return tuple(_with_a_year(random, people))


def _person(
    random: Random, name: str, lead: PersonId | None, team: str, where: tuple[str, ...]
) -> Person:
    days_off = PART_TIME if random.random() < 0.15 else frozenset({5, 6})
    return Person(
        PersonId(name),
        f"Person {name[1:3]}",
        {tracker: Account(f"{name}-{tracker[0]}") for tracker in where},
        supervisor=lead,
        start=date(2024, 1, 1),
        team=team,
        time_zone=ZoneInfo(random.choice(ZONES)),
        weekend=days_off,
        holidays=frozenset({date(2026, 5, 1), date(2026, 12, 25), date(2027, 1, 1)}),
        away=_absences(random),
    )


def _absences(random: Random) -> tuple[Span, ...]:
    spans = []
    for _ in range(random.randint(1, 3)):
        first = FIRST + timedelta(days=random.randrange(360))
        spans.append(Span(first, first + timedelta(days=random.choice((1, 4, 9, 16, 24)))))
    return tuple(spans)


def _with_a_year(random: Random, people: list[Person]) -> list[Person]:
    """Some begin during the year, with a buddy from elsewhere; others leave in it."""
    ordinary = [n for n, p in enumerate(people) if p.id.endswith("x")]
    chosen = random.sample(ordinary, JOINERS + LEAVERS)
    for n in chosen[:JOINERS]:
        start = FIRST + timedelta(days=random.randrange(20, 150))
        others = [people[m].id for m in ordinary if people[m].team != people[n].team]
        buddy = random.choice(others) if random.random() < 0.8 else None
        people[n] = replace(people[n], start=start, buddy=buddy)
    for n in chosen[JOINERS:]:
        people[n] = replace(people[n], end=FIRST + timedelta(days=random.randrange(60, 330)))
    return people
