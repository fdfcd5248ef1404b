"""The difference between two days as pages: names on the organisers' alone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ilosync.core.report.difference import Difference

from .pages import template
from .private import private_folder, write_private

FORMS = ("html", "md")


def write_difference(value: Difference, folder: Path, forms: Iterable[str] = FORMS) -> list[Path]:
    """Write `difference` for everybody, and by name into `named/`; return the paths in that order.

    The page for everybody is made of what both issues of Promises show, and sees nothing else.
    """
    forms = tuple(forms)
    named = private_folder(folder / "named")
    written = [folder / f"difference.{form}" for form in forms]
    for path, form in zip(written, forms, strict=True):
        text = template("difference", form).render(report=value.issues)
        path.write_text(text, encoding="utf-8", newline="")
    for form in forms:
        text = template("difference_named", form).render(report=value)
        written.append(write_private(named / f"difference.{form}", text.encode()))
    return written
