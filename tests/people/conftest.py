"""A GitHub and a Jira on loopback, a people file, and `ilosync people` as it is typed."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from ilosync.commands.people import app
from ilosync.errors import IlosyncError
from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.jira.server import serve as serve_jira
from ilosync.sandbox.jira.world import JiraWorld
from ilosync.sandbox.server import serve
from ilosync.sandbox.world import World
from tests import contracts, jira_contracts

UNHELD = re.compile(r"/user/\d+$|/api/v3/users/")
START = datetime(2026, 11, 16, 9, tzinfo=UTC)
ADA = '[[people]]\nid = "ada"\nname = "Ada"\n'
BO = '[[people]]\nid = "bo"\nname = "Bo"\n'


@dataclass(frozen=True)
class Said:
    """What a command said, how it ended, and why."""

    out: str
    code: int
    error: str

    @property
    def data(self) -> dict[str, Any]:
        """What it told a program."""
        told: dict[str, Any] = json.loads(self.out)
        return told

    @property
    def told(self) -> list[tuple[str, bool, str]]:
        """Each remark: whom it is about, whether all is well, and what it says."""
        return [(x["about"], x["ok"], x["says"]) for x in self.data["remarks"]]


class Types:
    """Runs `ilosync people …` in this process, over a folder of configuration."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    @property
    def people(self) -> Path:
        """The people file."""
        return self.folder / "people.toml"

    def __call__(self, *words: str | Path) -> Said:
        """Run it to its end."""
        self._capsys.readouterr()
        code, error = 0, ""
        try:
            app([*map(str, words), "--config", str(self.folder)], standalone_mode=False)
        except IlosyncError as e:
            code, error = 1, str(e)
        return Said(self._capsys.readouterr().out, code, error)


@pytest.fixture
def types(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Types:
    """No people yet, and no tracker that is asked."""
    for name in [x for x in os.environ if x.startswith("ILOSYNC_TRACKERS")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "config"
    folder.mkdir()
    text = '[trackers.github]\nkind = "github"\nrepositories = ["acme/learning"]\n'
    (folder / "ilosync.toml").write_text(text)
    (folder / "people.toml").write_text("")
    return Types(folder, capsys)


@dataclass
class Hub:
    """GitHub, served, and the command over it."""

    world: World
    url: str
    types: Types

    def check(self, people: str, *words: str, more: str = "") -> Said:
        """Compare these people with it."""
        text = f'[trackers.github]\nkind = "github"\nurl = "{self.url}"\n'
        text += f'repositories = ["acme/learning"]\n{more}'
        (self.types.folder / "ilosync.toml").write_text(text)
        self.types.people.write_text(people)
        return self.types("check", *[x for x in (words or ("--json",)) if x])

    def number(self, login: str) -> int:
        """The number of an account."""
        return self.world.user(login).id


@contextmanager
def _held(base: str) -> Iterator[None]:
    """The description is github.com's, not an Enterprise Server's; and as it was cut it has no
    account by its number."""
    plain = requests.Session.send
    with contracts.held(base):
        held = requests.Session.send

        def send(session: Any, request: Any, **options: Any) -> Any:
            unheld = UNHELD.search(request.url or "")
            return (plain if unheld else held)(session, request, **options)

        requests.Session.send = send  # type: ignore[method-assign]
        try:
            yield
        finally:
            requests.Session.send = held  # type: ignore[method-assign]


@pytest.fixture
def hub(types: Types, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A GitHub with one repository."""
    monkeypatch.setenv("ILOSYNC_TRACKERS__GITHUB__TOKEN", "sandbox-token")
    world = World(SimulatedClock(START))
    world.repository("acme/learning")
    with ExitStack() as open_:
        url = open_.enter_context(serve(world))
        open_.enter_context(_held(url) if contracts.VARIABLE in os.environ else nullcontext())
        yield Hub(world, url, types)


@dataclass
class Desk:
    """A Jira, served, and the command over it."""

    world: JiraWorld
    url: str
    types: Types

    def check(self, people: str, *words: str, more: str = "") -> Said:
        """Compare these people with it."""
        text = f'[trackers.jira]\nkind = "jira"\nurl = "{self.url}"\nprojects = ["GROW"]\n{more}'
        (self.types.folder / "ilosync.toml").write_text(text)
        self.types.people.write_text(people)
        return self.types("check", *[x for x in (words or ("--json",)) if x])

    def account(self, handle: str) -> str:
        """What people.toml calls somebody."""
        return self.world.user(handle).id


def _desk(types: Types, monkeypatch: pytest.MonkeyPatch, *, cloud: bool) -> Iterator[Desk]:
    monkeypatch.setenv("ILOSYNC_TRACKERS__JIRA__TOKEN", "sandbox-token")
    if cloud:
        monkeypatch.setenv("ILOSYNC_TRACKERS__JIRA__USER", "ilosync@example.test")
    world = JiraWorld(SimulatedClock(START), cloud)
    world.project("GROW")
    with ExitStack() as open_:
        url = open_.enter_context(serve_jira(world))
        if jira_contracts.VARIABLE in os.environ:
            open_.enter_context(jira_contracts.held(url, cloud=cloud))
        yield Desk(world, url, types)


@pytest.fixture
def cloud(types: Types, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Jira Cloud."""
    yield from _desk(types, monkeypatch, cloud=True)


@pytest.fixture
def server(types: Types, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Jira Data Center."""
    yield from _desk(types, monkeypatch, cloud=False)
