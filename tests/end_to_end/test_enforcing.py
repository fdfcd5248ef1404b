"""A second ILO where the organisation enforces one: marked or parked once, and then left alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .configuration import PLACE, SPEAKING, configure
from .scenes import TEAM
from .town import FACES, Town, open_town

KEPT, NEWER = 1, 2
MARKED = {"label": {"ILO", "ilo:next"}, "park": {"ilo:next"}}


@pytest.fixture(params=["graphql", "rest"])
def face(request: pytest.FixtureRequest) -> str:
    """How GitHub is met."""
    name: str = request.param
    return name


@pytest.fixture(params=MARKED)
def enforce(request: pytest.FixtureRequest) -> str:
    """How firm the organisation is."""
    name: str = request.param
    return name


@pytest.fixture
def town(tmp_path: Path, face: str, enforce: str) -> Iterator[Town]:
    """Linus opened a second ILO, and one pass has dealt with it."""
    top = f'{SPEAKING}\nenforce = "{enforce}"'
    with open_town(configure(tmp_path / "config", TEAM, top=top), FACES[face]) as town:
        town.ilo("linus", "Learn to host a retro")
        town.passes(days=3)
        town.ilo("linus", "Read Rust without fear")
        town.passes(minutes=1)
        town.sync()
        assert town.labels()[NEWER] == MARKED[enforce]
        assert len(town.writes()) == {"label": 2, "park": 3}[enforce]
        yield town


def silent(town: Town, times: int = 10, **between: float) -> None:
    """So many passes in a row, each by a fresh process, write nothing."""
    for n in range(times):
        town.passes(**between)
        so_far = len(town.world.asked)
        town.sync()
        assert town.writes(so_far) == [], f"pass {n + 1}"


@pytest.mark.parametrize("between", [{"minutes": 1}, {"days": 1}], ids=["minutes", "days"])
def test_ten_more_passes_write_nothing(town: Town, between: dict[str, float]):
    """What was marked or parked stays so, and nobody hears of it again."""
    silent(town, **between)

    assert town.standing() == {(NEWER, "only_one")}


@pytest.mark.parametrize("later", [{"minutes": 1}, {"hours": 30}], ids=["at once", "next day"])
def test_what_the_owner_undoes_stays_undone(town: Town, enforce: str, later: dict[str, float]):
    """`ILO` back on, `ilo:next` off: so it stays, for days, and no new comment is written."""
    town.passes(**later)
    if enforce == "park":
        town.world.label(PLACE, NEWER, "linus-x", "ILO")
    town.world.unlabel(PLACE, NEWER, "linus-x", "ilo:next")
    comments = town.world.count("POST", "/comments")
    town.passes(minutes=1)
    town.sync()  # may bring the words of the note up to date
    silent(town, days=1)

    assert town.labels()[NEWER] == {"ILO"}
    assert town.world.count("POST", "/comments") == comments


def test_half_an_undoing_is_respected(town: Town, enforce: str):
    """Whoever only takes `ilo:next` off, or only puts `ILO` back, has decided just as well."""
    if enforce == "park":
        town.world.label(PLACE, NEWER, "linus-x", "ILO")
        wanted = {"ILO", "ilo:next"}
    else:
        town.world.unlabel(PLACE, NEWER, "linus-x", "ILO")
        wanted = {"ilo:next"}
    comments = town.world.count("POST", "/comments")
    town.passes(minutes=1)
    town.sync()
    silent(town, days=1)

    assert town.labels()[NEWER] == wanted
    assert town.world.count("POST", "/comments") == comments


def test_closing_the_older_one_settles_silently(town: Town, enforce: str):
    """When the older is done, the note settles by an edit; the newer one counts where it may.

    What was closed gets its own word, on its own ticket.
    """
    town.passes(days=1)
    town.world.close(PLACE, KEPT, "linus-x")
    comments, so_far = town.world.count("POST", "/comments"), len(town.world.asked)
    town.passes(minutes=1)
    town.sync()
    edits = [x for x in town.writes(so_far) if x.startswith("PATCH")]
    silent(town, days=1)

    assert town.standing() == set()
    assert town.world.count("POST", "/comments") == comments + 1
    assert (KEPT, "closed") in town.said()
    assert len(edits) == 1
    assert town.labels()[NEWER] == {"label": {"ILO"}, "park": {"ilo:next"}}[enforce]


def test_nobody_elses_label_is_taken(town: Town):
    """An `ilo:next` that people put on themselves stays when the older one is closed."""
    town.world.unlabel(PLACE, NEWER, "linus-x", "ilo:next")
    town.world.label(PLACE, NEWER, "linus-x", "ilo:next")
    town.passes(minutes=1)
    town.sync()
    town.world.close(PLACE, KEPT, "linus-x")
    town.passes(minutes=1)
    town.sync()
    silent(town, times=3, days=1)

    assert "ilo:next" in town.labels()[NEWER]
