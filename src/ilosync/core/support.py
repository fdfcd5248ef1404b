"""What helps an ILO along, as its ticket tells: mentors, nets, costs, ideas, looking back.

Presence and dates alone: who is a mentor, what was said and why stay with the people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from . import form
from .history import Ilo, held_since
from .model import Account, Person, PersonId, Ticket, Turn
from .permitted import heard
from .policy import Policy
from .said import iso_day, said_by
from .stretch import Net, is_stretch, net

__all__ = [
    "Asked",
    "Mentor",
    "Mentoring",
    "Net",
    "Retro",
    "asked",
    "buddy",
    "cost_open_since",
    "ideas_open",
    "is_stretch",
    "kind",
    "mentoring",
    "net",
    "retro",
    "shared",
]

People = Mapping[PersonId, Person]


class Mentor(StrEnum):
    """How it stands with a mentor; UNSAID is neither yes nor no."""

    NAMED = "named"
    LOOKING = "looking"
    NONE = "not wanted"
    OUTSIDE = "outside"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Mentoring:
    """How it stands with a mentor, and since when (None: from the beginning)."""

    state: Mentor
    since: datetime | None = None


_FORM = {
    form.MENTOR_NAMED: Mentor.NAMED,
    form.MENTOR_LOOKING: Mentor.LOOKING,
    form.MENTOR_NONE: Mentor.NONE,
    form.MENTOR_OUTSIDE: Mentor.OUTSIDE,
}
_WORDS = {
    "looking": Mentor.LOOKING,
    "wanted": Mentor.LOOKING,
    "none": Mentor.NONE,
    "no": Mentor.NONE,
    "outside": Mentor.OUTSIDE,
}


def mentoring(ilo: Ilo, policy: Policy) -> Mentoring:
    """What the owner last said of a mentor; else the label, the form, the people file."""
    found = None
    for comment, rest in heard(ilo.ticket, "mentor", ilo.owner, {}):
        if rest:
            found = Mentoring(_WORDS.get(rest.split()[0], Mentor.NAMED), comment.at)
    wanted = held_since(ilo.ticket, lambda p: policy.mentor_wanted in p.labels)
    if wanted is not None and (found is None or (found.since and wanted.at > found.since)):
        return Mentoring(Mentor.LOOKING, wanted.at)
    if found is not None:
        return found
    for answer, state in _FORM.items():
        if answer in ilo.ticket.says:
            return Mentoring(state, ilo.ticket.opened)
    if ilo.owner.mentors:
        return Mentoring(Mentor.NAMED)
    return Mentoring(Mentor.OUTSIDE if ilo.owner.outside_mentor else Mentor.UNSAID)


def kind(ticket: Ticket, policy: Policy) -> str:
    """`team-need`, `personal-interest` or nothing; whatever points away from here is the second."""
    if ticket.has(policy.team_need) or form.TEAM_NEED in ticket.says:
        return "team-need"
    away = any(ticket.has(x) for x in policy.growing_away)
    mine = ticket.has(policy.personal) or form.PERSONAL in ticket.says
    return "personal-interest" if mine or away else ""


def shared(ilo: Ilo, policy: Policy) -> bool:
    """Whether its owner, and nobody else, said yes to listing it; their last word counts."""
    ticket = ilo.ticket
    accounts = _accounts(ticket, ilo.owner)
    words: list[tuple[datetime, bool]] = []
    if form.SHARE in ticket.says and ticket.author in accounts:
        words.append((ticket.opened, True))
    words += [
        (c.at, rest.split()[:1] != ["off"]) for c, rest in heard(ticket, "share", ilo.owner, {})
    ]
    words += [
        (e.at, e.turn is Turn.LABELLED)
        for e in ticket.events
        if e.by in accounts and e.what.casefold() == policy.shared
    ]
    return max(reversed(words), key=lambda x: x[0])[1] if words else False


def cost_open_since(ilo: Ilo, people: People, policy: Policy) -> datetime | None:
    """Since when a question of cost has no word from the owner's supervisor; None: it is none."""
    asked = held_since(ilo.ticket, lambda p: policy.cost in p.labels)
    if asked is None:
        return None
    return None if _answered(ilo, people, asked.at) else asked.at


def ideas_open(ilo: Ilo, people: People) -> tuple[tuple[str, datetime], ...]:
    """The owner's ideas (`/ilo idea`) without a word since from their supervisor: comment, when."""
    ideas = [(c.id, c.at) for c, _ in heard(ilo.ticket, "idea", ilo.owner, {})]
    return tuple(x for x in ideas if not _answered(ilo, people, x[1]))


@dataclass(frozen=True, slots=True)
class Asked:
    """That the owner asked others for feedback, and by when; on what stays on the ticket."""

    at: datetime
    by: date | None = None


def asked(ilo: Ilo) -> tuple[Asked, ...]:
    """Each `/ilo ask "…" by DATE` of the owner's."""
    found = heard(ilo.ticket, "ask", ilo.owner, {})
    return tuple(Asked(c.at, iso_day(rest.rpartition(" by ")[2])) for c, rest in found)


def _answered(ilo: Ilo, people: People, since: datetime) -> bool:
    """Whether the owner's supervisor has written anything there since."""
    lead = people.get(ilo.owner.supervisor) if ilo.owner.supervisor else None
    if lead is None:
        return False
    accounts = _accounts(ilo.ticket, lead)
    return any(c.by in accounts and c.at > since for c in ilo.ticket.comments)


@dataclass(frozen=True, slots=True)
class Retro:
    """What became of the look back: `held` or `skip`, and when it was said; or neither yet."""

    outcome: str = ""
    at: datetime | None = None


def retro(ilo: Ilo) -> Retro:
    """What the owner said of a look back since the ILO was closed, by command or box."""
    found, began = Retro(), ilo.began_at
    accounts = _accounts(ilo.ticket, ilo.owner)
    for comment, rest in heard(ilo.ticket, "retro", ilo.owner, {}):
        if comment.at >= began:
            outcome = "skip" if rest.split()[:1] in (["skip"], ["skipped"]) else "held"
            found = Retro(outcome, comment.at)
    for comment in ilo.ticket.comments:
        marker, at = comment.marker, comment.edited_at
        ours = marker is not None and marker.rule in ("closed", "look_back")
        if ours and comment.ticked_by in accounts and at is not None and at >= began:
            found = found if found.at else Retro("held", at)
    return found


def buddy(person: Person, tickets: Iterable[Ticket], people: People) -> PersonId | None:
    """A newcomer's buddy: who was last named and agreed on the onboarding ticket, else the file's.

    `/ilo buddy @x` by the newcomer or supervisor names somebody; their own `/ilo buddy yes`,
    or naming themselves, agrees.
    """
    found = person.buddy
    for ticket in tickets:
        named: PersonId | None = None
        for by, rest in _buddy_words(ticket, people):
            who = _named(rest, ticket.ref.tracker, people)
            if rest.split()[:1] in (["yes"], ["agreed"]) and by == named:
                found = named
            elif who is not None and who == by:
                found = who
            elif who is not None and by in (person.id, person.supervisor):
                named = who
    return found


def _buddy_words(ticket: Ticket, people: People) -> Iterator[tuple[PersonId, str]]:
    who = {p.accounts[ticket.ref.tracker]: p.id for p in people.values() if _has(p, ticket)}
    for comment, word, rest in said_by(ticket, who):
        if word == "buddy" and rest and comment.by is not None:
            yield who[comment.by], rest


def _has(person: Person, ticket: Ticket) -> bool:
    return ticket.ref.tracker in person.accounts


def _named(rest: str, tracker: str, people: People) -> PersonId | None:
    """Whom `@login`, an id or a Jira mention `[~account]` names."""
    name = rest.split(maxsplit=1)[0].strip("@[]~:,.").removeprefix("accountid:")
    for person in people.values():
        if name in (person.id, person.accounts.get(tracker)):
            return person.id
    return None


def _accounts(ticket: Ticket, person: Person) -> set[Account | None]:
    account = person.accounts.get(ticket.ref.tracker)
    return {account} if account else set()
