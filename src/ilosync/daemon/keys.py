"""What the attention set is about: people, tickets without one owner, and everything."""

from __future__ import annotations

from collections.abc import Iterator

from ilosync.core.model import PersonId, Ref
from ilosync.core.view import Directory
from ilosync.ports import Hint

from .attention import WIDE, Mark

EVERYONE, NIGHT, LETTERS = "everyone", "night", "letters"
_PERSON, _TICKET, _POLL = "person:", "ticket:", "poll:"


def of_person(person: PersonId) -> str:
    """The key of a person."""
    return _PERSON + person


def of_ticket(tracker: str, name: str) -> str:
    """The key of a ticket whose owner is not known, or of which there is none or several."""
    return f"{_TICKET}{tracker}:{name}"


def of_poll(tracker: str) -> str:
    """The key of a tracker's poll."""
    return _POLL + tracker


def of_turn(turn: PersonId | Ref) -> str:
    """The key under which an action of a plan is carried out."""
    return of_ticket(turn.tracker, turn.key) if isinstance(turn, Ref) else of_person(turn)


def person_in(key: str) -> PersonId | None:
    """Whose key it is."""
    return PersonId(key.removeprefix(_PERSON)) if key.startswith(_PERSON) else None


def ticket_in(key: str) -> tuple[str, str] | None:
    """Which ticket's key it is: tracker and name."""
    if not key.startswith(_TICKET):
        return None
    tracker, _, name = key.removeprefix(_TICKET).partition(":")
    return tracker, name


def polled_in(key: str) -> str | None:
    """Which tracker's poll it is."""
    return key.removeprefix(_POLL) if key.startswith(_POLL) else None


def marks_of(hint: Hint, tracker: str, known_as: Directory, trace: str = "") -> Iterator[Mark]:
    """Who needs another look: the people named, or the tickets where nobody we know is named."""
    if hint.everyone:
        yield Mark(EVERYONE, trace=trace, lane=WIDE)
    named = frozenset((tracker, x) for x in hint.tickets)
    people = {p.id for a in hint.accounts if (p := known_as.get((tracker, a))) is not None}
    for person in sorted(people):
        yield Mark(of_person(person), named, trace)
    if not people:
        for name in sorted(hint.tickets):
            yield Mark(of_ticket(tracker, name), frozenset({(tracker, name)}), trace)
