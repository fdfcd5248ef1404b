"""`ilosync forecast`, typed against the sandbox."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from ilosync.bootstrap import RealClock
from ilosync.sandbox.faults import Fault

from .configuration import SPEAKING, configure, person
from .real_time import RealTown, busy_past, open_real_town
from .town import FACES


@pytest.fixture
def town(tmp_path: Path) -> Iterator[RealTown]:
    """Linus has an objective; Ada's first feedback session is some weeks ahead."""
    started = (RealClock().now() - timedelta(days=60)).date()
    people = [
        person("grace"),
        person("linus", supervisor="grace"),
        person("ada", supervisor="grace", buddy="linus", start=started),
    ]
    with open_real_town(tmp_path / "config", FACES["graphql"]) as town:
        configure(town.folder, people, top=SPEAKING)
        busy_past(town)
        yield town


def test_a_table_names_sessions_and_only_counts_check_ins(town: RealTown):
    """Whose check-in it is stays theirs, until somebody asks for one person."""
    all_of_us = town.types("forecast")
    linus = town.types("forecast", "--person", "linus")
    talks = [line for line in all_of_us.out.splitlines() if "check-in" in line]

    assert (all_of_us.code, all_of_us.faults) == (0, [])
    assert talks
    assert not [line for line in talks if "Linus" in line or "Grace" in line]
    assert [x for x in linus.out.splitlines() if "check-in" in x and "Linus" in x]


def test_for_programs_it_is_json_and_the_calendars_are_files(town: RealTown):
    """`--json` keeps the check-ins' owners back too; each calendar can be read by a calendar."""
    ended = town.types("forecast", "--json", "--calendars", "there")
    data = json.loads(ended.out)
    files = sorted((town.folder.parent / "there").glob("*.ics"))

    assert not [c for c in data["coming"] if c["what"] == "check-in"]
    assert sum(w["count"] for w in data["weeks"]) >= 1
    assert files
    assert all(Calendar.from_ical(f.read_bytes()).walk("VEVENT") for f in files)


def test_nothing_is_written_to_a_tracker(town: RealTown):
    """A forecast reads."""
    town.types("forecast", "--calendars", "there")

    assert town.writes() == []


@pytest.mark.slow
def test_a_tracker_that_does_not_answer_is_said(town: RealTown):
    """What could not be read is no forecast: exit code 1 and a line that says so."""
    town.world.faults.append(Fault("502", lambda _m, path, _n: path == "/graphql", times=1_000))
    ended = town.types("forecast")

    assert ended.code == 1
    assert "could not be read in full" in ended.err
