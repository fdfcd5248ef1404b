"""`ilosync demo`: the programme over some months, with nothing to set up."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ilosync.bootstrap import configure_logs

from .options import Debug, commands

app = commands()


@app.command(epilog="Example: ilosync demo --serve")
def demo(
    folder: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the report goes.")] = (
        Path("demo-report")
    ),
    serving: Annotated[bool, typer.Option("--serve", help="Go on, with a page.")] = False,  # noqa: FBT002
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Of the page; 0: any.")] = 8000,
    debug: Debug = False,  # noqa: FBT002
) -> None:
    """Show a small invented co-op over some months: no account, no network, nothing to set up."""
    configure_logs(verbose=debug)
    if not serving:
        from ilosync.demo import story as show  # noqa: PLC0415  a daemon needs no sandbox

        show.run(Console(highlight=False), folder)
        return
    from ilosync.demo import serve as demo_serve  # noqa: PLC0415  the story alone needs no database

    demo_serve.run(Console(highlight=False), folder, port)
