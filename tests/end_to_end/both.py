"""A GitHub and a Jira on loopback, both well, for `ilosync doctor` to look at."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
import structlog

from ilosync.bootstrap import RealClock
from ilosync.cli import main
from ilosync.daemon.database import Database
from ilosync.ports import Check
from ilosync.sandbox.jira.server import serve
from ilosync.sandbox.jira.world import TOKEN, JiraWorld
from tests import contracts

from .command import Ended
from .configuration import PLACE, configure, person
from .real_time import RealTown, open_real_town

TOP = 'speak = true\nsince = 2026-01-01\nabout_url = "https://acme.example/learning"'
TABLES = """
[trackers.jira]
kind = "jira"
url = "https://acme.atlassian.net"
projects = ["GROW"]
readers = "team"

[charter]
url = "https://acme.example/charter"
agreed_with = "staff council"
agreed_on = 2020-03-02
review_by = 9999-03-02
"""
PEOPLE = (person("ada"), person("bo", github=None, jira="bo-b"))
HOOK = "http://ilosync.example/webhooks/"


@dataclass
class Both:
    """A GitHub and a Jira in real time, where all is well until somebody breaks it."""

    town: RealTown
    jira: JiraWorld
    environ: dict[str, str]

    def types(self, *words: str, **environ: str) -> Ended:
        """Somebody types `ilosync doctor …`."""
        return self.town.types("doctor", *words, **{**self.environ, **environ})

    def here(self, *words: str, **environ: str) -> Ended:
        """The same in this process, which is sooner done."""
        out, err = StringIO(), StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.chdir(self.town.folder.parent)
            patch.setattr(sys, "argv", ["ilosync", "doctor", *words])
            for name in [x for x in os.environ if x.startswith("ILOSYNC_")]:
                patch.delenv(name)
            for name, value in {**self.town.environ, **self.environ, **environ}.items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                main()
        return Ended(int(ended.value.code or 0), out.getvalue(), err.getvalue())

    def told(self, **environ: str) -> tuple[int, dict[str, Check]]:
        """The exit code, and what is told by what it is about; what is wrong goes first."""
        ended = self.here("--json", **environ)
        found: dict[str, Check] = {}
        for row in json.loads(ended.out):
            if found.get(row["about"], Check("", ok=True, says="")).ok:
                found[row["about"]] = Check(**row)
        assert len(ended.err.splitlines()) == ended.code
        return ended.code, found

    def configure(self, *people: str, top: str = TOP, tables: str = TABLES) -> None:
        configure(self.town.folder, people or PEOPLE, top=top, tables=tables)

    def ilo(self, who: str) -> None:
        self.town.world.open(PLACE, who, "Learn", "", ["ILO"], [who])

    def database(self, url: str = "") -> Database:
        """The daemon's own, made."""
        made = Database(url or f"sqlite:///{self.town.folder.parent}/ilosync.db", RealClock())
        made.migrate()
        return made


@contextmanager
def open_both(folder: Path) -> Iterator[Both]:
    """Whatever is found, nothing was written to a tracker.

    GitHub's contract would be held against Jira, too; each tracker's own tests hold its own.
    """
    logs = structlog.get_config()
    with _no_contract(), open_real_town(folder / "config") as town:
        jira = JiraWorld(town.clock, cloud=True, plain_ids=True)
        jira.project("GROW")
        jira.user("bo-b")
        jira.permit("ADMINISTER", jira.me)
        jira.deliveries.hook(f"{HOOK}jira", "s")
        town.world.deliveries.hook(f"{HOOK}github", "s", PLACE)
        with serve(jira) as url:
            environ = {
                "ILOSYNC_TRACKERS__JIRA__URL": url,
                "ILOSYNC_TRACKERS__JIRA__USER": jira.user(jira.me).email,
                "ILOSYNC_TRACKERS__JIRA__TOKEN": TOKEN,
                "ILOSYNC_TRACKERS__JIRA__WEBHOOK_SECRET": "a secret of some length",
                "ILOSYNC_TRACKERS__GITHUB__WEBHOOK_SECRET": "a secret of some length",
            }
            made = Both(town, jira, environ)
            made.configure()
            made.ilo("ada-x")
            yield made
        structlog.configure(**logs)
        assert town.writes() == []
        assert {x.method for x in jira.asked} <= {"GET"}


@contextmanager
def _no_contract() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(contracts.VARIABLE, raising=False)
        yield
