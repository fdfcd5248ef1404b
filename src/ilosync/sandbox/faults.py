"""What can go wrong between a client and GitHub, switched on by tests and by people."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from math import inf
from typing import Protocol

from ilosync.sandbox.answer import Answer

When = Callable[[str, str, int], bool]
WRITES = {"POST", "PATCH", "PUT", "DELETE"}
KINDS = {
    "502", "stored_then_502", "403_secondary", "429", "403_primary", "graphql_rate_limited",
    "307", "partial", "slow", "reset", "stored_then_reset", "no_graphql", "no_timeline",
    "no_search",
}  # fmt: skip
LIMITED = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
)
SPENT = "API rate limit exceeded for user ID 1."


@dataclass(frozen=True)
class Asked:
    """One request that was made, and what it was answered; 0 where the line was cut."""

    method: str
    path: str
    query: str
    status: int


def always(_method: str, _path: str, _n: int) -> bool:
    """Whatever the request is."""
    return True


@dataclass(eq=False)
class Fault:
    """One thing that goes wrong, `times` times, where `when(method, path, n)` says so.

    `n` counts the requests of this world from 1; `times` None is once, and for good for
    the kinds that start with `no_`. `seconds` is what Retry-After says (None: it is not
    sent), when the primary limit resets, or how long `slow` takes; `as_date` sends
    Retry-After as a date. `status` is the answer of a missing face.
    `body_contains` spares requests whose body lacks a text, such as `"first": 100`.
    """

    kind: str
    when: When = always
    times: float | None = None
    seconds: float | None = None
    as_date: bool = False
    status: int = 404
    body_contains: str = ""
    seen: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no fault is called {self.kind}: {sorted(KINDS)}")
        if self.times is None:
            self.times = inf if self.kind.startswith("no_") else 1

    @property
    def stores(self) -> bool:
        """Whether the request is carried out all the same."""
        return self.kind.startswith("stored_") or self.kind in {"slow", "partial"}

    @property
    def cuts(self) -> bool:
        """Whether the connection drops without an answer."""
        return self.kind.endswith("reset")

    def fits(self, request: Request, n: int) -> bool:
        """Whether it happens to this request, the `n`-th of its world."""
        method, path = request.method, request.path
        return (
            self.seen < (self.times or 0)
            and _possible(self.kind, method, path)
            and self.body_contains.encode() in request.body
            and self.when(method, path, n)
        )


class Request(Protocol):
    """As much of a request as decides whether a fault strikes."""

    method: str
    path: str
    body: bytes


def take(faults: list[Fault], request: Request, n: int) -> Fault | None:
    """The first fault that fits; it is then used up once more."""
    for fault in list(faults):
        if fault.fits(request, n):
            fault.seen += 1
            return fault
    return None


def _possible(kind: str, method: str, path: str) -> bool:
    graphql = path == "/graphql"
    match kind:
        case "partial":
            return graphql or path.startswith("/search/")
        case "graphql_rate_limited" | "no_graphql":
            return graphql
        case "307" | "stored_then_502" | "stored_then_reset":
            return method in WRITES and not graphql
        case "no_timeline":
            return path.endswith("/timeline")
        case "no_search":
            return path.startswith("/search/")
        case _:
            return True


def answer_of(fault: Fault, now: datetime, moved_to: str) -> Answer:  # noqa: PLR0911
    """What the fault says in place of the real answer."""
    match fault.kind:
        case "502" | "stored_then_502":
            return Answer.json(502, {"message": "Server Error"})
        case "403_secondary":
            return Answer.json(403, {"message": LIMITED}, _retry_after(fault, now))
        case "429":
            return Answer.json(429, {"message": LIMITED}, _retry_after(fault, now))
        case "403_primary":
            return Answer.json(403, {"message": SPENT}, _spent(fault, now))
        case "graphql_rate_limited":
            errors = [{"type": "RATE_LIMITED", "message": SPENT}]
            return Answer.json(200, {"errors": errors}, _spent(fault, now))
        case "307":
            body = {"message": "Temporary Redirect", "url": moved_to}
            return Answer.json(307, body, {"location": moved_to})
        case _:
            return Answer.json(fault.status, {"message": "Not Found"})


def _retry_after(fault: Fault, now: datetime) -> dict[str, str]:
    if fault.seconds is None:
        return {}
    if fault.as_date:
        then = now + timedelta(seconds=fault.seconds)
        return {"retry-after": format_datetime(then, usegmt=True)}
    return {"retry-after": str(int(fault.seconds))}


def _spent(fault: Fault, now: datetime) -> dict[str, str]:
    reset = now + timedelta(seconds=3600 if fault.seconds is None else fault.seconds)
    return {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(reset.timestamp()))}


def cut_short(body: bytes) -> bytes:
    """The same answer with every other issue left out: of GraphQL with an error beside the data,
    of a search with a word that it is incomplete."""
    answer = json.loads(body)
    if "items" in answer:
        shown = {"items": answer["items"][1::2], "incomplete_results": True}
        return json.dumps(answer | shown).encode()
    errors: list[dict[str, object]] = []
    _thin(answer.get("data"), [], errors)
    answer["errors"] = answer.get("errors", []) + (errors or [_exceeded([])])
    return json.dumps(answer).encode()


def _thin(value: object, path: list[str | int], errors: list[dict[str, object]]) -> None:
    if not isinstance(value, dict):
        return
    for key, inner in value.items():
        if key == "nodes" and isinstance(inner, list):
            for i in range(0, len(inner), 2):
                inner[i] = None
                errors.append(_exceeded([*path, key, i]))
        else:
            _thin(inner, [*path, key], errors)


def _exceeded(path: list[str | int]) -> dict[str, object]:
    message = "Resource limits for this query exceeded."
    return {"type": "RESOURCE_LIMITS_EXCEEDED", "path": path, "message": message}
