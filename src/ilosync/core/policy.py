"""The numbers and names that the people team decides; every default is DOMAIN 3.8's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, time, tzinfo
from enum import StrEnum
from typing import ClassVar


class Enforce(StrEnum):
    """What is done about a second ILO: a note; also a label; or swapping the labels."""

    NOTE = "note"
    LABEL = "label"
    PARK = "park"


@dataclass(frozen=True, slots=True)
class Policy:
    """How this organisation wants it. Durations end in their unit."""

    label: str = "ILO"
    enforce: Enforce = Enforce.NOTE
    since: date | None = None  # dates that fell before are before our time
    time_zone: tzinfo = UTC  # the organisation's: the night, the report's date
    narrow: bool = True  # no charter: fewest words in fewest places

    check_in_months: int = 3
    onboarding_months: int = 9
    session_months: tuple[int, ...] = (3, 6, 9)

    new_starter_days: int = 30
    between_days: int = 14
    draft_days: int = 28
    stop_days: int = 14
    return_quiet_workdays: int = 5
    label_gap_days: int = 7
    reopen_days: int = 30
    owner_wait_workdays: int = 3
    meets_days: int = 28

    check_in_ahead_days: int = 7
    check_in_after_days: int = 14
    session_ahead_days: int = 14
    just_days: int = 7  # what somebody did longer ago is no longer answered at once

    per_person_days: int = 7
    per_obligation: int = 3
    max_changes: int = 50
    hours_from: time = time(9)
    hours_to: time = time(17)
    slot: time = time(10)

    min_group: int = 5

    draft: ClassVar[str] = "ilo:draft"  # is being set up
    paused: ClassVar[str] = "ilo:paused"  # rests, and still counts as the one
    next: ClassVar[str] = "ilo:next"  # waits for its turn
    onboarding: ClassVar[str] = "ilo:onboarding"  # a newcomer's onboarding ticket
