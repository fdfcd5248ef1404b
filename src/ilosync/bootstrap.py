"""The only place that picks concrete things and ties them together."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from .core.model import Person, PersonId
from .core.policy import Enforce, Policy
from .daemon.sync import Sync
from .errors import BadConfig
from .ports import Clock, Tracker
from .rules import RULES
from .settings import Settings, load_all
from .tracker_settings import GitHub, Jira
from .trackers.limits import Gate
from .trackers.pacing import Pacer
from .wording import RULES_DIR, Wording, check_overrides

if TYPE_CHECKING:
    from .trackers.github.credentials import App


class RealClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """This instant, in UTC."""
        return datetime.now(UTC)  # noqa: TID251  the one place that asks

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


@dataclass(frozen=True)
class House:
    """What the commands work with: settings, people, and a pass that is ready to run."""

    settings: Settings
    people: tuple[Person, ...]
    policy: Policy
    sync: Sync

    @property
    def spent(self) -> dict[str, dict[str, int]]:
        """Requests so far, by tracker and kind."""
        return {name: t.spent for name, t in self.sync.trackers.items()}


def build(
    folder: Path,
    clock: Clock,
    since: date | None = None,
    environ: Mapping[str, str] | None = None,
    *,
    log_in: bool = True,
    patience: float = 900,
) -> House:
    """Read the configuration and connect everything over trackers that keep this clock.

    `since` stands in where the configuration has none; `environ` for the process's own
    environment. Without `log_in` there are no trackers, and no way to log in is needed.
    `patience` is how many seconds a request to a tracker waits for its turn.
    Raises BadConfig for what does not hold.
    """
    settings, people = load_all(folder, environ)
    for each in settings.trackers.values() if log_in else ():
        if missing := each.auth_missing():
            raise BadConfig(missing)
    policy = policy_of(settings, since)
    places: tuple[Path, ...] = (RULES_DIR,)
    if settings.wording is not None:
        check_overrides(settings.wording, RULES, policy)
        places = (settings.wording, RULES_DIR)
    about = str(settings.about_url or "")
    wording = Wording({p.id: p for p in people}, policy, about, places)
    trackers: dict[str, Tracker] = {
        name: tracker_of(t, policy, clock, about, patience=patience)
        for name, t in settings.trackers.items()
        if log_in
    }
    return House(settings, people, policy, Sync(people, trackers, policy, RULES, wording))


def tracker_of(
    settings: GitHub | Jira,
    policy: Policy,
    clock: Clock,
    about_url: str,
    gate: Gate | None = None,
    patience: float = 900,
) -> Tracker:
    """One tracker as the configuration describes it.

    `gate` is a pace that other processes keep too; `patience` the seconds that a request waits
    for its turn.
    """
    match settings:  # whoever has no Jira does not load its client, which takes time and memory
        case GitHub():
            from .trackers.github.tracker import GithubTracker  # noqa: PLC0415

            return GithubTracker(
                settings.name,
                settings.repositories,
                auth_of(settings),
                clock,
                url=settings.url,
                label=policy.label,
                readers=settings.read_by,
                formerly=settings.formerly,
                organization=settings.organization or "",
                home=settings.home or "",
                pacer=Pacer(clock, patience=patience, gate=gate),
            )
        case Jira():
            from .trackers.jira.limits import LIMITS  # noqa: PLC0415
            from .trackers.jira.tracker import JiraTracker  # noqa: PLC0415

            if settings.auth is None:
                raise BadConfig(settings.auth_missing() or "")
            return JiraTracker(
                settings.name,
                settings.projects,
                settings.auth,
                clock,
                url=settings.url,
                label=policy.label,
                readers=settings.read_by,
                formerly=settings.formerly,
                about_url=about_url,
                visibility=settings.seen_by,
                date_field=settings.date_field,
                write_date=settings.write_date,
                let_go=settings.let_go,
                home=settings.home,
                pacer=Pacer(clock, LIMITS, patience, gate),
            )


def auth_of(settings: GitHub) -> str | App:
    """The way to log in that the environment offers: a token, else an App."""
    from .trackers.github.credentials import App  # noqa: PLC0415

    if settings.token is not None:
        return settings.token.get_secret_value()
    if not (settings.app_id and settings.private_key and settings.installation_id):
        raise BadConfig(settings.auth_missing() or "")
    return App(
        settings.app_id.get_secret_value(),
        settings.private_key.get_secret_value(),
        int(settings.installation_id.get_secret_value()),
    )


def policy_of(settings: Settings, since: date | None = None) -> Policy:
    """The core's numbers and names, as the people team set them."""
    return Policy(
        label=settings.label,
        enforce=Enforce(settings.enforce),
        since=settings.since or since,
        time_zone=settings.time_zone,
        narrow=settings.charter is None,
        check_in_months=settings.checkin.every_months,
        onboarding_months=settings.onboarding.months,
        session_months=settings.onboarding.sessions,
        new_starter_days=settings.grace.new_starter_days,
        between_days=settings.grace.between_days,
        draft_days=settings.grace.draft_days,
        stop_days=settings.absence.stop_days,
        return_quiet_workdays=settings.returning.quiet_workdays,
        check_in_ahead_days=settings.remind.checkin_before_days,
        check_in_after_days=settings.remind.checkin_after_days,
        session_ahead_days=settings.remind.session_before_days,
        per_person_days=settings.quiet.per_person_days,
        per_obligation=settings.quiet.per_obligation,
        again_days=settings.quiet.again_days,
        max_changes=settings.brake.max_changes,
        hours_from=settings.hours.opens,
        hours_to=settings.hours.closes,
        slot=settings.hours.slot,
        min_group=settings.report.min_group,
        homes=tuple((name, x.home) for name, x in settings.trackers.items() if x.home),
        organisers=tuple(PersonId(x) for x in settings.report.organisers),
        representatives=tuple(PersonId(x) for x in settings.report.representatives),
        charter_review=settings.charter.review_by if settings.charter else None,
        not_for_review=settings.charter is not None and settings.charter.no_review_use,
        quarter_first_month=settings.quarter.first_month,
        mentor_ask_days=settings.mentors.ask_days,
        mentor_wait_days=settings.mentors.wait_days,
    )


def configure_logs(form: str = "console", *, verbose: bool = False) -> None:
    """Log to the error stream: for people on a console, as JSON where set so.

    Logs hold what was done where, never a word of a ticket.
    """
    json = form == "json"
    level = logging.INFO if json or verbose else logging.WARNING
    end = (
        structlog.processors.JSONRenderer()
        if json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            end,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
