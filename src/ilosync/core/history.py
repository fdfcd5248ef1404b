"""A ticket's own history, folded into the state of an ILO.

Nothing is remembered elsewhere: labels, assignments, closings and commands with their
times are all there is, read backwards from how the ticket stands now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from .dates import DAY, merged
from .model import Account, Person, Span, Ticket, Turn
from .policy import Policy
from .said import Held, check_ins, moved_to, said_by


class State(StrEnum):
    """Where an ILO stands. PARKED waits for its turn; NONE is no ILO (any more)."""

    NONE = "none"
    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    PARKED = "parked"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of a ticket's life in which nothing changed: from `at`, begun by `by`;
    None where we began it, or nobody knows."""

    at: datetime
    by: Account | None
    labels: frozenset[str]  # in lower case
    assignees: frozenset[Account]
    open: bool


@dataclass(frozen=True, slots=True)
class Ilo:
    """One ticket as the ILO of its owner. Days are the owner's own."""

    ticket: Ticket
    owner: Person
    state: State
    began_at: datetime  # when the present state, or an active one's activity, began
    began_by: Account | None = None
    pauses: tuple[Span, ...] = ()
    held: tuple[Held, ...] = ()
    moved: Held | None = None  # the day the owner moved the check-in to, and when they said so

    @property
    def current(self) -> bool:
        """Whether it counts as the one: active, or resting."""
        return self.state in (State.ACTIVE, State.PAUSED)

    @property
    def began(self) -> date:
        """The owner's date of `began_at`: the anchor of every check-in."""
        return self.owner.today(self.began_at)

    @property
    def order(self) -> tuple[datetime, str]:
        """Oldest first; two of one second in the order of their addresses."""
        return self.began_at, str(self.ticket.ref)


def phases(ticket: Ticket) -> tuple[Phase, ...]:
    """The ticket's life, oldest phase first, undone step by step from how it stands now."""
    labels = {x.casefold() for x in ticket.labels}
    assignees = set(ticket.assignees)
    is_open = ticket.open
    found: list[Phase] = []
    for event in reversed(ticket.events):
        by = None if event.ours else event.by
        found.append(Phase(event.at, by, frozenset(labels), frozenset(assignees), is_open))
        match event.turn:
            case Turn.LABELLED:
                labels.discard(event.what.casefold())
            case Turn.UNLABELLED:
                labels.add(event.what.casefold())
            case Turn.ASSIGNED:
                assignees.discard(Account(event.what))
            case Turn.UNASSIGNED:
                assignees.add(Account(event.what))
            case Turn.CLOSED:
                is_open = True
            case Turn.REOPENED:
                is_open = False
    found.append(
        Phase(ticket.opened, ticket.author, frozenset(labels), frozenset(assignees), is_open)
    )
    return tuple(reversed(found))


def held_since(ticket: Ticket, test: Callable[[Phase], bool]) -> Phase | None:
    """The phase with which the present stretch began in which `test` holds, if it does now."""
    began = None
    for phase in reversed(phases(ticket)):
        if not test(phase):
            break
        began = phase
    return began


def taken_off(ticket: Ticket, label: str) -> bool:
    """Whether a person, not we, ever took this label off the ticket."""
    return any(
        e.turn is Turn.UNLABELLED and not e.ours and e.what.casefold() == label.casefold()
        for e in ticket.events
    )


def fold(ticket: Ticket, owner: Person, policy: Policy) -> Ilo:
    """The ticket as the ILO of this owner, who is its one assignee."""
    account = owner.accounts[ticket.ref.tracker]
    life = phases(ticket)
    state = _state(life[-1], policy)
    if state in (State.NONE, State.DRAFT, State.PARKED):
        began = _stretch(life, lambda p: _state(p, policy) is state)
        return Ilo(ticket, owner, state, began.at, began.by)
    if state is State.CLOSED:
        began = _stretch(life, lambda p: not p.open)
        return Ilo(ticket, owner, state, began.at, began.by)
    began, gaps = _activity(life, account, policy)
    rests, resting = _rests(ticket, life, began, owner, policy)
    held = tuple(check_ins(ticket, account, began.at, owner))
    return Ilo(
        ticket,
        owner,
        State.PAUSED if resting else State.ACTIVE,
        began.at,
        began.by,
        pauses=merged((*rests, *_closed_days(gaps, owner))),
        held=held,
        moved=moved_to(ticket, account, max((h.at for h in held), default=began.at)),
    )


def _state(phase: Phase, policy: Policy) -> State:
    labelled = policy.label.casefold() in phase.labels
    if not phase.open:
        return State.CLOSED if labelled else State.NONE
    if not labelled:
        return State.PARKED if policy.next in phase.labels else State.NONE
    return State.DRAFT if policy.draft in phase.labels else State.ACTIVE


def _stretch(life: tuple[Phase, ...], test: Callable[[Phase], bool]) -> Phase:
    began = life[-1]
    for phase in reversed(life):
        if not test(phase):
            break
        began = phase
    return began


@dataclass(frozen=True, slots=True)
class _Gap:
    begins: Phase
    ends: Phase


def _activity(
    life: tuple[Phase, ...], account: Account, policy: Policy
) -> tuple[Phase, tuple[_Gap, ...]]:
    """Where the present activity began, and the interruptions that are forgiven."""
    mine = frozenset({account})
    began, gaps = life[-1], []
    gap: list[Phase] = []  # newest first
    for phase in reversed(life):
        if phase.assignees == mine and _state(phase, policy) is State.ACTIVE:
            if gap:
                if not _forgiven(gap, began, policy):
                    break
                gaps.append(_Gap(gap[-1], began))
                gap = []
            began = phase
        elif len(phase.assignees) == 1 and phase.assignees != mine:
            break  # it was somebody else's: an ILO is a person's
        else:
            gap.append(phase)
    return began, tuple(gaps)


def _forgiven(gap: list[Phase], after: Phase, policy: Policy) -> bool:
    length = after.at - gap[-1].at
    if any(not p.open for p in gap):
        return length <= timedelta(days=policy.reopen_days)
    return length < timedelta(days=policy.label_gap_days)


def _closed_days(gaps: Iterable[_Gap], owner: Person) -> Iterator[Span]:
    for gap in gaps:
        if not gap.begins.open:
            yield from _days(gap.begins.at, gap.ends.at, owner)


def _days(begin: datetime, end: datetime | None, owner: Person) -> Iterator[Span]:
    """From the day of one instant to the day before the other."""
    first = owner.today(begin)
    last = None if end is None else owner.today(end) - DAY
    if last is None or last >= first:
        yield Span(first, last)


def _rests(
    ticket: Ticket, life: tuple[Phase, ...], began: Phase, owner: Person, policy: Policy
) -> tuple[tuple[Span, ...], bool]:
    """The rests since the activity began, and whether it rests now.

    The labels and the owner's commands are one switch: whoever moved it last decides. A retreat
    is a rest of its dates, too.
    """
    resting = {policy.paused, policy.retreat}
    account = owner.accounts[ticket.ref.tracker]
    switches: list[tuple[datetime, bool]] = [
        (e.at, e.turn is Turn.LABELLED)
        for e in ticket.events
        if e.what.casefold() in resting and e.turn in (Turn.LABELLED, Turn.UNLABELLED)
    ]
    switches += [
        (c.at, word == "pause")
        for c, word, _ in said_by(ticket, {account})
        if word in ("pause", "resume")
    ]
    on_at_first = bool(resting & next(p for p in life if p is began).labels)
    since = began.at if on_at_first else None
    spans: list[Span] = []
    for at, on in sorted(s for s in switches if s[0] > began.at):
        if on and since is None:
            since = at
        elif not on and since is not None:
            spans += _days(since, at, owner)
            since = None
    if since is not None:
        spans += _days(since, None, owner)
    return tuple(spans), since is not None
