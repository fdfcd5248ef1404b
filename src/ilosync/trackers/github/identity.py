"""Whose account the token is: asked once, known by its numeric id from then on."""

from __future__ import annotations

from urllib.parse import quote

from ilosync.errors import Refused

from .account import Actor, Us, actor
from .client import Client
from .refusals import of_read
from .scope import Scope
from .shapes import Json, loads, mapping, text


class Identity:
    """Who we are on this server."""

    def __init__(self, scope: Scope, client: Client) -> None:
        self._scope = scope
        self._client = client
        self._us: Us | None = None

    @property
    def ids(self) -> frozenset[str]:
        """Our numeric ids as text, earlier ones among them; empty until somebody asked."""
        return frozenset(map(str, self._us.ids)) if self._us else frozenset()

    def heard(self, viewer: object) -> Us:
        """What GraphQL's `viewer` says; REST is asked where it says nothing."""
        found = actor(viewer)
        if found is None:
            return self.us()
        self._us = Us.of(found, self._scope.formerly)
        return self._us

    def us(self) -> Us:
        """Ourselves; asked by REST where nobody said it before."""
        if self._us is None:
            app = self._client.credentials.app is not None
            who = self._app() if app else actor(self._get("/user"))
            if who is None:
                raise Refused(f"{self._scope.tracker}: it does not tell whose account the token is")
            self._us = Us.of(who, self._scope.formerly)
        return self._us

    def _app(self) -> Actor | None:
        """An App writes as `slug[bot]`, an account with an id of its own."""
        answer = self._client.read_as_app("/app")
        if not answer.ok:
            raise of_read(self._scope.tracker, "the App", answer)
        slug = text(mapping(loads(answer.text)).get("slug"))
        return actor(self._get(f"/users/{quote(f'{slug}[bot]', safe='')}"))

    def _get(self, path: str) -> Json:
        answer = self._client.read(path)
        if not answer.ok:
            raise of_read(self._scope.tracker, "its own account", answer)
        return mapping(loads(answer.text))
