"""JQL cut into words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ilosync.sandbox.jira.nope import Nope

PART = re.compile(
    r"""\s*(?:(?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<sign>!=|!~|>=|<=|=|~|>|<|\(|\)|,|&&?|\|\|?|!)
    |(?P<word>[^\s"'=!~<>(),&|]+))""",
    re.VERBOSE,
)
# documented as reserved; a value that holds one must be quoted
SIGNS = set("+.;?*/%^$#@[]{}")
ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\", "'": "'", '"': '"', " ": " "}
RESERVED = set(
    """abort access add after alias all alter and any are as asc at audit avg before begin between
    boolean break by byte catch cf char character check checkpoint collate collation column commit
    connect continue count create current date decimal declare decrement default defaults define
    delete delimiter desc difference distinct divide do double drop else empty encoding end equals
    escape exclusive exec execute exists explain false fetch file field first float for from
    function go goto grant greater group having identified if immediate in increment index initial
    inner inout input insert int integer intersect intersection into is isempty isnull join last
    left less like limit lock long max min minus mode modify modulo more multiply next noaudit not
    notin nowait null number object of on option or order outer output power previous prior
    privileges public raise raw remainder rename resource return returns revoke right row rowid
    rownum rows select session set share size sqrt start strict string subtract sum synonym table
    then to trans transaction trigger true uid union unique unlock update user validate values
    view when whenever where while with was changed""".split()  # noqa: SIM905 - a list of words
)


@dataclass(frozen=True)
class Word:
    """One word: its text, whether it was quoted, whether it is a sign, and where it stood."""

    text: str
    quoted: bool = False
    sign: bool = False
    at: int = 0

    def says(self, *words: str) -> bool:
        """Whether it is one of these words or signs, unquoted."""
        return not self.quoted and self.text.casefold() in words


END = Word("", sign=True)


def wrong(what: str, query: str, at: int) -> Nope:
    """A query that cannot be read, and where."""
    line = query.count("\n", 0, at) + 1
    column = at - (query.rfind("\n", 0, at) + 1) + 1
    return Nope(400, f"Error in the JQL Query: {what} (line {line}, character {column})")


def words(query: str) -> list[Word]:
    """All words of a query."""
    found, at = [], 0
    while query[at:].strip():
        match = PART.match(query, at)
        if match is None:
            said = "The quoted string '{}' has not been completed."
            raise wrong(said.format(query[at:].strip().strip("\"'")), query, at)
        start = match.start(match.lastgroup or 0)
        found.append(_word(query, match, start))
        at = match.end()
    return found


def _word(query: str, match: re.Match[str], at: int) -> Word:
    if match["quoted"]:
        return Word(_unescaped(query, match["quoted"][1:-1], at), quoted=True, at=at)
    if match["sign"]:
        return Word(match["sign"], sign=True, at=at)
    for n, sign in enumerate(match["word"]):
        if sign in SIGNS and not match["word"].startswith("cf["):
            said = (
                f"The character '{sign}' is a reserved JQL character. You must enclose it in a "
                f"string or use the escape '\\u{ord(sign):04x}' instead."
            )
            raise wrong(said, query, at + n)
    return Word(match["word"], at=at)


def _unescaped(query: str, text: str, at: int) -> str:
    def real(match: re.Match[str]) -> str:
        sign = match[1]
        if len(sign) > 1:
            return chr(int(sign[1:], 16))
        if sign not in ESCAPES:
            said = f"'\\{sign}' is an illegal JQL escape sequence."
            raise wrong(said, query, at + match.start())
        return ESCAPES[sign]

    return ESCAPE.sub(real, text)
