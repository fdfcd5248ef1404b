"""The passes that hints start: over one person, or over one ticket without an owner.

They read what the hints name and what was last known of the person, directly; what the tickets
say is all they go by. Only these passes write notices, each under its lease.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from ilosync.core.model import Person, PersonId, Reading, Ref, Snapshot
from ilosync.core.plan import Plan
from ilosync.core.view import directory, owner
from ilosync.errors import Lost

from . import keys
from .apply import Done
from .attention import WIDE, Claim, Mark
from .links import linked
from .shelf import Outcome, Shelf
from .sync import Sync

log = structlog.get_logger()
SOON = 5.0  # seconds until a pass is tried again that could not begin


@dataclass(frozen=True)
class _Look:
    """What was read, and who was known to have each ticket until then."""

    snapshot: Snapshot
    names: frozenset[tuple[str, str]]
    holders: Mapping[tuple[str, str], str | None]


class Near:
    """Passes over one person or one ticket. All methods may be called from any thread."""

    def __init__(
        self, sync: Sync, shelf: Shelf, *, speak: bool, writes_letters: bool = False
    ) -> None:
        self._sync = sync
        self._shelf = shelf
        self._speak = speak
        self._writes_letters = writes_letters
        self._people: Mapping[PersonId, Person] = {p.id: p for p in sync.people}
        self._known_as = directory(sync.people)

    def person(self, claim: Claim, who: PersonId, now: datetime) -> Outcome:
        """Look at somebody's tickets and write what is due. Raises as a tracker does, or `Lost`."""
        person = self._people.get(who)
        if person is None:
            return Outcome()  # no longer in the people file
        known = self._shelf.known
        theirs = [t for t in person.accounts if t in self._sync.trackers]
        if unread := [t for t in theirs if known.read_in_full(t) is None]:
            log.info("pass.waits", why="nothing was read in full yet", trackers=unread)
            self._shelf.attention.mark([Mark(keys.EVERYONE, trace=claim.trace, lane=WIDE)])
            return Outcome(after=SOON)
        named = {t: set(known.names(t, who)) for t in theirs}
        for tracker, name in claim.tickets:
            named.setdefault(tracker, set()).add(name)
        look = self._look(named, who, now)
        self._shelf.attention.mark([*self._others(look, who, claim, now)])
        messaged = self._shelf.outbox.messaged([who], doubting=self._writes_letters)
        return self._carry_out(replace(look.snapshot, messaged=messaged), {who}, claim, now)

    def ticket(self, claim: Claim, tracker: str, name: str, now: datetime) -> Outcome:
        """Hand a ticket on to its owner; what has none is judged by itself."""
        if tracker not in self._sync.trackers:
            return Outcome()
        last = self._shelf.known.owner(tracker, name)
        if last and last in self._people:
            named = frozenset({(tracker, name)})
            mark = Mark(keys.of_person(PersonId(last)), named, claim.trace)
            self._shelf.attention.mark([mark])
            return Outcome()
        look = self._look({tracker: {name}}, None, now)
        self._shelf.attention.mark([*self._others(look, None, claim, now)])
        return self._carry_out(look.snapshot, {t.ref for t in look.snapshot.tickets}, claim, now)

    # --- reading -----------------------------------------------------------------------------

    def _look(self, named: Mapping[str, set[str]], who: PersonId | None, now: datetime) -> _Look:
        """Read the tickets and remember them; if one cannot be seen, nobody judges its owner."""
        trackers, known = self._sync.trackers, self._shelf.known
        readings = [trackers[t].look(names) for t, names in named.items() if t in trackers]
        names = frozenset((r.tracker, x) for r in readings for x in _names(r))
        holders = {(t, x): known.owner(t, x) for t, x in names}
        unseen = {(r.tracker, x) for r in readings for x in r.unseen}
        unsure = {who} if who and any(holders[x] == who for x in unseen) else set()
        readings = [self._shelf.learn(each, self._sync, now) for each in readings]
        people = tuple(self._sync.people)
        snapshot = Snapshot.of(people, *readings, unsure=frozenset(unsure))
        return _Look(linked(snapshot, trackers), names, holders)

    def _others(
        self, look: _Look, who: PersonId | None, claim: Claim, now: datetime
    ) -> Iterator[Mark]:
        """Whoever else a ticket has come to, or has left; and the ticket, where it is nobody's."""
        holds: dict[tuple[str, str], str | None] = dict.fromkeys(look.names)
        for ticket in look.snapshot.tickets:
            holder = owner(ticket, self._known_as, self._sync.policy, now)
            holds[ticket.ref.tracker, ticket.ref.key] = holder.id if holder else ""
        for at, holder_id in holds.items():
            before, named = look.holders[at], frozenset({at})
            for other in {holder_id, before} if holder_id != before else ():
                if other and other != who and other in self._people:
                    yield Mark(keys.of_person(PersonId(other)), named, claim.trace)
            changed = holder_id != before or at in claim.tickets
            if holder_id == "" and who is not None and changed:
                yield Mark(keys.of_ticket(*at), named, claim.trace)

    # --- writing -----------------------------------------------------------------------------

    def _carry_out(
        self, snapshot: Snapshot, only: set[PersonId | Ref], claim: Claim, now: datetime
    ) -> Outcome:
        plan = self._sync.plan(snapshot, now, only)
        done = self._write(plan, snapshot, claim, now)
        log.info("pass.done", changes=len(done.written), left=len(done.left), holds=len(plan.holds))
        if done.left or snapshot.unread:
            failed = done.failed or bool(snapshot.unread)
            after = max(done.after, 60.0 if failed else 1.0)
            return Outcome(after=after, failed=failed, written=tuple(done.written))
        return Outcome(wake=next_look(plan), written=tuple(done.written))

    def _write(self, plan: Plan, snapshot: Snapshot, claim: Claim, now: datetime) -> Done:
        if not self._speak or not plan.actions:
            return Done()
        state, attention = self._shelf.state, self._shelf.attention

        def before() -> None:
            if not attention.holds(claim):
                raise Lost(claim.key)
            state.wrote(1)

        done = self._sync.write(plan, snapshot, now, lately=state.written(), before=before)
        self._shelf.wrote(done, now)
        return done


def next_look(plan: Plan) -> float | None:
    """When what waits may be said or written, as epoch seconds."""
    waiting = (w.until for w in plan.waiting)
    times = [x for x in (*waiting, *(at for _, at in plan.again)) if x is not None]
    return min(times).timestamp() if times else None


def _names(read: Reading) -> set[str]:
    return {t.ref.key for t in read.tickets} | set(read.unseen) | set(read.gone)
