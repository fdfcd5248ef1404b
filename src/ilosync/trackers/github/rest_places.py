"""Repositories by REST: two requests each, and none where they were read just now."""

from __future__ import annotations

from ilosync.core.model import Place

from .ground import Ground
from .lists import Gone, every
from .place import from_rest
from .refusals import no_repository, of_read
from .searches import APART
from .shapes import loads, mapping, text


class RestPlaces:
    """Reads what repositories are."""

    def __init__(self, ground: Ground) -> None:
        self._on = ground

    def known(self, asked: str) -> Place:
        """A repository as it was in the last ten minutes. Raises as `read`."""
        return self._on.places.facts(asked) or self.read(asked)[0]

    def read(self, asked: str) -> tuple[Place, bool]:
        """A repository as it is now, and whether its issues are switched off.

        Raises `Refused` where there is none.
        """
        answer = self._on.client.read(f"/repos/{asked}")
        if answer.missing:
            raise no_repository(self._on.tracker, asked)
        if not answer.ok:
            raise of_read(self._on.tracker, asked, answer)
        raw = mapping(loads(answer.text))
        key = text(raw.get("full_name")) or asked
        found = from_rest(
            raw,
            self._on.tracker,
            key,
            labels=self._labels(key),
            declared=self._on.scope.readers,
            app=self._on.client.credentials.may_write_issues(),
        )
        return self._on.places.saw(asked, found), raw.get("has_issues") is False

    def has(self, key: str) -> bool:
        """Whether we look at a repository; a new name of one that is configured counts."""
        places = self._on.places
        for asked in [] if places.has(key) else places.unsure:
            answer = self._on.client.read(f"/repos/{asked}")
            raw = mapping(loads(answer.text)) if answer.ok else {}
            places.called(asked, text(raw.get("full_name")) or asked)
        return places.has(key)

    def _labels(self, key: str) -> list[str]:
        """The repository's labels; where a small server lists none, those we would look for."""
        path = f"/repos/{key}/labels"
        try:
            return [text(x.get("name")) for x in every(self._on.client, self._on.tracker, path)]
        except Gone:
            return [self._on.scope.label, *APART]
