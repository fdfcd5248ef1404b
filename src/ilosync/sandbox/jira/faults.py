"""What can go wrong between a client and Jira, switched on by tests and by people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from ilosync.sandbox.answer import Answer
from ilosync.sandbox.faults import WRITES, Fault, Request

KINDS = {
    "401", "403", "500", "502", "503", "504", "stored_then_502", "slow", "reset",
    "stored_then_reset", "429_burst", "429_quota", "429_issue",
}  # fmt: skip
REASONS = {
    "429_burst": "jira-burst-based",
    "429_quota": "jira-quota-tenant-based",
    "429_issue": "jira-per-issue-on-write",
}
READS = re.compile(r"/(search(/jql|/approximate-count)?|bulkfetch|comment/list)$")
ISSUE = re.compile(r"/issue/[^/]+")
PAGE = "<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"
SAID = {"500": "Internal server error", "502": "Bad Gateway", "503": "Service Unavailable"}


@dataclass(eq=False)
class JiraFault(Fault):
    """One thing that goes wrong, as `Fault` has it, of the kinds that Jira knows.

    `seconds` is what Retry-After says (None: it is not sent; `as_date`: as an HTTP date), when
    a quota fills up again, or how long `slow` takes. `429_issue` strikes only writes to an issue.
    """

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no fault is called {self.kind}: {sorted(KINDS)}")
        if self.times is None:
            self.times = 1

    def fits(self, request: Request, n: int) -> bool:
        """Whether it happens to this request, the `n`-th of its world."""
        writes = request.method in WRITES and not READS.search(request.path)
        if self.kind.startswith("stored_") and not writes:
            return False
        if self.kind == "429_issue" and not (writes and ISSUE.search(request.path)):
            return False
        return super().fits(request, n)


def answer_of(fault: Fault, now: datetime) -> Answer:
    """What the fault says in place of the real answer."""
    status = int(re.findall(r"\d{3}", fault.kind)[0])
    headers = _retry_after(fault, now)
    match status:
        case 401:
            headers |= {"www-authenticate": 'OAuth realm="sandbox"'}
            return _told(401, "Client must be authenticated to access this resource.", headers)
        case 403:
            headers |= {"x-authentication-denied-reason": "CAPTCHA_CHALLENGE; login-url=/login.jsp"}
            return _told(403, "Forbidden", headers)
        case 429:
            return _told(429, "Rate limit exceeded.", headers | _limits(fault, now))
        case _:
            page = PAGE.format(f"{status} {SAID.get(str(status), 'Gateway Time-out')}")
            return Answer(status, {"content-type": "text/html"} | headers, page.encode())


def _told(status: int, said: str, headers: dict[str, str]) -> Answer:
    return Answer.json(status, {"errorMessages": [said], "errors": {}}, headers)


def _limits(fault: Fault, now: datetime) -> dict[str, str]:
    headers = {"ratelimit-reason": REASONS[fault.kind]}
    if fault.kind == "429_quota":
        wait = timedelta(seconds=3600 if fault.seconds is None else fault.seconds)
        headers |= {
            "x-ratelimit-limit": "350",
            "x-ratelimit-remaining": "0",
            "x-ratelimit-reset": f"{(now + wait).astimezone(UTC):%Y-%m-%dT%H:%MZ}",
        }
    return headers


def _retry_after(fault: Fault, now: datetime) -> dict[str, str]:
    if fault.seconds is None:
        return {}
    if fault.as_date:
        then = (now + timedelta(seconds=fault.seconds)).astimezone(UTC)
        return {"retry-after": format_datetime(then, usegmt=True)}
    return {"retry-after": str(int(fault.seconds))}
