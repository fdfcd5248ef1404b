"""What a Jira tracker is asked to look at, as the configuration says it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from ilosync.core.labels import FAMILY, resembles
from ilosync.core.model import Readers, Ref, Ticket
from ilosync.core.policy import Policy
from ilosync.errors import BadConfig

LET_GO = ("Won't Do", "Won't Fix", "Duplicate", "Cannot Reproduce", "Declined", "Obsolete")
"""Resolutions, in Atlassian's English, that close a ticket without its being done."""

ISSUE_TYPE = "Task"
"""Of which type tickets of our own are, where a project has it."""

_FAMILY = (
    Policy.next, Policy.draft, Policy.paused, Policy.onboarding, Policy.quarter, Policy.page,
    Policy.report, Policy.shared, Policy.stretch, Policy.team_need, Policy.personal,
    Policy.mentor_wanted, Policy.cost, Policy.retreat, f"{FAMILY}active",
)  # fmt: skip
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Scope:
    """Which projects, under which label; `formerly` are our earlier accounts.

    An issue whose *type* is named like the label counts as labelled. `date_field` is the id
    or name of the field for the next check-in, `write_date` whether we fill it in; `visibility`
    restricts our comments; `let_go` are resolutions in lower case, the best first; `home` is
    where we may open tickets, of the type `issue_type`.
    """

    tracker: str
    projects: tuple[str, ...]
    label: str = "ILO"
    readers: Readers | None = None
    formerly: frozenset[str] = frozenset()
    about_url: str = ""
    visibility: tuple[str, str] | None = None
    date_field: str | None = None
    write_date: bool = False
    let_go: tuple[str, ...] = tuple(x.casefold() for x in LET_GO)
    home: str = ""
    issue_type: str = ISSUE_TYPE

    def __post_init__(self) -> None:
        wrong = [x for x in self.projects if not _KEY.fullmatch(x)]
        if wrong or not self.projects:
            key = repr(wrong[0]) if wrong else "nothing"
            raise BadConfig(f"trackers.{self.tracker}.projects: {key} is no project key like GROW.")
        if re.search(r"\s", self.label):
            raise BadConfig(f"label: {self.label!r} has a blank, which Jira's labels cannot hold.")

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that are ours, as Jira may hold them: it tells cases apart."""
        spelt = {self.label, self.label.lower(), self.label.upper(), self.label.capitalize()}
        return (*sorted(spelt), *_FAMILY)

    @property
    def misspelt(self) -> tuple[str, ...]:
        """Labels that people may have meant; a query cannot ask for what resembles."""
        plain = {self.label, self.label.replace("O", "0"), self.label.replace("I", "1")}
        plain |= {"-".join(self.label), ".".join(self.label)}
        if self.label.casefold() == "ilo":
            plain |= {"IndividualLearningObjective", "individual-learning-objective"}
        return tuple(sorted(x for y in plain for x in (y, f"{y}s") if resembles(x, self.label)))

    def known_labels(self) -> frozenset[str]:
        """What every project counts as having: Jira makes a label when it is first used."""
        return frozenset({self.label, *_FAMILY})

    def counts_by_type(self, labels: Collection[str]) -> bool:
        """Whether the type may stand for the label: not where the ticket waits for its turn."""
        return Policy.next not in {x.casefold() for x in labels}

    def matters(self, labels: Collection[str]) -> bool:
        """Whether one of them is the ILO label or begins with `ilo:`."""
        wanted = self.label.casefold()
        return any(x.casefold() == wanted or x.casefold().startswith(FAMILY) for x in labels)

    def has(self, ref: Ref) -> bool:
        """Whether a ticket is in one of the configured projects."""
        return ref.place.upper() in {x.upper() for x in self.projects}

    def wants(self, ticket: Ticket) -> bool:
        """Whether a ticket is one of those that the port promises, or one that we opened."""
        if not self.has(ticket.ref):
            return False
        if ticket.marker is not None or self.matters(ticket.labels):
            return True
        odd = any(resembles(x, self.label) for x in ticket.labels)
        return ticket.open and (odd or ticket.looks_like_ilo)
