"""The tables of config/ilosync.toml in which the people team sets its numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, SecretStr, model_validator

from .plain_words import Clock, Day, Flag, Line, Table, Whole, wrong
from .tracker_settings import web_address

Web = Annotated[Line, AfterValidator(web_address), Field(examples=['"https://example.org/ilo"'])]
Days = Annotated[Whole, Field(ge=0, le=3650, examples=["14"])]
SomeDays = Annotated[Whole, Field(ge=1, le=3650, examples=["14"])]


class CheckIn(Table):
    """How often an ILO is talked about, in months from the day it became active."""

    every_months: Annotated[Whole, Field(ge=1, le=24, examples=["3"])] = 3


class Onboarding(Table):
    """How long onboarding lasts, and after how many months its feedback sessions are."""

    months: Annotated[Whole, Field(ge=1, le=36, examples=["9"])] = 9
    sessions: Annotated[
        tuple[Annotated[Whole, Field(ge=1, le=36)], ...], Field(examples=["[3, 6, 9]"])
    ] = (3, 6, 9)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if list(self.sessions) != sorted(set(self.sessions)):
            raise wrong("sessions must grow; write them such as sessions = [3, 6, 9]", "sessions")
        if self.sessions and self.sessions[-1] > self.months:
            says = f"the last session is after month {self.months}"
            raise wrong(f"{says}; move it, or raise months", "sessions")
        return self


class Quiet(Table):
    """How seldom ilosync speaks: one message in so many days, so many for one obligation.

    Of what was told in private nobody is told again within `again_days`.
    """

    per_person_days: Annotated[Whole, Field(ge=1, le=365, examples=["7"])] = 7
    per_obligation: Annotated[Whole, Field(ge=1, le=10, examples=["3"])] = 3
    again_days: Annotated[Whole, Field(ge=7, le=365, examples=["28"])] = 28


class Brake(Table):
    """How many changes an hour are too many to be meant."""

    max_changes: Annotated[Whole, Field(ge=1, le=100_000, examples=["50"])] = 50


class Report(Table):
    """When the report is written, where, for whom, and the smallest group it counts.

    `token` opens what is for everybody at `/report`, `named_token` what is by name; both come
    from the environment alone.
    """

    at: Clock = Field(default=time(2), examples=['"02:00"'])
    out: Annotated[Line, Field(examples=['"reports"'])] = "reports"
    organisers: Annotated[tuple[Line, ...], Field(examples=['["grace"]'])] = ()
    representatives: Annotated[tuple[Line, ...], Field(examples=['["mo"]'])] = ()
    min_group: Annotated[Whole, Field(ge=3, le=1000, examples=["5"])] = 5
    token: SecretStr | None = None
    named_token: SecretStr | None = None


class Daemon(Table):
    """How `ilosync serve` works: its threads, its poll, its leases, its end (in seconds)."""

    threads: Annotated[Whole, Field(ge=1, le=64, examples=["4"])] = 4
    poll_seconds: Annotated[Whole, Field(ge=5, le=86_400, examples=["60"])] = 60
    lease_seconds: Annotated[Whole, Field(ge=1, le=3_600, examples=["120"])] = 120
    stop_seconds: Annotated[Whole, Field(ge=0, le=3_600, examples=["20"])] = 20
    dispatch: Literal["poll", "procrastinate"] = "poll"


MESSAGE_SECRETS = frozenset({"url", "people"})
"""Keys of [messages] that are never read from a file."""


def _for_one(value: SecretStr | None) -> SecretStr | None:
    """Check that an address for everybody leads to each alone; never show it."""
    if value is None:
        return None
    names = set(re.findall(r"\{[^{}]*\}", value.get_secret_value()))
    if "{id}" not in names:
        raise wrong("must have {id} in it, so that each person gets their own messages alone")
    if names - {"{id}", "{name}"}:
        raise wrong("must have no {…} in it but {id} and {name}; write %7B and %7D for others")
    return value


class Messages(Table):
    """How private messages reach people; without an address nobody gets any.

    `url` is an address of Apprise's with `{id}` in it, `people` hold one each for those who want
    another way. Both come from the environment alone. `from_name` is whom they come from.
    """

    url: Annotated[SecretStr | None, AfterValidator(_for_one)] = None
    people: Mapping[str, SecretStr] = {}
    from_name: Annotated[Line, Field(examples=['"ilosync"'])] = "ilosync"


class Charter(Table):
    """What was agreed with the staff's representatives; without it ilosync is in narrow mode.

    `no_review_use`: it says that nothing of this is used for pay, reviews or discipline; only
    then do notices say so.
    """

    url: Web
    agreed_with: Annotated[Line, Field(examples=['"staff council"'])]
    agreed_on: Annotated[Day, Field(examples=["2026-03-02"])]
    review_by: Annotated[Day, Field(examples=["2027-03-02"])]
    no_review_use: Annotated[Flag, Field(examples=["true"])] = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.review_by <= self.agreed_on:
            says = "review_by must be after agreed_on; write the day you will look at it again"
            raise wrong(says, "review_by")
        return self


class Quarter(Table):
    """Which month the first quarter begins in."""

    first_month: Annotated[Whole, Field(ge=1, le=12, examples=["1"])] = 1


class Mentors(Table):
    """When an ILO is asked about a mentor, and how long somebody waits for one."""

    ask_days: Days = 14
    wait_days: SomeDays = 28


class Grace(Table):
    """How many days are left in peace: newly arrived, between two ILOs, with a draft."""

    new_starter_days: Days = 30
    between_days: Days = 14
    draft_days: Days = 28


class Absence(Table):
    """From how many days on an absence moves dates."""

    stop_days: SomeDays = 14


class Returning(Table):
    """How many working days are quiet after a long absence."""

    quiet_workdays: Annotated[Whole, Field(ge=0, le=60, examples=["5"])] = 5


class Remind(Table):
    """How many days before or after its date an obligation is spoken of."""

    checkin_before_days: Days = 7
    checkin_after_days: SomeDays = 14
    session_before_days: Days = 14


class Hours(Table):
    """Between which local times nudges may go out, and when they usually do."""

    opens: Clock = Field(default=time(9), alias="from", examples=['"09:00"'])
    closes: Clock = Field(default=time(17), alias="to", examples=['"17:00"'])
    slot: Clock = Field(default=time(10), examples=['"10:00"'])

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.opens >= self.closes:
            raise wrong("from must be before to; correct one of the two times", "from")
        if not self.opens <= self.slot < self.closes:
            raise wrong("slot must lie between from and to; move it", "slot")
        return self
