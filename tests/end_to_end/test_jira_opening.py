"""Tickets of our own on Jira, and closing at the owner's word: lost answers double nothing.

A pass is what a process that knows nothing does: read, then write what is not there yet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from ilosync.bootstrap import build
from ilosync.core.model import Account, Marker, Ref, RuleId
from ilosync.errors import Unproven
from ilosync.ports import Tracker
from ilosync.sandbox.jira.faults import JiraFault

from .test_jira import FACES, Town, open_town

TEAMS = [Marker(RuleId("quarter"), f"{team}.2026Q2", "0a1b2c3d") for team in ("a", "b", "c")]
LOST = ["stored_then_502", "stored_then_reset"]


@pytest.fixture(params=FACES)
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    """A team on each face of Jira; their own tickets are there before."""
    with open_town(tmp_path / "config", request.param) as town:
        yield town


def newcomer(town: Town) -> Tracker:
    """The tracker of a process that has just begun."""
    return build(town.folder, town.clock, environ=town.environ).sync.trackers["jira"]


def asked(town: Town, so_far: int) -> list[str]:
    """What was asked of the server since then, without what only finds out who we are."""
    found = [f"{x.method} {x.path}" for x in town.world.asked[so_far:]]
    return [x for x in found if x not in {"GET /myself", "GET /serverInfo"}]


def opens(town: Town) -> int:
    """One pass: each team's ticket that no reading shows is opened; how many were tried."""
    tracker, so_far = newcomer(town), len(town.world.asked)
    there = {t.marker for t in tracker.read().tickets}
    owner = Account(town.world.user("grace-x").id.lower())
    missing = [x for x in TEAMS if x not in there]
    for marker in missing:
        try:
            tracker.open("GROW", marker, "Our quarter", "Hello", ["ilo:quarter"], [owner])
        except Unproven:
            continue
    sent = Counter(x for x in asked(town, so_far) if x == "POST /issue")
    assert sent["POST /issue"] == len(missing)
    town.clock.sleep(60)
    return len(missing)


def ours(town: Town) -> list[Marker]:
    """Which tickets of ours there are, and whose."""
    tickets = [t for t in newcomer(town).read().tickets if t.marker]
    assert all(len(t.assignees) == 1 and t.has("ilo:quarter") for t in tickets)
    return sorted(t.marker for t in tickets if t.marker)


@pytest.mark.parametrize("kind", LOST)
def test_no_answer_ever_comes_and_each_is_opened_once(town: Town, kind: str):
    """Three tickets are stored and nobody says so: the next pass finds all three."""
    before = len(town.world.issues)
    town.world.faults.append(JiraFault(kind, when=_creates, times=1_000))
    assert [opens(town) for _ in range(3)] == [3, 0, 0]
    assert ours(town) == TEAMS
    assert len(town.world.issues) == before + 3


@pytest.mark.parametrize("kind", [*LOST, "502", "reset"])
@pytest.mark.parametrize("which", [1, 2, 3])
def test_any_one_answer_is_lost(town: Town, kind: str, which: int):
    """Stored or not: there is one of each after the next pass."""
    left = [which]

    def nth(method: str, path: str, _n: int) -> bool:
        left[0] -= _creates(method, path, 0)
        return left[0] == 0

    town.world.faults.append(JiraFault(kind, nth))
    tried = [opens(town) for _ in range(3)]
    assert tried == [3, 0 if kind in LOST else 1, 0]
    assert ours(town) == TEAMS


def test_opening_costs_one_request_and_the_types_one(town: Town):
    """The types once a project and process; a server without that list tells its project."""
    tracker = newcomer(town)
    tracker.read()
    so_far = len(town.world.asked)
    for marker in TEAMS:
        tracker.open("GROW", marker, "Our quarter", "Hello", ["ilo:quarter"], [])

    types = ["GET /issue/createmeta/GROW/issuetypes"]
    types += ["GET /project/GROW"] if town.world.minimal else []
    assert asked(town, so_far) == [*types, *["POST /issue"] * 3]


# --- closing -------------------------------------------------------------------------------


def closes(town: Town, tickets: list[Ref]) -> int:
    """One pass: those that are still open are let go; how many were tried."""
    tracker = newcomer(town)
    still = [t.ref for t in tracker.read().tickets if t.open and t.ref in tickets]
    for ref in still:
        try:
            tracker.close(ref, let_go=True)
        except Unproven:
            continue
    town.clock.sleep(60)
    return len(still)


@pytest.mark.parametrize("kind", LOST)
def test_no_answer_ever_comes_and_each_is_closed_once(town: Town, kind: str):
    """Two tickets are closed and nobody says so: the next pass sees them closed, and let go."""
    town.world.faults.append(JiraFault(kind, when=_moves, times=1_000))
    tickets = [Ref("jira", "GROW-1"), Ref("jira", "GROW-2")]
    assert [closes(town, tickets) for _ in range(3)] == [2, 0, 0]
    found = {t.ref: t for t in newcomer(town).read().tickets}

    for ref in tickets:
        assert (found[ref].open, found[ref].let_go) == (False, True)
        assert sum(e.turn == "closed" for e in found[ref].events) == 1
    assert town.world.count("POST", "/transitions") == 2


@pytest.mark.parametrize("kind", ["502", "reset"])
def test_a_step_that_never_arrived_is_taken_by_the_next_pass(town: Town, kind: str):
    """Nothing was stored, and nobody can know that before looking."""
    town.world.faults.append(JiraFault(kind, when=_moves))
    assert [closes(town, [Ref("jira", "GROW-1")]) for _ in range(3)] == [1, 1, 0]


def test_closing_costs_two_requests(town: Town):
    """A look and a step; one more where tickets do not tell their steps."""
    tracker, so_far = newcomer(town), len(town.world.asked)
    tracker.close(Ref("jira", "GROW-1"), let_go=False)
    path = "/issue/GROW-1"
    steps = [f"GET {path}/transitions"] if town.world.minimal else []
    assert asked(town, so_far) == [f"GET {path}", *steps, f"POST {path}/transitions"]


def _creates(method: str, path: str, _n: int) -> bool:
    return (method, path) == ("POST", "/issue")


def _moves(method: str, path: str, _n: int) -> bool:
    return method == "POST" and path.endswith("/transitions")
