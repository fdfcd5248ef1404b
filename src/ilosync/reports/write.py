"""Write every face as files: Promises for everybody; what is by name in folders of its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from ilosync.core.model import PersonId, Snapshot
from ilosync.core.plan import Plan
from ilosync.core.policy import Policy
from ilosync.core.report import Report, report
from ilosync.core.report.values import Desk, Mine
from ilosync.core.rule import Rule

from .data import promises_csv, promises_json, todo_csv, todo_json
from .kept import keep, read_history
from .pages import template
from .private import private_folder, write_private

FORMATS = ("html", "md", "json", "csv")
PEOPLE, ME = "people", "me"
_DATA: Mapping[tuple[str, str], Callable[[Report], str]] = {
    ("promises", "json"): promises_json,
    ("promises", "csv"): promises_csv,
    ("todo", "json"): todo_json,
    ("todo", "csv"): todo_csv,
}
NONE_SPENT: Mapping[str, Mapping[str, int]] = {}


def nightly(
    snapshot: Snapshot,
    plan: Plan,
    policy: Policy,
    now: datetime,
    rules: Iterable[Rule],
    folder: Path,
    forms: Iterable[str] = FORMATS,
    spent: Mapping[str, Mapping[str, int]] = NONE_SPENT,
) -> tuple[Report, list[Path]]:
    """The report of this moment, written; its history is read from the folder and kept there."""
    value = report(snapshot, plan, policy, now, rules, read_history(folder), spent)
    paths = write(value, folder, forms)
    keep(value.tonight, folder)
    return value, paths


def render(value: Report, face: str, form: str) -> str:
    """`promises` or `todo` in one form, as text."""
    if (data := _DATA.get((face, form))) is not None:
        return data(value)
    return template(face, form).render(report=value)


def render_desk(value: Report, desk: Desk, form: str) -> str:
    """A supervisor's list as text: `html` or `md`."""
    return template("desk", form).render(report=value, desk=desk)


def render_mine(value: Report, mine: Mine, form: str) -> str:
    """A person's own page as text: `html` or `md`."""
    return template("mine", form).render(report=value, mine=mine)


def write(value: Report, folder: Path, forms: Iterable[str] = FORMATS) -> list[Path]:
    """Write the files; return the paths of Promises and To-do, those for everybody first.

    What is by name lies in `named/`, readable by its owner alone (0600): To-do, and in
    `people/` and `me/` a page for each supervisor and each person, in the first of the forms that
    is one for reading. Pages of whoever is not in the report any more are removed.
    """
    forms = tuple(forms)
    named = private_folder(folder / "named")
    written = [_put(folder / f"promises.{form}", render(value, "promises", form)) for form in forms]
    for form in forms:
        data = render(value, "todo", form).encode()
        written.append(write_private(named / f"todo.{form}", data))
    page = next((x for x in forms if x in ("html", "md")), None)
    if page is not None:
        desks = {d.person: d for d in value.desks}
        mine = {m.person: m for m in value.mine}
        _pages(named / PEOPLE, page, desks, lambda who: render_desk(value, desks[who], page))
        _pages(named / ME, page, mine, lambda who: render_mine(value, mine[who], page))
    return written


def _put(path: Path, text: str) -> Path:
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8", newline="")
    beside.replace(path)
    return path


def _name(person: str) -> str:
    """A person's id as the name of a file, whatever is in it."""
    return quote(person, safe="")


def _pages(
    folder: Path, form: str, people: Collection[PersonId], render: Callable[[PersonId], str]
) -> None:
    """A page for each of these people, and none of anybody else."""
    private_folder(folder)
    names = {who: f"{_name(who)}.{form}" for who in people}
    for path in {x.name for x in folder.iterdir()} - set(names.values()):
        (folder / path).unlink()
    for who, name in names.items():
        write_private(folder / name, render(who).encode())
