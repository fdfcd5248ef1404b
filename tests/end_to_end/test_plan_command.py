"""`ilosync plan`: what a pass would write, for people and for programs, and nothing written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ilosync.bootstrap import RealClock

from .real_time import NIGHT, RealTown, busy_town, open_real_town
from .town import FACES


@pytest.fixture
def town(tmp_path: Path) -> Iterator[RealTown]:
    """It is night for both Grace and Mo, whose check-ins come up."""
    with open_real_town(tmp_path / "config") as town:
        busy_town(town, top="speak = true\nsince = 2020-01-01", mo_hears_at=NIGHT)
        yield town
        assert town.writes() == []


@pytest.mark.parametrize("face", ["graphql", "rest"])
def test_json_says_what_the_words_say(tmp_path: Path, face: str):
    """`plan --json` is one JSON document: actions with their reasons, findings, who waits."""
    with open_real_town(tmp_path / "config", FACES[face]) as town:
        busy_town(town, top="", mo_hears_at=NIGHT)
        ended = town.types("plan", "--json")
        data = json.loads(ended.out)
        reads = town.reads()

    assert (ended.code, ended.faults) == (0, [])
    assert sorted(x["action"] for x in data["actions"]) == ["AddLabel", "Say", "Say", "Say"]
    assert {x["ticket"] for x in data["actions"]} == {"acme/learning#4", "acme/learning#5"}
    assert all(x["why"] and x["what"] and x["person"] == "linus" for x in data["actions"])
    assert {x["person"] for x in data["waiting"]} == {"grace", "mo"}
    assert all(x["until"] for x in data["waiting"])
    assert data["requests"]["github"] == {"read": reads, "write": 0}
    assert (data["unread"], data["schema"]) == ([], 1)
    assert {x["rule"] for x in data["findings"]} >= {"check_in_due", "only_one", "labelled"}


def test_one_person_alone(town: RealTown):
    """`--person` plans for nobody else; an unknown one is named, with those who are known."""
    data = json.loads(town.types("plan", "--json", "--person", "grace").out)
    wrong = town.types("plan", "--person", "gracie")

    assert {x["person"] for x in data["findings"]} == {"grace"}
    assert data["actions"] == []
    assert wrong.code == 1
    assert "--person gracie" in wrong.err
    assert "grace, mo, linus" in wrong.err
    assert wrong.err.count("\n") == 1


def test_another_day(town: RealTown):
    """`--on` is that day at ten: the check-ins are due by then."""
    now = RealClock().now()
    later = (now + timedelta(days=9)).date().isoformat()
    data = json.loads(town.types("plan", "--json", "--on", later).out)
    said = {(x["ticket"], x["what"]) for x in data["actions"]}

    assert data["as_of"].startswith(f"{later}T10:00")
    waits = {x["person"] for x in data["waiting"]}
    by = {x["person"] for x in data["actions"] if x["what"] == "say check_in_due"}
    assert waits | by >= {"grace", "mo"}
    assert ("acme/learning#4", "say only_one") in said or "linus" in waits


@pytest.mark.parametrize(
    ("day", "mend"), [("2020-02-02", "is in the past"), ("tomorrow", "write a date like 20")]
)
def test_a_day_that_cannot_be(town: RealTown, day: str, mend: str):
    """The past and what is no date are refused in one line, before anything is asked."""
    ended = town.types("plan", "--on", day)

    assert ended.code == 1
    assert f"--on {day}" in ended.err
    assert mend in ended.err
    assert ended.err.count("\n") == 1
    assert town.world.asked == []


def test_the_exit_code_tells_of_changes(town: RealTown):
    """2 with `--exit-code` where there are changes, 0 where there are none or nobody asks."""
    assert town.types("plan", "--exit-code").code == 2
    assert town.types("plan", "--exit-code", "--person", "grace").code == 0
    assert town.types("plan").code == 0
