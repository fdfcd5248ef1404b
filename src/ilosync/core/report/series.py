"""Trends out of the issues so far: numbers that were published already, and nothing more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ilosync.core.dates import quarter

from .issue import Issue
from .small import Figure
from .values import Chart, Line

WEEK = timedelta(days=7)
FEWEST = 4  # points before a line is drawn
MOST = 53  # weeks that a chart looks back

Reader = Callable[[Figure], int | None]


def _percent(figure: Figure | None) -> int | None:
    """The kept part in percent, as it was published."""
    if figure is None or figure.value is None or not figure.n:
        return None
    return round(100 * figure.value / figure.n)


def _part(*names: str) -> Reader:
    def read(figure: Figure) -> int | None:
        if figure.suppressed or not figure.parts:
            return None
        return sum(figure.parts.get(x, 0) for x in names)

    return read


def _group(name: str) -> Reader:
    return lambda figure: _percent(next((g for g in figure.groups if g.id == name), None))


@dataclass(frozen=True, slots=True)
class _Trend:
    id: str
    figure: str
    title: str
    says: str
    unit: str
    lines: Mapping[str, Reader]
    quarters: bool = False
    most: int | None = None


PERCENT, COUNT = "%", "people"
TRENDS = (
    _Trend(
        "coverage",
        "one_ilo",
        "One objective each",
        "How many in a hundred have one objective, week by week",
        PERCENT,
        {"all of us": _percent},
        most=100,
    ),
    _Trend(
        "managers",
        "one_ilo",
        "Managers and everybody else",
        "How many in a hundred have one objective, week by week",
        PERCENT,
        {"managers": _group("managers"), "everybody else": _group("others")},
        most=100,
    ),
    _Trend(
        "check_ins",
        "check_ins",
        "Check-ins held",
        "How many in a hundred of a quarter's check-ins were held",
        PERCENT,
        {"held": _percent},
        quarters=True,
        most=100,
    ),
    _Trend(
        "sessions",
        "sessions",
        "Feedback talks with newcomers",
        "Talks held and talks planned, week by week",
        "talks",
        {"held": _part("both_ways", "held"), "planned in the next 30 days": _part("soon")},
    ),
    _Trend(
        "mentors",
        "mentors",
        "Looking for a mentor",
        "People who look for a mentor, week by week: it shows how many offers are lacking",
        COUNT,
        {"looking": _part("looking")},
    ),
    _Trend(
        "wait",
        "mentors",
        "Waiting for a mentor",
        "How many weeks those who look have usually been looking",
        "weeks",
        {"weeks": lambda figure: figure.typical},
    ),
    _Trend(
        "stretches",
        "stretches",
        "Stretches with a net",
        "How many in a hundred stretches have all three clarifications, week by week",
        PERCENT,
        {"with a net": _percent},
        most=100,
    ),
    _Trend(
        "reached",
        "reached",
        "Notes of this tool",
        "People who got a note within seven days, week by week",
        COUNT,
        {"people": _part("reached")},
    ),
)


def charts(found: tuple[Issue, ...]) -> tuple[Chart, ...]:
    """A chart for each trend of which anything is known; gaps stay gaps."""
    made = (_chart(trend, found) for trend in TRENDS)
    return tuple(c for c in made if any(v is not None for x in c.lines for v in x.values))


def _chart(trend: _Trend, found: Iterable[Issue]) -> Chart:
    by_point = {_point(i, trend): i for i in found}  # the last one of a week or quarter
    points = _points(sorted(by_point), trend)
    lines = tuple(
        Line(name, tuple(_value(by_point.get(p), trend, read) for p in points))
        for name, read in trend.lines.items()
    )
    changed, before = [], None
    for point in points:
        issue = by_point.get(point)
        if issue is not None and before is not None and issue.terms != before:
            changed.append(point)
        before = issue.terms if issue is not None else before
    drawn = any(sum(v is not None for v in x.values) >= FEWEST for x in lines)
    return Chart(
        trend.id,
        trend.title,
        trend.says,
        trend.unit,
        points,
        lines,
        tuple(changed),
        trend.most,
        trend.quarters,
        drawn,
    )


def _point(issue: Issue, trend: _Trend) -> date:
    return quarter(issue.week).first if trend.quarters else issue.week


def _points(known: list[date], trend: _Trend) -> tuple[date, ...]:
    """Every week from the first to the last, also those of which nothing is known."""
    if trend.quarters or not known:
        return tuple(known)
    weeks = (known[-1] - known[0]) // WEEK
    return tuple(known[0] + n * WEEK for n in range(weeks + 1))[-MOST:]


def _value(issue: Issue | None, trend: _Trend, read: Reader) -> int | None:
    figure = issue.figure(trend.figure) if issue is not None else None
    return read(figure) if figure is not None else None
