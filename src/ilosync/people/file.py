"""config/people.toml -> Person: who is here, who helps whom, and when somebody is away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ilosync.core.model import Account, Kind, Person, PersonId, Span
from ilosync.plain_words import fields, problems, quoted, unknown_key
from ilosync.toml_file import Problem, TomlFile, read_toml

from .accounts import LASTING, Written, accounts, keys
from .row import Row
from .ties import circles, strangers

PERSON_KEYS = tuple(fields(Row))
"""What else is said of a person; no tracker can be called that."""

_WANTED = (
    "ilosync expects the people here, a [[people]] table each; "
    "copy config/people.toml of the ilosync repository"
)


@dataclass(frozen=True, slots=True)
class _Found:
    """One [[people]] table that holds in itself: what it says, its accounts by tracker."""

    row: Row
    accounts: Mapping[str, Written]


def load_people(
    path: Path, trackers: Mapping[str, str], time_zone: tzinfo = UTC
) -> tuple[Person, ...]:
    """Read the people file, in its order.

    `trackers` maps each tracker's name to its kind; `time_zone` is for those who have none of
    their own. Raise `BadConfig`, with the line, for the first thing that does not hold.
    """
    return people_of(read_people(path), trackers, time_zone)


def read_people(path: Path) -> TomlFile:
    """Read the people file without understanding it yet; raise `BadConfig` if it is no TOML."""
    return read_toml(path, _WANTED)


def people_of(
    file: TomlFile, trackers: Mapping[str, str], time_zone: tzinfo = UTC
) -> tuple[Person, ...]:
    """Understand a people file that was read; raise `BadConfig` as `load_people` does."""
    return tuple(_person(x, time_zone) for x in _understood(file, trackers))


def accounts_of(
    file: TomlFile, trackers: Mapping[str, str]
) -> dict[PersonId, Mapping[str, Written]]:
    """Each person's accounts by tracker, as they are written; raise as `people_of` does."""
    return {PersonId(x.row.id): x.accounts for x in _understood(file, trackers)}


def _understood(file: TomlFile, trackers: Mapping[str, str]) -> list[_Found]:
    tables = file.data.get("people", [])
    wrongs: list[Problem] = [
        ((key,), unknown_key(key, ["people"])) for key in file.data if key != "people"
    ]
    if not isinstance(tables, list) or not all(isinstance(x, dict) for x in tables):
        says = "people must be a list of tables; write [[people]] above each person"
        raise file.bad([*wrongs, (("people",), says)])
    found: list[_Found] = []
    for number, table in enumerate(tables):
        row = _read(number, table, trackers)
        if isinstance(row, _Found):
            found.append(row)
        else:
            wrongs += row
    rows = [x.row for x in found]
    wrongs = wrongs or [*_twins(found), *strangers(rows), *circles(rows)]
    if wrongs:
        raise file.bad(wrongs)
    return found


def _read(
    number: int, table: dict[str, Any], trackers: Mapping[str, str]
) -> _Found | list[Problem]:
    names = keys(trackers)
    written, wrong = accounts(table, trackers)
    wrongs: list[Problem] = [(("people", number, key), says) for key, says in wrong.items()]
    try:
        row = Row.model_validate({k: v for k, v in table.items() if k not in names})
    except ValidationError as error:
        for at, says in problems(error, Row):
            strange = len(at) == 1 and at[0] not in PERSON_KEYS
            words = unknown_key(str(at[0]), [*PERSON_KEYS, *sorted(names)]) if strange else says
            wrongs.append((("people", number, *at), words))
        return wrongs
    return wrongs or _Found(row, written)


def _twins(found: list[_Found]) -> Iterator[Problem]:
    """Say where two people have one id, one account, or one account's lasting id."""
    ids: dict[str, int] = {}
    taken: dict[tuple[str, str, str], int] = {}
    for number, one in enumerate(found):
        if ids.setdefault(one.row.id, number) != number:
            says = f"two people have the id {quoted(one.row.id)}; give each their own"
            yield ("people", number, "id"), says
        for tracker, x in one.accounts.items():
            for key, value in ((x.key, str(x.account)), (x.key + LASTING, x.lasting)):
                kind = "id" if key != x.key else "account"
                other = taken.setdefault((tracker, kind, value), number) if value else number
                if other != number:
                    says = f"{quoted(value)} on {tracker} is the {kind} of {found[other].row.id}"
                    yield ("people", number, key), f"{says} too; keep it with the one whose it is"


def _person(found: _Found, time_zone: tzinfo) -> Person:
    row = found.row
    return Person(
        id=PersonId(row.id),
        name=row.name,
        accounts={name: Account(x.account) for name, x in found.accounts.items()},
        supervisor=_id(row.helper),
        buddy=_id(row.buddy),
        start=row.start,
        end=row.end,
        team=row.team,
        kind=Kind(row.kind),
        opted_in=bool(row.in_scope),
        time_zone=row.time_zone or time_zone,
        weekend=row.days_off,
        holidays=row.holidays if row.holidays is not None else frozenset[date](),
        away=tuple(Span(x.first, x.last) for x in row.away),
        quiet_until=row.quiet_until,
        mentors=tuple(PersonId(x) for x in row.mentors),
        outside_mentor=bool(row.outside_mentor),
        at_hand=_id(row.at_hand),
        plan_b=_id(row.plan_b),
        supervisor_since=row.supervisor_since,
        heads_up=row.heads_up,
    )


def _id(written: str | None) -> PersonId | None:
    return PersonId(written) if written else None
