"""Writes that are stored and whose answers are lost: nothing is said twice, nothing is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from ilosync.sandbox.faults import Fault

from .configuration import SPEAKING, configure, person
from .town import FACES, MONDAY, Town, open_town

PEOPLE = 20
ENOUGH = 6  # passes: a write each of what one person gets, and one that finds all done
MORE = [pytest.param(n, marks=pytest.mark.slow) for n in range(1, PEOPLE) if n not in {1, 7}]
LOST = ["stored_then_502", "stored_then_reset"]


@pytest.fixture
def town(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Town]:
    """Twenty people, each with a second ILO; the parameter is how firm the organisation is."""
    people = [person(f"p{n}") for n in range(PEOPLE)]
    top = f'{SPEAKING}\nenforce = "{getattr(request, "param", "note")}"'
    config = configure(tmp_path / "config", people, top=top, tables="[brake]\nmax_changes = 500")
    with open_town(config, FACES["graphql"]) as town:
        for n in range(PEOPLE):
            town.ilo(f"p{n}", "First")
        town.at(MONDAY.replace(hour=12))
        for n in range(PEOPLE):
            town.ilo(f"p{n}", "Second")
        town.passes(minutes=1)
        yield town


def pass_after_pass(town: Town) -> int:
    """Passes until one has nothing to write and leaves nothing; no write is sent twice in any."""
    for n in range(ENOUGH):
        so_far = len(town.world.asked)
        _, _, done = town.sync()
        sent = Counter(town.writes(so_far))
        assert set(sent.values()) <= {1}, f"sent again within a pass: {sent.most_common(3)}"
        if not sent:
            assert done.left == []
            return n
        town.passes(minutes=1)
    raise AssertionError(f"still writing after {ENOUGH} passes")


def all_said(town: Town) -> None:
    """Each second ILO carries its one note."""
    newer = range(PEOPLE + 1, 2 * PEOPLE + 1)
    assert town.said() == {(number, "only_one") for number in newer}


@pytest.mark.parametrize("kind", LOST)
@pytest.mark.parametrize("town", ["note", "label", "park"], indirect=True)
def test_every_answer_lost(town: Town, kind: str, request: pytest.FixtureRequest):
    """No write is ever answered: twenty notices all the same, each once, and labels as wanted."""
    enforce = request.node.callspec.params["town"]
    town.world.faults.append(Fault(kind, times=1_000))
    passes = pass_after_pass(town)

    all_said(town)
    assert passes == {"note": 1, "label": 2, "park": 3}[enforce]
    ends = {"note": {"ILO"}, "label": {"ILO", "ilo:next"}, "park": {"ilo:next"}}[enforce]
    assert all(town.labels()[n] == ends for n in range(PEOPLE + 1, 2 * PEOPLE + 1))


@pytest.mark.parametrize("kind", LOST)
@pytest.mark.parametrize("which", [1, 7, PEOPLE, *MORE])
def test_any_one_answer_lost(town: Town, kind: str, which: int):
    """Whichever of the twenty answers is lost, the other nineteen are written in the same pass."""
    left = [which]

    def nth(method: str, path: str, _n: int) -> bool:
        left[0] -= method == "POST" and path.endswith("/comments")
        return left[0] == 0

    town.world.faults.append(Fault(kind, nth))
    _, _, done = town.sync()
    all_said(town)
    assert (len(done.written), len(done.left)) == (PEOPLE - 1, 1)
    so_far = len(town.world.asked)
    town.passes(minutes=1)

    assert town.sync()[1].actions == ()
    assert town.writes(so_far) == []
    all_said(town)
