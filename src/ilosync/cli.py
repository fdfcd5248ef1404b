"""The command line: thin, one function a command."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from . import __version__, forecast_command, pass_commands
from .bootstrap import RealClock, configure_logs
from .core.rule import Audience
from .doctor import checks
from .errors import BadConfig, IlosyncError, TooManyChanges
from .people.command import app as people_commands
from .report_on import Days, write_days
from .reports.write import FORMATS, nightly
from .rules import RULES
from .settings import load
from .telling import show_checks
from .terminal import (
    CONFIG,
    Debug,
    Folder,
    Json,
    counted,
    fail,
    out,
    print_json,
    way_in,
)

app = typer.Typer(
    help="Individual Learning Objectives, kept on the tickets where people work.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
ERROR, CHANGES, BRAKE = 1, 2, 3


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
        from .demo import story as show  # noqa: PLC0415  a daemon needs no sandbox

        show.run(Console(highlight=False), folder)
        return
    from .demo import serve as demo_serve  # noqa: PLC0415  the story alone needs no database

    demo_serve.run(Console(highlight=False), folder, port)


app.command(epilog="Example: ilosync plan --person ada --on 2027-02-16")(pass_commands.plan)
app.command(epilog="Example: ilosync sync --speak")(pass_commands.sync)


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


@app.command(epilog="Example: ilosync serve --host 0.0.0.0 --port 8080")
def serve(
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="0: any that is free.")] = 8080,
    role: Annotated[str, typer.Option(help="all, web, worker or night.")] = "all",
    config: Folder = CONFIG,
    debug: Debug = False,  # noqa: FBT002
) -> None:
    """Run the daemon: webhooks, polling and the night, until it is told to stop.

    Deliveries of webhooks go to /webhooks/NAME, NAME being the tracker's in ilosync.toml.
    """
    from .serving import ROLES, Serving  # noqa: PLC0415  other commands need no database

    if role not in ROLES:
        raise BadConfig(f"--role {role}: the roles are {', '.join(ROLES)}")
    configure_logs(load(config).log_format, verbose=True)
    serving = Serving(config, RealClock(), role)
    says = "speaks" if load(config).speak else "does not speak (speak = false)"
    serving.run(host, port, lambda at: out.print(f"ilosync {says} and listens on {host}:{at}."))
    del debug


@app.command()
def migrate(config: Folder = CONFIG, debug: Debug = False) -> None:  # noqa: FBT002
    """Bring the database to this version. `serve` does it by itself on SQLite."""
    from .daemon.database import Database  # noqa: PLC0415  other commands need no database

    configure_logs(verbose=debug)
    database = Database(load(config).database, RealClock())
    steps = database.migrate()
    database.close()
    out.print(f"Done: {', '.join(steps)}." if steps else "The database is of this version.")


@app.command()
def doctor(as_json: Json = False, config: Folder = CONFIG, debug: Debug = False) -> None:  # noqa: FBT002
    """Ask each tracker whether all is there that ilosync needs. Writes nothing."""
    house, now = way_in(config, debug=debug, patience=20)
    found = list(checks(house, now))
    if as_json:
        print_json([asdict(x) for x in found])
    else:
        show_checks(out, found)
    if wrong := sum(not x.ok for x in found):
        fail(f"{counted(wrong, 'thing')} to mend, see above")


app.add_typer(people_commands, name="people")
app.command(name="forecast", epilog="Example: ilosync forecast --calendars calendars")(
    forecast_command.command
)


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


@app.callback(invoke_without_command=True)
def version(
    shown: Annotated[bool, typer.Option("--version", help="The version.", is_eager=True)] = False,  # noqa: FBT002
) -> None:
    """Individual Learning Objectives, kept on the tickets where people work."""
    if shown:
        out.print(f"ilosync {__version__}")
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
    if debug:
        Console(stderr=True).print_exception()
    Console(stderr=True, highlight=False, soft_wrap=True).print(escape(line), style="bold")
    raise SystemExit(code)
