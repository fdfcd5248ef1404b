"""The brake: more changes than the policy allows are a mistake, and none of them is made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from .configuration import PLACE, SPEAKING, configure
from .real_time import RealTown, busy_past, busy_team, open_real_town
from .town import FACES

ONE_LINE = "The brake is on: nothing was written."


@pytest.fixture(params=["graphql", "rest"])
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RealTown]:
    """Five changes are due: four notes and a label."""
    with open_real_town(tmp_path / "config", FACES[request.param]) as town:
        busy_past(town)
        yield town


def allow(town: RealTown, changes: int) -> None:
    """The organisation's configuration, with this brake."""
    people = busy_team(mo_hears_at=12)
    tables = f"[brake]\nmax_changes = {changes}"
    configure(town.folder, people, top=f'{SPEAKING}\nlog_format = "console"', tables=tables)


def test_too_many_are_none(town: RealTown):
    """One more than allowed: exit code 3, one line with both numbers and the mend, no write."""
    allow(town, 4)
    ended = town.types("sync", "--speak")

    assert ended.code == 3
    assert len(ended.faults) == 1
    for word in (ONE_LINE, "5 changes", "0 were made", "4 allowed", "max_changes", "ilosync plan"):
        assert word in ended.faults[0]
    assert town.writes() == []
    assert ended.out == ""


def test_a_plan_may_be_as_long_as_it_likes(town: RealTown):
    """`plan` shows what the brake would stop, so that somebody can judge."""
    allow(town, 1)
    ended = town.types("plan")

    assert ended.code == 0
    assert "5 changes planned" in ended.out


@pytest.mark.slow
def test_what_was_written_within_the_hour_counts(town: RealTown):
    """Just enough passes; the next change within the hour does not, until the hour is over."""
    allow(town, 5)
    first = town.types("sync", "--speak")
    so_far = len(town.world.asked)
    for n in range(2):
        town.world.open(PLACE, "linus-x", f"One more {n}", "", ["ILO"], ["linus-x"])
    braked = town.types("sync", "--speak")
    quiet = town.writes(so_far)

    assert (first.code, first.faults) == (0, [])
    assert braked.code == 3
    assert len(braked.faults) == 1
    # four notices and a label
    assert "2 changes are planned and 5 were made within the hour" in braked.faults[0]
    assert quiet == []


@pytest.mark.slow
def test_after_an_hour_there_is_room_again(town: RealTown):
    """What was written more than an hour ago does not count."""
    allow(town, 5)
    town.types("sync", "--speak")
    for issue in town.issues():
        for comment in issue.comments:
            comment.created = comment.updated = comment.created - timedelta(hours=2)
    for n in range(2):
        town.world.open(PLACE, "linus-x", f"One more {n}", "", ["ILO"], ["linus-x"])
    ended = town.types("sync", "--speak")

    assert (ended.code, ended.faults) == (0, [])
    assert "2 changes written." in ended.out
