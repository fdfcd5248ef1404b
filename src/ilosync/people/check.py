"""The people file against one tracker: joiners, leavers, new names, and accounts that are none.

Nobody is found by a name or an address: an account is somebody's where people.toml says so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from unicodedata import normalize

from ilosync.core.model import Account, Kind, Person, PersonId
from ilosync.ports_people import AccountKind, Directory, Known
from ilosync.toml_file import printable

from .accounts import LASTING, Written
from .written import assigned

Accounts = Mapping[PersonId, Mapping[str, Written]]
"""Each person's accounts by tracker, as the people file says them."""

_LONGEST_NAME = 200
_KINDS = {
    AccountKind.BOT: ("a bot", 'write kind = "bot"'),
    AccountKind.CUSTOMER: ("a customer's, who can own no ticket", "write another account"),
    AccountKind.ORGANIZATION: ("an organization's", "write the account of a person"),
}


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that people.toml and a tracker say differently.

    `about` is a person's id, or an account that is nobody's. `ok` is False where people.toml is
    wrong, and ilosync would look at the wrong account or at none. `lines` could be added to it.
    """

    tracker: str
    about: str
    ok: bool
    says: str
    mend: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Noted:
    """A lasting id that could stand beside an account: `github_id = 583231` of ada."""

    person: PersonId
    key: str
    value: str | int

    @property
    def line(self) -> str:
        """The line of people.toml."""
        return assigned(self.key, self.value)


class PeopleCheck:
    """People and their accounts, compared with what one tracker tells."""

    def __init__(
        self,
        people: Sequence[Person],
        accounts: Accounts,
        directory: Directory,
        key: str,
        *,
        by_number: bool,
    ) -> None:
        """`key` is what an account at this tracker would be written under; `by_number` whether
        its lasting id is a number."""
        self._people = people
        self._directory = directory
        self._name = directory.name
        self._key = key
        self._by_number = by_number
        self._all = {
            p.id: accounts[p.id][self._name] for p in people if self._name in accounts[p.id]
        }
        self._known: dict[Account, Known] = {}
        self._members: tuple[Known, ...] = ()
        self.noted: list[Noted] = []

    def remarks(self, now: datetime) -> Iterator[Remark]:
        """All there is to say at this instant. Raises `TryLater` or `Refused` as the tracker does.

        `noted` holds afterwards which lasting ids could be added.
        """
        here = [p for p in self._people if p.id in self._all and not _has_left(p, now)]
        self._ask(self._all[p.id].account for p in here)
        yield from self._joiners()
        for person in self._people:
            if person.id in self._all and _has_left(person, now):
                yield from self._leaver(person)
        for person in here:
            yield from self._account(person, person.in_scope(person.today(now)))

    def _ask(self, accounts: Iterable[Account]) -> None:
        """A list of the team or group, and the accounts that it does not hold."""
        self._members = self._directory.members() if self._directory.group else ()
        self._known = {x.account: x for x in self._members}
        self._known |= self._directory.look_up([x for x in accounts if x not in self._known])

    # --- the team or group -----------------------------------------------------------------------

    def _joiners(self) -> Iterator[Remark]:
        """Who is in the team and in nobody's lines, by account or by its lasting id."""
        ours = {x.account for x in self._all.values()}
        lasting = {x.lasting for x in self._all.values() if x.lasting}
        taken = {str(p.id) for p in self._people}
        for one in self._members:
            strange = one.account not in ours and one.lasting not in lasting
            if strange and one.open and one.kind is AccountKind.PERSON:
                lines = self._table(one, taken)
                says = f"is in {self._directory.group} and in nobody's lines of people.toml"
                mend = "add the account to the lines of whose it is, or the table below"
                yield Remark(self._name, one.account, ok=True, says=says, mend=mend, lines=lines)

    def _table(self, one: Known, taken: set[str]) -> tuple[str, ...]:
        shown = printable(one.shown).strip()[:_LONGEST_NAME]
        login = str(one.account)
        who = an_id(login if one.lasting else shown, taken) or an_id(login, taken) or login
        taken.add(who)
        noted = self._note(PersonId(who), self._key, one.lasting)
        lines = (assigned("id", who), assigned("name", shown or login), assigned(self._key, login))
        return ("[[people]]", *lines, *((noted.line,) if one.lasting else ()))

    def _leaver(self, person: Person) -> Iterator[Remark]:
        if any(x.account == self._all[person.id].account and x.open for x in self._members):
            says = f"left on {person.end}, and is in {self._directory.group}"
            mend = "take them out there, or correct `end`"
            yield Remark(self._name, person.id, ok=True, says=says, mend=mend)

    # --- one account -----------------------------------------------------------------------------

    def _account(self, person: Person, belongs: bool) -> Iterator[Remark]:  # noqa: FBT001
        written = self._all[person.id]
        found = self._known.get(written.account)
        other = written.lasting and (found is None or found.lasting not in {"", written.lasting})
        if found is None or other:
            yield self._not_theirs(person, written, found)
            return
        if found.kind in _KINDS and person.kind is not Kind.BOT:
            what, mend = _KINDS[found.kind]
            yield self._of(person, f"{written.account} is {what}", mend)
        elif not found.open:
            says = f"{written.account} was suspended or deactivated"
            yield self._of(person, says, "if they left, add `end` with their last day")
        elif belongs and self._directory.group and found not in self._members:
            says = f"{written.account} is not in {self._directory.group}"
            yield self._of(person, says, "add them there, or correct people.toml")
        if found.lasting and not written.lasting:
            self.noted.append(self._note(person.id, written.key, found.lasting))

    def _note(self, person: PersonId, key: str, lasting: str) -> Noted:
        value = int(lasting) if self._by_number and lasting else lasting
        return Noted(person, key + LASTING, value)

    def _of(self, person: Person, says: str, mend: str) -> Remark:
        return Remark(self._name, person.id, ok=True, says=says, mend=mend)

    def _not_theirs(self, person: Person, written: Written, found: Known | None) -> Remark:
        """Nobody has the account, or somebody else has its name by now."""
        now = self._renamed(written.lasting) if written.lasting else None
        says = f"{written.account} is " + ("nobody" if found is None else "somebody else by now")
        mend = f"correct {written.key}, or remove the line"
        if now is not None:
            says = f"{written.account} is called {now.account} by now"
            says += "; somebody else has the old name" if found is not None else ""
            mend = f"write {assigned(written.key, str(now.account))}"
        elif found is not None:
            mend = (
                f"correct {written.key}, or {written.key}{LASTING}: the account has {found.lasting}"
            )
        return Remark(self._name, person.id, ok=False, says=says, mend=mend)

    def _renamed(self, lasting: str) -> Known | None:
        listed = next((x for x in self._members if x.lasting == lasting), None)
        return listed or self._directory.renamed(lasting)


def without_account(people: Iterable[Person], now: datetime) -> tuple[PersonId, ...]:
    """Who is in scope and has no account at all, so that nothing of theirs can be seen."""
    return tuple(p.id for p in people if not p.accounts and p.in_scope(p.today(now)))


def an_id(words: str, taken: Collection[str]) -> str:
    """A short name out of a login or a shown name, as people.toml takes it; empty where none is."""
    plain = normalize("NFKD", words.casefold()).encode("ascii", "ignore").decode()
    base = "-".join(re.findall(r"[a-z0-9]+", plain))
    numbers = (f"{base}-{n}" for n in range(2, len(taken) + 3))
    return next((x for x in (base, *numbers) if x not in taken), "") if base else ""


def _has_left(person: Person, now: datetime) -> bool:
    return person.end is not None and person.end < person.today(now)
