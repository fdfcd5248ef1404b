"""Whose hand it was: people and ourselves by accountId (Cloud) or user name (Data Center)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from ilosync.core.model import Account

from .shapes import Json, mapping, text


@dataclass(slots=True)
class People:
    """The accounts that we have met. May be lost at any time.

    Data Center's history names people by a key that may differ from the user name
    (`JIRAUSER10100`); whoever is met elsewhere tells both.
    """

    _by_key: dict[str, Account] = field(default_factory=dict)
    _written: dict[str, str] = field(default_factory=dict)

    def meet(self, raw: object) -> Account | None:
        """The account of a user object; None where it is gone or anonymous."""
        said = mapping(raw)
        written = text(said.get("accountId")) or text(said.get("name")) or text(said.get("key"))
        if not written:
            return None
        account = Account(written.lower())
        self._written[account] = written
        if key := text(said.get("key")):
            self._by_key[key.lower()] = account
        return account

    def meet_all(self, issue: Json) -> None:
        """Everybody who is shown with an issue, so that its history can name them."""
        fields = mapping(issue.get("fields"))
        for role in ("assignee", "creator", "reporter"):
            self.meet(fields.get(role))

    def named(self, key: str) -> Account:
        """Whom a history calls so; what nobody explained stands for itself."""
        return self._by_key.get(key.lower(), Account(key.lower()))

    def knows(self, key: str) -> bool:
        """Whether it is an account we have met, by key or by name."""
        return key.lower() in self._by_key or key.lower() in self._written

    def as_written(self, account: Account) -> str:
        """The account in Jira's own spelling, where we have met it."""
        return self._written.get(account, account)


@dataclass(frozen=True, slots=True)
class Us:
    """Our own account, and those we had before."""

    account: Account
    all: frozenset[Account] = frozenset()

    @classmethod
    def of(cls, account: Account, formerly: Collection[str]) -> Us:
        """Ourselves, as Jira knows us."""
        return cls(account, frozenset({account, *(Account(x.lower()) for x in formerly)}))

    def __contains__(self, who: object) -> bool:
        return who in self.all
