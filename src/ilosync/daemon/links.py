"""Links by which tickets lead to each other, asked for where they can matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ilosync.core.model import Ref, Snapshot
from ilosync.core.several import several
from ilosync.errors import TryLater
from ilosync.ports import Tracker


def linked(snapshot: Snapshot, trackers: Mapping[str, Tracker]) -> Snapshot:
    """The snapshot, with the links of tickets whose owners have more than one.

    A tracker that cannot tell them now has not been read in full.
    """
    wanted = several(snapshot)
    found: dict[Ref, frozenset[str]] = {}
    failed: dict[str, str] = {}
    for name, tracker in trackers.items():
        theirs = sorted(ref for ref in wanted if ref.tracker == name)
        try:
            found |= tracker.links(theirs) if theirs else {}
        except TryLater as e:
            failed[name] = f"{name}: {e}"
    tickets = (
        replace(t, same_as=t.same_as | found[t.ref]) if t.ref in found else t
        for t in snapshot.tickets
    )
    return replace(
        snapshot,
        tickets=tuple(tickets),
        unread=snapshot.unread | failed.keys(),
        remarks=(*snapshot.remarks, *failed.values()),
    )
