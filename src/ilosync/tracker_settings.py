"""What `[trackers.NAME]` may say. A new kind of tracker is one more model here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PrivateAttr,
    SecretStr,
    ValidationError,
    WrapValidator,
    model_validator,
)
from pydantic_core import InitErrorDetails

from .core.model import Readers
from .environment import variable
from .plain_words import Line, Table, Whole, did_you_mean, problems, quoted, wrong

SECRETS = frozenset(
    {
        "token",
        "app_id",
        "private_key",
        "installation_id",
        "webhook_secret",
        "webhook_secret_old",
        "named_token",
    }
)
"""Keys that are never read from a file, in whatever table."""

_LOGIN = re.compile(r"[A-Za-z0-9_-]{1,39}")
_TEAM = re.compile(rf"{_LOGIN.pattern}/[A-Za-z0-9_-]{{1,100}}")
_REPOSITORY = re.compile(rf"{_LOGIN.pattern}/[A-Za-z0-9._-]{{1,100}}")


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


def _organization(value: str | None) -> str | None:
    if value is not None and not _LOGIN.fullmatch(value):
        says = f"{quoted(value)} is no organization"
        raise wrong(f'{says}; write what stands before the / of its repositories, such as "acme"')
    return value


def _team(value: str) -> str:
    if not _TEAM.fullmatch(value):
        says = f"{quoted(value)} is no team; write organization/team, as in the team's address"
        raise wrong(f'{says}, such as "acme/learners"')
    return value.lower()


def _whole_key(value: object) -> object:
    """Unfold a key that had to go on one line."""
    return value.replace(r"\n", "\n") if isinstance(value, str) else value


class _Tracker(Table):
    """What is said of a tracker of any kind."""

    if TYPE_CHECKING:  # each kind declares them itself, in the order its keys are told
        kind: str
        readers: Literal["team", "organisation", "public"] | None
        webhook_secret: SecretStr | None
        webhook_secret_old: SecretStr | None

    _name: str = PrivateAttr(default="")

    @property
    def name(self) -> str:
        """What the configuration calls this tracker."""
        return self._name or self.kind

    @property
    def read_by(self) -> Readers | None:
        """Who can read what is written there, as declared; None where nothing is."""
        return Readers(self.readers) if self.readers else None

    def called(self, name: str) -> None:
        """Learn the name; `Settings` says it once."""
        self._name = name

    @property
    def webhook_secrets(self) -> tuple[str, ...]:
        """The secrets that deliveries may be signed with: two while one is being changed."""
        both = (self.webhook_secret, self.webhook_secret_old)
        return tuple(x.get_secret_value() for x in both if x)

    def webhook_missing(self) -> str | None:
        """Say, in one line, which variable is missing to trust webhooks; None when none is."""
        if self.webhook_secret:
            return None
        name = variable("trackers", self.name, "webhook_secret")
        return f"tracker {self.name}: webhooks cannot be trusted; set {name}"


class GitHub(_Tracker):
    """One GitHub, or GitHub Enterprise Server, and what ilosync looks after there: some
    repositories, or all that an organization has."""

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
    ] = ()
    organization: Annotated[
        Line | None, AfterValidator(_organization), Field(examples=['"acme"'])
    ] = None
    readers: Annotated[
        Literal["team", "organisation", "public"] | None, Field(examples=['"team"'])
    ] = None
    formerly: Annotated[tuple[Annotated[Whole, Field(ge=1)], ...], Field(examples=["[1234]"])] = ()
    home: Annotated[
        Annotated[Line, AfterValidator(_repository)] | None, Field(examples=['"acme/learning"'])
    ] = None
    team: Annotated[
        Annotated[Line, AfterValidator(_team)] | None, Field(examples=['"acme/learners"'])
    ] = None
    token: SecretStr | None = None
    app_id: SecretStr | None = None
    private_key: Annotated[SecretStr | None, BeforeValidator(_whole_key)] = None
    installation_id: SecretStr | None = None
    webhook_secret: SecretStr | None = None
    webhook_secret_old: SecretStr | None = None

    @property
    def places(self) -> tuple[str, ...]:
        """The repositories, or the organization."""
        return (self.organization,) if self.organization else self.repositories

    def auth_missing(self) -> str | None:
        """Say, in one line, which variable is missing to log in; None when nothing is."""
        app = {"app_id": self.app_id, "private_key": self.private_key}
        app["installation_id"] = self.installation_id
        lacking = [variable("trackers", self.name, key) for key, value in app.items() if not value]
        if self.token or not lacking:
            return None
        start = f"tracker {self.name}: no way to log in to GitHub"
        if len(lacking) < len(app):
            return f"{start}; set {' and '.join(lacking)} as well"
        token = variable("trackers", self.name, "token")
        return f"{start}; set {token}, or for an app {', '.join(lacking)}"

    @model_validator(mode="after")
    def _together(self) -> Self:
        folded = [x.casefold() for x in self.repositories]
        if not folded and not self.organization:
            says = "no repository is named; add at least one, or an organization"
            raise wrong(f'{says} = "acme"', "repositories")
        if folded and self.organization:
            says = "repositories and an organization are named; keep one of the two"
            raise wrong(says, "organization")
        if len(set(folded)) < len(folded):
            raise wrong("a repository is named twice; name it once", "repositories")
        owner = self.home.partition("/")[0].casefold() if self.home else ""
        if self.organization and owner and owner != self.organization.casefold():
            says = f"home {quoted(self.home)} does not belong to {self.organization}"
            raise wrong(f"{says}; name one of its repositories", "home")
        if self.home and folded and self.home.casefold() not in folded:
            mend = did_you_mean(self.home, self.repositories, "add it there, or name another")
            raise wrong(f"home {quoted(self.home)} is none of repositories; {mend}", "home")
        if self.token and (self.app_id or self.private_key):
            raise wrong("both a token and an app are given; keep one of the two", "token")
        if self.installation_id and not self.installation_id.get_secret_value().isdecimal():
            says = "must be the installation's number; copy it from the app's settings page"
            raise wrong(says, "installation_id")
        if self.private_key and "PRIVATE KEY" not in self.private_key.get_secret_value():
            raise wrong("must be a PEM key; copy the whole .pem file", "private_key")
        return self


_PROJECT = re.compile(r"[A-Z][A-Z0-9_]+")
LET_GO = ("Won't Do", "Won't Fix", "Duplicate", "Cannot Reproduce", "Declined", "Obsolete")


def _jira_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.query or parts.fragment or re.search(r"/(browse|rest|projects|secure)\b", parts.path):
        raise wrong('must be where Jira begins; write it such as "https://acme.atlassian.net"')
    return value


def _project(value: str) -> str:
    if not _PROJECT.fullmatch(value.upper()):
        says = f"{quoted(value)} is no project key"
        raise wrong(f'{says}; write what stands before the number of a ticket, such as "GROW"')
    return value.upper()


def jira_account(value: str) -> str:
    """Check an account of Jira's: an accountId or a user name, in lower case."""
    if "@" in value:
        says = f"{quoted(value)} is no Jira account"
        raise wrong(f"{says}; write the accountId (Cloud) or the user name (Data Center)")
    return value.strip().lower()


class Visibility(Table):
    """Who alone may read our comments: a role of the project, or a group."""

    role: Annotated[Line | None, Field(examples=['"Administrators"'])] = None
    group: Annotated[Line | None, Field(examples=['"people-team"'])] = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.role is None) == (self.group is None):
            raise wrong("must name a role or a group; write one of the two")
        return self


class Jira(_Tracker):
    """One Jira, Cloud or Data Center, and the projects ilosync looks after."""

    kind: Annotated[Literal["jira"], Field(examples=['"jira"'])]
    url: Annotated[
        Line,
        AfterValidator(web_address),
        AfterValidator(_jira_address),
        Field(examples=['"https://acme.atlassian.net"']),
    ]
    projects: Annotated[
        tuple[Annotated[Line, AfterValidator(_project)], ...], Field(examples=['["GROW"]'])
    ]
    readers: Annotated[
        Literal["team", "organisation", "public"] | None, Field(examples=['"team"'])
    ] = None
    formerly: Annotated[
        tuple[Annotated[Line, AfterValidator(jira_account)], ...],
        Field(examples=['["5b10ac8d82e05b22cc7d4ef5"]']),
    ] = ()
    home: Annotated[
        Annotated[Line, AfterValidator(_project)] | None, Field(examples=['"GROW"'])
    ] = None
    group: Annotated[Line | None, Field(examples=['"learners"'])] = None
    visibility: Annotated[Visibility | None, Field(examples=['{ group = "people-team" }'])] = None
    date_field: Annotated[Line | None, Field(examples=['"Due date"'])] = None
    write_date: bool = False
    let_go: Annotated[tuple[Line, ...], Field(examples=['["Won\'t Do"]'])] = LET_GO
    user: Annotated[Line | None, Field(examples=['"ilosync@example.org"'])] = None
    token: SecretStr | None = None
    webhook_secret: SecretStr | None = None
    webhook_secret_old: SecretStr | None = None

    @property
    def places(self) -> tuple[str, ...]:
        """The projects."""
        return self.projects

    @property
    def auth(self) -> tuple[str, str] | str | None:
        """User and token (Cloud), or a token alone (Data Center); None where there is none."""
        token = self.token.get_secret_value() if self.token else ""
        return None if not token else (self.user, token) if self.user else token

    @property
    def seen_by(self) -> tuple[str, str] | None:
        """To what our comments are restricted: `("role", …)` or `("group", …)`."""
        one = self.visibility
        if one is None:
            return None
        return ("role", one.role) if one.role else ("group", one.group or "")

    def auth_missing(self) -> str | None:
        """Say, in one line, which variable is missing to log in; None when nothing is."""
        token, user = (variable("trackers", self.name, x) for x in ("token", "user"))
        start = f"tracker {self.name}: no way to log in to Jira"
        on_cloud = (urlsplit(self.url).hostname or "").endswith(".atlassian.net")
        if not self.token:
            also = f"{user} and " if on_cloud and not self.user else ""
            return f"{start}; set {also}{token}"
        if on_cloud and not self.user:
            return f"{start}; set {user} to the e-mail address that the token belongs to"
        return None

    @model_validator(mode="after")
    def _together(self) -> Self:
        if not self.projects:
            raise wrong("no project is named; add at least one", "projects")
        if len(set(self.projects)) < len(self.projects):
            raise wrong("a project is named twice; name it once", "projects")
        if self.home and self.home not in self.projects:
            mend = did_you_mean(self.home, self.projects, "add it there, or name another")
            raise wrong(f"home {quoted(self.home)} is none of projects; {mend}", "home")
        if self.write_date and self.date_field is None:
            says = "write_date needs the field to write to"
            raise wrong(f'{says}; set date_field as well, such as "Due date"', "write_date")
        return self


def _of_its_kind(table: Any, _: object) -> GitHub | Jira:  # noqa: ANN401
    """Read a tracker's table as its `kind` wants it; mistakes are told where they stand."""
    known = table if isinstance(table, dict) else {}
    kind = known.get("kind", "github")
    if kind not in ("github", "jira"):
        mend = did_you_mean(str(kind), ("github", "jira"), "choose one of them")
        raise wrong(f'must be one of "github", "jira"; {mend}', "kind")
    if isinstance(table, Jira | GitHub):
        return table
    if kind == "github":
        return GitHub.model_validate(table)
    try:
        return Jira.model_validate(table)
    except ValidationError as error:  # `problems` knows the keys of one kind of tracker only
        told: list[InitErrorDetails] = [
            {"type": wrong(says), "loc": at, "input": None} for at, says in problems(error, Jira)
        ]
        raise ValidationError.from_exception_data("tracker", told) from None


AnyTracker = Annotated[GitHub | Jira, WrapValidator(_of_its_kind)]
"""What `[trackers.NAME]` may be."""
