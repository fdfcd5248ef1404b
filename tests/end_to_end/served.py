"""The daemon on loopback, in this process: what it is sent, what it answers, what it writes."""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from ilosync.sandbox.server import listen
from ilosync.serving import Serving

from .configuration import PLACE, configure, person
from .real_time import RealTown, open_real_town
from .town import Town

SECRET = "a secret of some length"
PATIENCE = 15.0


@dataclass
class Served:
    """A running daemon over a town."""

    town: Town
    serving: Serving
    url: str

    def post(
        self,
        body: bytes | object,
        *,
        tracker: str = "github",
        event: str = "issues",
        secret: str | None = SECRET,
        headers: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """A delivery, signed unless `secret` is None."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        said = {"content-type": "application/json", "x-github-event": event}
        if secret is not None:
            said["x-hub-signature-256"] = "sha256=" + signed(raw, secret)
        return requests.post(
            f"{self.url}/webhooks/{tracker}", raw, headers={**said, **(headers or {})}, timeout=30
        )

    def get(self, path: str, **more: Any) -> requests.Response:
        """What the daemon says of itself."""
        return requests.get(self.url + path, timeout=30, **more)

    def touches(self, number: int) -> requests.Response:
        """GitHub says that somebody edited an issue."""
        return self.post(delivery(self.town, number))

    def pending(self) -> int:
        """How many wait for a look."""
        return self.serving.shelf.attention.pending()[0]


def signed(body: bytes, secret: str) -> str:
    """GitHub's signature, in hexadecimal digits."""
    return hmac.new(secret.encode(), body, "sha256").hexdigest()


def delivery(town: Town, number: int) -> dict[str, object]:
    """The part of an `issues` delivery that matters."""
    issue = town.world.issue(PLACE, number)
    return {
        "action": "edited",
        "issue": {
            "number": number,
            "assignee": None,
            "assignees": [{"login": x.login, "id": x.id} for x in issue.assignees],
            "user": {"login": "somebody", "id": 1},
        },
        "repository": {"full_name": issue.repository.full_name},
        "sender": {"login": "somebody", "id": 1},
    }


def until(holds: Callable[[], object], within: float = PATIENCE, every: float = 0.02) -> None:
    """Wait until something holds, looking so often; fail where it does not come to hold."""
    latest = time.monotonic() + within
    while not holds():
        assert time.monotonic() < latest, "it did not come to hold in time"
        time.sleep(every)


@contextmanager
def small_town(folder: Path, tables: str = "") -> Iterator[RealTown]:
    """Ada, Bo and Grace, and one repository, in real time."""
    with open_real_town(folder / "config") as town:
        people = [person("ada", supervisor="grace"), person("bo"), person("grace")]
        configure(town.folder, people, tables=tables)
        yield town


@contextmanager
def served(town: Town, role: str = "all", **environ: str) -> Iterator[Served]:
    """The daemon, started; its database lies beside the configuration."""
    database = f"sqlite:///{town.folder.parent / 'ilosync.db'}"
    outside = {
        "ILOSYNC_DATABASE": database,
        "ILOSYNC_REPORT__OUT": str(town.folder.parent / "reports"),
        "ILOSYNC_TRACKERS__GITHUB__WEBHOOK_SECRET": SECRET,
        **town.environ,
        **environ,
    }
    serving = Serving(Path(town.folder), town.clock, role, outside)
    with listen(serving.web.application()) as url:
        serving.start()
        try:
            made = Served(town, serving, url)
            if role != "web":
                until(lambda: serving.shelf.known.read_in_full("github") is not None)
                until(lambda: made.pending() == 0)
            yield made
        finally:
            serving.stop()
