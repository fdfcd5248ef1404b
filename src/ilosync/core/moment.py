"""What may be said where, to whom, at this moment: channels, quiet, budgets, places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from .channel import Channel, channel
from .model import Person, PersonId, Place, Ref, Snapshot, Ticket
from .plan import Hold, notices, said, silenced
from .policy import Policy
from .quiet import next_time, room_at
from .rule import Finding, Rule
from .said import snoozed_until

NOBODY = PersonId("")  # waits with the organisation's hours


@dataclass(frozen=True)
class Moment:
    """A snapshot at an instant, under a policy and its rules."""

    snapshot: Snapshot
    policy: Policy
    now: datetime
    rules: tuple[Rule, ...]

    def place(self, ref: Ref) -> Place | None:
        """The repository or project of a ticket, if it was read."""
        found = (p for p in self.snapshot.places if (p.tracker, p.key) == (ref.tracker, ref.place))
        return next(found, None)

    def channel(self, finding: Finding) -> Channel:
        """Where a finding may be told."""
        place = self.place(finding.ticket) if finding.ticket else None
        return channel(finding, place, self.policy)

    def off_limits(self, ticket: Ticket) -> bool:
        """Whether nothing at all is written there: its place, or the ticket itself, says stop."""
        place = self.place(ticket.ref)
        if place is not None and place.too_wide:
            return True
        return any(r.stops(ticket, self.policy) for r in self.rules)

    def asked(self, finding: Finding) -> Person:
        """Whose hours count: of the first whom it asks; of the organisation if it asks nobody."""
        asked = next((p for p in self.snapshot.people if p.id in finding.asks), None)
        return asked or Person(NOBODY, "", time_zone=self.policy.time_zone)

    def stands(self, ticket: Ticket, finding: Finding) -> bool:
        """Whether it was said there already."""
        return said(ticket, finding.key) is not None

    def hushed(self, ticket: Ticket, finding: Finding) -> Hold | None:
        """Why it is not to be said there, though it was never said."""
        why = silenced(ticket, finding) or self._spent(ticket, finding)
        return Hold(f"{ticket.ref} {finding.rule}", why) if why else None

    def _spent(self, ticket: Ticket, finding: Finding) -> str:
        """Whether this obligation was spoken of often enough: same rule, same first period."""
        about = finding.period.split("-")[0]
        times = sum(
            m.rule == finding.rule and m.period.split("-")[0] == about for _, m in notices(ticket)
        )
        return "said often enough" if times >= self.policy.per_obligation else ""

    def before_our_time(self, finding: Finding) -> bool:
        """What a date brought about before `since`; how things stand now is never too old."""
        if finding.dated is None or self.policy.since is None:
            return False
        return finding.dated < self.policy.since

    def room(
        self, person: Person, nudged: Iterable[datetime], ticket: Ticket | None = None
    ) -> datetime | None:
        """When a nudge may go to somebody: now, or later, or nobody knows when."""
        snoozed = snoozed_until(ticket, person) if ticket is not None else None
        return room_at(person, self.policy, self.now, nudged, snoozed)

    def good_time(self, person: Person) -> datetime | None:
        """Now, if these are working hours of theirs; else when they are next."""
        return next_time(person, self.policy, self.now)
