"""A newcomer's feedback sessions: which were held, and which directions were on offer.

Only that, and when. What was said is nowhere. Whether a newcomer used their right to speak upward
is for the three alone: whoever counts, counts what was offered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from .arrival import agreed, buddy
from .dates import WorkWeek, sessions
from .model import Account, PersonId, Ticket
from .policy import Policy
from .said import said_by
from .view import PersonView


class Way(StrEnum):
    """One of four directions."""

    SUPERVISOR = "supervisor to newcomer"
    BUDDY = "buddy to newcomer"
    TO_SUPERVISOR = "newcomer to supervisor"
    TO_BUDDY = "newcomer to buddy"


UPWARD = (Way.TO_SUPERVISOR, Way.TO_BUDDY)
_NAMED = {"supervisor": Way.TO_SUPERVISOR, "lead": Way.TO_SUPERVISOR, "buddy": Way.TO_BUDDY}


class Part(StrEnum):
    """What became of a direction; PASSED is as good as HELD."""

    NOT_OFFERED = "not offered"
    OFFERED = "offered"
    HELD = "held"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Session:
    """One of the sessions. `planned` is None while nobody knows; days are the newcomer's own."""

    number: int
    planned: date | None
    held: date | None = None
    ways: Mapping[Way, Part] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[Way, ...]:
        """The upward directions that nobody has offered."""
        return tuple(w for w in UPWARD if self.ways.get(w) is Part.NOT_OFFERED)

    @property
    def complete(self) -> bool:
        """Whether it was held, and both upward directions were on offer."""
        return self.held is not None and not self.missing


class Role(StrEnum):
    """As what somebody speaks on an onboarding ticket; OTHER is on it, and none of the three."""

    NEWCOMER = "newcomer"
    SUPERVISOR = "supervisor"
    BUDDY = "buddy"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class _Word:
    """`held`, `offered` or `pass` for a session, and of which directions, if any were named."""

    at: datetime
    role: Role
    word: str
    number: int
    named: tuple[Way, ...]


def feedback(view: PersonView, policy: Policy) -> tuple[Session, ...]:
    """A newcomer's sessions in order, as their own tickets tell; none without a first day.

    `/ilo held`, `offered` and `pass` count from the three alone, whoever was buddy at the time;
    `held` also from others on the onboarding ticket, such as a former supervisor.
    """
    person = view.person
    if person.start is None:
        return ()
    week = WorkWeek(person)
    planned = sessions(week, person.start, policy.session_months, policy.stop_days)
    words = [w for t in view.tickets for w in _words(t, view, planned, policy)]
    roles = _roles(view)
    return tuple(
        _session(n, day, [w for w in words if w.number == n], roles, view)
        for n, day in enumerate(planned, start=1)
    )


def coming(planned: tuple[date | None, ...], today: date, ahead: int) -> tuple[int, date | None]:
    """The latest session whose time has come, `ahead` days early; its number and day."""
    number, found = 0, None
    for n, day in enumerate(planned, start=1):
        if day is not None and day - timedelta(days=ahead) <= today:
            number, found = n, day
    return number, found


def _roles(view: PersonView) -> frozenset[Role]:
    """Which of the two helpers there are."""
    person = view.person
    found = {Role.SUPERVISOR} if person.supervisor else set()
    if buddy(person, view.onboarding, view.people) is not None:
        found.add(Role.BUDDY)
    return frozenset(found)


def _session(
    number: int, day: date | None, words: list[_Word], helpers: frozenset[Role], view: PersonView
) -> Session:
    ways = {
        way: Part.NOT_OFFERED
        for way in Way
        if (Role.BUDDY if way in (Way.BUDDY, Way.TO_BUDDY) else Role.SUPERVISOR) in helpers
    }
    held = min((view.person.today(w.at) for w in words if w.word == "held"), default=None)
    if held is not None:
        ways |= {w: Part.HELD for w in ways if w not in UPWARD}
    for word in sorted(words, key=lambda w: (_ORDER[w.word], w.at)):
        ways |= {w: part for w, part in _parts(word) if w in ways}
    return Session(number, day, held, ways)


_ORDER = {"offered": 0, "held": 1, "pass": 2}


def _parts(word: _Word) -> Iterator[tuple[Way, Part]]:
    """What somebody's word says of which directions."""
    own = {Role.SUPERVISOR: Way.SUPERVISOR, Role.BUDDY: Way.BUDDY}.get(word.role)
    if word.word == "offered":
        to_me = (Way.TO_BUDDY,) if word.role is Role.BUDDY else UPWARD
        yield from ((w, Part.OFFERED) for w in word.named or to_me)
    elif word.word == "held" and word.role is Role.NEWCOMER:
        yield from ((w, Part.HELD) for w in word.named)
    elif word.word == "pass" and word.role is Role.NEWCOMER:
        yield from ((w, Part.PASSED) for w in word.named or UPWARD)
    elif word.word == "pass" and own is not None:
        yield own, Part.PASSED


# --- who said what ----------------------------------------------------------------------


def _words(
    ticket: Ticket, view: PersonView, planned: tuple[date | None, ...], policy: Policy
) -> Iterator[_Word]:
    who = _who(ticket, view, policy)
    for comment, word, rest in said_by(ticket, who):
        role = who[comment.by] if comment.by else Role.OTHER
        if word in _ORDER and (role is not Role.OTHER or word == "held"):
            number = _number(rest, comment.at, view, planned, policy)
            yield _Word(comment.at, role, word, number, _ways(rest))
    yield from _ticks(ticket, who)


def _ticks(ticket: Ticket, who: Mapping[Account, Role]) -> Iterator[_Word]:
    """The box in our note says that they met, and that both ways were on offer."""
    for comment in ticket.comments:
        marker, by = comment.marker, comment.ticked_by
        if marker is None or marker.rule != "feedback_due" or comment.edited_at is None:
            continue
        number = marker.period.rpartition(".")[2]
        if by in who and by in ticket.assignees and number.isdecimal():
            yield _Word(comment.edited_at, Role.OTHER, "held", int(number), ())
            yield _Word(comment.edited_at, Role.SUPERVISOR, "offered", int(number), UPWARD)


def _who(ticket: Ticket, view: PersonView, policy: Policy) -> dict[Account, Role]:
    """Whose words count there, and as whose."""
    person, tracker = view.person, ticket.ref.tracker
    roles: dict[PersonId, Role] = {}
    buddies = {x for t in view.onboarding for x, _ in agreed(person, t, view.people)}
    roles |= dict.fromkeys(buddies | ({person.buddy} if person.buddy else set()), Role.BUDDY)
    roles |= {person.supervisor: Role.SUPERVISOR} if person.supervisor else {}
    roles[person.id] = Role.NEWCOMER
    on_it = ticket.assignees if ticket.has(policy.onboarding) else ()
    found: dict[Account, Role] = dict.fromkeys(on_it, Role.OTHER)
    for who, role in roles.items():
        account = view.people[who].accounts.get(tracker) if who in view.people else None
        found |= {account: role} if account else {}
    return found


def _number(
    rest: str, at: datetime, view: PersonView, planned: tuple[date | None, ...], policy: Policy
) -> int:
    """The session that a word means: the number in it, else the one whose time it was."""
    named = next((int(x) for x in rest.split() if x.isdecimal()), None)
    return named or coming(planned, view.person.today(at), policy.meets_days)[0]


def _ways(rest: str) -> tuple[Way, ...]:
    return tuple(_NAMED[x] for x in rest.split() if x in _NAMED)
