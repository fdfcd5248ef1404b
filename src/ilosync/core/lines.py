"""Who is above whom, and who helps whom as what: questions about people, and no verdicts.

None of it is a mistake of the people file: what is said of it, and to whom, is for rules to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from .model import Person, PersonId

People = Mapping[PersonId, Person]


class Role(StrEnum):
    """As what somebody helps somebody else."""

    SUPERVISOR = "supervisor"
    BUDDY = "buddy"
    MENTOR = "mentor"
    AT_HAND = "at hand"
    PLAN_B = "plan B"


def helpers(person: Person) -> dict[Role, tuple[PersonId, ...]]:
    """Whom the people file names to help somebody, by role."""
    one = {
        Role.SUPERVISOR: person.supervisor,
        Role.BUDDY: person.buddy,
        Role.AT_HAND: person.at_hand,
        Role.PLAN_B: person.plan_b,
    }
    return {Role.MENTOR: person.mentors} | {role: (x,) if x else () for role, x in one.items()}


def line(person: Person, people: People) -> tuple[PersonId, ...]:
    """Everybody above somebody, the nearest first; each once where it goes round, never oneself."""
    above: list[PersonId] = []
    who = person.supervisor
    while who is not None and who != person.id and who not in above:
        above.append(who)
        who = people[who].supervisor if who in people else None
    return tuple(above)


def same_line(one: PersonId, other: PersonId, people: People) -> bool:
    """Whether one of the two is above the other."""
    pairs = ((one, other), (other, one))
    return any(up in line(people[down], people) for up, down in pairs if down in people)


def is_manager(person: PersonId, people: People) -> bool:
    """Whether somebody names them as supervisor."""
    return any(x.supervisor == person for x in people.values())


def mutual(person: Person, people: People) -> bool:
    """Whether somebody and their supervisor supervise each other."""
    above = people.get(person.supervisor) if person.supervisor else None
    return above is not None and above.supervisor == person.id


def reverse(mentor: PersonId, mentee: PersonId, people: People) -> bool:
    """Whether it is reverse mentorship: the mentee is above the mentor."""
    return mentor in people and mentee in line(people[mentor], people)


def helped(helper: PersonId, role: Role, people: People, day: date) -> tuple[PersonId, ...]:
    """Whom somebody helps as that, of those who have not left by that day."""
    here = (x for x in people.values() if x.end is None or day <= x.end)
    return tuple(x.id for x in here if helper in helpers(x)[role])


def helps_as(helper: PersonId, people: People, day: date) -> dict[Role, int]:
    """How many somebody helps, by role: two newcomers as a buddy, three as Plan B are enough."""
    return {role: len(helped(helper, role, people, day)) for role in Role}


def buddy_of(helper: PersonId, people: People, day: date) -> tuple[PersonId, ...]:
    """Whose buddy somebody is."""
    return helped(helper, Role.BUDDY, people, day)


def left(person: Person, people: People, day: date) -> dict[PersonId, tuple[Role, ...]]:
    """Who is named to help somebody and has left by that day, and as what."""
    gone = {
        who
        for some in helpers(person).values()
        for who in some
        if who in people and (end := people[who].end) is not None and end < day
    }
    roles = helpers(person)
    return {who: tuple(x for x in Role if who in roles[x]) for who in sorted(gone)}
