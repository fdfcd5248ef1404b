"""The passes over everything: a full reading, the night, and a tracker's poll.

A full reading takes minutes in a large organisation, and by its end it is old. So it writes no
notice: it marks those for whom something is to be written, and their own passes look again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, tzinfo

import structlog

from ilosync.core.actions import MakeLabel
from ilosync.core.forgetting import forgetting
from ilosync.core.model import PersonId, Reading, Ref, Snapshot
from ilosync.core.moment import NOBODY
from ilosync.core.plan import Plan
from ilosync.core.view import directory, owner
from ilosync.errors import Lost, Refused, TooManyChanges, TryLater
from ilosync.ports import Tracker

from . import keys
from .apply import brake, written_lately
from .attention import WIDE, Claim, Mark
from .board import Board
from .letter_round import Round
from .links import linked
from .shelf import Outcome, Shelf
from .sync import Sync
from .together import Together

log = structlog.get_logger()
Report = Callable[[Snapshot, Plan, datetime], None]
"""Writes the nightly report of what was read."""


@dataclass(frozen=True)
class _Read:
    """What a tracker said, or after how many seconds it may be asked again, and about whom
    nothing is concluded."""

    reading: Reading
    unsure: frozenset[PersonId] = frozenset()
    after: float = 0.0


class Wide:
    """Passes over everybody; `trackers` are others than those that hints wait for.

    `promises` says what was last reported to everybody, as Markdown; nothing, if nothing was.
    """

    def __init__(
        self,
        sync: Sync,
        trackers: Mapping[str, Tracker],
        shelf: Shelf,
        *,
        speak: bool,
        letters: Round | None = None,
        promises: Callable[[], str] = str,
    ) -> None:
        self._sync = sync
        self._trackers = trackers
        self._shelf = shelf
        self._speak = speak
        self._round = letters
        self._together = Together(sync, shelf)
        self._board = Board(sync, shelf, promises)

    # --- everything --------------------------------------------------------------------------

    def everyone(self, claim: Claim, now: datetime) -> tuple[Snapshot, Plan, Outcome]:
        """Read all trackers and mark whoever has something to be written, or to wait for."""
        snapshot, plan, outcome = self._everyone(claim, now)
        self._pin(plan, snapshot, claim, now)
        return snapshot, plan, outcome

    def _everyone(self, claim: Claim, now: datetime) -> tuple[Snapshot, Plan, Outcome]:
        snapshot, plan, outcome = self._all(claim, now)
        if self._round is None:
            return snapshot, plan, outcome
        at, count = self._round.outlook(snapshot, plan, now)
        if at is not None:
            self._shelf.attention.wake(keys.LETTERS, at.timestamp(), WIDE)
        return snapshot, plan, replace(outcome, letters=count)

    def letters(self, claim: Claim, now: datetime) -> tuple[Snapshot, Plan, Outcome]:
        """Read all, and send the private messages that may go; again when others may.

        Every other reading of all wakes it, too.
        """
        snapshot, plan, outcome = self._all(claim, now)
        self._pin(plan, snapshot, claim, now)
        if self._round is None:
            return snapshot, plan, outcome
        at, count = self._round.outlook(
            snapshot, plan, now, self._round.go(snapshot, plan, lambda: self._hold(claim))
        )
        wake = at.timestamp() if at is not None else None
        ended = outcome if outcome.after is not None else Outcome(wake=wake)
        return snapshot, plan, replace(ended, letters=count)

    def _pin(self, plan: Plan, snapshot: Snapshot, claim: Claim, now: datetime) -> None:
        """What was last reported, on the tickets for it; once a pass, for it sees no own writes."""
        if self._speak:
            self._board.write(plan, snapshot, claim, now)

    def _hold(self, claim: Claim) -> None:
        """Go on only while this is ours to do."""
        if not self._shelf.attention.holds(claim):
            raise Lost(claim.key)

    def _all(self, claim: Claim, now: datetime) -> tuple[Snapshot, Plan, Outcome]:
        reads = [self._read(t, now) for t in self._trackers.values()]
        unsure = frozenset(x for r in reads for x in r.unsure)
        people = tuple(self._sync.people)
        read = Snapshot.of(people, *(r.reading for r in reads), unsure=unsure)
        messaged = self._shelf.outbox.messaged(
            [p.id for p in people], doubting=self._round is not None
        )
        snapshot = replace(linked(read, self._trackers), messaged=messaged)
        plan = self._sync.plan(snapshot, now)
        self._shelf.state.seed_written([x.timestamp() for x in written_lately(snapshot, now)])
        self._mark(plan, snapshot, claim, now)
        log.info(
            "reading.done",
            tickets=len(snapshot.tickets),
            changes=len(plan.actions),
            waiting=len(plan.waiting),
            unread=sorted(snapshot.unread),
        )
        if snapshot.unread:
            after = max(60.0, *(r.after for r in reads))
            return snapshot, plan, Outcome(after=after, failed=True)
        self._shelf.state.put("read.last", str(now.timestamp()))
        return snapshot, plan, Outcome()

    def night(
        self, claim: Claim, now: datetime, report: Report, at: time, zone: tzinfo
    ) -> tuple[Snapshot, Plan, Outcome]:
        """A full reading, the report, and the clean-up; again at that local time tomorrow.

        A tracker that cannot be read is tried for more than an hour; then the report says so.
        """
        snapshot, plan, outcome = self._everyone(claim, now)
        if outcome.after is not None and claim.attempts < NIGHT_TRIES:
            return snapshot, plan, outcome
        report(snapshot, plan, now)
        self._pin(plan, snapshot, claim, now)
        self._forget(snapshot, now)
        wake = next_at(at, zone, now).timestamp()
        return snapshot, plan, Outcome(wake=wake, letters=outcome.letters)

    def _forget(self, snapshot: Snapshot, now: datetime) -> None:
        """Forget whoever is in the people file no more, and what was sent to who asks for that."""
        ids = [p.id for p in self._sync.people]
        people = {*map(keys.of_person, ids)}
        self._shelf.attention.forget(lambda key: keys.person_in(key) is None or key in people)
        week = timedelta(days=self._sync.policy.per_person_days)
        self._shelf.outbox.forget_strangers(ids, now, week)
        for person, asked in forgetting(snapshot, self._sync.policy, now).items():
            self._shelf.outbox.forget(person, before=asked, letters_before=min(asked, now - week))

    def _read(self, tracker: Tracker, now: datetime) -> _Read:
        """One tracker, in full; what it cannot answer now stops nobody else."""
        try:
            return self._whole(tracker, now)
        except (TryLater, Refused) as e:
            log.warning("reading.failed", tracker=tracker.name, why=str(e))
            remark = f"{tracker.name} could not be read: {e}"
            after = getattr(e, "after", None) or 0.0
            return _Read(Reading(tracker.name, whole=False, remarks=(remark,)), after=after)

    def _whole(self, tracker: Tracker, now: datetime) -> _Read:
        """Everything that may matter, and what was known and no list shows any more.

        The first poll goes on from before the first reading, so that nothing falls between.
        Deliveries that failed since the last one are asked for: some changes no list shows.
        """
        state, cursor = self._shelf.state, f"cursor:{tracker.name}"
        if state.get(cursor) is None:
            state.put(cursor, tracker.poll("")[1])
        if (last := self._shelf.known.read_in_full(tracker.name)) is not None:
            tracker.redeliver(datetime.fromtimestamp(last, UTC))
        read = tracker.read()
        there = {t.ref.key for t in read.tickets}
        known = self._shelf.known.all(tracker.name)
        rest = tracker.look(sorted(known.keys() - there))
        both = Reading(
            tracker.name,
            (*read.tickets, *(t for t in rest.tickets if t.ref.key not in there)),
            read.places,
            whole=read.whole and rest.whole,
            remarks=(*read.remarks, *rest.remarks),
            gone=read.gone | rest.gone,
            unseen=read.unseen | rest.unseen,
        )
        both = self._shelf.learn(both, self._sync, now)
        if both.whole:
            self._shelf.known.full(tracker.name, now.timestamp())
        owners = {known[x].owner for x in both.unseen & known.keys()} - {""}
        return _Read(both, frozenset(map(PersonId, owners)))

    def _mark(self, plan: Plan, snapshot: Snapshot, claim: Claim, now: datetime) -> None:
        """Whoever has something to be written; how many that is, the brake looks at first."""
        known_as = directory(self._sync.people)
        nobodys = {
            t.ref for t in snapshot.tickets if not owner(t, known_as, self._sync.policy, now)
        }
        self._together.waits(plan)
        for waiting in plan.waiting:
            if waiting.until is not None and waiting.person != NOBODY:
                ref = waiting.finding.ticket
                turn = ref if ref is not None and ref in nobodys else waiting.person
                self._shelf.attention.wake(keys.of_turn(turn), waiting.until.timestamp())
        for person, until in plan.again:
            self._shelf.attention.wake(keys.of_person(person), until.timestamp())
        if not self._speak or not plan.actions:
            return
        try:
            brake(plan, snapshot, self._sync.policy, now, self._shelf.state.written())
        except TooManyChanges as e:
            log.error("brake", why=str(e))
            self._shelf.state.put("brake", str(e))
            return
        self._shelf.state.put("brake", "")
        self._make_labels(plan, snapshot, now)
        self._together.write(plan, snapshot, claim, now)
        common = set(map(id, self._together.part(plan)))
        turns: dict[PersonId | Ref, set[tuple[str, str]]] = {}
        for action in plan.actions:
            if not isinstance(action, MakeLabel) and id(action) not in common:
                at = action.ticket.tracker, action.ticket.key
                turns.setdefault(action.person or action.ticket, set()).add(at)
        self._shelf.attention.mark(
            Mark(keys.of_turn(turn), frozenset(named), claim.trace) for turn, named in turns.items()
        )

    def _make_labels(self, plan: Plan, snapshot: Snapshot, now: datetime) -> None:
        """The labels that places lack; one where we may not stops nobody elsewhere."""
        for action in plan.actions:
            if isinstance(action, MakeLabel):
                try:
                    self._sync.write(Plan(actions=(action,)), snapshot, now)
                except Refused as e:
                    log.error("label.refused", place=action.place, why=str(e))

    # --- a tracker's changes -----------------------------------------------------------------

    def poll(self, claim: Claim, name: str) -> bool:
        """Mark whoever owns what changed since the last poll; False for an unknown tracker."""
        if (tracker := self._trackers.get(name)) is None:
            return False
        state = self._shelf.state
        hint, cursor = tracker.poll(state.get(f"cursor:{name}") or "")
        marks = keys.marks_of(hint, name, directory(self._sync.people), claim.trace)
        # in this lane: a delivery does not wait behind what a poll names, which is mostly known
        self._shelf.attention.mark(replace(mark, lane=WIDE) for mark in marks)
        # after the marks: a crash between the two repeats some, and loses none
        state.put(f"cursor:{name}", cursor)
        return True


NIGHT_TRIES = 8


def next_at(at: time, zone: tzinfo, now: datetime) -> datetime:
    """The next instant after `now` at which clocks in that zone show this time."""
    day = now.astimezone(zone).date()
    for n in range(3):
        moment = datetime.combine(day + timedelta(days=n), at, zone).astimezone(now.tzinfo)
        if moment > now:
            return moment
    raise AssertionError("some day soon has that time")
