"""A reading by REST, where a server or a token has no GraphQL."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from ilosync.core.model import Account, Place, Reading, Ticket
from ilosync.errors import Refused
from ilosync.ports import Clock
from ilosync.trackers.commands import FORM_HEADINGS

from .client import Client
from .from_rest import History, label_names, looks, ticket
from .identity import Identity
from .labels import searches
from .lists import A_PAGE, Gone, every
from .looking import AT_ONCE, remarks_on
from .notices import Notices
from .place import from_rest
from .refusals import no_repository, of_read
from .rest_history import RestHistory
from .scope import CLOSED_FOR, Scope, accounts, is_late
from .shapes import Json, instant, items, loads, mapping, text, whole
from .streams import of

USUAL = ("ilo:draft", "ilo:active", "ilo:paused", "ilo:next", "ilo:onboarding")
Found = dict[str, Json]
"""Issues by address, `acme/learning#12`."""


class RestReading:
    """Reads by REST: more requests, and no boxes, but the same tickets."""

    def __init__(
        self, scope: Scope, client: Client, clock: Clock, identity: Identity, notices: Notices
    ) -> None:
        self._scope = scope
        self._client = client
        self._clock = clock
        self._identity = identity
        self.histories = RestHistory(scope.tracker, client, clock, notices)

    def read(self, only: Collection[Account] | None) -> Reading:
        """Everything that may matter, or what is assigned to these accounts."""
        self._identity.us()
        found: Found = {}
        places: list[Place] = []
        remarks: list[str] = []
        for asked in self._scope.repositories:
            place, off = self._place(asked)
            remarks += remarks_on(asked, place.key, off=off)
            places.append(place)
            if not off:
                found |= self._labelled(place, only)
        found |= self._look_alikes([p.key for p in places], found, only)
        had = self.histories.no_timeline
        tickets = tuple(self._tickets(found, only))
        if self.histories.no_timeline and not had:
            remarks.append("This server has no timelines: labels and owners have no history.")
        return Reading(self._scope.tracker, tickets, tuple(places), remarks=tuple(remarks))

    # --- places ------------------------------------------------------------------------

    def _place(self, asked: str) -> tuple[Place, bool]:
        """A repository, and whether its issues are switched off."""
        answer = self._client.read(f"/repos/{asked}")
        if answer.missing:
            raise no_repository(self._scope.tracker, asked)
        if not answer.ok:
            raise of_read(self._scope.tracker, asked, answer)
        raw = mapping(loads(answer.text))
        key = text(raw.get("full_name")) or asked
        labels = self._labels(key)
        app = self._client.credentials.may_write_issues()
        place = from_rest(
            raw, self._scope.tracker, key, labels=labels, declared=self._scope.readers, app=app
        )
        return place, raw.get("has_issues") is False

    def _labels(self, key: str) -> list[str]:
        """The repository's labels; where a small server lists none, those we would look for."""
        path = f"/repos/{key}/labels"
        try:
            return [text(x.get("name")) for x in every(self._client, self._scope.tracker, path)]
        except Gone:
            return [self._scope.label, *USUAL]

    # --- tickets -----------------------------------------------------------------------

    def _labelled(self, place: Place, only: Collection[Account] | None) -> Found:
        """Open and lately closed issues by label, a list each."""
        now, found = self._clock.now(), Found()
        for stream in of(place.key, place.labels, self._scope.label, accounts(only)):
            asked = {"labels": stream.label, "sort": "created", "direction": "asc"}
            asked["state"] = "open" if stream.is_open else "closed"
            if not stream.is_open:
                asked["since"] = _utc(now - CLOSED_FOR)
            if stream.assignee is not None:
                asked["assignee"] = stream.assignee
            found |= self._issues(place.key, asked)
        return found

    def _issues(self, key: str, asked: dict[str, str]) -> Found:
        path = f"/repos/{key}/issues"
        try:
            listed = list(every(self._client, self._scope.tracker, path, asked))
        except Gone as gone:
            raise Refused(f"{self._scope.tracker}: {key} lists no issues ({gone}).") from None
        return _by_address(key, listed)

    def _look_alikes(
        self, keys: list[str], known: Found, only: Collection[Account] | None
    ) -> Found:
        """Open issues without the label that may be ILOs; by search, else the latest hundred."""
        whose = accounts(only)
        who = whose[0] if len(whose) == 1 else None
        found = Found()
        for n in range(0, len(keys), AT_ONCE):
            some = keys[n : n + AT_ONCE]
            try:
                hits = self._hits(some, who)
                found |= {k: raw for k in hits if k not in known and (raw := self._one(k))}
            except Gone:
                for key in some:
                    found |= {k: v for k, v in self._latest(key).items() if self._hints(v)}
        return {k: v for k, v in found.items() if k not in known}

    def _hits(self, keys: list[str], who: str | None) -> dict[str, None]:
        """The addresses of search hits worth reading, each once."""
        hits: dict[str, None] = {}
        for words in searches(keys, self._scope.label, FORM_HEADINGS[0], who):
            asked = {"q": words}
            path = "/search/issues"
            for raw in every(self._client, self._scope.tracker, path, asked, inside="items"):
                place = "/".join(text(raw.get("repository_url")).split("/")[-2:])
                if "pull_request" not in raw and self._hints(raw):
                    hits[f"{place}#{whole(raw.get('number'))}"] = None
        return hits

    def _one(self, key: str) -> Json | None:
        """A search hit as it is now; None where it is gone."""
        place, _, number = key.rpartition("#")
        answer = self._client.read(f"/repos/{place}/issues/{number}")
        if answer.missing:
            return None
        if not answer.ok:
            raise of_read(self._scope.tracker, key, answer)
        return mapping(loads(answer.text))

    def _latest(self, key: str) -> Found:
        asked = {"state": "open", "sort": "updated", "direction": "desc", "per_page": A_PAGE}
        answer = self._client.read(f"/repos/{key}/issues", asked)
        if not answer.ok:
            raise of_read(self._scope.tracker, key, answer)
        return _by_address(key, items(loads(answer.text)))

    def _hints(self, raw: Json) -> bool:
        return self._scope.hints(label_names(raw), looks=looks(raw, self._scope.label))

    def _tickets(self, found: Found, only: Collection[Account] | None) -> Iterator[Ticket]:
        """Those that are wanted, with their histories."""
        us, scope, now = self._identity.us(), self._scope, self._clock.now()
        for key, raw in found.items():
            place = key.rpartition("#")[0]
            plain = ticket(raw, scope.tracker, place, scope.label, History())
            late = not plain.open and is_late(instant(raw.get("closed_at")), now)
            if late or not scope.wants(plain, only):
                continue
            history = self.histories.of(key, raw, us)
            if history is not None:
                yield ticket(raw, scope.tracker, place, scope.label, history)


def _by_address(key: str, listed: list[Json]) -> Found:
    """Issues by address, without the pull requests that GitHub lists among them."""
    return {f"{key}#{whole(raw.get('number'))}": raw for raw in listed if "pull_request" not in raw}


def _utc(at: datetime) -> str:
    """GitHub's form; PyGithub's own drops the time zone without converting."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
