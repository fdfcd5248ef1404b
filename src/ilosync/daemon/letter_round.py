"""The letters that may go now, sent one person at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from ilosync.core.letters import Letter, Letters, Told, letters, nudged, nudging
from ilosync.core.model import Person, PersonId, Snapshot, Ticket
from ilosync.core.plan import Plan
from ilosync.core.view import directory, owner
from ilosync.errors import Refused, TryLater, Unproven
from ilosync.ports import Clock, Tracker
from ilosync.post import Deferred, Post, Unreachable
from ilosync.wording import Wording

from .alone import alone
from .outbox import Outbox
from .shelf import LetterCount, Shelf
from .sync import Sync

log = structlog.get_logger()
SOON, LATER = timedelta(minutes=5), timedelta(hours=1)


@dataclass
class Went:
    """What became of a round: who was written to, who could not be, when to look again."""

    sent: list[PersonId] = field(default_factory=list)
    unreached: list[PersonId] = field(default_factory=list)
    again: list[datetime] = field(default_factory=list)
    why: str = ""  # what ended it before its end


class Round:
    """Finds and sends letters. It keeps nothing: what went is in the outbox."""

    def __init__(
        self, sync: Sync, trackers: Mapping[str, Tracker], shelf: Shelf, post: Post, clock: Clock
    ) -> None:
        self._sync, self._trackers, self._shelf = sync, trackers, shelf
        self._post, self._clock = post, clock
        self._window = timedelta(days=sync.policy.per_person_days)

    def outlook(
        self, snapshot: Snapshot, plan: Plan, now: datetime, went: Went | None = None
    ) -> tuple[datetime | None, LetterCount]:
        """When to send next, and how letters stand: now, or after a round that went so."""
        due = found(self._sync, self._post, snapshot, plan, now, self._shelf.outbox.told())
        waiting = len(due.ready) + len(due.waiting)
        reached = {p.id for p in self._sync.people if self._post.reaches(p)}
        unheard = sum(not reached & set(f.tells) for f in plan.private)
        if went is None:
            times = [*(now for _ in due.ready), *(at for _, at in due.waiting)]
            return min(times, default=None), LetterCount(0, waiting, unheard)
        times = [*went.again, *(at for _, at in due.waiting)]
        refused = len(went.unreached)
        count = LetterCount(len(went.sent), waiting - refused, unheard + refused)
        return min(times, default=None), count

    def go(self, snapshot: Snapshot, plan: Plan, before: Callable[[], None]) -> Went:
        """Send what may go; `before` is called ahead of each, and what it raises ends it there.

        As many in an hour as the brake allows changes. A channel that fails ends the round, a
        person who cannot be reached does not.
        """
        began, told = self._clock.now(), self._shelf.outbox.told()
        due = found(self._sync, self._post, snapshot, plan, began, told)
        people = {p.id: p for p in self._sync.people}
        nudges = nudged(snapshot, self._sync.policy, began)
        left = self._sync.policy.max_changes - self._shelf.outbox.lately(began)
        went = Went()
        for letter in due.ready:
            now = self._clock.now()
            if len(went.sent) >= left:
                log.warning("letters.many", left=len(due.ready) - len(went.sent))
                went.again.append(now + LATER)
                break
            try:
                self._one(people[letter.to], snapshot, plan, nudges, before, went)
            except Deferred as e:
                log.warning("letter.later", why=str(e))
                went.again.append(now + LATER)
            except Unreachable as e:
                log.error("letter.unreachable", person=letter.to, why=str(e))
                went.unreached.append(letter.to)
            except (TryLater, Refused, Unproven) as e:
                log.error("letters.stopped", why=str(e))
                went.why = str(e)
                went.again.append(now + (SOON if isinstance(e, TryLater) else LATER))
                break
        return went

    # --- one person ------------------------------------------------------------------------------

    def _one(
        self,
        person: Person,
        snapshot: Snapshot,
        plan: Plan,
        nudges: Mapping[PersonId, datetime],
        before: Callable[[], None],
        went: Went,
    ) -> None:
        """Look once more, for somebody may have been nudged since; then send."""
        outbox = self._shelf.outbox
        with alone(self._shelf.attention.database, person.id, "letters") as mine:
            try:
                nudge = self._nudged(person, snapshot) if mine else None
            except (TryLater, Refused) as e:
                log.warning("letter.waits", why=str(e))
                went.again.append(self._clock.now() + SOON)
                return
            now = self._clock.now()
            if not mine:
                went.again.append(now + SOON)
                return
            last = [x for x in (nudge, nudges.get(person.id)) if x is not None]
            nudge_of = {person.id: max(last)} if last else {}
            due = _letters(self._sync, plan, [person], now, outbox.told(person.id), nudge_of)
            went.again += (at for _, at in due.waiting)
            for letter in due.ready:
                before()
                if deliver(
                    letter, person, self._post, outbox, self._sync.wording, now, self._window
                ):
                    log.info("letter.sent")
                    went.sent.append(person.id)

    def _nudged(self, person: Person, snapshot: Snapshot) -> datetime | None:
        """The last nudge on their tickets, as they are at this moment. Raises as a tracker does."""
        policy, now = self._sync.policy, self._clock.now()
        known_as = directory(self._sync.people)
        theirs = [t.ref for t in snapshot.tickets if owner(t, known_as, policy, now) == person]
        tickets: list[Ticket] = []
        for name in person.accounts.keys() & self._trackers.keys():
            known = self._shelf.known.names(name, person.id)
            names = {*known, *(ref.key for ref in theirs if ref.tracker == name)}
            read = self._trackers[name].look(names) if names else None
            if read is not None and (read.unseen or not read.whole):
                raise TryLater("not all of their tickets could be read")
            tickets += read.tickets if read is not None else ()
        return nudged(Snapshot((person,), tuple(tickets)), policy, now).get(person.id)


def found(
    sync: Sync, post: Post, snapshot: Snapshot, plan: Plan, now: datetime, told: Told
) -> Letters:
    """Which letters may go now to whom the post reaches, and when others may."""
    people = [p for p in sync.people if post.reaches(p)]
    return _letters(sync, plan, people, now, told, nudged(snapshot, sync.policy, now))


def _letters(
    sync: Sync,
    plan: Plan,
    people: Iterable[Person],
    now: datetime,
    told: Told,
    nudges: Mapping[PersonId, datetime],
) -> Letters:
    return letters(
        plan.private,
        people,
        told,
        sync.policy,
        now,
        severity={r.id: r.severity for r in sync.rules},
        nudged=nudges,
        yielding=nudging(plan),
    )


def deliver(
    letter: Letter,
    to: Person,
    post: Post,
    outbox: Outbox,
    wording: Wording,
    now: datetime,
    window: timedelta,
) -> bool:
    """Note a letter, send it, and note that it went; False where another went before.

    Raises what `Post.send` does: what is unproven counts as sent, after the rest nothing stays
    noted. Whatever else ends it in between, the letter counts as sent.
    """
    subject, body = wording.letter(letter.findings, letter.to)
    if not outbox.note(letter, now, window):
        return False
    try:
        post.send(to, subject, body)
    except Unproven:
        outbox.sent(letter)
        raise
    except (TryLater, Refused):
        outbox.take_back(letter)
        raise
    outbox.sent(letter)
    return True
