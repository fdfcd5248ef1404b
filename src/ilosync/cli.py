"""The command line: thin, one module a command."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Annotated, Any, NoReturn

import typer
import typer.core
import typer.main

from . import __version__
from .commands.options import commands
from .errors import IlosyncError, TooManyChanges

COMMANDS = (
    "demo",
    "plan",
    "sync",
    "report",
    "serve",
    "migrate",
    "doctor",
    "people",
    "forecast",
    "rules",
)
ERROR, BRAKE = 1, 3


class _Loaded(Mapping[str, Any]):
    """The commands by name; each is loaded when somebody looks at it."""

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401  a type that Typer keeps to itself
        if name not in COMMANDS:
            raise KeyError(name)
        command = typer.main.get_command(import_module(f"ilosync.commands.{name}").app)
        command.name = name
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class _Ilosync(typer.core.TyperGroup):
    """`ilosync`: whoever asks for one command does not wait for the others."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401  handed on as they are
        super().__init__(**settings)
        self.commands = _Loaded()  # type: ignore[assignment]  # nobody adds one


app = commands(
    cls=_Ilosync,
    help="Individual Learning Objectives, kept on the tickets where people work.",
    no_args_is_help=True,
)


@app.callback(invoke_without_command=True)
def version(
    shown: Annotated[bool, typer.Option("--version", help="The version.", is_eager=True)] = False,  # noqa: FBT002
) -> None:
    """Individual Learning Objectives, kept on the tickets where people work."""
    if shown:
        typer.echo(f"ilosync {__version__}")
        raise typer.Exit


def main() -> None:
    """Run a command; an error is one line on the error stream and exit code 1."""
    debug = "--debug" in sys.argv
    try:
        code = app(standalone_mode=False)
    except typer.Abort:
        _fail_with("stopped", ERROR)
    except typer.TyperException as e:
        _fail_with(e.format_message().replace("\n", " "), ERROR)
    except TooManyChanges as e:
        _fail_with(str(e), BRAKE, debug=debug)
    except IlosyncError as e:
        _fail_with(str(e), ERROR, debug=debug)
    except Exception as e:  # noqa: BLE001  the last resort: a fault of ours, in one line
        line = f"this is a fault in ilosync ({type(e).__name__}: {e}); run it again with --debug"
        _fail_with(" ".join(line.split()), ERROR, debug=debug)
    raise SystemExit(code if isinstance(code, int) else 0)


def _fail_with(line: str, code: int, *, debug: bool = False) -> NoReturn:
    from rich.console import Console  # noqa: PLC0415  nobody needs it where all goes well
    from rich.markup import escape  # noqa: PLC0415

    if debug:
        Console(stderr=True).print_exception()
    Console(stderr=True, highlight=False, soft_wrap=True).print(escape(line), style="bold")
    raise SystemExit(code)
