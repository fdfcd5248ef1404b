"""Whether the accounts of the people file are somebody's here."""

from __future__ import annotations

from collections.abc import Collection

from ilosync.core.model import Account
from ilosync.ports import Check

from .client import Client
from .refusals import of_read
from .shapes import items, loads, mapping, text

_A_PAGE = 200  # accounts a request, on Cloud


def nobodys(
    tracker: str, client: Client, accounts: Collection[Account], *, cloud: bool
) -> tuple[Check, ...]:
    """A line for each account that is nobody's; a request for each two hundred on Cloud, and for
    each one on Data Center."""
    asked = sorted(accounts)
    unknown = _on_cloud(tracker, client, asked) if cloud else _elsewhere(tracker, client, asked)
    product, mend = ("Cloud", "accountId") if cloud else ("Data Center", "user name")
    return tuple(
        Check(
            "people",
            ok=False,
            says=f"{x} is nobody on {tracker}, which is {product}",
            mend=f"write the {mend} in people.toml",
        )
        for x in unknown
    )


def _on_cloud(tracker: str, client: Client, accounts: list[Account]) -> list[Account]:
    found: set[str] = set()
    for n in range(0, len(accounts), _A_PAGE):
        some = accounts[n : n + _A_PAGE]
        answer = client.read("/user/bulk", {"accountId": some, "maxResults": _A_PAGE})
        if answer.unknown and "uri" in answer.text:
            return []  # this server does not tell
        if not answer.ok:
            raise of_read(tracker, "accounts", answer)
        users = items(mapping(loads(answer.text)).get("values"))
        found |= {text(x.get("accountId")).lower() for x in users}
    return [x for x in accounts if x not in found]


def _elsewhere(tracker: str, client: Client, accounts: list[Account]) -> list[Account]:
    unknown = []
    for account in accounts:
        answer = client.read("/user", {"username": account})
        if answer.unknown and "uri" in answer.text:
            return []
        if answer.missing:
            unknown.append(account)
        elif not answer.ok:
            raise of_read(tracker, "accounts", answer)
    return unknown
