"""Somebody who asked for deliveries, and recorded ones to hold ours against."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Event, Thread
from typing import Any

from tests import contracts

PATIENCE = 5.0


class Receiver:
    """Answers with the statuses in `answers`, then 202; None does not answer until the end."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int | None] = []
        self.url = ""
        self.over = Event()
        self._changed = Condition()

    def hear(self, headers: dict[str, str], body: bytes) -> int | None:
        """Take one in; the answer comes back."""
        with self._changed:
            self.got.append((headers, body))
            self._changed.notify_all()
            return self.answers.pop(0) if self.answers else 202

    def wait(self, count: int) -> list[tuple[dict[str, str], bytes]]:
        """All that came once so many have come."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.got) >= count, PATIENCE)
            return list(self.got)


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a port of this machine."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = receiver.hear(dict(self.headers.items()), body)
            if status is None:
                receiver.over.wait(PATIENCE)
                return
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_port}/webhooks/it"
    try:
        yield receiver
    finally:
        receiver.over.set()
        server.shutdown()
        server.server_close()
        thread.join(PATIENCE)


def recorded(folder: str, pattern: str) -> list[dict[str, Any]]:
    """The recorded payloads of one tracker whose names fit; without them the test is skipped."""
    found = sorted((contracts.folder() / "webhooks" / folder).glob(pattern))
    assert found, pattern
    return [json.loads(x.read_text(encoding="utf-8")) for x in found]


def unlike(ours: Any, theirs: list[Any], path: str = "") -> list[str]:
    """What in ours is in none of theirs, or is of another type there."""
    kinds = {type(x) for x in theirs}
    if type(ours) not in kinds:
        names = sorted(x.__name__ for x in kinds)
        return [f"{path}: {type(ours).__name__}, not {' or '.join(names)}"]
    if isinstance(ours, list):
        inner = [y for x in theirs if isinstance(x, list) for y in x]
        return [z for x in ours for z in unlike(x, inner, f"{path}[]")] if inner else []
    if not isinstance(ours, dict):
        return []
    wrong = []
    for key, value in ours.items():
        there = [x[key] for x in theirs if isinstance(x, dict) and key in x]
        wrong += unlike(value, there, f"{path}.{key}") if there else [f"{path}.{key}: unknown"]
    return wrong
