"""Who owes somebody a hand, and so hears of it: helper before learner, never the learner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from .model import Kind, Person, PersonId
from .policy import Policy

People = Mapping[PersonId, Person]


@dataclass(frozen=True, slots=True)
class Owing:
    """`by` is whose it is to do, `tells` are those who hear of it."""

    by: PersonId | None = None
    tells: tuple[PersonId, ...] = ()


def here(person: Person | None, now: datetime) -> bool:
    """Whether somebody has not left; also a board member or a peer who is in no scope."""
    if person is None or person.kind is Kind.BOT:
        return False
    return person.end is None or person.today(now) <= person.end


def supervisor(person: Person, people: People, now: datetime) -> Person | None:
    """Their supervisor, lead or steward, if that is somebody else who has not left."""
    lead = people.get(person.supervisor) if person.supervisor else None
    return lead if lead is not None and lead.id != person.id and here(lead, now) else None


def owing(person: Person, people: People, policy: Policy, now: datetime) -> Owing:
    """Who owes somebody help with their learning: the supervisor; without one, the organisers."""
    lead = supervisor(person, people, now)
    if lead is not None:
        return Owing(lead.id, (lead.id,))
    return organising(people, policy, now, person.id)


def organising(
    people: People, policy: Policy, now: datetime, about: PersonId | None = None
) -> Owing:
    """What is the organisers' to do. Nobody is written to about themselves."""
    told = tuple(x for x in policy.organisers if x != about and here(people.get(x), now))
    return Owing(told[0] if told else None, told)
