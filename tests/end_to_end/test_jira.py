"""The same passes over Jira: Cloud, Data Center, and a server that knows little more than v2."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from signal import SIGKILL
from tempfile import TemporaryDirectory
from time import sleep

import pytest

from ilosync.bootstrap import RealClock, build
from ilosync.daemon.apply import Done
from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.jira.faults import JiraFault
from ilosync.sandbox.jira.server import serve
from ilosync.sandbox.jira.world import TOKEN, JiraWorld
from ilosync.sandbox.world import Ticking

from .command import Ended, environment, ilosync
from .configuration import person

FACES = {
    "cloud": {"cloud": True, "plain_ids": True},
    "data center": {"cloud": False},
    "little more than v2": {"cloud": False, "minimal": True, "properties": False, "groups": False},
}
START = datetime(2026, 5, 26, 12, tzinfo=UTC)
ONE_PASS = Path(__file__).parent / "one_pass.py"


@dataclass
class Town:
    """A Jira, its address, the folder of the configuration and the clock of both."""

    world: JiraWorld
    clock: SimulatedClock
    environ: dict[str, str]
    folder: Path

    def sync(self) -> Done:
        """One speaking pass, by whoever comes along: nothing is remembered between two."""
        house = build(self.folder, self.clock, environ=self.environ)
        return house.sync.run(self.clock.now())[2]

    def touched(self) -> object:
        """Labels and notices as they stand, without the ids of comments."""
        return sorted(
            (x.key, sorted(x.labels), sorted(self._words(c.body) for c in x.comments))
            for x in (i.now for i in self.world.issues.values())
        )

    def _words(self, body: str) -> str:
        """Without what differs between two towns: the server's address, the moment of a label."""
        plain = body.replace(self.environ["ILOSYNC_TRACKERS__JIRA__URL"], "")
        return re.sub(r";\d{8}T\d{6}Z", "", plain)

    def notices(self) -> int:
        """How many notices there are."""
        comments = [c for i in self.world.issues.values() for c in i.now.comments]
        return sum("#ilosync:1;" in c.body for c in comments)

    def writes(self) -> int:
        """How many writes were asked of the server."""
        searches = ("/search", "bulkfetch", "/comment/list")
        return sum(
            x.method != "GET" and not any(s in x.path for s in searches) for x in self.world.asked
        )


@contextmanager
def open_town(
    folder: Path, face: str, clock: Ticking | None = None, **more: object
) -> Iterator[Town]:
    """Linus and Mo have two objectives each, Grace's check-in is due; one label is forgotten."""
    clock = clock or SimulatedClock(START - timedelta(days=85))
    world = JiraWorld(clock, me="ilosync", **{**FACES[face], **more})
    world.project("GROW")
    folder.mkdir(exist_ok=True)
    (folder / "ilosync.toml").write_text(
        'speak = true\nsince = 2026-01-01\nenforce = "park"\n'
        '[trackers.jira]\nkind = "jira"\nurl = "https://jira.example"\nprojects = ["GROW"]\n',
        encoding="utf-8",
    )
    people = [
        person(who, github=None, jira=f"{who}-x", supervisor=boss)
        for who, boss in (("grace", None), ("linus", "grace"), ("mo", "grace"))
    ]
    (folder / "people.toml").write_text("\n\n".join(people), encoding="utf-8")
    with serve(world) as url:
        environ = {"ILOSYNC_TRACKERS__JIRA__URL": url, "ILOSYNC_TRACKERS__JIRA__TOKEN": TOKEN}
        if world.cloud:
            environ["ILOSYNC_TRACKERS__JIRA__USER"] = world.user(world.me).email
        town = Town(world, clock, environ, folder)  # type: ignore[arg-type]
        _ilo(world, "grace")
        if isinstance(clock, SimulatedClock):
            clock.set_to(START - timedelta(days=1))
        for who in ("linus", "mo"):
            _ilo(world, who)
            clock.sleep(0 if isinstance(clock, RealClock) else 60)
            _ilo(world, who)
        world.open("GROW", "linus-x", "ILO: paint", assignee="linus-x")
        if isinstance(clock, SimulatedClock):
            clock.set_to(START)
        yield town


def _ilo(world: JiraWorld, who: str) -> None:
    world.open("GROW", f"{who}-x", f"Learn, {who}", labels=["ILO"], assignee=f"{who}-x")


@pytest.fixture(params=FACES)
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    """The team on each face of Jira."""
    with open_town(tmp_path / "config", request.param) as town:
        yield town


def test_a_pass_says_what_is_due_and_the_next_says_nothing(town: Town):
    """Two to park, one label to put on and then to park too, one check-in; then silence."""
    done = town.sync()
    assert done.left == []
    assert town.notices() == 5
    so_far = town.writes()
    for _ in range(10):
        town.clock.sleep(60)
        assert town.sync().written == []
    assert town.writes() == so_far


def test_what_the_owner_undoes_stays_undone(town: Town):
    """The label put back on a parked ticket is left there."""
    town.sync()
    parked = next(k for k, labels, _ in town.touched() if labels == ["ilo:next"])
    town.clock.sleep(60)
    town.world.label(parked, "linus-x", "ILO")
    town.world.unlabel(parked, "linus-x", "ilo:next")
    town.sync()
    for _ in range(5):
        town.clock.sleep(86_400)
        town.sync()
        labels = next(x for k, x, _ in town.touched() if k == parked)
        assert labels == ["ILO"]


@pytest.mark.parametrize("kind", ["stored_then_502", "stored_then_reset"])
def test_lost_answers_leave_no_notice_twice(town: Town, kind: str):
    """Each write is stored and its answer lost, in every pass, until all is written."""
    town.world.faults.append(
        JiraFault(kind, when=lambda method, path, _n: _changes(method, path), times=30)
    )
    for _ in range(12):
        town.sync()
        town.clock.sleep(120)
    town.world.faults.clear()
    town.sync()
    assert town.notices() == 5
    assert town.sync().written == []


def _changes(method: str, path: str) -> bool:
    return method in {"POST", "PUT"} and not any(x in path for x in ("search", "bulkfetch", "list"))


@pytest.mark.parametrize("face", ["cloud", "data center"])
def test_a_lagging_search_makes_nothing_twice(tmp_path: Path, face: str):
    """Search sees what was so two minutes ago; passes a minute apart still say it once."""
    with open_town(tmp_path / "config", face, search_lag=120.0) as town:
        house = build(town.folder, town.clock, environ=town.environ)
        town.clock.sleep(180)
        for _ in range(6):
            house.sync.run(town.clock.now())
            town.clock.sleep(40)
        assert town.notices() == 5


@cache
def clean(face: str) -> tuple[object, int]:
    """The end of a pass that nobody disturbed, and how many requests it took."""
    with TemporaryDirectory() as folder, open_town(Path(folder) / "config", face) as town:
        town.sync()
        return town.touched(), len(town.world.asked)


def dies_and_recovers(folder: Path, face: str, nth: int) -> None:
    """Killed when its n-th request arrives; then one clean pass."""
    wanted, _ = clean(face)
    with open_town(folder / "config", face) as town:
        process: list[subprocess.Popen[bytes]] = []

        def kill(_method: str, _path: str, n: int) -> bool:
            if n == nth:
                process[0].send_signal(SIGKILL)
            return False

        town.world.faults.append(JiraFault("slow", kill))
        words = [sys.executable, str(ONE_PASS), str(town.folder), town.clock.now().isoformat()]
        with subprocess.Popen(words, env=environment(**town.environ)) as started:
            process.append(started)
            assert started.wait(60) == -SIGKILL
        sleep(0.2)  # the server may still be at the request whose sender is gone
        town.clock.sleep(60)
        town.sync()
        assert town.touched() == wanted
        assert town.sync().written == []


def test_killed_midway(tmp_path: Path):
    """After a kill at its fifth request the end is that of a clean pass."""
    dies_and_recovers(tmp_path, "cloud", 5)


@pytest.mark.slow
@pytest.mark.parametrize("face", FACES)
def test_killed_anywhere(tmp_path: Path, face: str):
    """After a kill at any request of the pass the end is that of a clean pass, nothing twice."""
    for nth in range(1, clean(face)[1] + 1):
        folder = tmp_path / str(nth)
        folder.mkdir()
        dies_and_recovers(folder, face, nth)


@pytest.mark.slow
@pytest.mark.parametrize("face", FACES)
def test_the_command_speaks_to_any_jira(tmp_path: Path, face: str):
    """`ilosync sync --speak` answers what was just done; the second run writes nothing."""
    with open_town(tmp_path / "config", face, RealClock()) as town:
        first = _types(town, tmp_path)
        so_far = town.writes()
        second = _types(town, tmp_path)

        assert (first.code, first.err) == (0, "")
        assert "changes written." in first.out
        assert (second.code, second.err) == (0, "")
        assert "Nothing to write." in second.out
        assert town.writes() == so_far
        assert town.notices() == 4


def _types(town: Town, folder: Path) -> Ended:
    return ilosync("sync", "--speak", environ=town.environ, cwd=folder)


@pytest.mark.parametrize(
    ("settings", "people", "line"),
    [
        ('projects = ["GROV"]', "", "there is no project GROV"),
        ('projects = ["GROW"]\ndate_field = "Next talk"', "", "Next talk"),
        ('projects = ["grow me"]', "", "is no project"),
        ('projects = ["GROW"]', 'jira = "ada@example.org"', "ada@example.org"),
    ],
    ids=["no such project", "no such field", "no key at all", "an e-mail address"],
)
def test_a_mistake_is_one_line_and_nothing_is_written(
    tmp_path: Path, settings: str, people: str, line: str
):
    """What is wrong, where, and how to mend it; the server sees no write."""
    with open_town(tmp_path / "config", "cloud") as town:
        text = (town.folder / "ilosync.toml").read_text(encoding="utf-8")
        text = text.replace('projects = ["GROW"]', settings)
        (town.folder / "ilosync.toml").write_text(text, encoding="utf-8")
        if people:
            row = f'\n\n[[people]]\nid = "ada"\nname = "Ada"\n{people}\n'
            with (town.folder / "people.toml").open("a", encoding="utf-8") as file:
                file.write(row)
        ended = _types(town, tmp_path)

        assert ended.code == 1
        assert line in ended.err
        assert len(ended.err.strip().splitlines()) == 1
        assert town.writes() == 0
