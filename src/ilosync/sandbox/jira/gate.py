"""The door of the sandbox's Jira: each request is counted, let in, and sometimes tripped up."""

from __future__ import annotations

import asyncio
import re
from base64 import b64decode
from binascii import Error
from datetime import UTC, timedelta
from email.utils import format_datetime

from ilosync.sandbox.answer import Answer
from ilosync.sandbox.faults import Asked, Fault, take
from ilosync.sandbox.gate import Receive, Scope, Send, body_of, drop, header_of, send_answer
from ilosync.sandbox.jira import rest
from ilosync.sandbox.jira.asking import Asking
from ilosync.sandbox.jira.faults import answer_of
from ilosync.sandbox.jira.state import User
from ilosync.sandbox.jira.world import JiraWorld

ROOT = re.compile(r"^/rest/(?:api/(2|3|latest)|(webhooks)/1\.0)(?=/)")
OPEN = {"/serverInfo"}
SAID = "Client must be authenticated to access this resource."


class Gate:
    """The ASGI application over one world."""

    def __init__(self, world: JiraWorld) -> None:
        self.world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or drop the line."""
        world, asking = self.world, _asking(self.world, scope, await body_of(receive))
        with world.lock:
            world.arrived += 1
            fault = take(world.faults, asking, world.arrived)
        if fault and fault.kind == "slow":
            await asyncio.sleep(fault.seconds or 0.0)
        answer = self._answer(asking, fault, scope)
        cut = fault is not None and fault.cuts
        status = 0 if cut else answer.status
        world.asked.append(Asked(asking.method, asking.path, asking.query, status))
        if cut:
            await drop(send, receive)
        else:
            await send_answer(send, answer)

    def _answer(self, asking: Asking, fault: Fault | None, scope: Scope) -> Answer:
        answer = Answer(0)
        if fault is None or fault.stores:
            answer = self._real(asking, scope)
        if fault is not None and fault.kind != "slow" and not fault.cuts:
            answer = answer_of(fault, self.world.clock.now())
        now = self.world.clock.now().astimezone(UTC)
        answer.headers = {
            "date": format_datetime(now, usegmt=True),
            "server": "sandbox",
            "x-arequestid": f"{self.world.arrived:06d}",
            "cache-control": "no-cache, no-store, no-transform",
            **_allowance(self.world),
            **answer.headers,
        }
        return answer

    def _real(self, asking: Asking, scope: Scope) -> Answer:
        if not asking.version:
            return Answer.json(404, {"message": "null for uri", "status-code": 404})
        sent = header_of(scope, b"authorization")
        asking.asker = _account(self.world, sent)
        if asking.asker is None and (sent or asking.path not in OPEN):
            headers = {"www-authenticate": 'OAuth realm="sandbox"'}
            headers["x-seraph-loginreason"] = "AUTHENTICATED_FAILED" if sent else "OUT"
            return Answer.json(401, {"errorMessages": [SAID], "errors": {}}, headers)
        typed = header_of(scope, b"content-type").partition(";")[0].strip()
        if asking.method in {"POST", "PUT"} and typed != "application/json":
            return Answer.json(415, {"errorMessages": ["Unsupported Media Type"], "errors": {}})
        return rest.respond(asking)


def _allowance(world: JiraWorld) -> dict[str, str]:
    """What is left of a quota, where this Jira tells it."""
    if world.left is None:
        return {}
    reset = (world.clock.now() + timedelta(hours=1)).astimezone(UTC)
    return {
        "x-ratelimit-limit": "100000",
        "x-ratelimit-remaining": str(world.left),
        "x-ratelimit-reset": f"{reset:%Y-%m-%dT%H:%MZ}",
    }


def _account(world: JiraWorld, sent: str) -> User | None:
    """Who a token belongs to: on Cloud with the e-mail address, elsewhere as a bearer's."""
    kind, _, secret = sent.partition(" ")
    if not world.cloud:
        handle = world.tokens.get(secret.strip()) if kind.lower() == "bearer" else None
        return world.user(handle) if handle else None
    if kind.lower() != "basic":
        return None
    try:
        email, _, token = b64decode(secret.strip(), validate=True).decode().partition(":")
    except (Error, UnicodeDecodeError):
        return None
    handle = world.tokens.get(token)
    user = world.user(handle) if handle else None
    return user if user and user.email.casefold() == email.casefold() and user.active else None


def _asking(world: JiraWorld, scope: Scope, body: bytes) -> Asking:
    host = dict(scope["headers"]).get(b"host", b"localhost").decode()
    path, base = str(scope["path"]), f"{scope.get('scheme', 'http')}://{host}"
    match, version = ROOT.match(path), ""
    if match and (world.cloud or match[1] != "3"):
        path, version = path[match.end() :], match[1] or match[2]
    query = scope["query_string"].decode()
    return Asking(world, scope["method"], path, query, body, base, version)
