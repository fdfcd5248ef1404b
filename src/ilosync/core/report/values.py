"""The report as a value: four faces of one computation, with their evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from ilosync.core.model import PersonId, Ref, RuleId

from .issue import Issue, Night


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that is owed: what, to whom, by whom, and why we think so.

    `on` is its day, where a date brought it about; `since` the day from which it stands.
    `unheard`: no channel exists by which the tool may tell those who owe it.
    """

    rule: RuleId
    promise: str
    what: str
    to: str
    by: str
    since: date
    on: date | None = None
    ticket: Ref | None = None
    url: str = ""
    unheard: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a promise's figure."""

    id: str
    title: str
    value: int
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Metric:
    """One line of Promises: words for everybody, numbers where there may be some.

    `reason` says why its numbers are held back; it is empty where they are not.
    """

    id: str
    title: str
    words: str
    value: int | None = None
    n: int | None = None
    parts: tuple[Part, ...] = ()
    reason: str = ""

    @property
    def suppressed(self) -> bool:
        """Whether its numbers are held back."""
        return bool(self.reason)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart: a name and a value for each point; None is a gap."""

    name: str
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A trend, as numbers that were published already. `changed` are points from which on
    something else was counted. `most` is the highest value there can be; a point is a Monday, or
    the first day of a quarter. `drawn`: there are points enough for a line."""

    id: str
    title: str
    says: str
    unit: str
    points: tuple[date, ...]
    lines: tuple[Line, ...]
    changed: tuple[date, ...] = ()
    most: int | None = None
    quarters: bool = False
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Promises:
    """What is for everybody: one issue a week. `issue` is None while nothing was counted whole."""

    issue: Issue | None
    metrics: tuple[Metric, ...] = ()
    charts: tuple[Chart, ...] = ()

    @property
    def spoken(self) -> tuple[Metric, ...]:
        """Those of which something is said."""
        return tuple(m for m in self.metrics if m.words)

    @property
    def unspoken(self) -> tuple[Metric, ...]:
        """Those that concern too few people for anything to be said."""
        return tuple(m for m in self.metrics if not m.words)


@dataclass(frozen=True, slots=True)
class Tool:
    """What the tool itself did and means to do; for the organisers, exact.

    `notes` and `most` (to one person) are of the last seven days. `brake`: what it would write
    is more than it writes without being asked. `spent`: requests by tracker and kind.
    """

    notes: int
    most: int
    waiting: int
    held: int
    unheard: int
    planned: int
    brake: bool
    spent: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Goal:
    """An objective, as its owner and their supervisor may see it."""

    title: str
    url: str
    where: Ref
    state: str
    since: date
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody in their supervisor's list. `owed` is what would help now, `away` days off that
    run or come. `own`: it is the supervisor's own row."""

    name: str
    status: str
    goals: tuple[Goal, ...] = ()
    owed: tuple[str, ...] = ()
    away: tuple[str, ...] = ()
    own: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """My people: a supervisor's own row, then those of the people whom they help."""

    person: PersonId
    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A notice that stands or stood on somebody's ticket."""

    rule: RuleId
    promise: str
    on: date
    where: Ref
    url: str
    stands: bool


@dataclass(frozen=True, slots=True)
class Mine:
    """What is held about one person, for them alone. `coming` is what is planned, with its day."""

    person: PersonId
    name: str
    status: str
    known: tuple[tuple[str, str], ...]
    goals: tuple[Goal, ...] = ()
    coming: tuple[tuple[date, str], ...] = ()
    notes: tuple[Note, ...] = ()
    letter: date | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A tracker, and as of when it was read; None where it could not be read in full tonight."""

    name: str
    at: datetime | None

    @property
    def whole(self) -> bool:
        """Whether all of it was read."""
        return self.at is not None


@dataclass(frozen=True, slots=True)
class Report:
    """All faces, as of one instant in the organisation's time zone; `tonight` is for history."""

    at: datetime
    sources: tuple[Source, ...]
    todo: tuple[Duty, ...]
    promises: Promises
    desks: tuple[Desk, ...]
    mine: tuple[Mine, ...]
    tool: Tool
    tonight: Night
    narrow: bool
    review: date | None = None
    remarks: tuple[str, ...] = ()

    @property
    def unread(self) -> tuple[str, ...]:
        """The trackers that could not be read in full."""
        return tuple(s.name for s in self.sources if not s.whole)
