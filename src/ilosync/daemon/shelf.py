"""What the passes remember, all of which may be lost at any moment, and how a pass ends."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ilosync.core.actions import Action, Withdraw
from ilosync.core.model import Event, Reading, Ticket, Turn
from ilosync.core.view import directory, owner

from .apply import Done
from .attention import Attention
from .known import Known, KnownTicket
from .outbox import Outbox
from .state import State
from .sync import Sync


@dataclass(frozen=True, slots=True)
class LetterCount:
    """Private messages: how many went now, wait, or are held back since nobody can be reached."""

    sent: int = 0
    waiting: int = 0
    held_back: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a pass ended: look again at `wake` (epoch seconds) though nobody marks; or, where it
    could not be done, `after` so many seconds, which grow where it `failed`."""

    wake: float | None = None
    after: float | None = None
    failed: bool = False
    written: tuple[Action, ...] = ()
    letters: LetterCount | None = None


@dataclass(frozen=True)
class Shelf:
    """The attention set, the last reading, and small facts."""

    attention: Attention
    known: Known
    state: State

    @property
    def outbox(self) -> Outbox:
        """What was sent in private."""
        return Outbox(self.attention.database)

    def learn(self, read: Reading, sync: Sync, now: datetime) -> Reading:
        """Remember names, owners and our notices, no word; the reading with what is missing.

        Where a tracker keeps no event of a deleted notice, one that we knew of and that is there
        no more was deleted.
        """
        names = {t.ref.key for t in read.tickets}
        known = self.known.some(read.tracker, names) if names else {}
        tickets = tuple(_missed(t, known.get(t.ref.key), now) for t in read.tickets)
        known_as = directory(sync.people)
        rows = []
        for ticket in tickets:
            holder = owner(ticket, known_as, sync.policy, now)
            ours = tuple(c.id for c in ticket.comments if c.marker)
            gone = _deleted(known.get(ticket.ref.key), ticket, now)
            rows.append(KnownTicket(ticket.ref.key, holder.id if holder else "", ours, gone))
        self.known.learn(
            read.tracker, rows, as_of=now.timestamp(), gone=read.gone, unseen=read.unseen
        )
        return replace(read, tickets=tickets)

    def wrote(self, done: Done, now: datetime) -> None:
        """Remember our new notices, and forget the twins that we took back ourselves."""
        changed: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
        for ref, new in done.said:
            changed.setdefault((ref.tracker, ref.key), (set(), set()))[0].add(new)
        for action in done.written:
            if isinstance(action, Withdraw):
                at = action.ticket.tracker, action.ticket.key
                changed.setdefault(at, (set(), set()))[1].add(action.comment)
        for (tracker, name), (added, gone) in changed.items():
            if (before := self.known.some(tracker, [name]).get(name)) is not None:
                ours = tuple(sorted({*before.notices, *added} - gone))
                after = replace(before, notices=ours)
                self.known.learn(tracker, [after], as_of=now.timestamp())


def _deleted(known: KnownTicket | None, ticket: Ticket, now: datetime) -> tuple[float, ...]:
    """When notices of ours were first missed on a ticket, as far as its own events do not tell."""
    if known is None:
        return ()
    there = {c.id for c in ticket.comments}
    missed = (now.timestamp(),) * len(set(known.notices) - there)
    return (*known.deleted, *missed)


def _missed(ticket: Ticket, known: KnownTicket | None, now: datetime) -> Ticket:
    """The ticket with the deletions that its tracker keeps no event of."""
    times = _deleted(known, ticket, now)
    told = sum(e.turn is Turn.NOTICE_DELETED for e in ticket.events)
    if not ticket.whole or len(times) <= told:
        return ticket
    untold = [datetime.fromtimestamp(x, UTC) for x in times[told:]]
    more = [Event(at, Turn.NOTICE_DELETED) for at in untold]
    events = tuple(sorted((*ticket.events, *more), key=lambda e: e.at))
    return replace(ticket, events=events)
