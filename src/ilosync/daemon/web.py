"""The daemon's face on the network: webhooks in, health, metrics and the report out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass, field
from uuid import uuid4

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from ilosync.core.view import Directory
from ilosync.errors import BadDelivery, BadSignature, TryLater
from ilosync.ports import Hint

from .attention import Mark
from .keys import marks_of
from .metrics import Metrics
from .readiness import Readiness
from .receiving import Receiver, Unfit

log = structlog.get_logger()
Hook = Callable[[Mapping[str, str], bytes], Hint]
"""Headers and raw body of a delivery -> whom to look at. Raises `BadDelivery`."""
Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]

LARGE = 256 * 2**10  # bytes from which a body is read beside the event loop
_IDS = ("x-github-delivery", "x-atlassian-webhook-identifier")


@dataclass(frozen=True)
class Hooks:
    """How deliveries are read, by tracker, and whose the accounts in them are."""

    by_tracker: Mapping[str, Hook]
    known_as: Directory


@dataclass
class Web:
    """The routes. `mark` returns once the marks are durable; `hooks` may be exchanged."""

    hooks: Hooks
    mark: Callable[[Collection[Mark]], Awaitable[None]]
    readiness: Readiness
    metrics: Metrics
    takes_hints: bool = True
    more: Collection[BaseRoute] = ()
    receiver: Receiver = field(default_factory=Receiver)

    def application(self, lifespan: Lifespan | None = None) -> Starlette:
        """The ASGI application."""
        routes: list[BaseRoute] = [
            Route("/healthz", _healthz),
            Route("/readyz", self._readyz),
            Route("/metrics", self._metrics),
            *self.more,
        ]
        if self.takes_hints:
            routes.append(Route("/webhooks/{tracker}", self._delivery, methods=["POST"]))
        return Starlette(routes=routes, lifespan=lifespan)

    # --- deliveries --------------------------------------------------------------------------

    async def _delivery(self, request: Request) -> Response:
        tracker = request.path_params["tracker"]
        hook = self.hooks.by_tracker.get(tracker)
        if hook is None:
            return _said(404, "no tracker of this name takes webhooks here")
        status, says = await self._taken(tracker, hook, request)
        self.metrics.delivered(tracker, status)
        return _said(status, says)

    async def _taken(self, tracker: str, hook: Hook, request: Request) -> tuple[int, str]:
        """The status, and a line for whoever reads the sender's log of deliveries."""
        try:
            async with self.receiver.body(request) as body:
                hint = await _read(hook, dict(request.headers), body)
            return await self._marked(tracker, hint, request)
        except Unfit as e:
            log.warning("delivery.unfit", tracker=tracker, status=e.status, why=e.says)
            return e.status, e.says
        except BadSignature as e:
            log.warning("delivery.forged", tracker=tracker, why=str(e))
            return 401, str(e)
        except BadDelivery as e:
            log.warning("delivery.unreadable", tracker=tracker, why=str(e))
            return 400, str(e)
        except TryLater as e:
            log.error("delivery.lost", tracker=tracker, why=str(e))
            return 503, "it could not be stored; send it again"

    async def _marked(self, tracker: str, hint: Hint, request: Request) -> tuple[int, str]:
        trace = uuid4().hex[:12]
        marks = [*marks_of(hint, tracker, self.hooks.known_as, trace)]
        self.metrics.hinted(tracker, len(marks))
        if not marks:
            return 202, "nothing to look at"
        await self.mark(marks)
        sent = next((x for key in _IDS if (x := request.headers.get(key))), "")[:64]
        log.info("delivery.taken", tracker=tracker, delivery=sent, trace=trace, marks=len(marks))
        return 202, "taken"

    # --- the daemon itself -------------------------------------------------------------------

    async def _readyz(self, request: Request) -> Response:
        del request
        lines = await asyncio.to_thread(self.readiness.lines)
        ready = all(x.ok for x in lines)
        body = {"ready": ready, "lines": [asdict(x) for x in lines]}
        return JSONResponse(body, 200 if ready else 503)

    async def _metrics(self, request: Request) -> Response:
        del request
        text, kind = await asyncio.to_thread(self.metrics.text)
        return Response(text, media_type=kind)


async def _healthz(request: Request) -> Response:
    del request
    return _said(200, "alive")


async def _read(hook: Hook, headers: Mapping[str, str], body: bytes) -> Hint:
    """Read a delivery; a large one beside the event loop, so that others are not kept waiting."""
    if len(body) < LARGE:
        return hook(headers, body)
    return await asyncio.to_thread(hook, headers, body)


def _said(status: int, says: str) -> Response:
    return JSONResponse({"says": says}, status)
