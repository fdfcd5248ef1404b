"""`history.jsonl`: one line a night, what was published and nothing else. A cut line is no line."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from ilosync.core.report import Issue, Night
from ilosync.core.report.small import Figure, Said, Why

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NAME = "history.jsonl"
SCHEMA = 1
KEPT = timedelta(days=3 * 365)  # aggregates are kept for three years

Json = Mapping[str, Any]


def read_history(folder: Path) -> tuple[Night, ...]:
    """The nights before, oldest first. What cannot be read as a night is passed over."""
    return tuple(n for n in map(_night, _lines(folder)) if n is not None)


def keep(night: Night, folder: Path) -> Path:
    """Write a night's line in place of an earlier one of the same night, under a lock.

    The file is replaced as a whole, so that whoever reads it meanwhile reads a whole one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    with _locked(folder):
        known = [(n.day, line) for line in _lines(folder) if (n := _night(line)) is not None]
        oldest = night.day - KEPT
        lines = {day: line for day, line in known if day >= oldest}
        lines[night.day] = _line(night)
        text = "".join(f"{lines[day]}\n" for day in sorted(lines))
        beside = folder / f".{NAME}.new"
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    return path


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = os.open(folder / f".{NAME}.lock", os.O_WRONLY | os.O_CREAT, 0o644)
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _lines(folder: Path) -> list[str]:
    try:
        return (folder / NAME).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []


# --- a night as a line ------------------------------------------------------------------------


def _line(night: Night) -> str:
    issue = night.issue and {
        "counted": night.issue.at.isoformat(),
        "terms": night.issue.terms,
        "figures": [_slim(asdict(f)) for f in night.issue.figures],
    }
    line = {"schema": SCHEMA, "night": night.day.isoformat(), "whole": night.whole, "issue": issue}
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"))


def _slim(figure: Json) -> dict[str, Any]:
    """A figure without what is not there: what is held back has no place at all."""
    found = {k: v for k, v in figure.items() if v not in (None, "", (), {})}
    if "groups" in found:
        found["groups"] = [_slim(g) for g in found["groups"]]
    return found


def _night(line: str) -> Night | None:
    try:
        said = json.loads(line)
        if said["schema"] != SCHEMA:
            return None
        issue = _issue(said["issue"]) if said["issue"] is not None else None
        return Night(date.fromisoformat(said["night"]), issue, bool(said["whole"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _issue(said: Json) -> Issue:
    at = datetime.fromisoformat(said["counted"])
    if at.tzinfo is None:
        raise ValueError(said["counted"])
    return Issue(at, str(said["terms"]), tuple(_figure(f) for f in said["figures"]))


def _figure(said: Json) -> Figure:
    return Figure(
        str(said["id"]),
        _whole(said.get("value")),
        _whole(said.get("n")),
        {str(k): int(v) for k, v in said.get("parts", {}).items()},
        tuple(_figure(g) for g in said.get("groups", ())),
        _whole(said.get("typical")),
        Why(said["why"]) if "why" in said else None,
        Said(said["said"]) if "said" in said else None,
        str(said.get("words", "")),
    )


def _whole(said: object) -> int | None:
    if said is None or isinstance(said, int):
        return said
    raise ValueError(said)
