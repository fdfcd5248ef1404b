"""`ilosync serve` as a process of its own, to be asked, told and killed."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import requests

from .command import environment
from .served import SECRET, delivery, signed
from .town import Town

START = 20.0


class Process:
    """`ilosync serve`, running."""

    def __init__(self, town: Town, *words: str, **environ: str) -> None:
        self.town = town
        self.errors = town.folder.parent / "serve.err"
        outside = {"ILOSYNC_TRACKERS__GITHUB__WEBHOOK_SECRET": SECRET, **town.environ, **environ}
        with self.errors.open("ab") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ilosync", "serve", "--port", "0", *words],
                env=environment(**outside),
                cwd=town.folder.parent,
                stdout=subprocess.PIPE,
                stderr=err,
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline().decode()
        found = re.search(r"listens on 127\.0\.0\.1:(\d+)", line)
        assert found, line + self.errors.read_text(encoding="utf-8")
        self.url = f"http://127.0.0.1:{found[1]}"

    def get(self, path: str, **more: object) -> requests.Response:
        return requests.get(self.url + path, timeout=10, **more)  # type: ignore[arg-type]

    def touches(self, number: int) -> int:
        """GitHub says that somebody edited an issue; the status of the answer."""
        return self.deliver(self.town, self.url, number)

    @staticmethod
    def deliver(town: Town, url: str, number: int) -> int:
        """The same, to whatever listens at an address."""
        raw = json.dumps(delivery(town, number)).encode()
        headers = {
            "content-type": "application/json",
            "x-github-event": "issues",
            "x-hub-signature-256": "sha256=" + signed(raw, SECRET),
        }
        return requests.post(f"{url}/webhooks/github", raw, headers=headers, timeout=10).status_code

    def said(self) -> str:
        return self.errors.read_text(encoding="utf-8")

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal, and wait for the end; the exit code."""
        self.process.send_signal(how)
        return self.process.wait(30)

    def close(self) -> None:
        """Let go of what it said."""
        assert self.process.stdout is not None
        self.process.stdout.close()


@contextmanager
def serving(town: Town, *words: str, **environ: str) -> Iterator[Process]:
    """The process, ended at the end whatever happens."""
    running = Process(town, *words, **environ)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.process.kill()
        running.process.wait(10)
        running.close()
