"""A process that is killed in the middle of a pass: whenever it dies, the next one ends it well."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from signal import SIGKILL
from tempfile import TemporaryDirectory
from time import sleep

import pytest

from ilosync.core.actions import AddLabel, MakeLabel, RemoveLabel, Say
from ilosync.sandbox.faults import Fault

from .command import environment
from .configuration import PLACE, SPEAKING, configure
from .scenes import TEAM, people_act
from .town import FACES, Town, open_town

ONE_PASS = Path(__file__).parent / "one_pass.py"
REQUESTS = 13  # of a clean pass over this town: 2 reads, 11 writes


@contextmanager
def a_town(folder: Path) -> Iterator[Town]:
    """The team, with two second ILOs to park in a repository that lacks `ilo:next`."""
    top = f'{SPEAKING}\nenforce = "park"'
    with open_town(configure(folder / "config", TEAM, top=top), FACES["graphql"]) as town:
        del town.world.repo(PLACE).labels["ilo:next"]
        people_act(town)
        town.ilo("robin", "Whistle")
        town.passes(minutes=1)
        yield town


@cache
def clean() -> tuple[object, ...]:
    """How the town looks after one pass that nobody disturbed."""
    with TemporaryDirectory() as folder, a_town(Path(folder)) as town:
        _, _, done = town.sync()
        kinds = {type(x) for x in done.written}
        assert kinds == {Say, AddLabel, RemoveLabel, MakeLabel}
        assert len(town.world.asked) == REQUESTS
        assert len(town.said()) == 5
        return town.touched()


def killed_at(town: Town, nth: int) -> int:
    """Run a pass and kill it when its n-th request arrives; the request itself is carried out."""
    process: list[subprocess.Popen[bytes]] = []

    def kill(_method: str, _path: str, n: int) -> bool:
        if n == nth:
            process[0].send_signal(SIGKILL)
        return False

    town.world.faults.append(Fault("slow", kill))
    words = [sys.executable, str(ONE_PASS), str(town.folder), town.clock.now().isoformat()]
    with subprocess.Popen(words, env=environment(**town.environ)) as started:
        process.append(started)
        code = started.wait(60)
    for _ in range(1_000):  # the server may still be at the request whose sender is gone
        if code == 0 or len(town.world.asked) >= nth:
            break
        sleep(0.01)
    return code


def dies_and_recovers(folder: Path, nth: int) -> None:
    """Killed at the n-th request; then one clean pass, and one more that finds all done."""
    wanted = clean()
    with a_town(folder) as town:
        assert killed_at(town, nth) == -SIGKILL
        assert len(town.world.asked) == nth
        town.passes(minutes=1)
        town.sync()
        assert town.touched() == wanted
        so_far = len(town.world.asked)
        town.passes(minutes=1)
        town.sync()
        assert town.writes(so_far) == []


@pytest.mark.parametrize("nth", [1, 4, REQUESTS - 1])
def test_killed_early_midway_or_late(tmp_path: Path, nth: int):
    """After a kill at its first, fourth or last but one request the end is that of a clean pass."""
    dies_and_recovers(tmp_path, nth)


@pytest.mark.slow
@pytest.mark.parametrize("nth", range(1, REQUESTS + 1))
def test_killed_anywhere(tmp_path: Path, nth: int):
    """After a kill at any request of the pass the end is that of a clean pass, nothing twice."""
    dies_and_recovers(tmp_path, nth)


@pytest.mark.slow
def test_killed_again_and_again(tmp_path: Path):
    """Passes that each die one request later than the last end where one clean pass ends."""
    wanted = clean()
    with a_town(tmp_path) as town:
        for _ in range(REQUESTS):
            killed_at(town, len(town.world.asked) + 3)
            town.world.faults.clear()
            town.passes(minutes=1)
        assert town.touched() == wanted
