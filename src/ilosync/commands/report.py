"""`ilosync report`: the nightly compliance report, now or of a past day."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ilosync.errors import BadConfig
from ilosync.reports.write import FORMATS, nightly
from ilosync.rules import RULES

from .options import CONFIG, Debug, Folder, commands
from .past_days import Days, write_days
from .terminal import fail, out, way_in

app = commands()


@app.command(epilog="Example: ilosync report --on 2026-11-16 --since 2026-10-19")
def report(
    on: Annotated[str | None, typer.Option(metavar="DATE", help="Of a day that is past.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="What changed since.")] = None,
    folder: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where to.")] = None,
    forms: Annotated[str, typer.Option("--format", help="Which forms.")] = ",".join(FORMATS),
    config: Folder = CONFIG,
    debug: Debug = False,  # noqa: FBT002
) -> None:
    """Write the nightly compliance report now: Promises for everybody, To-do for organisers."""
    house, now = way_in(config, debug=debug)
    wanted = tuple(x.strip() for x in forms.split(","))
    if unknown := [x for x in wanted if x not in FORMATS]:
        raise BadConfig(f"--format {unknown[0]}: the forms are {', '.join(FORMATS)}")
    where = folder or Path(house.settings.report.out)
    if on is None and since is None:
        snapshot = house.sync.read()
        found = house.sync.plan(snapshot, now)
        told = nightly(snapshot, found, house.policy, now, RULES, where, wanted, house.spent)
    else:
        told = write_days(house, Days.of(on, since, house, now), where, wanted, now)
    value, paths = told
    for path in paths:
        out.print(str(path))
    if value.unread:
        fail(f"{', '.join(value.unread)} could not be read in full; the report says so")
