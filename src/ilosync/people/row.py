"""What one [[people]] table may say, checked by itself."""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from ilosync.plain_words import Day, Flag, Line, Table, Zone, did_you_mean, nearest, quoted, wrong

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_NO_REASONS = frozenset({"reason", "type", "kind", "why", "note", "comment", "because"})


def _id(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"[a-z0-9]+(?:[._-][a-z0-9]+)*", value):
        raise wrong(
            f"the id {quoted(value)} is not a plain short name; "
            "use small letters a to z, digits and single - _ . between them"
        )
    return value


def _day_number(name: object) -> int:
    word = name.strip().casefold() if isinstance(name, str) else ""
    for number, day in enumerate(WEEK):
        if word in (day, day[:3]):
            return number
    mend = did_you_mean(word, (x.title() for x in WEEK), f"write one of {', '.join(WEEK).title()}")
    raise wrong(f"{quoted(name)} is no day of the week; {mend}")


def _days(value: object) -> object:
    if isinstance(value, frozenset):
        return value
    if not isinstance(value, list):
        raise wrong('must be a list of days; write it such as ["Saturday", "Sunday"]')
    return frozenset(_day_number(x) for x in value)


def _calendar(value: object) -> Container[date]:
    if not isinstance(value, str):
        raise wrong('must be text in "quotes"; write it such as holidays = "DE-BE"')
    found = _holidays(value)
    if found is None:
        mend = _other_calendar(value)
        raise wrong(f"there is no holiday calendar {quoted(value)}; {mend}")
    return found


@cache
def _holidays(code: str) -> Container[date] | None:
    """Look a calendar up once, however many people share it."""
    import holidays  # noqa: PLC0415  a few megabytes that many organisations never need

    country, _, part = code.partition("-")
    try:
        return holidays.country_holidays(country, subdiv=part or None)
    except (NotImplementedError, ValueError, AttributeError):
        return None


def _other_calendar(code: str) -> str:
    import holidays  # noqa: PLC0415

    countries = holidays.list_supported_countries()
    country, _, part = code.partition("-")
    parts = countries.get(country.upper())
    if parts is None:
        return 'write country or country-part, such as "DE" or "DE-BE"'
    known = {x.casefold(): x for x in parts}
    near = known.get(part.casefold()) or nearest(part, parts)
    if near:
        return f'did you mean "{country.upper()}-{near}"?'
    return f'write "{country.upper()}" for the whole country'


class Away(Table):
    """Whole days off, both included. There is no key for a reason."""

    first: Day = Field(alias="from", examples=["2026-12-21"])
    last: Day | None = Field(default=None, alias="to", examples=["2027-01-03"])

    @model_validator(mode="before")
    @classmethod
    def _no_reasons(cls, table: object) -> object:
        for key in table if isinstance(table, dict) else ():
            if str(key).casefold() in _NO_REASONS:
                raise wrong("ilosync keeps no reasons for absences; remove this", str(key))
        return table

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last is not None and self.last < self.first:
            raise wrong("away ends before it begins; swap from and to", "from")
        return self


Name = Annotated[Line, Field(examples=['"Ada"'])]
Id = Annotated[Line, BeforeValidator(_id), Field(examples=['"ada"'])]
Date = Annotated[Day | None, Field(examples=["2026-03-02"])]
Days = Annotated[frozenset[int] | None, BeforeValidator(_days)]
Calendar = Annotated[Any, BeforeValidator(_calendar)]


class Row(Table):
    """One person as written; accounts are read elsewhere, as their keys depend on the trackers."""

    id: Id
    name: Name
    pronouns: Line | None = Field(default=None, examples=['"they/them"'])
    supervisor: Id | None = Field(default=None, examples=['"grace"'])
    lead: Id | None = Field(default=None, examples=['"grace"'])
    supervisor_since: Date = None
    buddy: Id | None = Field(default=None, examples=['"linus"'])
    mentors: tuple[Id, ...] = Field(default=(), examples=['["linus"]'])
    outside_mentor: Flag | None = Field(default=None, examples=["true"])
    at_hand: Id | None = Field(default=None, examples=['"linus"'])
    plan_b: Id | None = Field(default=None, examples=['"grace"'])
    heads_up: Date = None
    start: Date = None
    end: Date = None
    team: Line | None = Field(default=None, examples=['"platform"'])
    time_zone: Zone | None = None
    holidays: Calendar = None
    away: tuple[Away, ...] = Field(
        default=(), examples=["[{ from = 2026-12-21, to = 2027-01-03 }]"]
    )
    kind: Literal["member", "contractor", "external", "bot"] = "member"
    in_scope: Flag | None = Field(default=None, examples=["true"])
    weekend: Days = None
    working_days: Days = None
    quiet_until: Date = None

    @property
    def helper(self) -> str | None:
        """The supervisor, under either name."""
        return self.supervisor or self.lead

    @property
    def days_off(self) -> frozenset[int]:
        """The days of the week that are not worked; Monday is 0."""
        if self.working_days is not None:
            return frozenset(range(7)) - self.working_days
        return frozenset({5, 6}) if self.weekend is None else self.weekend

    @model_validator(mode="after")
    def _together(self) -> Self:
        if self.supervisor and self.lead:
            raise wrong("supervisor and lead are one key; keep one of them", "lead")
        if self.supervisor_since and not self.helper:
            says = "supervisor_since needs a supervisor; add one, or remove this line"
            raise wrong(says, "supervisor_since")
        if len(set(self.mentors)) < len(self.mentors):
            raise wrong("a mentor is named twice; name each once", "mentors")
        if self.start and self.end and self.end < self.start:
            raise wrong("start is after end; correct one of the two dates", "start")
        if self.weekend is not None and self.working_days is not None:
            raise wrong("weekend is the rest of working_days; keep one of them", "weekend")
        if len(self.days_off) == len(WEEK):
            key = "weekend" if self.working_days is None else "working_days"
            raise wrong("no working day is left; name at least one day to work", key)
        if self.in_scope and self.kind == "bot":
            raise wrong("a bot is never in scope; remove in_scope", "in_scope")
        if self.in_scope is False and self.kind == "member":
            raise wrong(
                'members are always in scope; remove in_scope, or write kind = "external"',
                "in_scope",
            )
        return self
