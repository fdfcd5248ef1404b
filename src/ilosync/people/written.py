"""people.toml with some lines more: every remark, blank line and order of its people stays.

The text is changed by lines and the result is read again: unless it says exactly what it said
before, and what was put in, nothing is written.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from copy import deepcopy
from datetime import date
from difflib import unified_diff
from functools import cached_property
from pathlib import Path
from typing import Any

from ilosync.errors import BadConfig
from ilosync.toml_file import TomlFile, bad
from ilosync.toml_lines import find_lines

from .file import read_people

_BOM = "\ufeff"

Value = str | int | date


def assigned(key: str, value: Value) -> str:
    """A line of TOML."""
    shown = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)
    return f"{key} = {shown}"


class PeopleToml:
    """The people file, the changes to it, and the file as it would be."""

    def __init__(self, path: Path) -> None:
        """Read the file; raise `BadConfig` as `read_people` does."""
        self.file = read_people(path)
        self._path = path
        self._raw = path.read_bytes()
        text = self._raw.decode("utf-8")
        self._windows = 0 < text.count("\n") == text.count("\r\n")
        self._lines = (text.replace("\r\n", "\n") if self._windows else text).split("\n")
        self._data: dict[str, Any] = deepcopy(self.file.data)
        self._put: dict[int, list[str]] = {}  # behind which line, from 1
        self._added: list[str] = []

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """Where each person stands, in a file that holds."""
        return {x["id"]: n for n, x in enumerate(self.file.data["people"])}

    def has(self, person: str, key: str) -> bool:
        """Whether the file, as it would be, says this of a person."""
        return key in self._data["people"][self._numbers[person]]

    def put(self, person: str, key: str, value: Value, *after: str) -> None:
        """Say something of a person: in place of what stands there, or else below `after`."""
        number = self._numbers[person]
        at = ("people", number, key)
        if self.has(person, key):
            self._replace(self.file.line(at), key, value)
        else:
            keys = ("people", number)
            below = next(x for x in (*after, "id") if (*keys, x) in self.file.lines)
            line = self.file.line((*keys, below))
            indent = re.match(r"[ \t]*", self._lines[line - 1])
            said = (indent[0] if indent else "") + assigned(key, value)
            self._put.setdefault(line, []).append(said)
        self._data["people"][number][key] = value

    def add(self, table: Sequence[tuple[str, Value]]) -> None:
        """Say of somebody new at the end of the file."""
        self._data.setdefault("people", []).append(dict(table))
        self._added += ["", "[[people]]", *(assigned(*x) for x in table)]

    def _replace(self, line: int, key: str, value: Value) -> None:
        """One value on one line; what stands around it stays."""
        name, scalar = re.escape(key), r"""("[^"\\]*"|'[^']*'|[\w:.+-]+)"""
        pattern = rf"""(\s*["']?{name}["']?\s*=\s*){scalar}([ \t]*(?:#.*)?\r?)"""
        found = re.fullmatch(pattern, self._lines[line - 1])
        if found is None:
            raise bad(f"{self._path}:{line}", self._by_hand(assigned(key, value)))
        said = assigned(key, value).partition(" = ")[2]
        self._lines[line - 1] = f"{found[1]}{said}{found[3]}"

    def _by_hand(self, what: str) -> str:
        return f"this cannot be changed without touching what stands around it; write {what}"

    # --- the file as it would be -----------------------------------------------------------------

    def text(self) -> str:
        """The file with all changes. Raise `BadConfig` where it would not say just that."""
        text = "\n".join(
            x for n, line in enumerate(self._lines, 1) for x in (line, *self._put.get(n, []))
        )
        if self._added:
            empty = not text.strip(_BOM)
            text += "" if empty or text.endswith("\n") else "\n"
            text += "".join(f"{x}\n" for x in self._added[empty:])
        text = text.replace("\n", "\r\n") if self._windows else text
        self._insist(text)
        return text

    def read(self) -> TomlFile:
        """The file as it would be, read."""
        text = self.text().removeprefix(_BOM)
        return TomlFile(self._path, tomllib.loads(text), find_lines(text))

    def diff(self) -> str:
        """What would change, as `diff -u` shows it; empty where nothing does."""
        before, after = (
            x.removeprefix(_BOM).replace("\r", "").splitlines(keepends=True)
            for x in (self._raw.decode("utf-8"), self.text())
        )
        name = str(self._path)
        shown = unified_diff(before, after, name, f"{name} (new)", n=2)
        return "".join(x if x.endswith("\n") else f"{x}\n" for x in shown)

    def write(self) -> None:
        """Write the file, whole or not at all; raise `BadConfig` where that cannot be."""
        text, path = self.text(), self._path.resolve()
        new = path.with_name(f".{path.name}.new")
        try:
            if path.read_bytes() != self._raw:
                raise bad(str(self._path), "it was changed by somebody else meanwhile; try again")
            new.write_bytes(text.encode("utf-8"))
            new.chmod(path.stat().st_mode & 0o777)
            new.replace(path)
        except OSError as e:
            says = f"cannot be written ({e.strerror}); nothing was changed, let it be written"
            raise bad(str(self._path), says) from None

    def _insist(self, text: str) -> None:
        try:
            same = tomllib.loads(text.removeprefix(_BOM)) == self._data
        except ValueError:
            same = False
        if not same:
            says = "it is written in a way that ilosync cannot add to; write each person as a"
            raise BadConfig(f"{self._path}: {says} [[people]] table, one key a line")
