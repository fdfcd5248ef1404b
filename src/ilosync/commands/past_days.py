"""`ilosync report --on DATE --since DATE`: days that have passed, out of ticket histories."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from ilosync.bootstrap import House
from ilosync.core.model import Reading, Snapshot
from ilosync.core.past import CLOSED_FOR
from ilosync.core.report import Report
from ilosync.core.report.difference import difference
from ilosync.core.report.past import issue_night, report_on
from ilosync.daemon.links import linked
from ilosync.errors import BadConfig, TryLater
from ilosync.ports import Tracker
from ilosync.reports.difference import FORMS, write_difference
from ilosync.reports.write import write
from ilosync.rules import RULES

EARLIEST = 1970  # no tracker keeps tickets of an earlier year


@dataclass(frozen=True, slots=True)
class Days:
    """10:00 of the day that is asked about, and of the one to compare it with."""

    on: datetime
    since: datetime | None = None

    @classmethod
    def of(cls, on: str | None, since: str | None, house: House, now: datetime) -> Days:
        """The days that the options name, today where `--on` is not there. Raises BadConfig."""
        today = now.astimezone(house.policy.time_zone).date().isoformat()
        there = _moment("--on", on or today, house, now)
        before = None if since is None else _moment("--since", since, house, now)
        if before is not None and before >= there:
            raise BadConfig(f"--since {since}: must be a day before {on or today}")
        return cls(there, before)


def write_days(
    house: House, days: Days, folder: Path, forms: Collection[str], now: datetime
) -> tuple[Report, list[Path]]:
    """Read, and write the report of the day, or what changed since the other one.

    The history of nightly reports is neither read nor written. The report of the day comes back.
    """
    comparing = days.since is not None
    if comparing and not (forms := [x for x in FORMS if x in forms]):
        raise BadConfig(f"--format: what changed since a day is told as {' or '.join(FORMS)}")
    snapshot = _read(house, days.since or days.on)
    value = _report(house, snapshot, days.on, now)
    if days.since is None:
        return value, write(value, folder, forms)
    before = _report(house, snapshot, days.since, now)
    return value, write_difference(difference(before, value), folder, forms)


def _report(house: House, snapshot: Snapshot, at: datetime, now: datetime) -> Report:
    return report_on(snapshot, at, house.policy, now, RULES, house.settings.report.at)


def _read(house: House, first: datetime) -> Snapshot:
    """Everything that mattered on the earliest day that is looked at, or has since."""
    since = issue_night(first, house.policy, house.settings.report.at) - CLOSED_FOR
    trackers = house.sync.trackers
    readings = (_reading(t, since) for t in trackers.values())
    return linked(Snapshot.of(house.people, *readings), trackers)


def _reading(tracker: Tracker, since: datetime) -> Reading:
    try:
        return tracker.read(since)
    except TryLater as e:
        return Reading(tracker.name, whole=False, remarks=(f"{tracker.name}: {e}",))


def _moment(option: str, text: str, house: House, now: datetime) -> datetime:
    """10:00 of the organisation's day; now, where that is still to come today."""
    try:
        day = date.fromisoformat(text)
    except ValueError as e:
        raise BadConfig(f"{option} {text}: write a date like 2026-11-16") from e
    if day.year < EARLIEST:
        raise BadConfig(f"{option} {text}: there were no tickets yet")
    if day > now.astimezone(house.policy.time_zone).date():
        raise BadConfig(
            f"{option} {text}: is still to come; `ilosync forecast` tells what falls due"
        )
    return min(datetime.combine(day, house.policy.slot, house.policy.time_zone), now)
