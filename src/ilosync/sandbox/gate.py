"""The door: every request passes here to be counted, let in, and sometimes tripped up."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC
from email.utils import format_datetime
from hashlib import sha256
from typing import Any

from ilosync.sandbox import graphql, rest
from ilosync.sandbox.answer import Answer
from ilosync.sandbox.asking import Asking
from ilosync.sandbox.faults import SPENT, Asked, Fault, answer_of, cut_short, take
from ilosync.sandbox.world import World

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
ENTERPRISE = "/api/v3"
BY_ID = re.compile(r"^/repositories/(\d+)")
FREE = {"/rate_limit"}


class Gate:
    """The ASGI application over one world."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or drop the line."""
        asking = _asking(self.world, scope, await body_of(receive))
        self.world.arrived += 1
        fault = take(self.world.faults, asking, self.world.arrived)
        if fault and fault.kind == "slow":
            await asyncio.sleep(fault.seconds or 0.0)
        answer = self._answer(asking, fault, _token(scope), header_of(scope, b"if-none-match"))
        cut = fault is not None and fault.cuts
        status = 0 if cut else answer.status
        self.world.asked.append(Asked(asking.method, asking.path, asking.query, status))
        if cut:
            await drop(send, receive)
        else:
            await send_answer(send, answer)

    def _answer(self, asking: Asking, fault: Fault | None, token: str, known: str) -> Answer:
        if fault is None or fault.stores:
            answer = self._real(asking, token)
            if fault and fault.kind == "partial":
                answer.body = cut_short(answer.body)
        if fault is not None and (not fault.stores or fault.kind.startswith("stored_")):
            to = asking.base + asking.path.replace("/repos/", "/repositories/moved/", 1)
            answer = answer_of(fault, self.world.clock.now(), to)
        self._finish(asking, answer, token, known)
        return answer

    def _real(self, asking: Asking, token: str) -> Answer:
        world = self.world
        until = world.expiries.get(token)
        asking.app = token.count(".") == 2  # noqa: PLR2004 - a JSON web token has three parts
        expired = until is not None and until <= world.clock.now()
        if not asking.app and (token not in world.tokens or expired):
            return Answer.json(401, {"message": "Bad credentials", "status": "401"})
        asking.login = world.tokens.get(token, world.me)
        resource = _resource(asking.path)
        if resource == "graphql":
            return graphql.respond(asking)
        if asking.path not in FREE and world.meter.budget(resource).remaining <= 0:
            return Answer.json(403, {"message": SPENT})
        return rest.respond(asking)

    def _finish(self, asking: Asking, answer: Answer, token: str, known: str) -> None:
        """The headers that every answer has; 304 where the client knows it already."""
        world, resource = self.world, _resource(asking.path)
        known_by_etag = asking.method == "GET" and resource != "search"
        if known_by_etag and answer.status == 200:  # noqa: PLR2004
            etag = f'W/"{sha256(token.encode() + answer.body).hexdigest()}"'
            answer.headers["etag"] = etag
            if etag in known:
                answer.status, answer.body = 304, b""
                answer.headers.pop("content-type", None)
        paid = answer.status not in {304, 401} and asking.path not in FREE
        if paid and resource != "graphql" and world.meter.budget(resource).remaining > 0:
            world.meter.spend(resource)
        now = world.clock.now().astimezone(UTC)
        answer.headers = {
            "date": format_datetime(now, usegmt=True),
            "server": "sandbox",
            "x-github-media-type": "github.v3; format=json",
            "x-github-request-id": f"SAND:{self.world.arrived:06d}",
            **world.meter.budget(resource).headers(),
            **answer.headers,
        }


def _asking(world: World, scope: Scope, body: bytes) -> Asking:
    host = dict(scope["headers"]).get(b"host", b"localhost").decode()
    path, base = str(scope["path"]), f"{scope.get('scheme', 'http')}://{host}"
    if path.startswith(ENTERPRISE):
        path, base = path.removeprefix(ENTERPRISE) or "/", base + ENTERPRISE
    if path == "/api/graphql":
        path = "/graphql"
    query = scope["query_string"].decode()
    return Asking(world, scope["method"], _by_name(world, path), query, body, base)


def _by_name(world: World, path: str) -> str:
    """Turn `/repositories/{id}/…` into the address it stands for."""
    match = BY_ID.match(path)
    if match is None:
        return path
    found = (x for x in list(world.repositories.values()) if str(x.id) == match[1])
    repo = next(found, None)
    return path.replace(match[0], f"/repos/{repo.full_name}", 1) if repo else path


def _resource(path: str) -> str:
    if path.startswith("/search/"):
        return "search"
    return "graphql" if path == "/graphql" else "core"


def header_of(scope: Scope, name: bytes) -> str:
    """One header of a request; empty where it is not there."""
    return str(dict(scope["headers"]).get(name, b"").decode())


def _token(scope: Scope) -> str:
    kind, _, token = header_of(scope, b"authorization").partition(" ")
    return token.strip() if kind.lower() in {"bearer", "token"} else ""


async def body_of(receive: Receive) -> bytes:
    """The whole body of a request."""
    parts, more = [], True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


async def send_answer(send: Send, answer: Answer) -> None:
    """Send a whole answer."""
    headers = answer.headers | {"content-length": str(len(answer.body))}
    if answer.status in {204, 304}:
        headers.pop("content-length")
    raw = [(k.encode(), v.encode()) for k, v in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    await send({"type": "http.response.body", "body": answer.body})


async def drop(send: Send, receive: Receive) -> None:
    """Cut the line: uvicorn's `send` is bound to the cycle that holds the transport."""
    send.__self__.transport.abort()  # type: ignore[attr-defined]
    await receive()  # returns once the line is known to be gone
