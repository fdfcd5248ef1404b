"""Which issues may be ILOs, by REST: by label, and by their looks where they lack it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from ilosync.core.model import Place, Ref
from ilosync.errors import Refused

from .from_rest import label_names, looks
from .ground import Ground
from .lists import A_PAGE, Gone, every
from .looking import AT_ONCE
from .names import issue, place_of
from .refusals import no_organization, of_read
from .rest_search import hits
from .searches import in_organization, in_places, labelled, look_alikes
from .shapes import Json, items, loads, whole
from .streams import of

Found = dict[Ref, Json]
"""Issues by address."""


class RestCandidates:
    """Finds issues that are worth a closer look. What a search finds is read directly."""

    def __init__(self, ground: Ground) -> None:
        self._on = ground
        self._scope = ground.scope

    def labelled(self, place: Place, closed_since: datetime) -> Found:
        """Open issues by label, and those that changed and are closed since; a list each."""
        found = Found()
        for stream in of(place.key, place.labels, self._scope.label):
            asked = {"labels": stream.label, "sort": "created", "direction": "asc"}
            asked["state"] = "open" if stream.is_open else "closed"
            if not stream.is_open:
                asked["since"] = _utc(closed_since)
            found |= self._issues(place.key, asked)
        return found

    def look_alikes(self, keys: list[str], known: Found) -> Found:
        """Open issues without the label that may be ILOs; by search, else the latest hundred."""
        found = Found()
        for n in range(0, len(keys), AT_ONCE):
            some = keys[n : n + AT_ONCE]
            try:
                found |= self._read(self._look_alike(in_places(some)), known)
            except Gone:
                for key in some:
                    found |= {k: v for k, v in self._latest(key).items() if self._hints(v)}
        return {k: v for k, v in found.items() if k not in known}

    def of_organization(self, closed_since: datetime) -> Found:
        """All that a search of the organisation finds, with our labels and without."""
        where = in_organization(self._scope.organization)
        words = labelled(where, self._scope.label, closed_since)
        try:
            ours = {self._address(raw): None for x in words for raw in hits(self._on, x)}
            return self._read([*ours, *self._look_alike(where)], Found())
        except Gone:
            raise no_organization(self._on.tracker, self._scope.organization) from None

    def _look_alike(self, where: str) -> list[Ref]:
        """The addresses of hits that are worth reading."""
        words = look_alikes(where, self._scope.label)
        found = (raw for x in words for raw in hits(self._on, x))
        return [self._address(x) for x in found if "pull_request" not in x and self._hints(x)]

    def _read(self, some: Iterable[Ref], known: Collection[Ref]) -> Found:
        """Search hits as they are now, each once."""
        wanted = [x for x in dict.fromkeys(some) if x not in known]
        return dict(there for x in wanted if (there := issue(self._on, x)) is not None)

    def _address(self, raw: Json) -> Ref:
        return Ref(self._on.tracker, f"{place_of(raw)}#{whole(raw.get('number'))}")

    def _issues(self, key: str, asked: dict[str, str]) -> Found:
        path = f"/repos/{key}/issues"
        try:
            listed = list(every(self._on.client, self._on.tracker, path, asked))
        except Gone as gone:
            raise Refused(f"{self._on.tracker}: {key} lists no issues ({gone}).") from None
        return self._by_address(key, listed)

    def _latest(self, key: str) -> Found:
        asked = {"state": "open", "sort": "updated", "direction": "desc", "per_page": A_PAGE}
        answer = self._on.client.read(f"/repos/{key}/issues", asked)
        if not answer.ok:
            raise of_read(self._on.tracker, key, answer)
        return self._by_address(key, items(loads(answer.text)))

    def _hints(self, raw: Json) -> bool:
        return self._scope.hints(label_names(raw), looks=looks(raw, self._scope.label))

    def _by_address(self, key: str, listed: list[Json]) -> Found:
        """Issues by address, without the pull requests that GitHub lists among them."""
        return {
            Ref(self._on.tracker, f"{key}#{whole(raw.get('number'))}"): raw
            for raw in listed
            if "pull_request" not in raw
        }


def _utc(at: datetime) -> str:
    """GitHub's form; PyGithub's own drops the time zone without converting."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
