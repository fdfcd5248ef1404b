"""Configuration as a deployment has it: two TOML files in a folder."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

PLACE = "acme/learning"
SPEAKING = "speak = true\nsince = 2026-01-01"


def person(who: str, **keys: object) -> str:
    """One `[[people]]` table; the account is the id with `-x` behind it unless given."""
    row = {"id": who, "name": who.title(), "github": f"{who}-x", **keys}
    lines = [f"{key} = {_toml(value)}" for key, value in row.items() if value is not None]
    return "\n".join(["[[people]]", *lines])


def configure(
    folder: Path,
    people: Iterable[str],
    *,
    top: str = SPEAKING,
    tables: str = "",
    repositories: Iterable[str] = (PLACE,),
    readers: str = "team",
) -> Path:
    """Write `ilosync.toml` and `people.toml`; `top` are its first lines, `tables` its last."""
    folder.mkdir(exist_ok=True)
    tracker = f'[trackers.github]\nkind = "github"\nrepositories = {_toml(list(repositories))}'
    settings = "\n\n".join([top, f'{tracker}\nreaders = "{readers}"', tables])
    (folder / "ilosync.toml").write_text(settings, encoding="utf-8")
    (folder / "people.toml").write_text("\n\n".join(people) + "\n", encoding="utf-8")
    return folder


def _toml(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)
