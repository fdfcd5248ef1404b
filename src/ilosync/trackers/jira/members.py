"""Who is on this Jira, and who is in a group: the accounts of `ilosync people check`."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ilosync.core.model import Account
from ilosync.errors import Refused
from ilosync.ports import Clock
from ilosync.ports_people import AccountKind, Directory, Known
from ilosync.trackers.answer import Answer
from ilosync.trackers.pacing import Pacer

from .account import People
from .client import Auth, Client
from .identity import Identity
from .limits import LIMITS
from .refusals import of_read
from .scope import Scope
from .shapes import Json, items, loads, mapping, text

_KINDS = {"app": AccountKind.BOT, "customer": AccountKind.CUSTOMER}  # Cloud's `accountType`
_A_BULK = 200  # accounts a request, on Cloud
_A_PAGE = 50  # members of a group a request; Jira gives no more


class JiraMembers:
    """Accounts by REST: a group fifty at once; on Cloud two hundred accounts, on Data Center each.

    `group` is the name of a group, or nothing. An account that was deactivated is told as such.
    """

    def __init__(
        self,
        name: str,
        projects: Sequence[str],
        auth: Auth,
        clock: Clock,
        *,
        url: str,
        group: str = "",
        pacer: Pacer | None = None,
        verify: bool | str = True,
    ) -> None:
        self.name = name
        self.group = group
        self._pacer = pacer or Pacer(clock, LIMITS)
        self._client = Client(name, url, auth, clock, self._pacer, verify=verify)
        self._identity = Identity(Scope(name, tuple(projects)), self._client, People())

    @property
    def spent(self) -> int:
        """Requests so far."""
        return sum(self._pacer.spent.requests.values())

    def members(self) -> tuple[Known, ...]:
        """Who is in the group, deactivated accounts among them, in the order of Jira's list."""
        found: dict[Account, Known] = {}
        start = 0
        while True:
            page = self._page(start)
            new = [x for x in map(_known, items(page.get("values"))) if x is not None]
            fresh = {x.account: x for x in new if x.account not in found}
            found |= fresh
            if page.get("isLast") is not False or not fresh:  # a list that repeats itself ends, too
                return tuple(found.values())
            start += len(items(page.get("values")))

    def look_up(self, accounts: Collection[Account]) -> dict[Account, Known]:
        """What each of these is: accountIds on Cloud, user names on Data Center."""
        asked = sorted(accounts)
        if not asked:
            return {}
        if self._identity.cloud():
            return self._on_cloud(asked)
        found = {x: self._one({"username": x}) for x in asked}
        return {x: known for x, known in found.items() if known is not None}

    def renamed(self, lasting: str) -> Known | None:
        """Who has this key by now, on Data Center; on Cloud an accountId is for ever."""
        return None if self._identity.cloud() else self._one({"key": lasting})

    # --- asking ------------------------------------------------------------------------

    def _page(self, start: int) -> Json:
        asked = {"groupname": self.group, "includeInactiveUsers": "true"}
        answer = self._client.read(
            "/group/member", {**asked, "startAt": start, "maxResults": _A_PAGE}
        )
        if answer.forbidden or answer.missing:
            raise Refused(
                f"{self.name}: there is no group {self.group} that this account can see: check "
                "`group` in the configuration, and give the account Browse users and groups."
            )
        return self._object("the group", answer)

    def _on_cloud(self, accounts: list[Account]) -> dict[Account, Known]:
        found: dict[Account, Known] = {}
        for n in range(0, len(accounts), _A_BULK):
            asked = {"accountId": accounts[n : n + _A_BULK], "maxResults": _A_BULK}
            answer = self._client.read("/user/bulk", asked)
            self._insist(answer)
            users = map(_known, items(self._object("accounts", answer).get("values")))
            found |= {x.account: x for x in users if x is not None}
        return {x: found[x] for x in accounts if x in found}

    def _one(self, asked: Json) -> Known | None:
        answer = self._client.read("/user", asked)
        self._insist(answer)
        return None if answer.missing else _known(self._object("accounts", answer))

    def _insist(self, answer: Answer) -> None:
        """A path that is not there at all is no word about an account."""
        if answer.unknown and "uri" in answer.text:
            raise Refused(f"{self.name}: this server does not tell whose an account is.")

    def _object(self, what: str, answer: Answer) -> Json:
        if not answer.ok:
            raise of_read(self.name, what, answer)
        return mapping(loads(answer.text))


def _known(raw: Json) -> Known | None:
    """An account of Cloud or of Data Center; there the key outlives the name."""
    by_id = text(raw.get("accountId"))
    account = by_id or text(raw.get("name"))
    if not account:
        return None
    return Known(
        Account(account.lower()),
        "" if by_id else text(raw.get("key")),
        text(raw.get("displayName")),
        _KINDS.get(text(raw.get("accountType")), AccountKind.PERSON),
        open=raw.get("active") is not False,
    )


_fits: type[Directory] = JiraMembers
