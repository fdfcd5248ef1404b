"""What `[trackers.NAME]` may say. A new kind of tracker is one more model here."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr, SecretStr, model_validator

from .core.model import Readers
from .environment import variable
from .plain_words import Line, Table, Whole, quoted, wrong

SECRETS = frozenset({"token", "app_id", "private_key", "installation_id", "webhook_secret"})
"""Keys that are never read from a file, for every kind of tracker."""

_REPOSITORY = re.compile(r"[A-Za-z0-9_-]{1,39}/[A-Za-z0-9._-]{1,100}")


def web_address(value: str) -> str:
    """Check a web address and take the trailing slash off."""
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or re.search(r"\s", value):
        raise wrong("must be a web address; write it with https:// in front")
    if parts.username or parts.password:
        raise wrong("holds a user name or password; write the address without what is before the @")
    return value.rstrip("/")


def _github_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.hostname in ("github.com", "www.github.com"):
        raise wrong('is the address for people; write url = "https://api.github.com"')
    if parts.query or parts.fragment:
        raise wrong("must be a plain address; cut it before the ? or #")
    return value


def _repository(value: str) -> str:
    if not _REPOSITORY.fullmatch(value) or value.endswith(("/.", "/..")):
        says = f"{quoted(value)} is no repository"
        raise wrong(f'{says}; write owner/name, such as "acme/learning"')
    return value


def _whole_key(value: object) -> object:
    """Unfold a key that had to go on one line."""
    return value.replace(r"\n", "\n") if isinstance(value, str) else value


class GitHub(Table):
    """One GitHub, or GitHub Enterprise Server, and the repositories ilosync looks after."""

    kind: Annotated[Literal["github"], Field(examples=['"github"'])]
    url: Annotated[
        Line,
        AfterValidator(web_address),
        AfterValidator(_github_address),
        Field(examples=['"https://api.github.com"']),
    ] = "https://api.github.com"
    repositories: Annotated[
        tuple[Annotated[Line, AfterValidator(_repository)], ...],
        Field(examples=['["acme/learning"]']),
    ]
    readers: Annotated[
        Literal["team", "organisation", "public"] | None, Field(examples=['"team"'])
    ] = None
    formerly: Annotated[tuple[Annotated[Whole, Field(ge=1)], ...], Field(examples=["[1234]"])] = ()
    token: SecretStr | None = None
    app_id: SecretStr | None = None
    private_key: Annotated[SecretStr | None, BeforeValidator(_whole_key)] = None
    installation_id: SecretStr | None = None
    webhook_secret: SecretStr | None = None

    _name: str = PrivateAttr(default="github")

    @property
    def name(self) -> str:
        """What the configuration calls this tracker."""
        return self._name

    @property
    def read_by(self) -> Readers | None:
        """Who can read what is written there, as declared; None where nothing is."""
        return Readers(self.readers) if self.readers else None

    def called(self, name: str) -> None:
        """Learn the name; `Settings` says it once."""
        self._name = name

    def auth_missing(self) -> str | None:
        """Say, in one line, which variable is missing to log in; None when nothing is."""
        app = {"app_id": self.app_id, "private_key": self.private_key}
        app["installation_id"] = self.installation_id
        lacking = [variable("trackers", self._name, key) for key, value in app.items() if not value]
        if self.token or not lacking:
            return None
        start = f"tracker {self._name}: no way to log in to GitHub"
        if len(lacking) < len(app):
            return f"{start}; set {' and '.join(lacking)} as well"
        token = variable("trackers", self._name, "token")
        return f"{start}; set {token}, or for an app {', '.join(lacking)}"

    def webhook_missing(self) -> str | None:
        """Say, in one line, which variable is missing to trust webhooks; None when none is."""
        if self.webhook_secret:
            return None
        name = variable("trackers", self._name, "webhook_secret")
        return f"tracker {self._name}: webhooks cannot be trusted; set {name}"

    @model_validator(mode="before")
    @classmethod
    def _not_yet(cls, table: Any) -> Any:  # noqa: ANN401
        """Refuse what is planned, before its keys are called unknown."""
        known = table if isinstance(table, dict) else {}
        if known.get("kind") == "jira":
            raise wrong("this version speaks to GitHub only; take this tracker out for now", "kind")
        if "organization" in known:
            says = "organization comes with the daemon; list the repositories instead"
            raise wrong(f'{says}, such as repositories = ["acme/learning"]', "organization")
        return table

    @model_validator(mode="after")
    def _together(self) -> Self:
        folded = [x.casefold() for x in self.repositories]
        if not folded:
            raise wrong("no repository is named; add at least one", "repositories")
        if len(set(folded)) < len(folded):
            raise wrong("a repository is named twice; name it once", "repositories")
        if self.token and (self.app_id or self.private_key):
            raise wrong("both a token and an app are given; keep one of the two", "token")
        if self.installation_id and not self.installation_id.get_secret_value().isdecimal():
            says = "must be the installation's number; copy it from the app's settings page"
            raise wrong(says, "installation_id")
        if self.private_key and "PRIVATE KEY" not in self.private_key.get_secret_value():
            raise wrong("must be a PEM key; copy the whole .pem file", "private_key")
        return self
