"""`ilosync serve`: one process of the daemon, put together from the configuration."""

from __future__ import annotations

import gc
import json
import signal
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Thread
from time import monotonic

import structlog
import uvicorn
from starlette.applications import Starlette

from .bootstrap import House, build
from .core.model import Snapshot
from .core.plan import Plan
from .daemon.attention import NEAR, WIDE, Attention, Claim, Mark
from .daemon.daemon import Daemon, Parts, Rota
from .daemon.database import Database
from .daemon.intake import Intake
from .daemon.known import Known
from .daemon.metrics import Metrics
from .daemon.readiness import Readiness
from .daemon.shelf import Outcome, Shelf
from .daemon.state import State
from .daemon.turns import Turns
from .daemon.web import Web
from .daemon.worker import Workers
from .errors import BadConfig, IlosyncError
from .first_run import remember_since
from .ports import Clock
from .reports.apart import Material, write_apart
from .reports.pinned import pinned
from .wiring import clients, dispatch_of, hooks_of, post_of, shown_of

log = structlog.get_logger()
ROLES = ("all", "web", "worker", "night")
HEAR_AGAIN, HEAR_SOON = 60.0, 2.0  # seconds for which our own accounts, or none, are remembered
NEAR_PATIENCE, WIDE_PATIENCE = 5.0, 600.0  # seconds that a request waits for its turn


class Serving:
    """The daemon of one process: `application()` is its web face, workers run beside it."""

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        role: str = "all",
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self._folder, self._clock, self._role, self._environ = folder, clock, role, environ
        self._house = house = self._built()
        self.database = Database(house.settings.database, clock)
        if not self.database.shared:
            self.database.migrate()
        if wrong := self.database.ready():
            raise BadConfig(wrong)
        attention = Attention(self.database, float(house.settings.daemon.lease_seconds))
        self.shelf = Shelf(attention, Known(self.database), State(self.database))
        self._intake = Intake(attention)
        self._bells = dispatch_of(house.settings, self.database, attention)
        self.metrics = Metrics()
        self._trackers: list[Turns] = []
        self._daemon = Daemon(self._parts(house), self.shelf, clock, self._seen)
        self._ours: dict[str, tuple[float, frozenset[str]]] = {}
        self.web = Web(
            hooks_of(house, self._known_as_ours),
            self._mark,
            Readiness(self.database, self.shelf.state, clock, lambda: self._house.settings.kinds),
            self.metrics,
            takes_hints=role in ("all", "web"),
            more=shown_of(house.settings).routes,
        )
        self.metrics.watch(attention.pending, self._spent, self._left)
        self._workers = self._staff(house)

    # --- from the configuration ----------------------------------------------------------------

    def _built(self) -> House:
        """The configuration; the first process that speaks writes down since when it does."""
        log_in = self._role != "web"
        house = build(self._folder, self._clock, environ=self._environ, log_in=log_in)
        if not house.settings.speak or house.settings.since is not None or not log_in:
            return house
        today = self._clock.now().astimezone(house.settings.time_zone).date()
        remember_since(self._folder, today)
        log.warning("since", day=str(today), file=str(self._folder / "ilosync.toml"))
        return build(self._folder, self._clock, environ=self._environ)

    def _parts(self, house: House) -> Parts:
        """Trackers that share one pace: some for hints, others for full readings."""
        settings, sync = house.settings, house.sync
        near, wide = (
            clients(house, self._clock, self.database, patience, self._heard)
            if self._role != "web"
            else {}
            for patience in (NEAR_PATIENCE, WIDE_PATIENCE)
        )
        self._trackers = [*near.values(), *wide.values()]
        return Parts(
            replace(sync, trackers=near),
            wide,
            Rota(float(settings.daemon.poll_seconds), settings.report.at, settings.time_zone),
            partial(_report, house, self._spent),
            settings.speak,
            post_of(settings) if self._role != "web" else None,
            partial(pinned, Path(settings.report.out), str(settings.about_url or "")),
        )

    def _staff(self, house: House) -> Workers:
        """So many threads for people, and one for everything."""
        table = house.settings.daemon
        threads: dict[str, int] = {}
        if self._role in ("all", "worker"):
            threads[NEAR] = table.threads
        if self._role in ("all", "night"):
            threads[WIDE] = 1
        lease, bells = float(table.lease_seconds), self._bells if threads else None
        return Workers(self.shelf.attention, self._work, threads, lease, bells)

    async def _mark(self, marks: Collection[Mark]) -> None:
        """Make hints durable, and ring for them."""
        await self._intake.mark(marks)
        if self._bells is not None:
            self._bells.defer([m.key for m in marks])

    def reload(self) -> None:
        """Read the configuration anew; a wrong one is refused whole, and all goes on as before."""
        try:
            house = self._built()
            parts, hooks = self._parts(house), hooks_of(house, self._known_as_ours)
        except IlosyncError as e:
            log.error("reload.refused", why=str(e))
            return
        self._house, self.web.hooks = house, hooks
        self._daemon.reload(parts)
        self._daemon.begin()
        log.warning("reload.done", people=len(house.people), trackers=sorted(house.settings.kinds))

    # --- at work -------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to work; returns at once."""
        if self._role != "web":
            self._daemon.begin()
        self._workers.start()

    def stop(self) -> None:
        """Finish what is in hand within the configured time, and let go of everything."""
        within = float(self._house.settings.daemon.stop_seconds)
        if not self._workers.stop(within):
            log.warning("stop.hurried", seconds=within)
        self._intake.close()
        if self._bells is not None:
            self._bells.stop()
        self.database.close()

    def _work(self, claim: Claim) -> Outcome:
        outcome = self._daemon.work(claim)
        self.metrics.wrote(outcome.written)
        if outcome.letters is not None:
            self.metrics.lettered(outcome.letters)
        about = claim.key.partition(":")[0]
        end = "later" if outcome.after is not None else "done"
        lag = self.database.now() - claim.since if end == "done" else None
        self.metrics.passed(about, end, lag)
        return outcome

    def _seen(self, snapshot: Snapshot, plan: Plan) -> None:
        del snapshot
        self.metrics.read(plan, self._clock.now().timestamp())

    def _heard(self, tracker: str, trouble: str) -> None:
        """A tracker has trouble, or has none any more: for whoever asks whether we are ready."""
        if trouble:
            log.warning("tracker.trouble", tracker=tracker, why=trouble)
        self.shelf.state.put(f"trouble:{tracker}", trouble)

    def _known_as_ours(self, tracker: str) -> frozenset[str]:
        """Our own account, as the workers wrote it down; asked once a minute."""
        at, ours = self._ours.get(tracker, (0.0, frozenset[str]()))
        if monotonic() - at > (HEAR_AGAIN if ours else HEAR_SOON):
            said = self.shelf.state.get(f"ours:{tracker}")
            ours = frozenset(json.loads(said)) if said else frozenset()
            self._ours[tracker] = monotonic(), ours
        return ours

    def _spent(self) -> dict[str, dict[str, int]]:
        return _summed((t.name, t.spent) for t in self._trackers)

    def _left(self) -> dict[str, dict[str, int]]:
        """What is left of each budget, by the client that heard the least."""
        found: dict[str, dict[str, int]] = {}
        for tracker in self._trackers:
            there = found.setdefault(tracker.name, {})
            for budget, count in tracker.remaining.items():
                there[budget] = min(count, there.get(budget, count))
        return found

    # --- on the network ------------------------------------------------------------------------

    def application(self) -> Starlette:
        """The ASGI application; workers run as long as it does."""

        @asynccontextmanager
        async def lifespan(_: Starlette) -> AsyncIterator[None]:
            self.start()
            yield
            self.stop()

        return self.web.application(lifespan)

    def run(self, host: str, port: int, ready: Callable[[int], None]) -> None:
        """Serve until SIGTERM or Ctrl-C; SIGHUP reads the configuration anew."""
        signal.signal(signal.SIGTERM, lambda *_: None)  # uvicorn ends on it, then raises it again
        signal.signal(signal.SIGHUP, lambda *_: Thread(target=self.reload, daemon=True).start())
        config = uvicorn.Config(
            self.application(),
            host=host,
            port=port,
            http="httptools",
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            limit_concurrency=1_000,
            timeout_graceful_shutdown=5,
        )
        listening = config.bind_socket()
        listening.listen(config.backlog)  # who comes before we are up waits a moment
        ready(listening.getsockname()[1])
        gc.collect()
        gc.freeze()  # what was loaded stays: later collections need not walk it (p99 40 -> 15 ms)
        uvicorn.Server(config).run(sockets=[listening])


def _summed(counts: Iterable[tuple[str, Mapping[str, int]]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for name, kinds in counts:
        for kind, count in kinds.items():
            there = found.setdefault(name, {})
            there[kind] = there.get(kind, 0) + count
    return found


def _report(
    house: House,
    spent: Callable[[], Mapping[str, Mapping[str, int]]],
    snapshot: Snapshot,
    plan: Plan,
    now: datetime,
) -> None:
    """The nightly report and the calendars, where the configuration says.

    Requests are since the process began.
    """
    folder = Path(house.settings.report.out)
    files = write_apart(Material(snapshot, plan, house.policy, now, folder, spent()))
    log.info("report.written", files=files)
