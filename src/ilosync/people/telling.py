"""How `ilosync people` says what it found: for people, and for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.markup import escape

from ilosync.ports import Check
from ilosync.telling import show_checks

from .check import Noted, Remark
from .importing import Import


def show_check(
    console: Console,
    remarks: Sequence[Remark],
    noted: Sequence[Noted],
    spent: Mapping[str, int],
    *,
    written: bool,
) -> None:
    """A line each under its tracker; then what could be added to people.toml, ready to copy."""
    checks = [Check(f"{x.tracker}: {x.about}", x.ok, x.says, x.mend) for x in remarks]
    show_checks(console, checks)
    if tables := [x.lines for x in remarks if x.lines]:
        console.print("\nTo add to people.toml, for those who are nobody in it yet:\n")
        console.print(escape("\n\n".join("\n".join(x) for x in tables)) + "\n")
    if noted:
        how = "Written" if written else "To add (--write does)"
        console.print(f"{how}, so that a new login is noticed:")
        for x in noted:
            console.print(f"  {x.person}: {escape(x.line)}")
    asked = "; ".join(f"{name}: {count}" for name, count in spent.items())
    console.print(f"[dim]{asked} requests[/]")


def check_as_data(
    remarks: Sequence[Remark],
    noted: Sequence[Noted],
    spent: Mapping[str, int],
    *,
    written: bool,
) -> dict[str, Any]:
    """The same for programs."""
    return {
        "remarks": [asdict(x) for x in remarks],
        "lasting_ids": [asdict(x) for x in noted],
        "written": bool(written and noted),
        "requests": dict(spent),
    }


def show_import(console: Console, found: Import, *, written: bool) -> None:
    """What was not read, the difference, and what stays as it is."""
    export = found.export
    if export.remark:
        console.print(escape(f"{export.path} {export.remark}."))
    if export.unwanted:
        console.print(escape(f"Not wanted, and not read: {', '.join(export.unwanted)}."))
    if export.unknown:
        console.print(escape(f"Not known here, and not read: {', '.join(export.unknown)}."))
    console.print(escape(found.file.diff()), end="")
    for line in found.left_alone:
        console.print(escape(f"Left as it is: {line}."))
    if found.absent:
        console.print(f"Not in the export, left as they are: {', '.join(found.absent)}.")
    if found.gone:
        console.print(f"Left before today and never in people.toml: {found.gone}, not added.")
    counts = f"{len(found.added)} new, {len(found.ending)} leaving"
    how = "" if not found.changes else " Written." if written else " Not written; --write does."
    console.print(f"{counts}, {len(found.moved)} with another supervisor.{how}")


def import_as_data(found: Import, *, written: bool) -> dict[str, Any]:
    """The same for programs."""
    return {
        "added": found.added,
        "ending": found.ending,
        "moved": found.moved,
        "left_alone": found.left_alone,
        "absent": found.absent,
        "left_before": found.gone,
        "not_read": [*found.export.unwanted, *found.export.unknown],
        "remark": found.export.remark,
        "diff": found.file.diff(),
        "written": bool(written and found.changes),
    }
