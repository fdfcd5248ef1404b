"""What the commands share: how they are declared, and the options that mean the same in each.

Light, since `ilosync serve` is one of them and runs for months.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

Folder = Annotated[Path, typer.Option("--config", metavar="DIR", help="The configuration.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show logs, and a traceback on an error.")]
Json = Annotated[bool, typer.Option("--json", help="For programs.")]
Who = Annotated[str | None, typer.Option("--person", metavar="ID", help="Only this person.")]
CONFIG = Path("config")


def commands(**settings: Any) -> typer.Typer:  # noqa: ANN401  handed on as they are
    """A command or a group of them, as all of ours are: one line for an error, no completion."""
    return typer.Typer(
        rich_markup_mode="rich",
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        **settings,
    )
