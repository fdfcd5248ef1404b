"""`ilosync rules`: what is promised, and where it is heard."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ilosync.core.rule import Audience
from ilosync.rules import RULES

from .options import Json, commands
from .terminal import print_json

app = commands()
WHERE = {
    Audience.READERS: "on the ticket",
    Audience.TEAM: "team, or private",
    Audience.PRIVATE: "in private",
}


@app.command()
def rules(as_json: Json = False) -> None:  # noqa: FBT002
    """List the rules in force: what each promises, and where it is heard."""
    if as_json:
        rows = [
            {
                "id": r.id,
                "title": r.title,
                "promise": " ".join((r.__doc__ or "").split()),
                "severity": r.severity.name.lower(),
                "speaks": r.speaks,
                "audience": r.audience.value,
            }
            for r in RULES
        ]
        print_json(rows)
        return
    table = Table(box=None, padding=(0, 2, 1, 0), header_style="dim")
    for heading in ("rule", "what is promised", "where"):
        table.add_column(heading, no_wrap=heading != "what is promised")
    for rule in RULES:
        promise = " ".join((rule.__doc__ or "").split())
        where = WHERE[rule.audience] if rule.speaks else "in the report"
        table.add_row(rule.id, f"[bold]{rule.title}.[/] {escape(promise)}", where)
    Console(highlight=False).print(table)
