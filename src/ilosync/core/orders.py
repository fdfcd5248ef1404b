"""What an owner told us to do on their own ticket: start it, line it up, swap, close it.

The last order decides. It is carried out until it is so, and never again once somebody, or we,
changed the same thing later; a week on it is too old. An order is as old as its comment: what an
edit adds to a comment counts as said when the comment was, so that mending a word runs nothing
twice. Pausing, sharing, moving and the like change nothing on the tracker and are no orders:
they are read where they matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from .actions import Action, AddLabel, Close, RemoveLabel
from .history import phases
from .model import Person, Ref, RuleId, Ticket, Turn
from .permitted import PERMITTED, WORDS, Speaker
from .policy import Policy
from .said import said_by
from .view import PersonView

__all__ = ["ORDERED", "PERMITTED", "WORDS", "Order", "Speaker", "nods", "ordered", "orders"]

ORDERED = RuleId("ordered")  # in place of a rule, where a person told us to
CLOSES = ("done", "letgo")
ORDERS = ("start", "next", "swap", *CLOSES)


@dataclass(frozen=True, slots=True)
class Order:
    """What becomes of a ticket by its owner's word: `start`, `next`, `done` or `letgo`."""

    at: datetime
    what: str


def orders(view: PersonView) -> Iterator[Action]:
    """What is still to be done of what somebody told us on tickets of theirs."""
    oldest = view.now - timedelta(days=view.policy.just_days)
    for ticket in view.tickets:
        order = ordered(ticket, view.tickets, view.person, view.policy)
        if order is None or order.at < oldest or not _may(ticket, order, view.policy):
            continue
        if order.what in CLOSES:
            yield Close(ticket.ref, order.what == "letgo", view.person.id)
        else:
            yield from _labels(ticket, order, view.person, view.policy)


def ordered(
    ticket: Ticket, tickets: tuple[Ticket, ...], owner: Person, policy: Policy
) -> Order | None:
    """The last that the owner said of a ticket, on it or on another of their `tickets`."""
    last = None
    for ref, order in _given(tickets, owner, policy):
        if ref == ticket.ref and (last is None or order.at >= last.at):
            last = order
    return last


def nods(ticket: Ticket, people: frozenset[str], since: datetime) -> Iterator[tuple[str, bool]]:
    """Comments since then whose commands nobody has been told we read: id, and understood or not.

    `people` are the accounts of people whom we know on that tracker.
    """
    for comment in ticket.comments:
        unread = comment.seen is False and comment.commands and comment.at >= since
        if unread and comment.by in people:
            yield comment.id, all(c.word in WORDS for c in comment.commands)


def _may(ticket: Ticket, order: Order, policy: Policy) -> bool:
    """Not on a closed ticket or one opened again since, nor on those that are the team's."""
    again = any(e.turn is Turn.REOPENED and e.at > order.at for e in ticket.events)
    teams = policy.onboarding, policy.quarter, policy.page, policy.report
    team = any(ticket.has(x) for x in teams)
    return ticket.open and not again and not team


def _given(
    tickets: tuple[Ticket, ...], owner: Person, policy: Policy
) -> Iterator[tuple[Ref, Order]]:
    """Every order on these tickets, which are the owner's, and which of them it is about."""
    for ticket in tickets:
        for comment, word, rest in said_by(ticket, {owner.accounts.get(ticket.ref.tracker)}):
            if word in ("start", "next", *CLOSES):
                yield ticket.ref, Order(comment.at, word)
            elif word == "swap":
                other = next((t for t in tickets if _names(rest, ticket, t)), None)
                for there, what in _trade(ticket, other, comment.at, policy) if other else ():
                    yield there, Order(comment.at, what)


def _trade(
    here: Ticket, there: Ticket, at: datetime, policy: Policy
) -> tuple[tuple[Ref, str], ...]:
    """Two tickets change places; where neither stood above the other, the one it is said on stays.

    Nothing where one of them was closed.
    """
    this, that = _stood(here, at, policy), _stood(there, at, policy)
    if this is None or that is None:
        return ()
    kept, waits = (there, here) if this and not that else (here, there)
    return (kept.ref, "start"), (waits.ref, "next")


def _stood(ticket: Ticket, at: datetime, policy: Policy) -> bool | None:
    """Whether it was current when somebody spoke, before we did anything; None: it was closed."""
    life = phases(ticket)
    known = (p for p in life if p.at < at or (p.at == at and p.by is not None))
    *_, then = life[0], *known
    labelled = policy.label.casefold() in then.labels and policy.draft not in then.labels
    return labelled if then.open else None


def _labels(ticket: Ticket, order: Order, owner: Person, policy: Policy) -> Iterator[Action]:
    """Each label by itself: what was changed since is left as it is."""
    starts = order.what == "start"
    on, off = (policy.label, policy.next) if starts else (policy.next, policy.label)
    if not ticket.has(on) and not _since(ticket, Turn.UNLABELLED, on, order.at):
        yield AddLabel(ticket.ref, on, ORDERED, owner.id)
    for label in (off, policy.draft) if starts else (off,):
        if ticket.has(label) and not _since(ticket, Turn.LABELLED, label, order.at):
            yield RemoveLabel(ticket.ref, label, ORDERED, owner.id)


def _since(ticket: Ticket, turn: Turn, label: str, at: datetime) -> bool:
    return any(
        e.turn is turn and e.what.casefold() == label.casefold() and e.at > at
        for e in ticket.events
    )


def _names(rest: str, here: Ticket, there: Ticket) -> bool:
    """Whether a command on one ticket names the other: `#12`, `owner/repo#12`, `KEY-1`, address."""
    if here is there or not rest:
        return False
    near = (here.ref.tracker, here.ref.place) == (there.ref.tracker, there.ref.place)
    known = {there.ref.key, there.url, *([there.ref.short] if near else [])}
    return rest.split(maxsplit=1)[0].strip("<>").rstrip("/") in {x.casefold() for x in known}
