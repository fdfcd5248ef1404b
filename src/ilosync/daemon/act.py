"""One action of a plan: what it does to a tracker, and what the log may know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ilosync.core.actions import (
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
from ilosync.core.model import Account, Person, PersonId, Ref, Snapshot, Ticket
from ilosync.core.rule import Opening
from ilosync.ports import Tracker
from ilosync.wording import Wording


@dataclass(frozen=True)
class Scene:
    """What was read, and the words: all that an action needs beside its tracker."""

    tickets: Mapping[Ref, Ticket]
    people: Mapping[PersonId, Person]
    wording: Wording

    @classmethod
    def of(cls, snapshot: Snapshot, wording: Wording) -> Scene:
        """The scene of a pass."""
        return cls(
            {t.ref: t for t in snapshot.tickets}, {p.id: p for p in snapshot.people}, wording
        )

    def accounts(self, opening: Opening) -> list[Account]:
        """Whom to put on a ticket of our own: those who have an account there."""
        people = (self.people[x] for x in opening.assignees if x in self.people)
        known = (p.accounts.get(opening.tracker) for p in people)
        return [x for x in known if x is not None]


def act(action: Action, tracker: Tracker, scene: Scene) -> str:
    """Do it; the id of a new notice or the name of a new ticket, where it is one."""
    tickets, wording = scene.tickets, scene.wording
    match action:
        case Say(ref, finding, marker):
            words = wording.say(finding, tickets.get(ref), mention=True, tickets=tickets)
            return tracker.say(ref, marker, words)
        case Revise(ref, comment, finding, marker):
            words = wording.say(finding, tickets.get(ref), tickets=tickets)
            tracker.revise(ref, comment, marker, words)
        case Settle(ref, comment, marker):
            tracker.revise(ref, comment, marker, None)
        case Withdraw(ref, comment):
            tracker.withdraw(ref, comment)
        case Open(finding, opening, marker):
            title, body = wording.opening(finding, tickets)
            owners = scene.accounts(opening)
            return tracker.open(opening.place, marker, title, body, opening.labels, owners)
        case Close(ref, let_go):
            tracker.close(ref, let_go=let_go)
        case Nod(ref, comment, understood):
            tracker.nod(ref, comment, understood=understood)
        case _:
            _set(action, tracker)
    return ""


def _set(action: AddLabel | RemoveLabel | MakeLabel | SetDay, tracker: Tracker) -> None:
    """Labels and dates."""
    match action:
        case AddLabel(ref, label):
            tracker.add_label(ref, label)
        case RemoveLabel(ref, label):
            tracker.remove_label(ref, label)
        case MakeLabel(_, place, label):
            tracker.make_label(place, label)
        case SetDay(ref, day, was):
            tracker.set_day(ref, day, was)


def facts(action: Action) -> dict[str, str]:
    """What the log may know: never a word of a ticket."""
    known = {"action": type(action).__name__.lower(), "ticket": str(action.ticket)}
    match action:
        case AddLabel() | RemoveLabel() | MakeLabel():
            return known | {"label": action.label}
        case SetDay():
            return known | {"rule": action.rule, "day": action.day}
        case Close():
            return known | {"ends": "let go" if action.let_go else "done"}
        case Nod():
            return known | {"comment": action.comment}
        case _:
            return known | {"rule": action.marker.rule}
