"""Which commands there are, and whose word each one is; from anybody else it changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from .model import Comment, Person, PersonId, Ticket
from .said import said_by


class Speaker(StrEnum):
    """As what somebody gives a command on a ticket."""

    OWNER = "owner"  # the one person assigned
    SUPERVISOR = "supervisor"  # the owner's
    NEWCOMER = "newcomer"  # whose onboarding ticket it is
    BUDDY = "buddy"  # the newcomer's
    TEAM = "anyone of us"  # on a ticket that is the team's
    NAMED = "anyone named"  # for themselves: who is named in the command, or asks about themselves


_OWNER = (Speaker.OWNER,)
_THREE = (Speaker.NEWCOMER, Speaker.SUPERVISOR, Speaker.BUDDY)

PERMITTED: Mapping[str, tuple[Speaker, ...]] = {
    "start": _OWNER,
    "next": _OWNER,
    "swap": _OWNER,
    "done": _OWNER,
    "letgo": _OWNER,
    "pause": _OWNER,
    "resume": _OWNER,
    "same": _OWNER,
    "checkin": _OWNER,
    "move": _OWNER,
    "snooze": _OWNER,
    "quiet": _OWNER,
    "mentor": _OWNER,
    "retro": _OWNER,
    "idea": _OWNER,
    "ask": _OWNER,
    "share": _OWNER,
    "net": (Speaker.OWNER, Speaker.SUPERVISOR),
    "net assured": (Speaker.SUPERVISOR,),
    "held": (*_THREE, Speaker.TEAM),
    "offered": _THREE,
    "pass": _THREE,
    "buddy": (Speaker.NEWCOMER, Speaker.SUPERVISOR, Speaker.NAMED),
    "me": (Speaker.NAMED,),
    "forget": (Speaker.NAMED,),
}
"""Every command, and those whose word it is. `net assured` is the part of `net` that is not the
owner's to say. A session (`held`, `offered`, `pass`) is the three's, each for themselves; that a
team met is anybody's of it."""

WORDS = frozenset(word for word in PERMITTED if " " not in word)
"""Every word that is understood after `/ilo`."""


def heard(
    ticket: Ticket, command: str, owner: Person, people: Mapping[PersonId, Person]
) -> Iterator[tuple[Comment, str]]:
    """Each time somebody whose word it is gave a command on the owner's ticket; what followed it.

    Not for commands of those whom the command itself names.
    """
    tracker = ticket.ref.tracker
    speakers = [_speaker(role, owner) for role in PERMITTED[command]]
    known = {owner.id: owner}  # also where only the owner is asked about
    found = [known.get(x) or people.get(x) for x in speakers if x is not None]
    accounts = [p.accounts.get(tracker) for p in found if p is not None]
    word, _, part = command.partition(" ")
    for comment, said, rest in said_by(ticket, accounts):
        if said == word and (not part or rest.split()[:1] == [part]):
            yield comment, rest


def _speaker(role: Speaker, owner: Person) -> PersonId | None:
    """Who speaks as that on a ticket of the owner's."""
    match role:
        case Speaker.OWNER | Speaker.NEWCOMER:
            return owner.id
        case Speaker.SUPERVISOR:
            return owner.supervisor
        case Speaker.BUDDY:
            return owner.buddy
        case Speaker.TEAM | Speaker.NAMED:
            return None
