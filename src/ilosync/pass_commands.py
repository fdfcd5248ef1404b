"""`ilosync plan` and `ilosync sync`: one pass, looked at or carried out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .bootstrap import House, RealClock, build
from .core.letters import Letters
from .core.model import PersonId, Snapshot
from .core.plan import Plan
from .errors import BadConfig
from .first_run import remember_since
from .settings import load
from .telling import as_data, show_actions, show_rest
from .terminal import CONFIG, Debug, Folder, Json, Who, counted, fail, only, out, print_json, way_in

if TYPE_CHECKING:
    from .letter_command import Letterbox

CHANGES = 2
Sent = tuple[PersonId, ...] | None  # to whom private messages went; None where none are sent


def plan(
    person: Who = None,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="As if it were that day.")] = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="2 if there are changes.")] = False,  # noqa: FBT002
    as_json: Json = False,  # noqa: FBT002
    config: Folder = CONFIG,
    debug: Debug = False,  # noqa: FBT002
) -> None:
    """Say what a pass would write, and why. Writes nothing."""
    house, now = way_in(config, debug=debug)
    moment = _on(on, now, house)
    chosen = only(person, house)
    with _letterbox(house, speaks=False) as box:
        snapshot = house.sync.read()
        if box is not None:
            snapshot = box.aware(snapshot)
        found = house.sync.plan(snapshot, moment, chosen)
        due = box.found(snapshot, found, moment) if box and chosen is None else None
    if as_json:
        print_json(as_data(snapshot, found, moment, house.spent) | _private_data(due, None))
    else:
        count = len(found.actions)
        out.print(f"{counted(count, 'change')} planned; nothing was written.")
        show_actions(out, found.actions)
        _show_rest(house, snapshot, found, due, None)
    _whole(snapshot)
    if exit_code and found.actions:
        raise typer.Exit(CHANGES)


def sync(
    speak: Annotated[bool, typer.Option("--speak", help="Write, whatever `speak` says.")] = False,  # noqa: FBT002
    as_json: Json = False,  # noqa: FBT002
    config: Folder = CONFIG,
    debug: Debug = False,  # noqa: FBT002
) -> None:
    """Run one pass: read, judge, and write what is due. Dry unless `speak = true` or --speak."""
    if not speak and not load(config).speak:
        plan(as_json=as_json, config=config, debug=debug)
        if not as_json:
            out.print("This was a dry run: set `speak = true` in ilosync.toml, or use --speak.")
        return
    house, now = way_in(config, debug=debug)
    first = house.settings.since is None
    today = now.astimezone(house.settings.time_zone).date()
    if first:
        house = build(config, RealClock(), today)
    with _letterbox(house, speaks=True) as box:
        snapshot = house.sync.read()
        if first:
            remember_since(config, today)
            if not as_json:
                out.print(f"Wrote `since = {today}` to {config / 'ilosync.toml'}.")
        if box is not None:
            snapshot = box.aware(snapshot)
        found, done = house.sync.carry_out(snapshot, now)
        due = box.found(snapshot, found, now) if box else None
        went = box.send(snapshot, found) if box else None
    sent = tuple(went.sent) if went else ()
    if as_json:
        data = as_data(snapshot, found, now, house.spent) | _private_data(due, sent)
        print_json(data | {"written": len(done.written), "left": len(done.left)})
    else:
        count = len(done.written)
        out.print(f"{counted(count, 'change')} written." if count else "Nothing to write.")
        show_actions(out, done.written)
        _show_rest(house, snapshot, found, due, sent)
    if done.left:
        ticket, reason = done.left[0][0].ticket, done.left[0][1]
        what = counted(len(done.left), "change")
        fail(f"{what} left for the next pass, which looks first; {ticket}: {reason}")
    if went is not None and went.why:
        fail(f"private messages: {went.why}")
    _whole(snapshot)


def _whole(snapshot: Snapshot) -> None:
    if snapshot.unread:
        fail(f"{', '.join(sorted(snapshot.unread))} could not be read in full; try again later")


def _show_rest(
    house: House, snapshot: Snapshot, found: Plan, due: Letters | None, sent: Sent
) -> None:
    show_rest(out, snapshot, found)
    if due is not None:
        from .letter_command import letter_lines  # noqa: PLC0415  needs the database's library

        for line in letter_lines(due, sent, house.settings.time_zone):
            out.print(line, markup=False)
    out.print(f"[dim]{_requests(house)}[/]")


def _private_data(due: Letters | None, sent: Sent) -> dict[str, Any]:
    if due is None:
        return {}
    from .letter_command import letter_data  # noqa: PLC0415  needs the database's library

    return {"private": letter_data(due, sent)}


@contextmanager
def _letterbox(house: House, *, speaks: bool) -> Iterator[Letterbox | None]:
    """The way to people in private; whoever has none needs no database."""
    if not house.settings.messages.url and not house.settings.messages.people:
        yield None
        return
    from .letter_command import letterbox  # noqa: PLC0415

    with letterbox(house, RealClock(), speaks=speaks) as box:
        yield box


def _on(text: str | None, now: datetime, house: House) -> datetime:
    """10:00 of the organisation's day that `--on` names; now without it."""
    if text is None:
        return now
    try:
        day = date.fromisoformat(text)
    except ValueError as e:
        raise BadConfig(f"--on {text}: write a date like 2027-02-16") from e
    moment = datetime.combine(day, house.policy.slot, house.settings.time_zone)
    if moment.date() < now.astimezone(house.settings.time_zone).date():
        raise BadConfig(f"--on {text}: is in the past; a plan is for today or later")
    return max(moment.astimezone(now.tzinfo), now)


def _requests(house: House) -> str:
    return (
        "; ".join(
            f"{name}: " + ", ".join(f"{n} {kind}" for kind, n in spent.items() if n)
            for name, spent in house.spent.items()
        )
        + " requests"
    )
