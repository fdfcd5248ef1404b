"""`ilosync sync`: one pass, carried out."""

from __future__ import annotations

from typing import Annotated

import typer

from ilosync.bootstrap import RealClock, build
from ilosync.first_run import remember_since
from ilosync.settings import load
from ilosync.telling import as_data, show_actions

from .options import CONFIG, Debug, Folder, Json, commands
from .passes import letterbox, private_data, show_all, whole
from .plan import plan
from .terminal import counted, fail, out, print_json, way_in

app = commands()


@app.command(epilog="Example: ilosync sync --speak")
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
    with letterbox(house, speaks=True) as box:
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
        data = as_data(snapshot, found, now, house.spent) | private_data(due, sent)
        print_json(data | {"written": len(done.written), "left": len(done.left)})
    else:
        count = len(done.written)
        out.print(f"{counted(count, 'change')} written." if count else "Nothing to write.")
        show_actions(out, done.written)
        show_all(house, snapshot, found, due, sent)
    if done.left:
        ticket, reason = done.left[0][0].ticket, done.left[0][1]
        what = counted(len(done.left), "change")
        fail(f"{what} left for the next pass, which looks first; {ticket}: {reason}")
    if went is not None and went.why:
        fail(f"private messages: {went.why}")
    whole(snapshot)
