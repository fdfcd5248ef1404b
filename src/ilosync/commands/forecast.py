"""`ilosync forecast`: what is planned, as a table and as calendar files."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ilosync.bootstrap import House
from ilosync.core.forecast import AHEAD, Forecast, forecast, weeks

from .options import CONFIG, Debug, Folder, Json, Who, commands
from .terminal import counted, fail, only, out, print_json, way_in

app = commands()


@app.command(epilog="Example: ilosync forecast --calendars calendars")
def command(
    days: Annotated[int, typer.Option(min=1, max=366, help="How far ahead.")] = AHEAD,
    person: Who = None,
    calendars: Annotated[
        Path | None, typer.Option("--calendars", metavar="DIR", help="Write an .ics a person.")
    ] = None,
    as_json: Json = False,  # noqa: FBT002
    config: Folder = CONFIG,
    debug: Debug = False,  # noqa: FBT002
) -> None:
    """Say what is planned in the next 90 days. Check-ins are counted by week: whose is theirs.

    The calendar files hold whole days titled "Talk", for the people concerned alone.
    """
    house, now = way_in(config, debug=debug)
    snapshot = house.sync.read()
    chosen = only(person, house)
    found = forecast(snapshot, house.policy, now, house.sync.rules, days, chosen)
    if as_json:
        print_json(_data(found, named=chosen is not None))
    else:
        _show(found, house, named=chosen is not None)
    if calendars is not None:
        from ilosync.reports.calendar import write_calendars  # noqa: PLC0415  only where it is asked for

        written = write_calendars(found, calendars, now)
        if not as_json:
            out.print(f"{counted(len(written), 'calendar file')} in {calendars}.")
    if snapshot.unread:
        fail(f"{', '.join(sorted(snapshot.unread))} could not be read in full; try again later")


def _show(found: Forecast, house: House, *, named: bool) -> None:
    names = {p.id: p.name for p in house.people}
    table = Table(box=None, padding=(0, 3, 0, 0), header_style="dim")
    for heading in ("when", "what", "who"):
        table.add_column(heading)
    rows: list[tuple[date, str, str, str]] = [
        (c.day, _day(c.day), c.what, ", ".join(names[p] for p in c.people))
        for c in found.coming
        if named or not c.private
    ]
    if not named:
        rows += [
            (w.monday, f"week of {_day(w.monday)}", counted(w.count, w.what), "")
            for w in weeks(found.coming)
        ]
    for _, when, what, who in sorted(rows):
        table.add_row(when, escape(what), escape(who))
    if rows:
        Console(highlight=False).print(table)
    else:
        out.print(f"Nothing is planned until {_day(found.last)}.")
    if found.unknown:
        people = "person" if len(found.unknown) == 1 else "people"
        out.print(f"Of {len(found.unknown)} {people} not everything could be read.")


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def _data(found: Forecast, *, named: bool) -> dict[str, Any]:
    """For programs; dates are ISO 8601. Check-ins are by week unless one person was asked for."""
    return {
        "schema": 1,
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "coming": [
            {"day": c.day.isoformat(), "what": c.what, "people": list(c.people)}
            for c in found.coming
            if named or not c.private
        ],
        "weeks": [] if named else [_week(asdict(w)) for w in weeks(found.coming)],
        "unknown": len(found.unknown),
    }


def _week(week: dict[str, Any]) -> dict[str, Any]:
    return {**week, "monday": week["monday"].isoformat()}
