"""What the daemon counts, for Prometheus: no person, no ticket, no word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client import Counter as Counts
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from ilosync.core.actions import Action
from ilosync.core.plan import Plan

from .shelf import LetterCount

LAGS = (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1_800)
Spent = Callable[[], Mapping[str, Mapping[str, int]]]
"""Requests so far, or requests left, by tracker and kind."""


class Metrics:
    """The daemon's numbers. All methods may be called from any thread."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        r = self.registry
        self._deliveries = Counts(
            "ilosync_deliveries", "Deliveries of webhooks", ["tracker", "status"], registry=r
        )
        self._hints = Counts(
            "ilosync_hints", "People and tickets hinted at", ["tracker"], registry=r
        )
        self._passes = Counts("ilosync_passes", "Passes", ["about", "end"], registry=r)
        self._writes = Counts(
            "ilosync_writes", "Writes to trackers", ["tracker", "action"], registry=r
        )
        self._findings = Gauge(
            "ilosync_findings", "Findings at the last full reading", ["rule"], registry=r
        )
        self._lag = Histogram(
            "ilosync_lag_seconds", "From a hint to its verdict", buckets=LAGS, registry=r
        )
        self._last = Gauge(
            "ilosync_last_full_reading_timestamp_seconds", "When all was last read", registry=r
        )
        self._pending = Gauge(
            "ilosync_pending", "People and tickets that wait for a look", registry=r
        )
        self._oldest = Gauge(
            "ilosync_pending_oldest_seconds", "How long the first of them has waited", registry=r
        )
        self._letters = Counts("ilosync_letters", "Private messages sent", registry=r)
        self._waiting = Gauge(
            "ilosync_letters_waiting", "Private messages that wait for their time", registry=r
        )
        self._held_back = Gauge(
            "ilosync_letters_held_back", "What nobody is told, since none is reached", registry=r
        )
        self._before: list[Callable[[], None]] = []

    def delivered(self, tracker: str, status: int) -> None:
        """A delivery was answered."""
        self._deliveries.labels(tracker, str(status)).inc()

    def hinted(self, tracker: str, marks: int) -> None:
        """A delivery hinted at so many people or tickets."""
        self._hints.labels(tracker).inc(marks)

    def passed(self, about: str, end: str, lag: float | None) -> None:
        """A pass ended; `lag` in seconds since the hint, where one began it."""
        self._passes.labels(about, end).inc()
        if lag is not None:
            self._lag.observe(max(lag, 0.0))

    def wrote(self, actions: Iterable[Action]) -> None:
        """These were written."""
        for action in actions:
            self._writes.labels(action.ticket.tracker, type(action).__name__.lower()).inc()

    def lettered(self, count: LetterCount) -> None:
        """So many private messages went, and this is how others stand."""
        self._letters.inc(count.sent)
        self._waiting.set(count.waiting)
        self._held_back.set(count.held_back)

    def read(self, plan: Plan, at: float) -> None:
        """All was read, and this stands."""
        self._findings.clear()
        for rule, count in Counter(f.rule for f in plan.findings).items():
            self._findings.labels(rule).set(count)
        self._last.set(at)

    def watch(self, pending: Callable[[], tuple[int, float]], spent: Spent, left: Spent) -> None:
        """Ask these at each scrape."""

        def ask() -> None:
            count, oldest = pending()
            self._pending.set(count)
            self._oldest.set(oldest)

        self._before.append(ask)
        self.registry.register(_Requests(spent, left))

    def text(self) -> tuple[bytes, str]:
        """The exposition, and its media type."""
        for ask in self._before:
            ask()
        return generate_latest(self.registry), CONTENT_TYPE_LATEST


class _Requests:
    """Requests as the trackers count them."""

    def __init__(self, spent: Spent, left: Spent) -> None:
        self._spent, self._left = spent, left

    def collect(self) -> Iterable[Metric]:
        """Read the counts."""
        made = CounterMetricFamily(
            "ilosync_requests", "Requests to trackers", labels=["tracker", "kind"]
        )
        for tracker, kinds in self._spent().items():
            for kind, count in kinds.items():
                made.add_metric([tracker, kind], count)
        yield made
        left = GaugeMetricFamily(
            "ilosync_requests_left", "What a tracker says is left", labels=["tracker", "budget"]
        )
        for tracker, budgets in self._left().items():
            for budget, count in budgets.items():
                left.add_metric([tracker, budget], count)
        yield left
