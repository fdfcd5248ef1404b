"""Tickets that are opened or closed while the answer is lost: none twice, none missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ilosync.core.actions import Open
from ilosync.daemon.database import Database
from ilosync.daemon.opened import Openings
from ilosync.daemon.state import State
from ilosync.sandbox.faults import Fault
from ilosync.trackers.marker import find

from .configuration import PLACE, configure, person
from .town import FACES, Town, open_town

LOST = ["stored_then_502", "stored_then_reset"]
NEWCOMERS = 4
ENOUGH = 6  # passes: one a newcomer, whose answers are all lost, and one that finds all done
ISSUES = f"POST /repos/{PLACE}/issues"


def settled(folder: Path, *, organization: bool = False) -> Path:
    """Newcomers who begin next Monday, and where tickets of ours may be opened."""
    people = [person(f"n{n}", start=date(2026, 11, 23)) for n in range(NEWCOMERS)]
    config = configure(folder / "config", [*people, person("ada")])
    settings = config / "ilosync.toml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace('readers = "team"', f'readers = "team"\nhome = "{PLACE}"')
    if organization:
        text = text.replace(f'repositories = ["{PLACE}"]', 'organization = "acme"')
    settings.write_text(text, encoding="utf-8")
    return config


@pytest.fixture(params=["graphql", "rest"])
def town(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Town]:
    """A GitHub in which everybody has an account."""
    with open_town(settled(tmp_path), FACES[request.param]) as town:
        for n in range(NEWCOMERS):
            town.world.user(f"n{n}-x")
        yield town


def ours(town: Town) -> Counter[str]:
    """The tickets that we opened, by what their markers say."""
    found = (find(x.body)[0] for x in town.issues() if x.author.login == town.world.me)
    return Counter(f"{m.rule} {m.period}" for m in found if m)


def pass_after_pass(town: Town) -> int:
    """Passes until one has nothing to write and leaves nothing."""
    for n in range(ENOUGH):
        so_far = len(town.world.asked)
        _, _, done = town.sync()
        if not town.writes(so_far):
            assert done.left == []
            return n
        town.passes(minutes=1)
    raise AssertionError(f"still writing after {ENOUGH} passes")


@pytest.mark.parametrize("kind", LOST)
def test_openings_whose_answers_are_all_lost(town: Town, kind: str):
    """Each newcomer gets one ticket all the same, by fresh processes that look first."""
    town.world.faults.append(
        Fault(kind, lambda verb, path, _: (verb, path) == ("POST", ISSUES[5:]), times=1_000)
    )
    pass_after_pass(town)

    assert set(ours(town).values()) == {1}
    assert len(ours(town)) == NEWCOMERS
    assert town.world.count("POST", ISSUES[5:]) >= NEWCOMERS


@pytest.mark.parametrize("kind", LOST)
@pytest.mark.parametrize("which", range(1, NEWCOMERS + 1))
def test_one_opening_whose_answer_is_lost(town: Town, kind: str, which: int):
    """Whichever it is, nobody gets two and nobody none."""
    left = [which]

    def nth(method: str, path: str, _n: int) -> bool:
        left[0] -= f"{method} {path}" == ISSUES
        return left[0] == 0 and f"{method} {path}" == ISSUES

    town.world.faults.append(Fault(kind, nth))
    _, _, done = town.sync()
    assert len(done.left) == 1
    town.passes(minutes=1)
    pass_after_pass(town)

    assert sorted(ours(town).values()) == [1] * NEWCOMERS


@pytest.mark.parametrize("kind", LOST)
def test_a_closing_whose_answer_is_lost(town: Town, kind: str):
    """Its owner let it go; it is closed so, once, and stays so."""
    number = town.ilo("ada")
    town.passes(minutes=1)
    pass_after_pass(town)
    town.world.comment(PLACE, number, "ada-x", "/ilo letgo")
    town.world.faults.append(Fault(kind, lambda verb, *_: verb == "PATCH"))
    pass_after_pass(town)

    issue = town.world.issue(PLACE, number)
    assert (issue.state, issue.reason) == ("closed", "not_planned")
    assert [x.kind for x in issue.timeline if getattr(x, "kind", "") == "closed"] == ["closed"]
    assert town.world.count("PATCH", f"/issues/{number}") == 1


def test_no_twin_while_a_search_lags(tmp_path: Path):
    """The answer is lost, and for an hour no list of the organisation shows the ticket."""
    with open_town(settled(tmp_path, organization=True)) as town:
        town.world.user("n0-x")
        town.ilo("ada")
        town.world.search_lag = 3_600
        town.passes(hours=2)
        database = Database(f"sqlite:///{tmp_path}/ilosync.db", town.clock)
        database.migrate()
        lost = Fault("stored_then_502", lambda verb, path, _: f"{verb} {path}" == ISSUES)
        town.world.faults.append(lost)
        for _ in range(3):
            sync = town.house().sync
            snapshot = sync.read()
            plan = sync.plan(snapshot, town.clock.now())
            assert sum(isinstance(a, Open) for a in plan.actions) == NEWCOMERS
            sync.write(plan, snapshot, town.clock.now(), opened=Openings(State(database)))
            town.passes(minutes=10)
        assert sorted(ours(town).values()) == [1] * NEWCOMERS

        town.passes(hours=2)
        _, plan, _ = town.sync()
        assert not any(isinstance(a, Open) for a in plan.actions)
        database.close()
