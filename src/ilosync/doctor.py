"""`ilosync doctor`: whether all is there that ilosync needs, a line each with the mend.

Nothing is written to a tracker. The last part is what `/readyz` says of the daemon, where it
has a database; to look at that is to try whether it can be written.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Protocol, runtime_checkable

from .bootstrap import House
from .core.model import Account, Reading
from .core.view import directory
from .doctor_letters import letter_checks
from .environment import variable
from .errors import BadConfig, IlosyncError
from .ports import Check, Tracker
from .settings import Settings

STOPS = {"address", "account", "reading"}  # where one of these is wrong, nothing else can be asked
SHOWN = 10  # accounts in a line


def checks(house: House, now: datetime) -> Iterator[Check]:
    """Look at the configuration, at each tracker and its people, and at the daemon's database.

    `about` begins with the part: `configuration: …`, a tracker's name, `daemon: …`. What is not
    `ok` stops ilosync; what is, and has a mend, could be better.
    """
    today = now.astimezone(house.settings.time_zone).date()
    yield from _part("configuration", _configuration(house, today))
    for name, tracker in house.sync.trackers.items():
        yield from _part(name, _tracker(name, tracker, house, today))
    yield from _part("messages", letter_checks(house, today))
    yield from _part("daemon", _daemon(house.settings, now))


def _part(part: str, found: Iterable[Check]) -> Iterator[Check]:
    """Under its heading a line need not say again what it is about."""
    for x in found:
        says, mend = (text.removeprefix(f"{part}: ") for text in (x.says, x.mend))
        yield Check(f"{part}: {x.about}", x.ok, says, mend)


# --- what the organisation wrote ---------------------------------------------------------------


def _configuration(house: House, today: date) -> Iterator[Check]:
    settings = house.settings
    file = settings.folder / "ilosync.toml"
    speaks = "speak = true" if settings.speak else "speak = false, nothing is written"
    says = f"{file}; people.toml has {len(house.people)}; {speaks}"
    yield Check("file", ok=True, says=says)
    if settings.speak and settings.since is None and not _writable(settings.folder):
        says = f"is not set, and {file} cannot be written"
        mend = f"add `since = {today}` to it: the day from which ilosync speaks"
        yield Check("since", ok=False, says=says, mend=mend)
    if settings.about_url is None:
        says = "is not set: no notice says where to read more"
        mend = "set it to a page that says what is kept, and whom to ask"
        yield Check("about_url", ok=True, says=says, mend=mend)
    yield _charter(settings, today)
    yield from _without_account(house, today)
    yield _reports(Path(settings.report.out))


def _charter(settings: Settings, today: date) -> Check:
    charter = settings.charter
    if charter is None:
        return Check("charter", ok=True, says="there is none: the narrow mode")
    if charter.review_by < today:
        says = f"its review was planned for {charter.review_by}"
        mend = "look at it again with your staff's representatives, then set review_by"
        return Check("charter", ok=True, says=says, mend=mend)
    says = f"agreed on {charter.agreed_on} with {charter.agreed_with}; review by "
    return Check("charter", ok=True, says=says + str(charter.review_by))


def _without_account(house: House, today: date) -> Iterator[Check]:
    nobody = [str(p.id) for p in house.people if p.in_scope(today) and not p.accounts]
    if nobody:
        names = " or ".join(house.settings.trackers)
        says = f"no account, so that ilosync cannot look after them: {_some(nobody)}"
        yield Check("people", ok=True, says=says, mend=f"add {names} to their lines of people.toml")


def _reports(folder: Path) -> Check:
    """`serve` makes the folder where there is none."""
    there = next(x for x in (folder, *folder.absolute().parents) if x.exists())
    if there.is_dir() and _writable(there):
        return Check("reports", ok=True, says=f"are written to {folder}")
    mend = "let it be written, or set `out` under [report] to another folder"
    return Check("reports", ok=False, says=f"{folder} cannot be written", mend=mend)


def _writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK)


# --- a tracker, and who is there -----------------------------------------------------------------


@runtime_checkable
class KnowsPeople(Protocol):
    """A tracker that can tell whether an account is somebody's."""

    def examine_people(self, accounts: Collection[Account]) -> tuple[Check, ...]:
        """A line for each of these accounts that is nobody's there."""


def _tracker(name: str, tracker: Tracker, house: House, today: date) -> Iterator[Check]:
    found = _answered(tracker.examine)
    yield from found
    if not house.settings.trackers[name].webhook_secrets:
        mend = f"with a webhook, set {variable('trackers', name, 'webhook_secret')}"
        says = "there is none: deliveries are refused"
        yield Check("webhook secret", ok=True, says=says, mend=mend)
    if any(x.about in STOPS and not x.ok for x in found):
        return
    if isinstance(tracker, KnowsPeople):
        known = [p.accounts[name] for p in house.people if p.in_scope(today) and name in p.accounts]
        yield from _answered(partial(tracker.examine_people, known))
    told = any(not x.ok for x in found)
    for x in _answered(lambda: _people(name, tracker.read(), house)):
        if x.ok or not told:  # else what is wrong was said above
            yield x


def _answered(ask: Callable[[], Iterable[Check]]) -> list[Check]:
    """What is found, or a line on why nothing was."""
    try:
        return list(ask())
    except IlosyncError as e:
        return [Check("reading", ok=False, says=e.detail, mend="try again later")]


def _people(name: str, reading: Reading, house: House) -> Iterator[Check]:
    """Which accounts on tickets are nobody's (DOMAIN R30), and what the reading remarked."""
    known_as = directory(house.people)
    accounts = {a for ticket in reading.tickets for a in ticket.assignees}
    strangers = sorted(a for a in accounts if (name, a) not in known_as)
    if strangers:
        says = f"own tickets, and are in nobody's line of people.toml: {_some(strangers)}"
        mend = "add them, or leave them out on purpose: their tickets stay untouched"
        yield Check("people", ok=True, says=says, mend=mend)
    elif reading.whole:
        says = f"{len(reading.tickets)} tickets: whoever owns one is in people.toml"
        yield Check("people", ok=True, says=says)
    for remark in reading.remarks:
        yield Check("reading", ok=reading.whole, says=remark)
    if not reading.whole and not reading.remarks:
        yield Check("reading", ok=False, says="not all could be read", mend="try again later")


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


# --- the daemon ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Moment:
    """A clock that shows the moment of the examination."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        """Nobody waits for a moment."""


def _daemon(settings: Settings, now: datetime) -> Iterator[Check]:
    """What `/readyz` says, where there is a database; none is made."""
    from .daemon.database import (  # noqa: PLC0415  other commands need no database
        MEND,
        Database,
        DatabaseAway,
    )
    from .daemon.readiness import Readiness  # noqa: PLC0415
    from .daemon.state import State  # noqa: PLC0415

    clock = _Moment(now)
    try:
        database = Database(settings.database, clock)
    except BadConfig as e:
        yield Check("database", ok=False, says=e.detail)
        return
    file = Path(str(database.url.database))
    if not database.shared and not file.exists():
        yield _to_be_made(file)
        return
    for x in Readiness(database, State(database), clock, lambda: settings.trackers).lines():
        says = x.says.removeprefix(f"{DatabaseAway()} ")
        mend = "" if x.ok or MEND in says else x.mend or MENDS.get(x.about, "")
        yield replace(x, says=says, mend=mend)
    database.close()


def _to_be_made(file: Path) -> Check:
    if _writable(file.absolute().parent):
        says = f"there is no {file} yet: `ilosync serve` makes it"
        return Check("database", ok=True, says=says)
    mend = "let its folder be written, or set `database` to another"
    return Check("database", ok=False, says=f"{file} cannot be made", mend=mend)


MENDS = {
    "database": "see whether it runs and can be written, and whether `database` names it",
    "last full reading": "see whether `ilosync serve` runs, and what its log says",
    "brake": "see what a pass would write: `ilosync plan`",
}
