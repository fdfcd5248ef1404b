"""`ilosync sync` as people type it, in real time, over a GitHub on loopback."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from .real_time import RealTown, busy_town, open_real_town, today
from .town import FACES

WAITS = r"^1 nudge waits: Grace until \w{3} \d+ \w{3} \d{4}, 10:00 \S+\.$"
ANSWERED = {(4, "only_one"), (5, "only_one"), (5, "labelled")}


@pytest.fixture(params=FACES)
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RealTown]:
    """Grace's check-in waits for her morning, whatever the hour; no `since`, no `speak`."""
    with open_real_town(tmp_path / "config", FACES[request.param]) as town:
        busy_town(town, top="# mine")
        yield town


@pytest.mark.slow
def test_speaking_twice(town: RealTown):
    """Answers at once, nudges in time: a second run writes nothing, and says so and who waits."""
    days = [today()]
    first = town.types("sync", "--speak")
    days.append(today())  # midnight may have passed
    said, so_far = town.said(), len(town.world.asked)
    second = town.types("sync", "--speak")

    assert (first.code, first.faults) == (0, [])
    assert said == ANSWERED | {(2, "check_in_due")}
    assert any(f"Wrote `since = {x}` to config/ilosync.toml." in first.out for x in days)
    assert "5 changes written." in first.out
    assert (second.code, second.faults) == (0, [])
    assert "Nothing to write." in second.out
    assert re.search(WAITS, second.out, re.MULTILINE)
    assert town.writes(so_far) == []
    assert town.said() == said
    assert "Wrote" not in second.out
    text = (town.folder / "ilosync.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["since"].isoformat() in days
    assert text.count("since =") == 1
    assert "# mine" in text


def test_dry_by_default(town: RealTown):
    """Without `speak` nothing is written anywhere, and the last line says how to change that."""
    before = (town.folder / "ilosync.toml").read_text(encoding="utf-8")
    ended = town.types("sync")

    assert (ended.code, ended.faults) == (0, [])
    assert "planned; nothing was written." in ended.out
    assert "dry run" in ended.out.splitlines()[-1]
    assert town.writes() == []
    assert (town.folder / "ilosync.toml").read_text(encoding="utf-8") == before


def test_the_json_of_a_pass_is_for_programs(tmp_path: Path):
    """`sync --speak --json` prints one JSON document, also on the first run."""
    with open_real_town(tmp_path / "config") as town:
        busy_town(town, top="")
        ended = town.types("sync", "--speak", "--json")
        data = json.loads(ended.out)

    assert (ended.code, data["written"], data["left"]) == (0, 5, 0)
    assert data["requests"]["github"]["write"] == 5
    assert {x["person"] for x in data["waiting"]} == {"grace"}
