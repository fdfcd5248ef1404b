"""An HR export laid beside people.toml: who is new, who leaves, who has another supervisor.

Nobody is taken out and nothing that a person wrote is written over, but for the supervisor. Who
is who goes by id, never by a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo
from pathlib import Path

from pydantic import ValidationError

from ilosync.core.model import Person
from ilosync.errors import BadConfig
from ilosync.plain_words import problems, quoted

from .accounts import account_of
from .export import Entry, Export, read_export
from .export_dates import NoDay, day_of
from .file import people_of
from .row import Row
from .written import PeopleToml, Value

_EMPTY_SAYS = {"end", "supervisor"}
_NOT_GUESSED = "write their id there, as it stands in the id column; names are not guessed"


@dataclass(slots=True)
class Import:
    """What an import would change, by id, and what it leaves as it is, in a sentence each."""

    file: PeopleToml
    export: Export
    added: list[str] = field(default_factory=list)
    ending: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    gone: int = 0  # rows of people who had left before, and whom the file does not know

    @property
    def changes(self) -> int:
        """How many lines or people it would add or change."""
        return len(self.added) + len(self.ending) + len(self.moved)


def import_people(
    path: Path, people_toml: Path, trackers: Mapping[str, str], time_zone: tzinfo, today: date
) -> Import:
    """Read both and lay them together; nothing is written.

    Raise `BadConfig` for the first row, or for the first line of the file as it would be, that
    does not hold.
    """
    file, export = PeopleToml(people_toml), read_export(path, trackers)
    people = people_of(file.file, trackers, time_zone)
    found = Import(file, export)
    _Laying(found, {str(p.id): p for p in people}, trackers, today).all()
    new = file.read()
    try:
        people_of(new, trackers, time_zone)
    except BadConfig as e:
        says = f"with this export people.toml would not hold; nothing is written. {e.detail}"
        raise BadConfig(f"{path}: {says}") from None
    return found


class _Laying:
    """Goes through the rows, one person each."""

    def __init__(
        self, found: Import, people: Mapping[str, Person], trackers: Mapping[str, str], today: date
    ) -> None:
        self._found = found
        self._people = people
        self._trackers = trackers
        self._today = today
        self._owner = {(t, a): str(p.id) for p in people.values() for t, a in p.accounts.items()}
        self._ids: dict[str, str] = {}  # as the export may name somebody -> our id
        self._entries: dict[str, Entry] = {}

    def all(self) -> None:
        """Every row; the ids of all of them first, for a row may name a later one."""
        for entry in self._found.export.entries:
            self._name(entry)
        days = {who: self._days(x) for who, x in self._entries.items()}
        new = {who for who in self._entries if who not in self._people}
        gone = {x for x in new if (end := days[x].get("end")) is not None and end < self._today}
        self._found.gone = len(gone)
        there = (self._people.keys() | new) - gone
        for who, entry in self._entries.items():
            if who in gone:
                continue
            lead = self._lead(who, entry, there)
            if who in new:
                self._new(who, entry, lead, days[who])
            else:
                self._known(self._people[who], entry, lead, days[who])
        self._found.absent = [x for x in self._people if x not in self._entries]

    # --- what a row says -------------------------------------------------------------------------

    def _bad(self, entry: Entry, says: str) -> BadConfig:
        return self._found.export.bad(entry.line, says)

    def _name(self, entry: Entry) -> None:
        """Learn by which ids a row goes: ours, and the export's own."""
        ids = [x for key in ("our id", "id") if (x := entry.cells.get(key, "").lower())]
        if not ids:
            raise self._bad(entry, "this row has no id; write one, or take the row out")
        who = ids[0]
        if who in self._entries:
            other = self._entries[who].line
            raise self._bad(entry, f"{quoted(who)} is the id of line {other} too; keep one of them")
        self._entries[who] = entry
        for x in ids:
            if self._ids.setdefault(x, who) != who:
                raise self._bad(entry, f"{quoted(x)} is the id of two people; give each their own")

    def _days(self, entry: Entry) -> dict[str, date]:
        found: dict[str, date] = {}
        for key in ("start", "end"):
            try:
                day = day_of(entry.cells[key]) if key in entry.cells else None
            except NoDay as e:
                says = f"the {key} {quoted(entry.cells[key])} {e}"
                raise self._bad(entry, says) from None
            found |= {key: day} if day is not None else {}
        return found

    def _lead(self, who: str, entry: Entry, there: set[str]) -> str | None:
        """Who leads somebody; systems that must name one name those at the top themselves."""
        written = entry.cells.get("supervisor")
        if written is None:
            return None
        lead = self._ids.get(written.lower(), written.lower())
        if lead == who:
            return None
        if lead not in there:
            says = f"the manager {quoted(written)} is not in people.toml, nor here in this export"
            raise self._bad(entry, f"{says}; {_NOT_GUESSED}")
        return lead

    def _shown(self, entry: Entry) -> str:
        both = (entry.cells.get("first name", ""), entry.cells.get("last name", ""))
        return entry.cells.get("name") or " ".join(x for x in both if x)

    # --- somebody new, and somebody known --------------------------------------------------------

    def _new(self, who: str, entry: Entry, lead: str | None, days: Mapping[str, date]) -> None:
        row: dict[str, Value] = {"id": who, "name": self._shown(entry)}
        row |= self._accounts(who, entry)
        row |= {"supervisor": lead} if lead is not None else {}
        row |= days
        row |= {k: entry.cells[k] for k in ("team", "time_zone") if k in entry.cells}
        row |= {"kind": entry.cells["kind"].lower()} if "kind" in entry.cells else {}
        try:
            said = {k: v for k, v in row.items() if k in Row.model_fields}
            Row.model_validate(said)
        except ValidationError as error:
            _, says = next(problems(error, Row))
            raise self._bad(entry, says) from None
        self._found.file.add([*row.items()])
        self._found.added.append(who)

    def _accounts(self, who: str, entry: Entry) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for key in ("github", "jira", *(x for x in self._trackers if x not in ("github", "jira"))):
            if key not in entry.cells:
                continue
            account, says = account_of(key, entry.cells[key], self._trackers.get(key, key))
            if account is None:
                raise self._bad(entry, says)
            of_kind = (t for t, kind in self._trackers.items() if key in (t, kind))
            owner = next((o for t in of_kind if (o := self._owner.get((t, account)))), None)
            if owner is not None:
                says = f"{quoted(account)} is the account of {owner}, and this row is {who}"
                raise self._bad(entry, f"{says}; add a column ilosync ID with {owner} in it")
            found[key] = str(account)
        return found

    def _known(
        self, person: Person, entry: Entry, lead: str | None, days: Mapping[str, date]
    ) -> None:
        end = days.get("end")
        if end is not None and person.end is None:
            self._found.file.put(person.id, "end", end, "start", "name")
            self._found.ending.append(person.id)
        else:
            self._differs(person, entry, "end", person.end, end)
        self._differs(person, entry, "start", person.start, days.get("start"))
        self._differs(person, entry, "name", person.name, self._shown(entry) or None)
        self._differs(person, entry, "team", person.team, entry.cells.get("team"))
        if lead is not None and lead != person.supervisor:
            self._move(person, lead)
        elif lead is None:
            self._differs(person, entry, "supervisor", person.supervisor, None)

    def _move(self, person: Person, lead: str) -> None:
        """Another supervisor; since today, as far as we know, if there was one before."""
        key = "lead" if self._found.file.has(person.id, "lead") else "supervisor"
        self._found.file.put(person.id, key, lead, "name")
        if person.supervisor is not None:
            self._found.file.put(person.id, "supervisor_since", self._today, key)
        self._found.moved.append(person.id)

    def _differs(
        self, person: Person, entry: Entry, key: str, ours: object, theirs: object
    ) -> None:
        """Say what is written differently; an empty cell says something of two keys alone."""
        told = theirs is not None or (key in _EMPTY_SAYS and key in self._found.export.columns)
        if ours == theirs or not told:
            return
        says = f"{person.id}: {key} is {_told(ours)} here and {_told(theirs)} in the export"
        self._found.left_alone.append(f"{says} (line {entry.line})")


def _told(value: object) -> str:
    if value is None:
        return "nothing"
    return value.isoformat() if isinstance(value, date) else quoted(value)
