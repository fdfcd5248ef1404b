"""`ilosync people`: the people file against the trackers, and from an HR export."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from ilosync.bootstrap import RealClock, auth_of, configure_logs
from ilosync.core.model import Person
from ilosync.errors import BadConfig, IlosyncError
from ilosync.people.accounts import LASTING
from ilosync.people.check import Noted, PeopleCheck, Remark, without_account
from ilosync.people.file import accounts_of
from ilosync.people.importing import import_people
from ilosync.people.telling import check_as_data, import_as_data, show_check, show_import
from ilosync.people.written import PeopleToml
from ilosync.ports import Clock
from ilosync.ports_people import Directory
from ilosync.settings import Settings, load_all
from ilosync.tracker_settings import GitHub, Jira
from ilosync.trackers.pacing import Pacer

from .options import CONFIG, Debug, Folder, Json, commands
from .terminal import counted, fail, out, print_json

app = commands(
    help="The people file: compared with the trackers, or brought up to date by an HR export.",
    no_args_is_help=True,
)

_PATIENCE = 900  # seconds that a request waits for its turn

Write = Annotated[bool, typer.Option("--write", help="Write it into people.toml.")]
Ids = Annotated[bool, typer.Option("--write", help="Note the accounts' lasting ids in the file.")]
Csv = Annotated[Path, typer.Argument(metavar="FILE.csv", help="What the HR system exported.")]


@app.command(epilog="Example: ilosync people check --write")
def check(
    write: Ids = False,  # noqa: FBT002
    as_json: Json = False,  # noqa: FBT002
    config: Folder = CONFIG,
    debug: Debug = False,  # noqa: FBT002
) -> None:
    """Compare people.toml with each tracker's accounts, and its team or group where one is named.

    Nothing is written to a tracker. Ends with 1 where people.toml names an account wrongly, or a
    tracker did not answer; who joined or left is told, and is no error.
    """
    configure_logs(verbose=debug)
    settings, people = load_all(config)
    for each in settings.trackers.values():
        if missing := each.auth_missing():
            raise BadConfig(missing)
    file, clock = PeopleToml(config / "people.toml"), RealClock()
    remarks, noted, spent = _compared(settings, people, file, clock)
    if write and noted:
        for x in noted:
            file.put(x.person, x.key, x.value, x.key.removesuffix(LASTING))
        file.write()
    if as_json:
        print_json(check_as_data(remarks, noted, spent, written=write))
    else:
        show_check(out, remarks, noted, spent, written=write)
    if wrong := sum(not x.ok for x in remarks):
        fail(f"{counted(wrong, 'thing')} to mend, see above")


@app.command("import", epilog="Example: ilosync people import export.csv --write")
def import_(
    path: Csv,
    write: Write = False,  # noqa: FBT002
    as_json: Json = False,  # noqa: FBT002
    config: Folder = CONFIG,
    debug: Debug = False,  # noqa: FBT002
) -> None:
    """Lay an HR export (CSV) beside people.toml and show what would change; --write changes it.

    Adds people, last days and other supervisors. Takes nobody out, and writes nothing else over.
    """
    configure_logs(verbose=debug)
    settings, _ = load_all(config)
    today = RealClock().now().astimezone(settings.time_zone).date()
    people_toml = config / "people.toml"
    found = import_people(path, people_toml, settings.kinds, settings.time_zone, today)
    if write and found.changes:
        found.file.write()
    if as_json:
        print_json(import_as_data(found, written=write))
    else:
        show_import(out, found, written=write)


# --- the trackers --------------------------------------------------------------------------------


def _compared(
    settings: Settings, people: tuple[Person, ...], file: PeopleToml, clock: Clock
) -> tuple[list[Remark], list[Noted], dict[str, int]]:
    """What there is to say of every tracker, the ids to note, and the requests it took."""
    now = clock.now()
    accounts = accounts_of(file.file, settings.kinds)
    remarks = []
    noted: dict[tuple[str, str], Noted] = {}
    spent = {}
    if nobody := without_account(people, now):
        says = f"no account on any tracker: {', '.join(nobody)}"
        mend = "add theirs, or ilosync cannot look after them"
        remarks.append(Remark("people.toml", "accounts", ok=True, says=says, mend=mend))
    for name, each in settings.trackers.items():
        directory = directory_of(each, clock)
        key = each.kind if [*settings.kinds.values()].count(each.kind) == 1 else name
        looking = PeopleCheck(people, accounts, directory, key, by_number=each.kind == "github")
        remarks += _answered(name, looking, now)
        noted = {(x.person, x.key): x for x in looking.noted} | noted
        spent[name] = directory.spent
    return remarks, [*noted.values()], spent


def _answered(name: str, looking: PeopleCheck, now: datetime) -> Iterator[Remark]:
    """What was found; a tracker that does not answer is told, and the next one is asked."""
    count = 0
    try:
        for count, remark in enumerate(looking.remarks(now), 1):  # noqa: B007
            yield remark
    except IlosyncError as e:
        says = e.detail.removeprefix(f"{name}: ")
        yield Remark(name, "reading", ok=False, says=says, mend="try again when it is mended")
        return
    if not count:
        yield Remark(name, "accounts", ok=True, says="people.toml and this tracker agree")


def directory_of(settings: GitHub | Jira, clock: Clock) -> Directory:
    """The accounts of one tracker, as the configuration describes it."""
    match settings:  # whoever has no Jira does not load its client
        case GitHub():
            from ilosync.trackers.github.members import GithubMembers  # noqa: PLC0415

            return GithubMembers(
                settings.name,
                auth_of(settings),
                clock,
                url=settings.url,
                team=settings.team or "",
                pacer=Pacer(clock, patience=_PATIENCE),
            )
        case Jira():
            from ilosync.trackers.jira.limits import LIMITS  # noqa: PLC0415
            from ilosync.trackers.jira.members import JiraMembers  # noqa: PLC0415

            if settings.auth is None:
                raise BadConfig(settings.auth_missing() or "")
            return JiraMembers(
                settings.name,
                settings.projects,
                settings.auth,
                clock,
                url=settings.url,
                group=settings.group or "",
                pacer=Pacer(clock, LIMITS, _PATIENCE),
            )
