"""A TOML file as its reader wants it: the data, and one line of words for what is wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import BadConfig
from .toml_lines import Key, find_lines, line_of

Problem = tuple[Key, str]
"""Where something is wrong, and the words: `what is wrong; how to mend it`."""

_MENDS = {
    "Invalid value": 'put text in "quotes", and write true, false, numbers and dates without',
    "Expected '='": "write each line as key = value",
    "Expected newline": "put one key = value on a line, and quotes around all of a text",
    "Cannot overwrite": "a key or table is given twice; keep one",
    "Cannot declare": "this table is given twice; put its keys under one heading",
    "Cannot mutate": "this table is given twice; put its keys under one heading",
    "Unterminated string": "close the quotes",
    "Illegal character": "close the quotes on the line they were opened, and remove odd characters",
    "Unescaped": r"write a backslash twice (\\), or use 'single quotes'",
    "Invalid date": "write a day of the calendar as 2026-12-31",
    "Unclosed": "close the bracket",
    "Expected ']": "close the bracket",
}


@dataclass(frozen=True, slots=True)
class TomlFile:
    """What a file says, and where it says it."""

    path: Path
    data: dict[str, Any]
    lines: Mapping[Key, int]

    def line(self, at: Key) -> int:
        """Look up the line of a key, from 1."""
        return line_of(self.lines, at)

    def bad(self, problems: Iterable[Problem]) -> BadConfig:
        """Make the error of the problem that stands first in the file."""
        at, says = min(problems, key=lambda problem: self.line(problem[0]))
        return bad(f"{self.path}:{self.line(at)}", says)


def bad(where: str, says: str) -> BadConfig:
    """Make an error of one line, whatever is in the words."""
    return BadConfig(" ".join(printable(f"{where}: {says}").split()))


def printable(text: str) -> str:
    """Replace what a terminal would act upon."""
    return "".join(c if c.isprintable() else " " for c in text)


def read_toml(path: Path, wanted: str) -> TomlFile:
    """Read a file; `wanted` says what it should be and where to find an example.

    Raise `BadConfig` when it is missing, unreadable, not UTF-8 or not TOML.
    """
    text = _text(path, wanted)
    line, says = 1, ""
    try:
        return TomlFile(path, tomllib.loads(text), find_lines(text))
    except RecursionError:
        says = "brackets are nested too deeply; close the ones you opened"
    except ValueError as error:  # also a number of thousands of digits
        line, says = _syntax(str(error), text)
    raise bad(f"{path}:{line}", says)


def _text(path: Path, wanted: str) -> str:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise bad(str(path), f"there is no such file; {wanted}") from None
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or "unusable name").lower()
        raise bad(str(path), f"the file cannot be read ({reason}); {wanted}") from None
    try:
        return raw.decode("utf-8-sig")  # Windows editors put a mark in front
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
    raise bad(f"{path}:{line}", "the file is not UTF-8; save it again with the encoding UTF-8")


def _syntax(message: str, text: str) -> tuple[int, str]:
    """Turn the parser's complaint into a line number and plain words."""
    what = re.sub(r" \(at [^)]*\)$", "", message).splitlines()[0]
    found = re.search(r"\(at line (\d+)", message)
    line = int(found[1]) if found else max(len(text.rstrip().splitlines()), 1)
    if not found and "digit" in message:
        what, line = "a number is too long", 1
    mend = next((m for start, m in _MENDS.items() if what.startswith(start)), None)
    what = what[:1].lower() + what[1:]
    return line, f"this is not TOML ({what}); {mend or 'compare the line with the example'}"
