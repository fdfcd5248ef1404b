"""Who asked that what was sent to them be forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

from .model import PersonId, Snapshot
from .policy import Policy
from .said import said_by
from .view import directory, owner


def forgetting(snapshot: Snapshot, policy: Policy, now: datetime) -> dict[PersonId, datetime]:
    """Who said on a ticket of theirs that what was sent to them be forgotten, and when last.

    Within the days of an answer and a message's week: what went in that week is forgotten after it.
    """
    known_as = directory(snapshot.people)
    since = now - timedelta(days=policy.just_days + policy.per_person_days)
    said: dict[PersonId, datetime] = {}
    for ticket in snapshot.tickets:
        if (person := owner(ticket, known_as, policy, now)) is not None:
            account = person.accounts.get(ticket.ref.tracker)
            for comment, word, _ in said_by(ticket, {account}, since):
                if word == "forget":
                    said[person.id] = max(comment.at, said.get(person.id, comment.at))
    return said
