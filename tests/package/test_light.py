"""What a command loads: `ilosync serve` runs for months, and everything else is waited for."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ilosync.errors import Refused, TryLater
from ilosync.sandbox.clock import SimulatedClock
from ilosync.trackers.github import signing
from ilosync.trackers.github.credentials import App, Credentials
from tests.daemon.databases import START

HEAVY = (
    *("rich", "pygments", "cryptography", "apprise", "pygal", "icalendar", "holidays", "graphql"),
    *("procrastinate", "psycopg", "ilosync.sandbox", "ilosync.demo", "ilosync.commands.plan"),
)
DAEMON = """
from ilosync.cli import app
from ilosync.commands.serve import load_lightly
load_lightly()
import ilosync.serving, ilosync.trackers.github.tracker, ilosync.trackers.jira.tracker
"""


def loaded(code: str, given: str = "") -> set[str]:
    """Which of the heavy ones a new Python has after some code."""
    code += f"\nimport sys\nprint(*[n for n in {HEAVY} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], input=given, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_daemon_loads_nothing_that_it_does_not_need():
    """Neither the terminal's toolkit nor signatures, services, charts, or anybody's demo."""
    assert loaded(DAEMON) == set()


def test_it_signs_for_an_app_all_the_same(key: str):
    """By a process that ends, so that the daemon does not keep what it took."""
    sign = "import sys\nfrom ilosync.trackers.github.signing import signed\n"
    sign += "assert signed('77', sys.stdin.read()).count('.') == 2"
    assert loaded(DAEMON + sign, key) == set()


def test_what_was_hidden_can_be_found_afterwards():
    """A service of Apprise or a traceback that is asked for may need it."""
    assert loaded(DAEMON + "import rich, cryptography") == {"rich", "cryptography"}


def test_whoever_asks_the_version_does_not_wait_for_the_commands():
    """Nor does one command wait for another."""
    assert loaded("import ilosync.cli") == set()


def test_a_machine_that_cannot_sign_now_may_be_able_later(key: str, monkeypatch):
    """Too slow, or no process to be had: not a wrong key."""
    credentials = Credentials("github", App("77", key, 1), SimulatedClock(START))
    monkeypatch.setattr(signing, "SECONDS", 0.001)
    with pytest.raises(TryLater, match="nothing could be signed for the App"):
        credentials.as_app()
    monkeypatch.undo()
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(TryLater, match="nothing could be signed"):
        credentials.as_app()
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(TryLater, match="exit code 1"):
        credentials.as_app()


def test_a_key_that_is_none_is_said_by_its_kind_alone():
    """Not a byte of it in the error."""
    credentials = Credentials("github", App("77", "my secret key", 1), SimulatedClock(START))
    with pytest.raises(Refused, match=r"no RSA key in PEM \(\w+\)") as said:
        credentials.as_app()
    assert "secret" not in str(said.value)
