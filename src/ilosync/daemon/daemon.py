"""The daemon: what each key of the attention set leads to, and when everything is looked at."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, tzinfo

from ilosync.core.model import Snapshot
from ilosync.core.plan import Plan
from ilosync.ports import Clock, Tracker
from ilosync.post import Post

from . import keys
from .attention import WIDE, Claim, Mark
from .letter_round import Round
from .near import Near
from .shelf import Outcome, Shelf
from .sync import Sync
from .wide import Report, Wide, next_at

Seen = Callable[[Snapshot, Plan], None]
"""Told of each full reading, for the metrics."""


@dataclass(frozen=True, slots=True)
class Rota:
    """When things are looked at without a hint: the poll, in seconds, and the night."""

    poll: float
    night: time
    zone: tzinfo


@dataclass(frozen=True)
class Parts:
    """What a configuration makes: a pass, the trackers of full readings, and the rota; `post` is
    the way to people in private, where there is one; `promises` what was last reported to
    everybody, as Markdown."""

    sync: Sync
    wide: Mapping[str, Tracker]
    rota: Rota
    report: Report
    speak: bool
    post: Post | None = None
    promises: Callable[[], str] = str


class Daemon:
    """Carries claims out, by the configuration as it is now."""

    def __init__(self, parts: Parts, shelf: Shelf, clock: Clock, seen: Seen) -> None:
        self._shelf = shelf
        self._clock = clock
        self._seen = seen
        self.reload(parts)

    def reload(self, parts: Parts) -> None:
        """Go on with another configuration; passes in hand end with the one they began with."""
        post, shelf, speak = parts.post, self._shelf, parts.speak
        letters = (
            Round(parts.sync, parts.wide, shelf, post, self._clock) if post and speak else None
        )
        near = Near(parts.sync, shelf, speak=speak, writes_letters=post is not None)
        wide = Wide(
            parts.sync,
            parts.wide,
            shelf,
            speak=speak,
            letters=letters,
            promises=parts.promises,
        )
        self._now = (parts, near, wide)

    def begin(self) -> None:
        """Look at everyone, and see to it that polls and nights come round."""
        parts, _, _ = self._now
        now = self._clock.now()
        attention = self._shelf.attention
        for tracker in parts.wide:
            attention.wake(keys.of_poll(tracker), now.timestamp(), WIDE)
        night = next_at(parts.rota.night, parts.rota.zone, now).timestamp()
        attention.wake(keys.NIGHT, night, WIDE)  # one that was missed is earlier, and stays
        attention.mark([Mark(keys.EVERYONE, trace="start", lane=WIDE)])

    def work(self, claim: Claim) -> Outcome:
        """Do what a claim is about. Raises as a tracker does, `Lost` or `TooManyChanges`."""
        parts, near, wide = self._now
        now = self._clock.now()
        if (person := keys.person_in(claim.key)) is not None:
            return near.person(claim, person, now)
        if (ticket := keys.ticket_in(claim.key)) is not None:
            return near.ticket(claim, *ticket, now)
        if (tracker := keys.polled_in(claim.key)) is not None:
            known = wide.poll(claim, tracker)
            return Outcome(wake=now.timestamp() + parts.rota.poll) if known else Outcome()
        return self._all(claim, now)

    def _all(self, claim: Claim, now: datetime) -> Outcome:
        """A reading of everything, for one reason or another."""
        (parts, _, wide), key = self._now, claim.key
        if key == keys.EVERYONE:
            return self._saw(*wide.everyone(claim, now))
        if key == keys.LETTERS and parts.post is not None and parts.speak:
            return self._saw(*wide.letters(claim, now))
        if key == keys.NIGHT:
            at, zone = parts.rota.night, parts.rota.zone
            return self._saw(*wide.night(claim, now, parts.report, at, zone))
        return Outcome()

    def _saw(self, snapshot: Snapshot, plan: Plan, outcome: Outcome) -> Outcome:
        parts, _, _ = self._now
        for name, tracker in parts.wide.items():
            if tracker.ours:
                self._shelf.state.put(f"ours:{name}", json.dumps(sorted(tracker.ours)))
        self._seen(snapshot, plan)
        return outcome
