"""`ilosync plan`: one pass, looked at."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from ilosync.bootstrap import House
from ilosync.errors import BadConfig
from ilosync.telling import as_data, show_actions

from .options import CONFIG, Debug, Folder, Json, Who, commands
from .passes import letterbox, private_data, show_all, whole
from .terminal import counted, only, out, print_json, way_in

CHANGES = 2
app = commands()


@app.command(epilog="Example: ilosync plan --person ada --on 2027-02-16")
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
    with letterbox(house, speaks=False) as box:
        snapshot = house.sync.read()
        if box is not None:
            snapshot = box.aware(snapshot)
        found = house.sync.plan(snapshot, moment, chosen)
        due = box.found(snapshot, found, moment) if box and chosen is None else None
    if as_json:
        print_json(as_data(snapshot, found, moment, house.spent) | private_data(due, None))
    else:
        count = len(found.actions)
        out.print(f"{counted(count, 'change')} planned; nothing was written.")
        show_actions(out, found.actions)
        show_all(house, snapshot, found, due, None)
    whole(snapshot)
    if exit_code and found.actions:
        raise typer.Exit(CHANGES)


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
