"""`ilosync doctor`: whether all is there that ilosync needs."""

from __future__ import annotations

from dataclasses import asdict

from ilosync.doctor import checks
from ilosync.telling import show_checks

from .options import CONFIG, Debug, Folder, Json, commands
from .terminal import counted, fail, out, print_json, way_in

app = commands()


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
