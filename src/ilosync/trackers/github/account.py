"""Whose hand it was: people by login, ourselves by the id that survives renaming."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ilosync.core.model import Account

from .shapes import mapping, text, whole

_GHOST = 10137  # GitHub shows this account where the real one was deleted


@dataclass(frozen=True, slots=True)
class Actor:
    """An account as an answer shows it; `id` None where the server gives none."""

    login: Account
    id: int | None = None


def actor(raw: object) -> Actor | None:
    """An account from REST or GraphQL; None where it was deleted.

    GraphQL calls a bot `x` that REST calls `x[bot]`: it is `x[bot]` to us.
    """
    said = mapping(raw)
    login = text(said.get("login")).lower()
    number = whole(said.get("id")) or whole(said.get("databaseId"))
    if not login or number == _GHOST or (number is None and login == "ghost"):
        return None
    if said.get("__typename") == "Bot" and not login.endswith("[bot]"):
        login += "[bot]"
    return Actor(Account(login), number)


def login(raw: object) -> Account | None:
    """The account's name alone."""
    found = actor(raw)
    return found.login if found else None


@dataclass(frozen=True, slots=True)
class Us:
    """Our own account, and the ids of those we had before."""

    login: Account
    ids: frozenset[int] = frozenset()

    @classmethod
    def of(cls, who: Actor, formerly: Collection[int]) -> Us:
        """Ourselves, as the tracker knows us."""
        return cls(who.login, frozenset(formerly) | ({who.id} if who.id is not None else set()))

    def __contains__(self, who: object) -> bool:
        if not isinstance(who, Actor):
            return False
        return who.id in self.ids if who.id is not None else who.login == self.login
