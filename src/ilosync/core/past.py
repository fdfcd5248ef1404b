"""What a whole reading at an earlier moment would have said, out of the tickets' own histories.

Undone is what a history dates: events, comments, ticked boxes. What it does not date is as it is
today, and a remark says how much of it there is. A notice that was rewritten since counts as one
that stood; the signs on comments, links and the facts of places have no dates and stay. So the
answer for a day is the same whenever one asks, unless somebody edits or deletes in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from .history import phases
from .labels import FAMILY, resembles
from .model import Comment, Snapshot, Ticket, Turn
from .policy import Policy

CLOSED_FOR = timedelta(days=60)  # for so long after its closing a ticket matters

_LABELS = (Turn.LABELLED, Turn.UNLABELLED)
_ENDS = (Turn.CLOSED, Turn.REOPENED)
TODAYS = (
    "This is a day of the past, put together from the tickets' histories: the people file, titles, "
    "links and readers are today's; what was deleted since, or has no label of ours today, is "
    "missing."
)


def closed_from(now: datetime, closed_since: datetime | None) -> datetime:
    """From when on closed tickets are read: for sixty days, or longer where somebody asks."""
    usual = now - CLOSED_FOR
    return usual if closed_since is None else min(closed_since, usual)


def as_it_was(snapshot: Snapshot, at: datetime, policy: Policy, now: datetime) -> Snapshot:
    """The snapshot, read `now`, as it was at an instant before.

    It is to hold the tickets that were closed since sixty days before that instant.
    """
    there = [t for t in snapshot.tickets if t.opened <= at]
    tickets = tuple(t for t in (_undone(t, at) for t in there) if _read(t, at, policy.label))
    known = {t.ref for t in tickets}
    untold = _untold([t for t in there if t.ref in known], at)
    return replace(
        snapshot,
        tickets=tickets,
        remarks=(*snapshot.remarks, *([TODAYS] if at < now else []), *untold),
        messaged={who: when for who, when in snapshot.messaged.items() if when <= at},
    )


def _undone(ticket: Ticket, at: datetime) -> Ticket:
    """One ticket without what came after the instant."""
    events = tuple(e for e in ticket.events if e.at <= at)
    *_, then = (p for p in phases(ticket) if p.at <= at)
    spelt = {e.what.casefold(): e.what for e in ticket.events if e.turn in _LABELS}
    spelt |= {x.casefold(): x for x in ticket.labels}
    stayed = tuple(a for a in ticket.assignees if a in then.assignees)
    edited = ticket.edited_at is not None and ticket.edited_at > at
    return replace(
        ticket,
        labels=frozenset(spelt[x] for x in then.labels),
        assignees=(*stayed, *sorted(then.assignees - {*stayed})),
        open=then.open,
        let_go=ticket.let_go and not any(e.turn in _ENDS for e in ticket.events[len(events) :]),
        comments=tuple(_unedited(c, at) for c in ticket.comments if c.at <= at),
        events=events,
        planned=_planned(ticket, at),
        edited_at=None if edited else ticket.edited_at,
        edited_by=None if edited else ticket.edited_by,
    )


def _unedited(comment: Comment, at: datetime) -> Comment:
    """A comment without the mark of a later edit; a notice of ours stood until then."""
    if comment.edited_at is None or comment.edited_at <= at:
        return comment
    marker = comment.marker and replace(comment.marker, standing=True)
    return replace(comment, edited_at=None, ticked_by=None, marker=marker)


def _planned(ticket: Ticket, at: datetime) -> str | None:
    """What the field for the next check-in held: the last date that was written by then."""
    dates = [e for e in ticket.events if e.turn is Turn.DATE_SET]
    before = [e.what for e in dates if e.at <= at]
    if ticket.planned is None or len(before) == len(dates):
        return ticket.planned
    return before[-1] if before else ""


def _read(ticket: Ticket, at: datetime, label: str) -> bool:
    """Whether a reading at that instant would have brought it."""
    closed = max((e.at for e in ticket.events if e.turn is Turn.CLOSED), default=at)
    if not ticket.open and at - closed > CLOSED_FOR:
        return False
    ours = any(
        x.casefold() == label.casefold() or x.casefold().startswith(FAMILY) or resembles(x, label)
        for x in ticket.labels
    )
    return ours or ticket.marker is not None or (ticket.open and ticket.looks_like_ilo)


# --- what histories do not tell -------------------------------------------------------------


def _untold(tickets: Iterable[Ticket], at: datetime) -> Iterator[str]:
    """A sentence for each kind of thing that was changed later and cannot be undone."""
    tickets = tuple(tickets)
    edited = [c for t in tickets for c in t.comments if c.at <= at < (c.edited_at or at)]
    notices = sum(c.marker is not None for c in edited)
    if comments := len(edited) - notices:
        yield f"Comments edited since, read as they stand today: {comments:,}."
    if notices:
        yield f"Notices rewritten since, taken as standing then: {notices:,}."
    if texts := sum(at < (t.edited_at or at) for t in tickets):
        yield f"Tickets whose text was edited since, read as it stands today: {texts:,}."
    gone = (e for t in tickets for e in t.events if e.turn is Turn.NOTICE_DELETED)
    if deleted := sum(e.at > at for e in gone):
        yield f"Notices deleted since, and missing here: {deleted:,}."
