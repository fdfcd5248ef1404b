"""Write both faces as files: Promises for everybody, To-do for the organisers alone."""

from __future__ import annotations

import os
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from ilosync.core.report import Report

FORMATS = ("html", "md")
PRIVATE = 0o600
PRIVATE_FOLDER = 0o700

_env = Environment(
    loader=PackageLoader("ilosync.reports", "templates"),
    autoescape=select_autoescape(["html.j2"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def _cell(text: object) -> str:
    """A text as the cell of a Markdown table: one line, nothing in it is markup."""
    line = " ".join(str(text).split())
    return "".join(f"\\{c}" if c in "\\`*_[]<>|#~" else c for c in line)


_env.filters["cell"] = _cell


def render(report: Report, face: str, form: str) -> str:
    """One face (`promises` or `todo`) in one form (`html` or `md`), as text."""
    return _env.get_template(f"{face}.{form}.j2").render(report=report)


def write(report: Report, folder: Path, forms: tuple[str, ...] = FORMATS) -> list[Path]:
    """Write the files and return their paths, the one for everybody first.

    The named face is readable by its owner alone (mode 0600) and lies in `named/`.
    """
    named = folder / "named"
    named.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    named.chmod(PRIVATE_FOLDER)
    written = []
    for form in forms:
        path = folder / f"promises.{form}"
        path.write_text(render(report, "promises", form), encoding="utf-8")
        written.append(path)
    for form in forms:
        path = named / f"todo.{form}"
        _write_private(path, render(report, "todo", form))
        written.append(path)
    return written


def _write_private(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
    os.fchmod(handle, PRIVATE)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
