"""`ilosync migrate`: the database, brought to this version."""

from __future__ import annotations

from ilosync.bootstrap import RealClock, configure_logs
from ilosync.settings import load

from .options import CONFIG, Debug, Folder, commands
from .terminal import out

app = commands()


@app.command()
def migrate(config: Folder = CONFIG, debug: Debug = False) -> None:  # noqa: FBT002
    """Bring the database to this version. `serve` does it by itself on SQLite."""
    from ilosync.daemon.database import Database  # noqa: PLC0415  `--help` needs no database

    configure_logs(verbose=debug)
    database = Database(load(config).database, RealClock())
    steps = database.migrate()
    database.close()
    out.print(f"Done: {', '.join(steps)}." if steps else "The database is of this version.")
