"""Signed deliveries such as GitHub sends, of about 13 KB each, and a configuration for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.world import World

PLACE = "acme/learning"
SECRET = "not a secret"  # noqa: S105
WORDS = "I want to learn something. " * 130  # so that a delivery has about 13 KB, as GitHub's have


def requests(people: int, host: str) -> list[bytes]:
    """What goes over the line when each person opens an issue, whole requests, ready to be sent."""
    world = World(SimulatedClock(datetime(2026, 11, 2, 10, tzinfo=UTC)))
    world.repository(PLACE, labels=("ILO",))
    world.deliveries.hook(f"http://{host}/webhooks/github", SECRET, PLACE)
    world.deliveries.take()  # the ping
    for number in range(people):
        who = f"login-{number}"
        world.open(PLACE, who, "Learn", WORDS, labels=["ILO"], assignees=[who])
    return [_request(host, d.headers, d.body) for d in world.deliveries.take()]


def _request(host: str, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = ["POST /webhooks/github HTTP/1.1", f"Host: {host}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def configure(folder: Path, people: int) -> Path:
    """A configuration with so many people, one repository, and nothing to be said."""
    folder.mkdir()
    (folder / "ilosync.toml").write_text(
        f'[trackers.github]\nkind = "github"\nrepositories = ["{PLACE}"]\nreaders = "team"\n'
    )
    rows = (f'[[people]]\nid = "p{n}"\nname = "P{n}"\ngithub = "login-{n}"' for n in range(people))
    (folder / "people.toml").write_text("\n\n".join(rows) + "\n")
    return folder
