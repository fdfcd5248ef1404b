"""Private messages from the command line: what would go, and sending it.

Both remember in the database of the configuration, as the daemon does: where it is new, a week
goes by before the first letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from ilosync.bootstrap import House
from ilosync.core.letters import Letters, Told
from ilosync.core.model import PersonId, Snapshot
from ilosync.core.plan import Plan
from ilosync.core.rule import Finding
from ilosync.daemon.attention import Attention
from ilosync.daemon.database import Database
from ilosync.daemon.known import Known
from ilosync.daemon.letter_round import Round, Went, found
from ilosync.daemon.shelf import Shelf
from ilosync.daemon.state import State
from ilosync.errors import BadConfig, TryLater
from ilosync.ports import Clock
from ilosync.post import Post
from ilosync.telling import UNREPORTED
from ilosync.wiring import post_of


@dataclass(frozen=True)
class Letterbox:
    """The way to people in private, and what went it before."""

    house: House
    post: Post
    told: Told
    round: Round | None = None

    def aware(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot, with what everybody was sent: nudges wait for it."""
        times = {p.id: self.told.heard(p.id) for p in self.house.people}
        return replace(snapshot, messaged={p: at for p, at in times.items() if at is not None})

    def found(self, snapshot: Snapshot, plan: Plan, now: datetime) -> Letters:
        """Which letters may go now, and when others may."""
        return found(self.house.sync, self.post, snapshot, plan, now, self.told)

    def send(self, snapshot: Snapshot, plan: Plan) -> Went:
        """Send what may go, after the notices of this plan were written.

        Whoever was nudged just now is looked at once more, a request each.
        """
        if self.round is None:
            raise BadConfig("private messages are sent by passes that speak")
        return self.round.go(snapshot, plan, lambda: None)


@contextmanager
def letterbox(house: House, clock: Clock, *, speaks: bool) -> Iterator[Letterbox | None]:
    """None where no messages are configured. Only who `speaks` makes or changes a database.

    Raises BadConfig for an address that is not understood, or a database that is not ready.
    """
    post = post_of(house.settings)
    if post is None:
        yield None
        return
    database = Database(house.settings.database, clock)
    try:
        if not speaks:
            yield Letterbox(house, post, _remembered(database, clock.now()))
            return
        if not database.shared:
            database.migrate()
        if wrong := database.ready():
            raise BadConfig(wrong)
        shelf = Shelf(Attention(database), Known(database), State(database))
        letters = Round(house.sync, house.sync.trackers, shelf, post, clock)
        yield Letterbox(house, post, shelf.outbox.told(), letters)
    finally:
        database.close()


def _remembered(database: Database, now: datetime) -> Told:
    """What a database remembers; one that is not there yet would remember from now on."""
    if not database.shared and not Path(str(database.url.database)).exists():
        return Told(since=now)
    try:
        return Shelf(Attention(database), Known(database), State(database)).outbox.told()
    except TryLater:
        return Told(since=now)


# --- as it is told -------------------------------------------------------------------------------


def letter_lines(due: Letters, sent: tuple[PersonId, ...] | None, zone: tzinfo) -> Iterator[str]:
    """What goes, or went, to whom, a line each; `sent` is None where nothing is sent."""
    for letter in due.ready:
        what = ", ".join(map(_about, letter.findings))
        verb = "would go" if sent is None else "went" if letter.to in sent else "did not go"
        yield f"A private message {verb} to {letter.to}: {what}"
    for person, at in due.waiting:
        yield f"A private message to {person} waits until {at.astimezone(zone):%a %d %b %H:%M}"


def letter_data(due: Letters, sent: tuple[PersonId, ...] | None) -> dict[str, Any]:
    """The same for programs."""
    return {
        "letters": [
            {
                "to": x.to,
                "week": x.week,
                "sent": sent is not None and x.to in sent,
                "findings": [
                    {"rule": f.rule, "person": f.person}
                    for f in x.findings
                    if f.rule not in UNREPORTED
                ],
            }
            for x in due.ready
        ],
        "waiting": [{"to": p, "until": at.isoformat()} for p, at in due.waiting],
    }


def _about(finding: Finding) -> str:
    """What it is about; of what is two people's own, no more than that."""
    if finding.rule in UNREPORTED:
        return "something between the two of them"
    return f"{finding.rule} about {finding.person}" if finding.person else str(finding.rule)
