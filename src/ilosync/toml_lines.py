"""On which line of a TOML file each key stands; the standard parser does not tell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import cast

Key = tuple[str | int, ...]
"""The way to a value: `("people", 2, "supervisor")` is the third person's supervisor."""

_TOKEN = re.compile(
    r'''
      (?P<skip> [^\S\n]+ | \#[^\n]* )
    | (?P<text> """(?:\\.|[^\\])*?"{3,5} | \'\'\'.*?'{3,5} | "(?:\\.|[^"\\\n])*" | '[^'\n]*' )
    | (?P<mark> [\[\]{}=,.\n] )
    | (?P<bare> [^\s\[\]{}=,.\#"']+ )
    ''',
    re.VERBOSE | re.DOTALL,
)


def find_lines(text: str) -> dict[Key, int]:
    """Find the line, from 1, of each table, key and list item of a text that is valid TOML."""
    return _Walk(text).lines


def line_of(lines: Mapping[Key, int], at: Key) -> int:
    """Look up a key's line, or that of the nearest table around it, or 1."""
    while at and at not in lines:
        at = at[:-1]
    return lines.get(at, 1)


class _Walk:
    """One walk over the tokens. It trusts the text: tomllib has read it before."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Key, int] = {}
        self._tables: dict[Key, int] = {}  # how many [[tables]] of a name came by
        self._tokens: list[tuple[str, int]] = []
        line = 1
        for found in _TOKEN.finditer(text):
            if found.lastgroup != "skip":
                self._tokens.append((found[0], line))
            line += found[0].count("\n")
        self._tokens.reverse()
        self._statements()

    def _peek(self) -> str:
        return self._tokens[-1][0] if self._tokens else "\n"

    def _take(self) -> str:
        return self._tokens.pop()[0]

    def _line(self) -> int:
        return self._tokens[-1][1]

    def _statements(self) -> None:
        table: Key = ()
        while self._tokens:
            if self._peek() == "\n":
                self._take()
            elif self._peek() == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Key:
        """Read `[a.b]` or `[[a.b]]`; where `a` is a list of tables, its last one is meant."""
        line = self._line()
        self._take()
        listed = self._peek() == "["
        if listed:
            self._take()
        names = self._names()
        while self._tokens and self._peek() == "]":
            self._take()
        at: Key = ()
        for left, name in zip(reversed(range(len(names))), names, strict=True):
            at = (*at, name)
            self.lines.setdefault(at, line)
            if listed and not left:
                self._tables[at] = self._tables.get(at, 0) + 1
            if at in self._tables:
                at = (*at, self._tables[at] - 1)
                self.lines.setdefault(at, line)
        return at

    def _names(self) -> tuple[str, ...]:
        """Read a key: `a`, `"a b"` or `a.b`."""
        names: list[str] = []
        while self._peek() not in ("=", "]", "\n"):
            name = self._take()
            if name == ".":
                continue
            if name[0] in "\"'":
                name = cast("str", tomllib.loads(f"it = {name}")["it"])
            names.append(name)
        return tuple(names)

    def _pair(self, table: Key) -> None:
        line = self._line()
        at = table
        for name in self._names():
            at = (*at, name)
            self.lines.setdefault(at, line)
        self._take()  # the equals sign
        self._value(at)

    def _value(self, at: Key) -> None:
        if self._peek() in ("{", "["):
            self._items(at, "}" if self._take() == "{" else "]")
        while self._peek() not in (",", "]", "}", "\n"):
            self._take()

    def _items(self, at: Key, end: str) -> None:
        count = 0
        while self._tokens and self._peek() != end:
            if self._peek() in (",", "\n"):
                self._take()
            elif end == "}":
                self._pair(at)
            else:
                self.lines[*at, count] = self._line()
                self._value((*at, count))
                count += 1
        if self._tokens:
            self._take()
