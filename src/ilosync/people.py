"""config/people.toml -> Person: who is here, who helps whom, and when somebody is away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, tzinfo
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from .core.model import Account, Kind, Person, PersonId, Span
from .people_row import Row
from .plain_words import did_you_mean, fields, problems, quoted, unknown_key
from .toml_file import Problem, TomlFile, read_toml
from .toml_lines import Key

TRACKER_KINDS = ("github", "jira")
"""The kinds of tracker for which a person may have an account in the people file."""

PERSON_KEYS = tuple(fields(Row))
"""What else is said of a person; no tracker can be called that."""

_WANTED = (
    "ilosync expects the people here, a [[people]] table each; "
    "copy config/people.toml of the ilosync repository, or run `ilosync init`"
)
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9_-])?(?:\[bot\])?")


class _Found:
    """One [[people]] table that holds in itself: its place, what it says, its accounts."""

    def __init__(self, number: int, row: Row, accounts: Mapping[str, tuple[str, Account]]) -> None:
        self.at: Key = ("people", number)
        self.row = row
        self.accounts = accounts  # tracker name -> the key it was written under, the account

    def key(self, name: str) -> Key:
        return (*self.at, name)


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
    wrongs = wrongs or [*_twins(found), *_strangers(found), *_circles(found)]
    if wrongs:
        raise file.bad(wrongs)
    return tuple(_person(x, time_zone) for x in found)


def _read(
    number: int, table: dict[str, Any], trackers: Mapping[str, str]
) -> _Found | list[Problem]:
    names = {*trackers, *TRACKER_KINDS}
    written = {key: value for key, value in table.items() if key in names}
    wrongs: list[Problem] = []
    accounts: dict[str, tuple[str, Account]] = {}
    for key, value in written.items():
        account, says = _account(key, value, trackers.get(key, key))
        if account is None:
            wrongs.append((("people", number, key), says))
        for name, kind in trackers.items():
            # a key named after the tracker wins over one named after its kind
            if account and (key == name or (key == kind and name not in written)):
                accounts[name] = key, account
    try:
        row = Row.model_validate({k: v for k, v in table.items() if k not in names})
    except ValidationError as error:
        for at, says in problems(error, Row):
            strange = len(at) == 1 and at[0] not in PERSON_KEYS
            words = unknown_key(str(at[0]), [*PERSON_KEYS, *sorted(names)]) if strange else says
            wrongs.append((("people", number, *at), words))
        return wrongs
    return wrongs or _Found(number, row, accounts)


def _account(key: str, value: object, kind: str) -> tuple[Account | None, str]:
    """Understand an account, or say what is wrong with it."""
    if not isinstance(value, str):
        return None, f'{key} must be text in "quotes"; write it such as {key} = "ada-l"'
    login = value.strip().removeprefix("@").lower()
    if kind == "github" and not _LOGIN.fullmatch(login):
        return None, (
            f"{quoted(value)} is no GitHub login; "
            f'write the last part of the profile\'s address, such as {key} = "ada-l"'
        )
    if kind == "jira" and "@" in value:
        return None, (
            f"{quoted(value)} is no Jira account; write the accountId (Cloud) or the user name "
            f'(Data Center), such as {key} = "5b10ac8d82e05b22cc7d4ef5"'
        )
    if not login or not login.isprintable():
        return None, f"{key} is empty; write the account, or remove the line"
    return Account(login), ""


def _twins(found: list[_Found]) -> Iterator[Problem]:
    """Say where two people have one id or one account."""
    ids: dict[str, _Found] = {}
    accounts: dict[tuple[str, Account], _Found] = {}
    for one in found:
        if ids.setdefault(one.row.id, one) is not one:
            yield one.key("id"), f"two people have the id {quoted(one.row.id)}; give each their own"
        for tracker, (key, account) in one.accounts.items():
            other = accounts.setdefault((tracker, account), one)
            if other is not one:
                says = f"{quoted(account)} on {tracker} is the account of {other.row.id} too"
                yield one.key(key), f"{says}; keep it with the one whose it is"


def _strangers(found: list[_Found]) -> Iterator[Problem]:
    """Say which supervisor or buddy is nobody, oneself, or both at once."""
    ids = [x.row.id for x in found]
    for one in found:
        for key in ("supervisor", "lead", "buddy"):
            who = getattr(one.row, key)
            if who is None:
                continue
            if who == one.row.id:
                yield one.key(key), f"{who} is their own {key}; name somebody else"
            elif who not in ids:
                mend = did_you_mean(who, ids, "add a [[people]] table with that id")
                yield one.key(key), f"the {key} {quoted(who)} is nobody in this file; {mend}"
        if one.row.buddy and one.row.buddy == one.row.helper:
            says = f"{one.row.buddy} is both supervisor and buddy of {one.row.id}"
            yield one.key("buddy"), f"{says}; choose another buddy together"


def _circles(found: list[_Found]) -> Iterator[Problem]:
    """Say where supervision comes round to where it began, once for each circle."""
    above = {x.row.id: x.row.helper for x in found}
    seen: set[str] = set()
    for one in found:
        way: list[str] = []
        who: str | None = one.row.id
        while who is not None and who in above and who not in seen:
            seen.add(who)
            way.append(who)
            who = above[who]
        if who in way[:-1]:
            circle = [*way[way.index(who) :], who]
            first = next(x for x in found if x.row.id in circle)
            start = circle.index(first.row.id)
            shown = " → ".join([*circle[start:-1], *circle[:start], first.row.id][:8])
            yield (
                first.key("lead" if first.row.lead else "supervisor"),
                f"supervision goes round in a circle ({shown}); take one supervisor out",
            )


def _person(found: _Found, time_zone: tzinfo) -> Person:
    row = found.row
    return Person(
        id=PersonId(row.id),
        name=row.name,
        accounts={name: account for name, (_, account) in found.accounts.items()},
        supervisor=PersonId(row.helper) if row.helper else None,
        buddy=PersonId(row.buddy) if row.buddy else None,
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
    )
