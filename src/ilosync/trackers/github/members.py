"""Who is on this GitHub, and who is in a team: the accounts of `ilosync people check`."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import quote

from ilosync.core.model import Account
from ilosync.errors import NotAllowed, Refused
from ilosync.ports import Clock
from ilosync.ports_people import AccountKind, Directory, Known
from ilosync.trackers.pacing import Pacer

from .client import Client
from .credentials import App
from .lists import Gone, every
from .refusals import of_read
from .shapes import Json, loads, mapping, text, whole

_KINDS = {"Bot": AccountKind.BOT, "Organization": AccountKind.ORGANIZATION}


class GithubMembers:
    """Accounts by REST: a team a hundred at once, everybody else one by one.

    `team` is `organization/team`, or nothing. github.com tells nothing of a suspended account,
    as if it were nobody's; an Enterprise Server says that it is.
    """

    def __init__(
        self,
        name: str,
        auth: str | App,
        clock: Clock,
        *,
        url: str = "https://api.github.com",
        team: str = "",
        pacer: Pacer | None = None,
        verify: bool | str = True,
    ) -> None:
        self.name = name
        self.group = team
        self._pacer = pacer or Pacer(clock)
        self._client = Client(name, url, auth, clock, self._pacer, verify=verify)

    @property
    def spent(self) -> int:
        """Requests so far."""
        return sum(self._pacer.spent.requests.values())

    def members(self) -> tuple[Known, ...]:
        """Who is in the team or a team inside it, in the order of GitHub's list."""
        organization, _, team = self.group.partition("/")
        path = f"/orgs/{organization}/teams/{team}/members"
        try:
            return tuple(_known(x) for x in every(self._client, self.name, path))
        except NotAllowed:  # the token itself was not accepted
            raise
        except (Gone, Refused):
            raise Refused(
                f"{self.name}: there is no team {self.group} that this token can see: check `team` "
                "in the configuration, and give the token Members: read of the organization."
            ) from None

    def look_up(self, accounts: Collection[Account]) -> dict[Account, Known]:
        """What each of these logins is; a request each."""
        found = {x: self._one(f"/users/{quote(x, safe='')}") for x in sorted(accounts)}
        return {x: known for x, known in found.items() if known is not None}

    def renamed(self, lasting: str) -> Known | None:
        """Who has this number by now (GitHub docs: "Get a user using their ID")."""
        return self._one(f"/user/{quote(lasting, safe='')}")

    def _one(self, path: str) -> Known | None:
        answer = self._client.read(path)
        if answer.missing:
            return None
        if not answer.ok:
            raise of_read(self.name, "accounts", answer)
        found = mapping(loads(answer.text))
        if not text(found.get("login")):
            raise Refused(f"{self.name}: {path} answered with no account: check `url`.")
        return _known(found)


def _known(raw: Json) -> Known:
    login, number = text(raw.get("login")), whole(raw.get("id"))
    return Known(
        Account(login.lower()),
        "" if number is None else str(number),
        text(raw.get("name")) or login,
        _KINDS.get(text(raw.get("type")), AccountKind.PERSON),
        open=not raw.get("suspended_at"),
    )


_fits: type[Directory] = GithubMembers
