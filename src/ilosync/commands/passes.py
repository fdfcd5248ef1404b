"""What `ilosync plan` and `ilosync sync` share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ilosync.bootstrap import House, RealClock
from ilosync.core.letters import Letters
from ilosync.core.model import PersonId, Snapshot
from ilosync.core.plan import Plan
from ilosync.telling import show_rest

from .terminal import fail, out

if TYPE_CHECKING:
    from .letters import Letterbox

Sent = tuple[PersonId, ...] | None  # to whom private messages went; None where none are sent


def whole(snapshot: Snapshot) -> None:
    """End with an error where a tracker could not be read in full."""
    if snapshot.unread:
        fail(f"{', '.join(sorted(snapshot.unread))} could not be read in full; try again later")


def show_all(
    house: House, snapshot: Snapshot, found: Plan, due: Letters | None, sent: Sent
) -> None:
    """Whatever else a pass found: findings, private messages, and what it cost."""
    show_rest(out, snapshot, found)
    if due is not None:
        from .letters import letter_lines  # noqa: PLC0415  needs the database's library

        for line in letter_lines(due, sent, house.settings.time_zone):
            out.print(line, markup=False)
    out.print(f"[dim]{_requests(house)}[/]")


def private_data(due: Letters | None, sent: Sent) -> dict[str, Any]:
    """Private messages for programs; nothing where none are sent."""
    if due is None:
        return {}
    from .letters import letter_data  # noqa: PLC0415  needs the database's library

    return {"private": letter_data(due, sent)}


@contextmanager
def letterbox(house: House, *, speaks: bool) -> Iterator[Letterbox | None]:
    """The way to people in private; whoever has none needs no database."""
    if not house.settings.messages.url and not house.settings.messages.people:
        yield None
        return
    from .letters import letterbox  # noqa: PLC0415

    with letterbox(house, RealClock(), speaks=speaks) as box:
        yield box


def _requests(house: House) -> str:
    return (
        "; ".join(
            f"{name}: " + ", ".join(f"{n} {kind}" for kind, n in spent.items() if n)
            for name, spent in house.spent.items()
        )
        + " requests"
    )
