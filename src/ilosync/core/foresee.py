"""What a snapshot will say once a plan is carried out: so that one pass is enough.

A label that is put on makes a ticket an ILO, and perhaps the second one; the same pass
that puts it on should know. So should the one that closes a ticket at its owner's word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from .actions import Action, AddLabel, Close, RemoveLabel, Say
from .model import Account, Comment, Event, Snapshot, Ticket, Turn
from .plan import PLANNED


def foresee(snapshot: Snapshot, actions: Iterable[Action], now: datetime) -> Snapshot:
    """The snapshot with new notices, labels and closings, our own writes dated `now`."""
    tickets = {t.ref: t for t in snapshot.tickets}
    for action in actions:
        tickets[action.ticket] = _after(tickets[action.ticket], action, now)
    return replace(snapshot, tickets=tuple(tickets.values()))


def _after(ticket: Ticket, action: Action, now: datetime) -> Ticket:
    match action:
        case Say(_, _, marker):
            new = Comment(PLANNED, now, Account(""), marker)
            return replace(ticket, comments=(*ticket.comments, new))
        case AddLabel(_, label):
            return _labelled(ticket, ticket.labels | {label}, Turn.LABELLED, label, now)
        case RemoveLabel(_, label):
            left = frozenset(x for x in ticket.labels if x.casefold() != label.casefold())
            return _labelled(ticket, left, Turn.UNLABELLED, label, now)
        case Close(_, let_go) if ticket.open:
            closed = Event(now, Turn.CLOSED, None, ours=True)
            return replace(ticket, open=False, let_go=let_go, events=(*ticket.events, closed))
        case _:
            return ticket


def _labelled(
    ticket: Ticket, labels: frozenset[str], turn: Turn, label: str, now: datetime
) -> Ticket:
    event = Event(now, turn, None, label, ours=True)
    return replace(ticket, labels=labels, events=(*ticket.events, event))
