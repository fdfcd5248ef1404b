"""`ilosync serve`: the daemon, which runs for months and is loaded lightly for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from ilosync.errors import BadConfig

from .options import CONFIG, Debug, Folder, commands

app = commands()


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
    load_lightly()
    from ilosync.bootstrap import RealClock, configure_logs  # noqa: PLC0415  after the line above
    from ilosync.serving import ROLES, Serving  # noqa: PLC0415
    from ilosync.settings import load  # noqa: PLC0415

    if role not in ROLES:
        raise BadConfig(f"--role {role}: the roles are {', '.join(ROLES)}")
    configure_logs(load(config).log_format, verbose=True)
    serving = Serving(config, RealClock(), role)
    says = "speaks" if load(config).speak else "does not speak (speak = false)"
    serving.run(host, port, lambda at: typer.echo(f"ilosync {says} and listens on {host}:{at}."))
    del debug


def load_lightly() -> None:
    """Load two libraries without what they load at a guess: 13 MB less for as long as we run.

    structlog looks for Rich, for tracebacks in colour, and PyJWT, which PyGithub brings, for
    `cryptography`, for signatures of an App, which a process of its own makes
    (`ilosync.trackers.github.signing`).
    """
    with _hidden("rich", "cryptography"):
        import jwt  # noqa: F401, PLC0415
        import structlog  # noqa: F401, PLC0415


@contextmanager
def _hidden(*names: str) -> Iterator[None]:
    """As if these packages were not installed; those that are loaded already stay."""
    new = [n for n in names if n not in sys.modules]
    sys.modules.update(dict.fromkeys(new))  # type: ignore[arg-type]  # None: "not to be found"
    try:
        yield
    finally:
        for name in new:
            del sys.modules[name]
