"""An export of an HR system as rows: the columns that ilosync knows, and no other cell."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ilosync.errors import BadConfig
from ilosync.plain_words import quoted
from ilosync.toml_file import bad, printable

from .accounts import TRACKER_KINDS

_SPELLINGS = {
    "our id": "ilosync id, ilosync",
    "id": "id, employee id, employee no, employee number, employee, personnel number, "
    "personnel id, person id, person number, staff id, staff number, worker id, user id",
    "name": "name, full name, display name, preferred name, employee name, worker, worker name",
    "first name": "first name, given name, forename, preferred first name",
    "last name": "last name, surname, family name",
    "supervisor": "manager, manager id, manager employee id, manager number, supervisor, "
    "supervisor id, line manager, line manager id, reports to, reports to id, lead, team lead",
    "start": "start date, start, hire date, date of hire, hired on, joining date, date of joining, "
    "entry date, first day",
    "end": "end date, end, termination date, leaving date, leave date, exit date, last day, "
    "last working day, date of leaving",
    "team": "team, department, unit, org unit, organizational unit",
    "kind": "kind",
    "time_zone": "time zone, timezone, tz",
}
_OF_ACCOUNT = {
    "github": ("", " login", " account", " handle", " user", " username", " user name"),
    "jira": ("", " account", " account id", " accountid", " user", " username", " user name"),
}
_UNWANTED = re.compile(
    r"\b(salar(y|ies)|pay|payroll|wages?|bonus|compensation|rate|gender|sex|birth|birthday"
    r"|birthdate|dob|age|e-?mails?|mail|grade|level|rank|band|health|sick|sickness|disabilit(y|ies)"
    r"|religion|nationality|ethnicity|race|marital|address|phone|mobile|performance|rating"
    r"|reason|iban|bank|tax|ssn|leave type|absence type)\b"
)
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SAVE = "save it as CSV with the encoding UTF-8"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: on which line it ends, and what its known cells say; empty ones are left out."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Export:
    """What was read, and the headings of what was not: unwanted, or unknown here."""

    path: Path
    entries: tuple[Entry, ...]
    columns: frozenset[str] = frozenset()
    unwanted: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    remark: str = ""

    def bad(self, line: int, says: str) -> BadConfig:
        """Make the error of a row."""
        return bad(f"{self.path}:{line}", says)


def read_export(path: Path, trackers: Mapping[str, str]) -> Export:
    """Read an export; raise `BadConfig`, with the line, for the first thing that does not hold."""
    text, remark = _text(path)
    lines = io.StringIO(text, newline="")
    skipped = 0
    separator = re.match(r"sep=([,;\t])\r?\n", text)  # how Excel says it
    if separator:
        lines.readline()
        skipped = 1
    known = _headings(trackers)
    by = separator[1] if separator else _separator(path, text, known)
    rows = _rows(path, lines, by, skipped)
    _, head = next(rows, (1, []))
    places, unwanted, unknown = _columns(path, head, known)
    entries = []
    for line, cells in rows:
        if not any(x.strip() for x in cells):
            continue
        if len(cells) != len(head):  # one separator too many shifts what stands behind it
            says = f"this row has {len(cells)} cells and the heading {len(head)}"
            raise bad(f"{path}:{line}", f"{says}; put text that holds a {_named(by)} in quotes")
        found = {key: cells[n].strip() for key, n in places.items()}
        entries.append(Entry(line, {k: v for k, v in found.items() if v}))
    return Export(path, tuple(entries), frozenset(places), unwanted, unknown, remark)


def _text(path: Path) -> tuple[str, str]:
    """The file's text, and what to look at where its encoding had to be assumed."""
    try:
        raw = path.read_bytes()
    except (OSError, ValueError) as e:
        reason = (getattr(e, "strerror", None) or "unusable name").lower()
        raise bad(str(path), f"the file cannot be read ({reason}); name a CSV file") from None
    if raw.startswith(_SPREADSHEETS):
        raise bad(str(path), f"this is a spreadsheet, no CSV; {_SAVE}")
    wide = raw.startswith(_UTF16)
    if b"\0" in raw and not wide:
        raise bad(str(path), f"this is no text that ilosync can read; {_SAVE}")
    try:
        return raw.decode("utf-16" if wide else "utf-8-sig"), ""
    except UnicodeDecodeError:
        if wide:
            raise bad(str(path), f"the file is cut short or damaged; {_SAVE}") from None
    try:  # Latin-1 as Windows writes it
        return raw.decode("cp1252"), f"is not UTF-8: read as Latin-1. Look at the names, or {_SAVE}"
    except UnicodeDecodeError:
        raise bad(str(path), f"its encoding is not known; {_SAVE}") from None


def _separator(path: Path, text: str, known: Mapping[str, str]) -> str:
    """What separates the headings: with it most of them are known."""
    found = {}
    for by in ",;\t":
        try:
            head = next(csv.reader(io.StringIO(text, newline=""), delimiter=by, strict=True), [])
        except csv.Error:
            continue
        found[by] = sum(_plain(x) in known for x in head)
    best = max(found, key=lambda x: found[x], default=",")
    if not found.get(best):
        says = "no heading is known here; the first line must hold the columns' names, such as"
        raise bad(f"{path}:1", f"{says} Employee ID, Name, Manager, Start date")
    return best


def _rows(
    path: Path, lines: io.StringIO, separator: str, skipped: int
) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        for row in reader:
            yield reader.line_num + skipped, row
    except csv.Error as e:
        says = f"this is no CSV ({e}); write quotes within quotes twice, and close each"
        raise bad(f"{path}:{reader.line_num + skipped}", says) from None


def _columns(
    path: Path, head: list[str], known: Mapping[str, str]
) -> tuple[dict[str, int], tuple[str, ...], tuple[str, ...]]:
    """Where each known column is, and the headings of the others."""
    places: dict[str, int] = {}
    others: list[str] = []
    for n, heading in enumerate(head):
        key = known.get(_plain(heading))
        if key is None:
            others += [printable(heading).strip()] if heading.strip() else []
        elif places.setdefault(key, n) != n:
            both = f"{quoted(head[places[key]])} and {quoted(heading)}"
            raise bad(f"{path}:1", f"{both} mean the same; keep one of the columns")
    if not {"our id", "id"} & places.keys():
        raise bad(f"{path}:1", "no column has the ids; add one that is called Employee ID")
    if not {"name", "first name", "last name"} & places.keys():
        raise bad(f"{path}:1", "no column has the names; add one that is called Name")
    unwanted = tuple(x for x in others if _UNWANTED.search(_plain(x)))
    return places, unwanted, tuple(x for x in others if x not in unwanted)


def _headings(trackers: Mapping[str, str]) -> dict[str, str]:
    """Each known heading and what it means; accounts go by tracker or by kind."""
    found = {x: key for key, names in _SPELLINGS.items() for x in names.split(", ")}
    for key in {*TRACKER_KINDS, *trackers}:
        found |= {_plain(key) + more: key for more in _OF_ACCOUNT[trackers.get(key, key)]}
    return found


def _plain(heading: str) -> str:
    """A heading in small letters, without marks: `Employee_ID` and `Employee-ID` are one."""
    return " ".join(re.sub(r"[^\w]|_", " ", heading.casefold()).split())


def _named(separator: str) -> str:
    return "tab" if separator == "\t" else separator
