"""The report on a ticket: one notice on each that people open for it, edited in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

import structlog

from ilosync.core.actions import Action, Say
from ilosync.core.model import Person, Ref, Snapshot, Ticket
from ilosync.core.moment import NOBODY, Moment
from ilosync.core.plan import Plan, Wanted, diff, notices
from ilosync.core.rule import Finding
from ilosync.core.said import PROMISES
from ilosync.errors import TooManyChanges
from ilosync.wording import NONE, Wording

from . import keys
from .apply import brake
from .attention import WIDE, Claim
from .shelf import Shelf
from .sync import Sync
from .together import carry_out

log = structlog.get_logger()
PERIOD = "standing"  # there is one such notice on a ticket, for good


class Board:
    """Keeps what was last reported to everybody on the open tickets with the label `ilo:report`.

    `text` says it, as Markdown; nothing, if nothing was reported. A ticket that is somebody's is
    not for it. It is said in the organisation's working hours; an edit wakes nobody, at any hour.
    """

    def __init__(self, sync: Sync, shelf: Shelf, text: Callable[[], str]) -> None:
        self._sync = replace(sync, wording=_AsReported({}, sync.policy))
        self._shelf, self._text = shelf, text

    def write(self, plan: Plan, snapshot: Snapshot, claim: Claim, now: datetime) -> None:
        """Write what differs, while the claim holds, unless the brake is on for the pass's plan."""
        text = self._text()
        if not text:
            return
        moment = Moment(snapshot, self._sync.policy, now, tuple(self._sync.rules))
        actions = tuple(self._actions(moment, text))
        if not actions:
            return
        both = Plan(actions=(*plan.actions, *actions))
        try:
            brake(both, snapshot, self._sync.policy, now, self._shelf.state.written())
        except TooManyChanges as e:
            log.warning("board.waits", why=str(e))
            return
        carry_out(self._sync, self._shelf, Plan(actions=actions), snapshot, claim, now)

    def _actions(self, at: Moment, text: str) -> Iterator[Action]:
        until = at.good_time(Person(NOBODY, "", time_zone=at.policy.time_zone))
        for ticket in at.snapshot.tickets:
            if not _for_it(ticket, at):
                continue
            found = Finding(
                PROMISES, PERIOD, ticket.opened, ticket=ticket.ref, facts={"text": text}
            )
            others = frozenset(m.rule for _, m in notices(ticket)) - {PROMISES}
            for action in diff(ticket, Wanted((found,), held=others), {}, at.policy, None):
                if not isinstance(action, Say):
                    yield action
                elif at.hushed(ticket, found) is None and until is not None:
                    if until == at.now:
                        yield action
                    else:
                        self._shelf.attention.wake(keys.EVERYONE, until.timestamp(), WIDE)


def _for_it(ticket: Ticket, at: Moment) -> bool:
    """Whether it is nobody's in particular, was read in full, and may be written on."""
    read = ticket.whole and ticket.ref.tracker not in at.snapshot.unread
    wanted = ticket.open and ticket.has(at.policy.report) and len(ticket.assignees) != 1
    return read and wanted and not at.off_limits(ticket)


class _AsReported(Wording):
    """Words that no rule has: a finding brings its own."""

    def say(
        self,
        finding: Finding,
        ticket: Ticket | None = None,
        *,
        mention: bool = False,
        tickets: Mapping[Ref, Ticket] = NONE,
    ) -> str:
        """What was reported, as it is."""
        del ticket, mention, tickets
        return finding.facts["text"]
