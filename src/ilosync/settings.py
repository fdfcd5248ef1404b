"""config/ilosync.toml, secrets and environment -> Settings: read once, handed on."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, PrivateAttr, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from .core.model import Person
from .environment import Outside, read_outside, variable
from .errors import BadConfig
from .people.file import PERSON_KEYS, people_of, read_people
from .plain_words import (
    Day,
    Flag,
    Line,
    Zone,
    did_you_mean,
    fields,
    problems,
    quoted,
    unknown_key,
    wrong,
)
from .settings_tables import (
    MESSAGE_SECRETS,
    Absence,
    Brake,
    Charter,
    CheckIn,
    Daemon,
    Grace,
    Hours,
    Mentors,
    Messages,
    Onboarding,
    Quarter,
    Quiet,
    Remind,
    Report,
    Returning,
    Web,
)
from .toml_file import Problem, TomlFile, bad, read_toml
from .tracker_settings import SECRETS, AnyTracker, GitHub, Jira

_WANTED = "ilosync expects its settings here; copy config/ilosync.toml of the ilosync repository"


def _label(value: str) -> str:
    if value.casefold().startswith("ilo:"):
        says = f"the label {quoted(value)} is one of ilosync's own"
        raise wrong(f"{says}; choose one that does not begin with ilo:")
    if len(value) > 50:  # noqa: PLR2004
        raise wrong("the label is longer than 50 characters, the most GitHub takes; shorten it")
    return value


def _database(value: str) -> str:
    if not value.startswith(("sqlite:///", "postgresql://", "postgresql+")):
        raise wrong('must be an address; write it such as database = "sqlite:///ilosync.db"')
    return value


def _tracker_name(name: str) -> str:
    plain = name.isascii() and name.replace("_", "a").isalnum() and name == name.lower()
    if not plain or not name[0].isalpha() or name.endswith("_") or "__" in name:
        says = f"a tracker cannot be called {quoted(name)}"
        raise wrong(f"{says}; use small letters a to z, digits and single _ between them")
    if name in PERSON_KEYS:
        says = f"{quoted(name)} means something else in people.toml"
        raise wrong(f"{says}; call the tracker something else")
    return name


Trackers = dict[Annotated[str, AfterValidator(_tracker_name)], AnyTracker]


class Settings(BaseSettings):
    """All that an organisation decides. `Settings()` is the defaults; `load` reads the files."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    speak: Annotated[Flag, Field(examples=["false"])] = False
    since: Annotated[Day | None, Field(examples=["2026-12-01"])] = None
    time_zone: Zone = Field(default=ZoneInfo("UTC"), examples=['"Europe/Berlin"'])
    about_url: Web | None = None
    label: Annotated[Line, AfterValidator(_label), Field(examples=['"ILO"'])] = "ILO"
    enforce: Literal["note", "label", "park"] = "note"
    database: Annotated[Line, AfterValidator(_database)] = Field(
        default="sqlite:///ilosync.db", repr=False, examples=['"sqlite:///ilosync.db"']
    )
    log_format: Literal["console", "json"] = "console"
    trackers: Trackers = {}
    checkin: CheckIn = CheckIn()
    onboarding: Onboarding = Onboarding()
    quarter: Quarter = Quarter()
    mentors: Mentors = Mentors()
    messages: Messages = Messages()
    quiet: Quiet = Quiet()
    brake: Brake = Brake()
    report: Report = Report()
    charter: Charter | None = None
    grace: Grace = Grace()
    absence: Absence = Absence()
    returning: Returning = Field(default=Returning(), alias="return")
    remind: Remind = Remind()
    hours: Hours = Hours()
    daemon: Daemon = Daemon()

    _folder: Path = PrivateAttr(default=Path("config"))

    @property
    def folder(self) -> Path:
        """The folder the settings were read from."""
        return self._folder

    @property
    def wording(self) -> Path | None:
        """The folder of the organisation's own words, where there is one."""
        own = self._folder / "wording"
        return own if own.is_dir() else None

    @property
    def kinds(self) -> dict[str, str]:
        """Each tracker's name and kind, as `load_people` wants them."""
        return {name: tracker.kind for name, tracker in self.trackers.items()}

    def model_post_init(self, context: Any, /) -> None:  # noqa: ANN401
        """Tell each tracker its name."""
        super().model_post_init(context)
        for name, tracker in self.trackers.items():
            tracker.called(name)

    @model_validator(mode="after")
    def _one_tracker_a_place(self) -> Self:
        taken: dict[tuple[str, str], str] = {}
        whole = {
            (x.url, x.organization.casefold()): name
            for name, x in self.trackers.items()
            if isinstance(x, GitHub) and x.organization
        }
        for name, tracker in self.trackers.items():
            for place in tracker.places:
                other = taken.setdefault((tracker.url, place.casefold()), name)
                if other != name:
                    says = f"{quoted(place)} belongs to [trackers.{other}] already"
                    key = "projects" if isinstance(tracker, Jira) else "repositories"
                    raise wrong(f"{says}; name it once", "trackers", name, key)
                if "/" in place and (tracker.url, place.partition("/")[0].casefold()) in whole:
                    all_of = whole[tracker.url, place.partition("/")[0].casefold()]
                    says = f"{quoted(place)} belongs to the organization of [trackers.{all_of}]"
                    raise wrong(f"{says}; take it out", "trackers", name, "repositories")
        return self

    @model_validator(mode="after")
    def _a_label_that_jira_takes(self) -> Self:
        jira = [name for name, x in self.trackers.items() if isinstance(x, Jira)]
        if jira and len(self.label.split()) > 1:
            says = f"the label {quoted(self.label)} has a blank, which Jira's labels cannot hold"
            raise wrong(f"{says}; write a hyphen in its place", "label")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Look nowhere by itself: `load` merges the sources, so that errors can name them."""
        return (init_settings,)


def load(folder: Path, environ: Mapping[str, str] | None = None) -> Settings:
    """Read `folder/ilosync.toml`, the secrets directory and the environment; the last wins.

    Secrets may be absent: `GitHub.auth_missing` tells. Raise `BadConfig`, in one line with
    file and line or the variable's name, for the first thing that does not hold.
    """
    return _read(folder, environ)[0]


def load_all(
    folder: Path, environ: Mapping[str, str] | None = None
) -> tuple[Settings, tuple[Person, ...]]:
    """Read `ilosync.toml` and `people.toml`, and check that each knows whom the other names.

    Raise `BadConfig` as `load` and `load_people` do.
    """
    settings, sources = _read(folder, environ)
    people = people_of(read_people(folder / "people.toml"), settings.kinds, settings.time_zone)
    ids = [str(x.id) for x in people]
    wrongs: list[Problem] = [
        (("report", role, number), _nobody(role, who, ids))
        for role in ("organisers", "representatives")
        for number, who in enumerate(getattr(settings.report, role))
        if who not in ids
    ]
    wrongs += [
        (("messages", "people", who), _no_one(who, ids))
        for who in settings.messages.people
        if who not in ids
    ]
    if wrongs:
        raise sources.bad(wrongs)
    return settings, people


def _nobody(role: str, who: str, ids: list[str]) -> str:
    mend = did_you_mean(who, ids, "write the id of somebody in people.toml")
    return f"{role} names {quoted(who)}, who is nobody in people.toml; {mend}"


def _no_one(who: str, ids: list[str]) -> str:
    mend = did_you_mean(who, ids, "end the name with the id of somebody in people.toml")
    return f"{quoted(who)} is nobody in people.toml; {mend}"


class _Sources:
    """The file and what overrides it; knows where each value came from."""

    def __init__(self, file: TomlFile, outside: Outside) -> None:
        self.file = file
        self.outside = outside

    def bad(self, wrongs: list[Problem]) -> BadConfig:
        """Make the error of what stands first in the file, else of what came from outside."""
        inside = [x for x in wrongs if self.outside.place(x[0]) is None]
        if inside:
            return self.file.bad(inside)
        at, says = wrongs[0]
        return bad(self.outside.place(at) or "", says)


def _read(folder: Path, environ: Mapping[str, str] | None) -> tuple[Settings, _Sources]:
    file = read_toml(folder / "ilosync.toml", _WANTED)
    outside = read_outside(Settings, os.environ if environ is None else environ)
    sources = _Sources(file, outside)
    wrongs = list(_refused(file.data, outside))
    if wrongs:
        raise sources.bad(wrongs)
    settings, wrongs = _settings(_merged(file.data, outside.data))
    if settings is None:
        raise sources.bad(wrongs)
    if not settings.trackers:
        says = 'no tracker is named; add [trackers.github] with kind = "github" and repositories'
        raise sources.bad([(("trackers",), says)])
    settings._folder = folder  # noqa: SLF001 - frozen for everybody else
    return settings, sources


def _settings(data: dict[str, Any]) -> tuple[Settings | None, list[Problem]]:
    """Build the settings, or say what is wrong; no error of pydantic's gets out."""
    try:
        return Settings(**data), []
    except ValidationError as error:
        return None, list(problems(error, Settings))


def _refused(data: Mapping[str, Any], outside: Outside) -> Iterator[Problem]:
    """Say what is refused whatever else there is: strangers and secrets in the file."""
    known = fields(Settings)
    yield from (((key,), unknown_key(key, known)) for key in data if key not in known)
    if _with_password(str(data.get("database", ""))):
        name = variable("database")
        yield ("database",), f"a password must not stand in a file; take it out and set {name}"
    for key in SECRETS & _table(data.get("report")).keys():
        mend = f"take it out and set {variable('report', key)}"
        yield ("report", key), f"{key} must not stand in a file; {mend}"
    for key in MESSAGE_SECRETS & _table(data.get("messages")).keys():
        mend = f"take it out and set {variable('messages', key)}"
        yield ("messages", key), f"{key} must not stand in a file; {mend}"
    trackers = _table(data.get("trackers"))
    for name, table in trackers.items():
        for key in SECRETS & _table(table).keys():
            mend = f"take it out and set {variable('trackers', name, key)}"
            yield ("trackers", name, key), f"{key} must not stand in a file; {mend}"
    for name, table in _table(outside.data.get("trackers")).items():
        if name not in trackers and "kind" not in _table(table):
            mend = did_you_mean(name, trackers, f"add [trackers.{name}], or unset the variable")
            yield ("trackers", name, *_table(table)), f"the file has no [trackers.{name}]; {mend}"


def _with_password(address: str) -> bool:
    before, at, _ = address.partition("://")[2].rpartition("@")
    return "password=" in address or (bool(at) and ":" in before)


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one nested dict over another."""
    both = dict(below)
    for key, value in above.items():
        nested = isinstance(both.get(key), dict) and isinstance(value, dict)
        both[key] = _merged(both[key], value) if nested else value
    return both
