"""Where it can matter that two tickets are one thing: where somebody has more than one."""

from __future__ import annotations

from .model import PersonId, Ref, Snapshot
from .view import directory


def several(snapshot: Snapshot) -> frozenset[Ref]:
    """The open tickets of people who have more than one, over all trackers."""
    known_as = directory(snapshot.people)
    theirs: dict[PersonId, list[Ref]] = {}
    for ticket in snapshot.tickets:
        if ticket.open and len(ticket.assignees) == 1:
            person = known_as.get((ticket.ref.tracker, ticket.assignees[0]))
            if person is not None:
                theirs.setdefault(person.id, []).append(ticket.ref)
    return frozenset(ref for refs in theirs.values() if len(refs) > 1 for ref in refs)
