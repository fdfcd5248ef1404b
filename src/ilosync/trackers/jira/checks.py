"""Whether all is there that we need, a line each; read only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime

from ilosync.errors import IlosyncError
from ilosync.ports import Check
from ilosync.trackers.answer import Answer

from .ground import Ground
from .hooks_there import webhooks
from .kinds import Kinds
from .place import NEEDED, lacking
from .refusals import login, said
from .shapes import Json, items, loads, mapping, text

_WANTED = {
    "BROWSE_PROJECTS": "Browse projects",
    **NEEDED,
    "EDIT_OWN_COMMENTS": "Edit own comments",
    "DELETE_OWN_COMMENTS": "Delete own comments",
    "TRANSITION_ISSUES": "Transition issues",  # to close at an owner's word
}
_AT_HOME = {"CREATE_ISSUES": "Create issues"}
_SKEW = timedelta(seconds=60)
_DATE = "date"  # the type of a field that holds a day


class Checks:
    """Asks about the address, the account, each project, and what the configuration names."""

    def __init__(self, ground: Ground, kinds: Kinds) -> None:
        self._on = ground
        self._kinds = kinds

    def all(self) -> tuple[Check, ...]:
        """Every check; where the server cannot be reached, or does not know us, those alone."""
        return tuple(self._each())

    def _each(self) -> Iterator[Check]:
        server = self._answer("/serverInfo")
        address = self._address(server)
        yield address
        if not address.ok or isinstance(server, str):
            return
        yield from self._clocks(server)
        me = self._answer("/myself", expand="groups")
        account = self._account(me)
        yield account
        if not account.ok or isinstance(me, str):
            return
        roles: dict[str, set[str]] = {}
        for key in self._on.scope.projects:
            yield from self._project(key, roles)
        yield from self._visibility(mapping(loads(me.text)), roles)
        if self._on.scope.date_field is not None:
            yield self._told("date_field", self._field)
        yield from webhooks(self._on.tracker, self._on.client)
        if left := self._on.client.pacer.remaining:
            yield Check("requests left", ok=True, says=str(min(left.values())))

    # --- the server and we -------------------------------------------------------------------

    def _address(self, server: Answer | str) -> Check:
        mend = "check `url`, and that this machine can reach it"
        if isinstance(server, str):
            return Check("address", ok=False, says=server, mend=mend)
        if server.moved:
            says = f"{self._on.client.url} answers from another address ({server.status})"
            return Check("address", ok=False, says=says, mend="correct `url`")
        if server.unknown:
            says = f"{self._on.client.url} answers, and does not tell which Jira it is"
            return Check("address", ok=True, says=says)
        info = mapping(loads(server.text)) if server.ok else {}
        if not info and not server.stranger:
            says = f"{self._on.client.url} does not answer as a Jira does ({server.status})"
            return Check("address", ok=False, says=says, mend=mend)
        return Check("address", ok=True, says=f"{_product(info)} at {self._on.client.url}")

    def _clocks(self, server: Answer) -> Iterator[Check]:
        """A clock that is wrong makes answers late and dates wrong."""
        try:
            there = parsedate_to_datetime(server.headers.get("date", ""))
        except ValueError:
            return
        there = there if there.tzinfo else there.replace(tzinfo=UTC)
        apart = self._on.clock.now() - there
        way = "ahead of" if apart > timedelta() else "behind"
        seconds = f"{abs(apart).total_seconds():.0f} s"
        if abs(apart) > _SKEW:
            mend = "set this machine's clock by NTP, or tell Jira's administrators about theirs"
            yield Check("clock", ok=False, says=f"{seconds} {way} Jira's", mend=mend)
        else:
            yield Check("clock", ok=True, says=f"{seconds} from Jira's")

    def _account(self, me: Answer | str) -> Check:
        if isinstance(me, str):
            return Check("account", ok=False, says=me, mend="try again later")
        if me.stranger:
            says = "the login was not accepted (401)"
            return Check("account", ok=False, says=says, mend=login(self._on.tracker))
        raw = mapping(loads(me.text)) if me.ok else {}
        name = text(raw.get("accountId")) or text(raw.get("name"))
        if not name:
            says = f"it does not tell whose account this is ({me.status} {said(me)})".strip()
            mend = "give the account access to Jira, and log in with it once in a browser"
            return Check("account", ok=False, says=says, mend=mend)
        earlier = f"; earlier: {', '.join(sorted(self._on.scope.formerly))}"
        return Check("account", ok=True, says=name + (earlier if self._on.scope.formerly else ""))

    # --- what the configuration names ----------------------------------------------------------

    def _project(self, key: str, roles: dict[str, set[str]]) -> Iterator[Check]:
        answer = self._answer(f"/project/{key}")
        if isinstance(answer, str) or not answer.ok:
            says = answer if isinstance(answer, str) else "no project that this account can see"
            mend = "check `projects`, and the account's permission Browse projects"
            yield Check(key, ok=False, says=says, mend=mend)
            return
        place = mapping(loads(answer.text))
        roles[key] = set(mapping(place.get("roles")))
        label = self._on.scope.label
        types = {text(x.get("name")).casefold() for x in items(place.get("issueTypes"))}
        typed = (
            f"the issue type {label}, or the label" if label.casefold() in types else "the label"
        )
        yield Check(key, ok=True, says=f"there; {typed} {label} says what is an ILO")
        yield self._told(f"{key}: permissions", lambda: self._permissions(key))
        if key.upper() == self._on.scope.home:
            yield self._told(about := f"{key}: new tickets", lambda: self._kind(about, key))

    def _kind(self, about: str, key: str) -> Check:
        return Check(about, ok=True, says=f"of the type {self._kinds.of(key).name}")

    def _permissions(self, key: str) -> Check:
        about = f"{key}: permissions"
        wanted = _WANTED | (_AT_HOME if key.upper() == self._on.scope.home else {})
        lacks = lacking(self._on.tracker, self._on.client, key, wanted)
        if lacks is None:
            says = "this server does not tell: what is lacking shows at the first write"
            return Check(about, ok=True, says=says)
        if lacks:
            mend = f"give the account {' and '.join(lacks)} in {key}"
            return Check(about, ok=False, says=f"lacks {', '.join(lacks)}", mend=mend)
        return Check(about, ok=True, says="all that it needs")

    def _visibility(self, me: Json, roles: dict[str, set[str]]) -> Iterator[Check]:
        """To whom our comments are restricted: a role must be there, and we in the group."""
        if self._on.scope.visibility is None:
            return
        kind, name = self._on.scope.visibility
        if kind == "role":
            without = [key for key, there in roles.items() if there and name not in there]
            says = f"{' and '.join(without)} has no role {name}" if without else f"role {name}"
            mend = "check `visibility`, or add the role" if without else ""
            yield Check("visibility", ok=not without, says=says, mend=mend)
            return
        told = me.get("groups")
        ours = {text(x.get("name")) for x in items(mapping(told).get("items"))}
        if not isinstance(told, dict):
            yield Check("visibility", ok=True, says="this server does not tell our groups")
        elif name in ours:
            yield Check("visibility", ok=True, says=f"group {name}")
        else:
            mend = "add the account to it, or check `visibility`"
            yield Check("visibility", ok=False, says=f"we are not in the group {name}", mend=mend)

    def _field(self) -> Check:
        known = self._on.date.known()
        if known is None:
            says = "this server lists no fields: the date is not read"
            return Check("date_field", ok=True, says=says)
        if self._on.date.kind not in {"", _DATE}:
            says, mend = (
                f"{known[1]} holds no day ({self._on.date.kind})",
                "name a field of type date",
            )
            return Check("date_field", ok=False, says=says, mend=mend)
        return Check("date_field", ok=True, says=known[1])

    # --- asking ----------------------------------------------------------------------------------

    def _answer(self, path: str, **query: str) -> Answer | str:
        """The answer, or in a clause why there is none."""
        try:
            return self._on.client.read(path, query)
        except IlosyncError as e:
            return e.detail

    def _told(self, about: str, check: Callable[[], Check]) -> Check:
        try:
            return check()
        except IlosyncError as e:
            return Check(about, ok=False, says=e.detail)


def _product(info: Json) -> str:
    if text(info.get("deploymentType")).lower() == "cloud":
        return "Jira Cloud"
    return f"Jira Data Center or Server {text(info.get('version'))}".strip()
