"""Who may ask: a token, or a GitHub App that fetches a new one each hour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from github import Auth

from ilosync.errors import Refused, TryLater
from ilosync.ports import Clock

from .shapes import instant, loads, mapping, text
from .signing import BadKey, signed

_EARLY = timedelta(minutes=2)  # a request begun now ends well before
_SIGNED_FOR = timedelta(minutes=5)  # PyGithub's default; GitHub takes ten at most


@dataclass(frozen=True, slots=True)
class App:
    """A GitHub App installed in an organisation; the key is a PEM."""

    app_id: str
    private_key: str = field(repr=False)
    installation_id: int


@dataclass(slots=True)
class Granted:
    """A token, when it ends (None: never) and what it may do (None: not known)."""

    auth: Auth.Auth
    until: datetime | None = None
    permissions: Mapping[str, str] | None = None


Fetch = Callable[[Auth.Auth, str], str]
"""POST to a path with these credentials; the body of the answer."""


class Credentials:
    """The credentials to send with the next request, renewed where they are about to end."""

    def __init__(self, name: str, auth: str | App, clock: Clock) -> None:
        self._name = name
        self._clock = clock
        self.app = auth if isinstance(auth, App) else None
        self._granted: Granted | None = None
        self._signed: Granted | None = None
        if isinstance(auth, str):
            if not auth.strip():
                variable = f"ILOSYNC_TRACKERS__{name.upper()}__TOKEN"
                raise Refused(f"{name}: there is no token: set {variable}.")
            self._granted = Granted(Auth.Token(auth.strip()))

    def current(self, fetch: Fetch) -> Granted:
        """What to send now; an App's token is fetched first where it ends within two minutes."""
        granted = self._granted
        ends = granted.until if granted else None
        if granted is None or (ends is not None and ends - _EARLY <= self._clock.now()):
            granted = self._granted = self._renewed(fetch)
        return granted

    def forget(self) -> None:
        """Drop an App's tokens when one was not accepted; a plain token cannot be renewed."""
        if self.app is not None:
            self._granted = self._signed = None

    def as_app(self) -> Auth.Auth:
        """The App itself instead of its installation; for `GET /app` and for new tokens.

        What it signs holds for some minutes: reading the key takes longer than a request.
        """
        if self.app is None:
            raise ValueError("a token is no App")
        good, now = self._signed, self._clock.now()
        if good and good.until and now < good.until - _EARLY:
            return good.auth
        try:
            token = signed(self.app.app_id, self.app.private_key)
        except BadKey as wrong:
            raise Refused(f"{self._name}: private_key is no RSA key in PEM ({wrong}).") from None
        except OSError as wrong:
            raise TryLater(
                f"{self._name}: nothing could be signed for the App ({wrong})."
            ) from None
        self._signed = Granted(Auth.AppAuthToken(token), now + _SIGNED_FOR)
        return self._signed.auth

    def may_write_issues(self) -> bool | None:
        """Whether an App was granted to write issues; None where that is not known."""
        granted = self._granted
        if granted is None or granted.permissions is None:
            return None
        return granted.permissions.get("issues") == "write"

    def _renewed(self, fetch: Fetch) -> Granted:
        if self.app is None:
            raise ValueError("a token cannot be renewed")
        path = f"/app/installations/{self.app.installation_id}/access_tokens"
        said = mapping(loads(fetch(self.as_app(), path)))
        token = text(said.get("token"))
        if not token:
            raise Refused(f"{self._name}: the App got no token for its installation.")
        permissions = said.get("permissions")
        return Granted(
            Auth.Token(token),
            instant(said.get("expires_at")) or self._clock.now() + timedelta(minutes=55),
            {k: str(v) for k, v in permissions.items()} if isinstance(permissions, dict) else None,
        )
