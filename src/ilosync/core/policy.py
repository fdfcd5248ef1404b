"""The numbers and names that the people team decides; every default is DOMAIN 3.8's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, tzinfo
from enum import StrEnum
from typing import ClassVar

from .model import PersonId


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
    again_days: int = 28  # between two private messages about the same obligation
    max_changes: int = 50
    hours_from: time = time(9)
    hours_to: time = time(17)
    slot: time = time(10)

    min_group: int = 5

    homes: tuple[tuple[str, str], ...] = ()  # tracker and place where we may open tickets
    organisers: tuple[PersonId, ...] = ()
    representatives: tuple[PersonId, ...] = ()
    charter_review: date | None = None  # by when the charter is looked at again
    not_for_review: bool = False  # the charter says: never for pay, reviews or discipline
    quarter_first_month: int = 1

    mentor_ask_days: int = 14
    mentor_wait_days: int = 28
    answer_workdays: int = 10  # for ideas, costs, and what follows a session
    urgent_workdays: int = 2
    retro_days: int = 14
    quarter_ahead_days: int = 14
    buddy_workdays: int = 5  # before the first day
    heads_up_months: int = 12
    heads_up_days: int = 30  # after a new supervisor
    most_helped: int = 3  # people whom one person is at hand or Plan B for
    most_buddies: int = 2
    let_in_peace_days: int = 7  # what somebody else closed still counts for so long
    comfort_zone_days: int = 3  # of drafting, before a supervisor hears of the question

    draft: ClassVar[str] = "ilo:draft"  # is being set up
    paused: ClassVar[str] = "ilo:paused"  # rests, and still counts as the one
    next: ClassVar[str] = "ilo:next"  # waits for its turn
    onboarding: ClassVar[str] = "ilo:onboarding"  # a newcomer's onboarding ticket
    quarter: ClassVar[str] = "ilo:quarter"  # a team's ticket for its values and goals
    page: ClassVar[str] = "ilo:page"  # the ticket What we're learning
    report: ClassVar[str] = "ilo:report"  # the ticket on which Promises of the report stand
    shared: ClassVar[str] = "ilo:shared"  # its owner wants it listed
    stretch: ClassVar[str] = "ilo:stretch"
    team_need: ClassVar[str] = "ilo:team-need"
    personal: ClassVar[str] = "ilo:personal-interest"
    mentor_wanted: ClassVar[str] = "ilo:mentor-wanted"
    cost: ClassVar[str] = "ilo:cost-to-cover"
    retreat: ClassVar[str] = "ilo:away-learning"  # a retreat or sabbatical: not to be disturbed
    growing_away: tuple[str, ...] = ("ilo:growing-away", "growing-away", "leaving", "job-search")

    def on(self, now: datetime) -> Policy:
        """The policy as it is at this instant: past its review, a charter widens nothing."""
        review = self.charter_review
        if review is None or now.astimezone(self.time_zone).date() <= review:
            return self
        return replace(self, narrow=True, not_for_review=False)
