"""What a pass knows of its own closings before it has written them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ilosync.core.actions import Close
from ilosync.core.foresee import foresee
from ilosync.core.model import Account, Event, Ref, Snapshot, Ticket, Turn

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
REF = Ref("memory", "acme/learning#1")
OPEN = Ticket(REF, "id-1", "Read maps", "memory:1", NOW - timedelta(days=3))


@pytest.mark.parametrize("let_go", [False, True])
def test_what_will_be_closed_is_seen_as_closed(let_go: bool):
    """As done or as let go, by us, now; another ticket stays as it is."""
    other = replace(OPEN, ref=Ref("memory", "acme/learning#2"))
    snapshot = foresee(Snapshot((), (OPEN, other)), [Close(REF, let_go)], NOW)
    closed, untouched = snapshot.tickets

    assert (closed.open, closed.let_go) == (False, let_go)
    assert closed.events == (Event(NOW, Turn.CLOSED, None, "", ours=True),)
    assert untouched == other


def test_what_is_closed_already_stays_as_it_was_left():
    """Somebody was faster: how it ended is theirs to say."""
    theirs = Event(NOW - timedelta(days=1), Turn.CLOSED, Account("ada-x"))
    closed = replace(OPEN, open=False, let_go=True, events=(theirs,))
    snapshot = foresee(Snapshot((), (closed,)), [Close(REF, let_go=False)], NOW)

    assert snapshot.tickets == (closed,)
