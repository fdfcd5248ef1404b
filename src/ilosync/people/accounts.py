"""The accounts of a [[people]] table: one a tracker, or one for all trackers of a kind.

Beside each may stand the id that survives a new name: `github_id = 583231`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ilosync.core.model import Account
from ilosync.plain_words import quoted

TRACKER_KINDS = ("github", "jira")
"""The kinds of tracker for which a person may have an account in the people file."""

LASTING = "_id"
"""What follows an account's key in the key of its lasting id."""

_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9_-])?(?:\[bot\])?")


@dataclass(frozen=True, slots=True)
class Written:
    """An account as the people file says it.

    `key` is what it stands under, `lasting` the id beside it that survives a new name; empty
    where none is written.
    """

    key: str
    account: Account
    lasting: str = ""


def keys(trackers: Iterable[str]) -> set[str]:
    """The keys of accounts and of their lasting ids."""
    names = {*trackers, *TRACKER_KINDS}
    return names | {x + LASTING for x in names}


def accounts(
    table: Mapping[str, Any], trackers: Mapping[str, str]
) -> tuple[dict[str, Written], dict[str, str]]:
    """What a table says by tracker, and what is wrong by key.

    A key that is named after a tracker wins over one named after its kind.
    """
    names = {*trackers, *TRACKER_KINDS}
    written: dict[str, Written] = {}
    wrong: dict[str, str] = {}
    for key in sorted(names & table.keys()):
        kind = trackers.get(key, key)
        account, says = account_of(key, table[key], kind)
        lasting, odd = _lasting_of(key, table.get(key + LASTING), kind)
        wrong |= {k: v for k, v in ((key, says), (key + LASTING, odd)) if v}
        if account is not None:
            written[key] = Written(key, account, lasting)
    for key in sorted({x + LASTING for x in names} & table.keys() - names):
        account_key = key.removesuffix(LASTING)
        if account_key not in table:
            wrong[key] = f"{key} needs {account_key}; add the account as well, or remove this line"
    found = {name: written.get(name) or written.get(kind) for name, kind in trackers.items()}
    return {name: x for name, x in found.items() if x is not None}, wrong


def account_of(key: str, value: object, kind: str) -> tuple[Account | None, str]:
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


def _lasting_of(key: str, value: object, kind: str) -> tuple[str, str]:
    """GitHub's number or Data Center's key of an account, or what is wrong with it."""
    name = key + LASTING
    if value is None:
        return "", ""
    if kind == "github":
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return str(value), ""
        return "", f"{name} must be the account's number, without quotes; `people check` tells it"
    if isinstance(value, str) and value.strip() and value.isprintable():
        return value.strip(), ""
    return "", f"{name} must be the account's key, in quotes; `people check` tells it"
