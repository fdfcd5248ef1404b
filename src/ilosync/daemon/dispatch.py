"""Several machines on PostgreSQL: procrastinate tells workers which key to look at.

Its jobs are only bells. The attention set is the truth: whatever is due there and has no bell
gets one again, so jobs may be lost, doubled or late. One job a key may wait (`queueing_lock`),
and none locks another while it runs: the lease on the row does that.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import Any

import psycopg
import structlog
from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Status
from sqlalchemy import text

from ilosync.errors import TryLater

from .attention import NEAR, WIDE, Attention
from .database import Database

HEARTBEAT, DEAD = 10.0, 30.0  # seconds between a worker's signs of life, and without one
TOGETHER = 0.02  # seconds in which marks are rung for together
AT_ONCE = 500  # keys
AWAKE = 1.0  # seconds after which a worker looks for itself: a bell may ring before it listens
TASK = "reconcile"
_AWAY = (ConnectorException, psycopg.Error, TryLater)
_log = structlog.get_logger()


class Dispatch:
    """Rings for the keys that are due, and has them looked at. `sweep` is in seconds."""

    def __init__(self, database: Database, attention: Attention, *, sweep: float = 3.0) -> None:
        self._database = database
        self._attention = attention
        self._sweep = sweep
        self._asked = Event()
        self._stopping = Event()
        self._lock = Lock()
        self._sweeper: Thread | None = None
        self._stops: set[Callable[[], object]] = set()
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)  # we say it ourselves

    def defer(self, keys: Collection[str]) -> None:
        """Ring for these soon; returns at once. What else is due in the set is rung for as well."""
        if keys:
            self._begin()
            self._asked.set()

    def run(
        self,
        work: Callable[[str], None],
        *,
        concurrency: int,
        lanes: Collection[str] = (NEAR, WIDE),
    ) -> None:
        """Call `work(key)` in up to `concurrency` threads until `stop`; `work` claims that key.

        Returns when what is in hand has ended. May be called by several threads, for a lane each.
        """
        self._begin()
        while not self._stopping.is_set():
            try:
                asyncio.run(self._work(work, concurrency, lanes))
            except _AWAY as e:
                _log.error("dispatch", why=_line(e))
            self._stopping.wait(self._sweep)

    def stop(self) -> None:
        """Take nothing more and ring no more."""
        self._stopping.set()
        self._asked.set()
        with self._lock:
            for stop in self._stops:
                stop()

    # --- ringing -----------------------------------------------------------------------------

    def _begin(self) -> None:
        with self._lock:
            if self._sweeper is None and not self._stopping.is_set():
                self._sweeper = Thread(target=self._ring, name="sweeper", daemon=True)
                self._sweeper.start()

    def _ring(self) -> None:
        """Whenever somebody asks, and every so often, ring for all that is due."""
        while not self._stopping.is_set():
            try:
                with App(connector=SyncPsycopgConnector(**self._pool(1))).open() as app:
                    while not self._stopping.is_set():
                        if self._ring_for_due(app) < AT_ONCE:
                            self._asked.wait(self._sweep)
                        self._asked.clear()
                        self._stopping.wait(TOGETHER)
            except _AWAY as e:
                _log.error("dispatch", why=_line(e))
                self._stopping.wait(self._sweep)

    def _ring_for_due(self, app: App) -> int:
        """Defer a job for each key that is due, that nobody looks at, and that has none."""
        with self._database.reading() as connection:
            due = connection.execute(_DUE, {"most": AT_ONCE}).all()
        for key, lane in due:
            with suppress(AlreadyEnqueued):
                app.configure_task(TASK, queue=lane, queueing_lock=key).defer(key=key)
        return len(due)

    # --- answering ---------------------------------------------------------------------------

    async def _work(
        self, work: Callable[[str], None], concurrency: int, lanes: Collection[str]
    ) -> None:
        """One worker of procrastinate, until it is stopped or loses its database."""
        loop = asyncio.get_running_loop()
        app = App(connector=PsycopgConnector(**self._pool(4)))
        with ThreadPoolExecutor(concurrency, thread_name_prefix="pass") as threads:

            @app.task(name=TASK)
            async def reconcile(key: str) -> None:
                await loop.run_in_executor(threads, self._answer, work, key)

            async with app.open_async():
                await self._until_stopped(
                    app.run_worker_async(
                        queues=list(lanes),
                        concurrency=concurrency,
                        delete_jobs="always",
                        install_signal_handlers=False,
                        fetch_job_polling_interval=AWAKE,
                        update_heartbeat_interval=HEARTBEAT,
                        stalled_worker_timeout=DEAD,
                    ),
                    _bury(app),
                )

    async def _until_stopped(self, *coroutines: Any) -> None:  # noqa: ANN401
        loop, asked = asyncio.get_running_loop(), asyncio.Event()

        def stop() -> None:
            loop.call_soon_threadsafe(asked.set)

        with self._lock:
            self._stops.add(stop)
        try:
            tasks = [asyncio.ensure_future(x) for x in (asked.wait(), *coroutines)]
            if self._stopping.is_set():
                asked.set()
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()  # the worker ends what it has in hand
            for ended in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(ended, Exception):
                    raise ended
        finally:
            with self._lock:
                self._stops.discard(stop)

    def _answer(self, work: Callable[[str], None], key: str) -> None:
        try:
            work(key)
        except Exception as e:  # noqa: BLE001  the row stays due, and the next sweep rings
            _log.error("dispatch.failed", about=key, kind=type(e).__name__)
        else:
            self._asked.set()  # for what was marked meanwhile

    def _pool(self, most: int) -> dict[str, Any]:
        address = self._database.url.set(drivername="postgresql")
        conninfo = address.render_as_string(hide_password=False)
        return {"conninfo": conninfo, "min_size": 1, "max_size": most, "timeout": 5.0}


async def _bury(app: App) -> None:
    """Delete the jobs of workers that died; their rows in the set are due again by themselves."""
    jobs = app.job_manager
    while True:
        for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=DEAD):
            if job.id is not None:
                await jobs.finish_job_by_id_async(job.id, Status.FAILED, delete_job=True)
        await jobs.prune_stalled_workers(DEAD)
        await asyncio.sleep(DEAD)


def _line(error: BaseException) -> str:
    return str(error.__cause__ or error).strip().partition("\n")[0]


_DUE = text("""
    SELECT key, lane FROM attention
    WHERE look <= (SELECT moment()) AND lease <= (SELECT moment()) AND NOT EXISTS (
        SELECT 1 FROM procrastinate_jobs
        WHERE queueing_lock = attention.key AND procrastinate_jobs.status = 'todo'
    )
    ORDER BY look LIMIT :most
""")
