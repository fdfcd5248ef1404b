"""Signed deliveries of GitHub's, and as much of a payload as matters."""

from __future__ import annotations

import hmac
import json

from ilosync.ports import Hint
from ilosync.trackers.github.hook import touched
from tests.trackers.conftest import PLACE

SECRET = "s3cret"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
NOTHING, EVERYONE = Hint(), Hint(everyone=True)


def signed(body: bytes, event: str, secret: str = SECRET) -> dict[str, str]:
    """The headers that GitHub sends."""
    digest = hmac.new(secret.encode(), body, "sha256").hexdigest()
    return {"X-Hub-Signature-256": f"sha256={digest}", "X-GitHub-Event": event,
            "Content-Type": "application/json"}  # fmt: skip


def read(event: str, payload: object, *ours: str, label: str | None = None) -> Hint:
    """What a well-signed payload touches."""
    body = json.dumps(payload).encode()
    return touched(signed(body, event), body, [SECRET], ours, label)


def issue(number: int = 1, *owners: str, **more: object) -> dict[str, object]:
    """As much of an issue as matters."""
    return {"number": number, "assignees": [{"login": x} for x in owners], **more}


def place(name: str = PLACE) -> dict[str, object]:
    """As much of a repository as matters."""
    return {"full_name": name}
