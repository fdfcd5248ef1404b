"""Which teams have held their quarter's talk about values and goals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ilosync.core.dates import quarter
from ilosync.core.model import Person, Ticket
from ilosync.core.policy import Policy
from ilosync.core.stand_in import stand_in
from ilosync.core.together import quarter_of, talked, teams
from ilosync.core.view import CoopView, directory

from .small import Figure


def team_talks(view: CoopView, policy: Policy) -> Figure | None:
    """How many teams have talked this quarter, of those that are large enough to be counted.

    It counts teams, none of few people, so it is exact. None where there is no such team.
    """
    span = quarter(view.today, policy.quarter_first_month)
    known_as = directory(view.snapshot.people)
    held = [
        t
        for t in view.snapshot.tickets
        if t.has(policy.quarter) and quarter_of(t, policy) == span and talked(t, known_as)
    ]
    large = {k: v for k, v in teams(view).items() if len(v) >= policy.min_group}
    if not large or policy.narrow:
        return None
    count = sum(_theirs(team, people, held) for team, people in large.items())
    return Figure("teams", count, len(large))


def _theirs(team: str, people: Sequence[Person], held: Iterable[Ticket]) -> bool:
    """Whether one of these tickets is the team's: opened for it, or by or for one of its own."""
    for ticket in held:
        if ticket.marker is not None:
            if ticket.marker.period.endswith(f".{stand_in(team)}"):
                return True
        elif {p.accounts.get(ticket.ref.tracker) for p in people} & {
            ticket.author,
            *ticket.assignees,
        } - {None}:
            return True
    return False
