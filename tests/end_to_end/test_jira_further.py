"""What Jira has more of, in whole passes: a field for the date, and links to other trackers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest

from ilosync.bootstrap import build
from ilosync.core.model import Ref
from ilosync.core.view import Status, views
from ilosync.daemon.links import linked
from ilosync.sandbox.clock import SimulatedClock
from ilosync.sandbox.jira.faults import JiraFault
from ilosync.sandbox.server import serve as serve_github
from ilosync.sandbox.world import World

from .configuration import person
from .test_jira import FACES, START, Town, _changes, open_town

DATE = '[trackers.jira]\ndate_field = "Due date"\nwrite_date = true\n'
GITHUB = '[trackers.github]\nkind = "github"\nrepositories = ["acme/learning"]\n'
PLACE = "acme/learning"


def says_more(town: Town, after: str, more: str) -> None:
    """Add to the configuration."""
    file = town.folder / "ilosync.toml"
    text = file.read_text(encoding="utf-8")
    assert after in text
    file.write_text(text.replace(after, more), encoding="utf-8")


# --- the date ------------------------------------------------------------------------------


@pytest.fixture(params=FACES)
def dated(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    """The team of Linus, Mo and Grace, whose Jira has the date filled in."""
    with open_town(tmp_path / "config", request.param) as town:
        says_more(town, "[trackers.jira]\n", DATE)
        yield town


def days(town: Town) -> dict[str, str]:
    """The due dates that there are, by ticket."""
    return {x.now.key: x.now.due for x in town.world.issues.values() if x.now.due}


def test_dates_are_written_once_and_only_where_an_objective_counts(dated: Town):
    """Each pass a new process: what is parked has none, and nothing comes twice."""
    dated.sync()
    so_far = (days(dated), dated.writes())
    assert so_far[0] == {"GROW-1": "2026-06-02", "GROW-2": "2026-08-25", "GROW-4": "2026-08-25"}
    for _ in range(5):
        dated.clock.sleep(60)
        assert dated.sync().written == []
    assert (days(dated), dated.writes()) == so_far


def test_a_date_of_the_owners_notes_the_talk_and_stays(dated: Town):
    """From then on the field is theirs; the check-in that was announced is over."""
    dated.sync()
    dated.clock.sleep(60)
    dated.world.edit("GROW-1", "grace-x", due="2026-09-15")
    done = dated.sync()
    assert [type(x).__name__ for x in done.written] == ["Settle"]
    for _ in range(3):
        dated.clock.sleep(30 * 86_400)
        dated.sync()
    assert days(dated)["GROW-1"] == "2026-09-15"


def test_lost_answers_leave_the_date_as_it_is_meant(dated: Town):
    """Stored, and nobody said so; then somebody clears it, and it stays empty."""
    dated.world.faults.append(
        JiraFault("stored_then_502", when=lambda method, path, _n: _changes(method, path), times=30)
    )
    for _ in range(12):
        dated.sync()
        dated.clock.sleep(120)
    dated.world.faults.clear()
    dated.sync()
    assert days(dated)["GROW-1"] == "2026-06-02"
    histories = dated.world.issue("GROW-1").now.histories
    assert [i.field for h in histories for i in h.items].count("duedate") == 1

    dated.world.edit("GROW-1", "mo-x", due=None)
    dated.sync()
    assert "GROW-1" not in days(dated)


# --- one thing in two places ---------------------------------------------------------------


@contextmanager
def both(folder: Path, face: str) -> Iterator[tuple[Town, World]]:
    """Ada has one objective on GitHub, and a day later one in Jira."""
    clock = SimulatedClock(START - timedelta(days=85))
    with ExitStack() as stack:
        town = stack.enter_context(open_town(folder, face, clock))
        github = World(clock)
        github.repository(PLACE, ("ILO",))
        url = stack.enter_context(serve_github(github))
        town.environ["ILOSYNC_TRACKERS__GITHUB__URL"] = url
        town.environ["ILOSYNC_TRACKERS__GITHUB__TOKEN"] = "sandbox-token"
        says_more(town, "[trackers.jira]\n", f"{GITHUB}[trackers.jira]\n")
        with (town.folder / "people.toml").open("a", encoding="utf-8") as file:
            since = date(2025, 1, 1)
            file.write("\n\n" + person("ada", jira="ada-x", supervisor="grace", start=since))
        github.open(PLACE, "ada-x", "Learn to sew", "", ("ILO",), ("ada-x",))
        clock.sleep(60)
        yield town, github


def status_of_ada(town: Town) -> tuple[Status, list[str]]:
    """How she stands, and what one pass writes on her tickets."""
    sync = build(town.folder, town.clock, environ=town.environ).sync
    snapshot = linked(sync.read(), sync.trackers)
    now = town.clock.now()
    status = next(v.status for v in views(snapshot, sync.policy, now) if v.person.id == "ada")
    plan = sync.plan(snapshot, now, {"ada"})
    return status, [type(x).__name__ for x in plan.actions]


def test_a_web_link_makes_them_one(tmp_path: Path):
    """From the Jira issue to the other one's address; without it she has two, and is asked."""
    with both(tmp_path / "config", "cloud") as (town, github):
        key = town.world.open("GROW", "ada-x", "Sewing", labels=["ILO"], assignee="ada-x")
        assert status_of_ada(town)[0] is Status.SEVERAL
        url = _address(town, Ref("github", f"{PLACE}#1"))
        town.world.link_to(key, "ada-x", url, "My objective")

        assert status_of_ada(town) == (Status.ONE, [])
        assert github.issue(PLACE, 1).state == "open"


@pytest.mark.parametrize("face", FACES)
def test_a_line_in_the_description_makes_them_one(tmp_path: Path, face: str):
    """`Same ILO:` and the other one's key or address."""
    with both(tmp_path / "config", face) as (town, _):
        url = _address(town, Ref("github", f"{PLACE}#1"))
        for where in (f"{PLACE}#1", f"[{url}|{url}|smart-link]"):
            text = f"My goal\n\nSame ILO: {where}"
            key = town.world.open("GROW", "ada-x", "Sewing", text, labels=["ILO"], assignee="ada-x")
            assert status_of_ada(town) == (Status.ONE, [])
            town.world.delete(key)


def _address(town: Town, ref: Ref) -> str:
    sync = build(town.folder, town.clock, environ=town.environ).sync
    return next(t.url for t in sync.read().tickets if t.ref == ref)
