"""`ilosync report`: two faces of one reading, and names on one of them only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ilosync.bootstrap import RealClock
from ilosync.sandbox.faults import Fault

from .configuration import PLACE, SPEAKING, configure, person
from .real_time import RealTown, busy_past, open_real_town
from .town import FACES

NAMES = {"Grace", "Linus", "Mo", "Ada", "Nobody-Yet"}
CHARTER = """[charter]
url = "https://example.org/charter"
agreed_with = "staff council"
agreed_on = 2026-03-02
review_by = 2027-03-02"""


@pytest.fixture(
    params=[f"{face}{charter}" for face in ("graphql", "rest") for charter in ("", "+")]
)
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RealTown]:
    """A newcomer's feedback session is near, somebody has no ILO; `+` is with a charter."""
    started = (RealClock().now() - timedelta(days=80)).date()
    people = [
        person("grace"),
        person("linus", supervisor="grace"),
        person("mo", supervisor="grace"),
        person("ada", supervisor="grace", buddy="linus", start=started),
        person("nobody-yet", supervisor="mo"),
    ]
    charter = CHARTER if request.param.endswith("+") else ""
    face = FACES[request.param.removesuffix("+")]
    with open_real_town(tmp_path / "config", face) as town:
        configure(town.folder, people, top=SPEAKING, tables=charter)
        busy_past(town)
        town.world.open(PLACE, "grace-x", "Welcome, Ada", "", ["ilo:onboarding"], ["ada-x"])
        yield town


def named(text: str) -> set[str]:
    """The people whose names or accounts stand in a text."""
    return {x for x in NAMES if re.search(rf"\b{x}\b", text, re.IGNORECASE)}


def test_both_faces(town: RealTown):
    """Names stand in the to-do alone, which only its owner may read; no ticket is touched."""
    ended = town.types("report", "--out", "there")
    folder = town.folder.parent / "there"
    forms = ("html", "md", "json", "csv")
    paths = [f"{face}.{form}" for face in ("named/todo", "promises") for form in forms]

    assert (ended.code, ended.faults) == (0, [])
    assert {line.strip() for line in ended.out.splitlines()} == {f"there/{x}" for x in paths}
    assert (folder / "named").stat().st_mode & 0o777 == 0o700
    for path in paths:
        text = (folder / path).read_text(encoding="utf-8")
        if path.startswith("named/"):
            assert {"Ada", "Nobody-Yet"} <= named(text)
            assert (folder / path).stat().st_mode & 0o777 == 0o600
            assert "feedback session 1, both ways" in text
            assert "a talk about a learning objective" in text
        else:
            assert named(text) == set()
            assert "Learn to host a retro" not in text
    assert town.writes() == []


def test_an_old_report_is_made_private_again(tmp_path: Path):
    """Files that stood open before are closed when they are written anew."""
    with open_real_town(tmp_path / "config") as town:
        configure(town.folder, [person("grace")])
        open_folder = tmp_path / "there" / "named"
        open_folder.mkdir(parents=True, mode=0o755)
        (open_folder / "todo.md").write_text("of last year", encoding="utf-8")
        (open_folder / "todo.md").chmod(0o644)
        ended = town.types("report", "--out", "there", "--format", "md")

    assert ended.code == 0
    assert open_folder.stat().st_mode & 0o777 == 0o700
    assert (open_folder / "todo.md").stat().st_mode & 0o777 == 0o600
    assert "of last year" not in (open_folder / "todo.md").read_text(encoding="utf-8")
    assert not (tmp_path / "there" / "promises.html").exists()


@pytest.mark.slow
def test_a_reading_with_gaps_says_so(tmp_path: Path):
    """A tracker that fails: both faces say so, nobody counts as without an ILO, exit code 1."""
    with open_real_town(tmp_path / "config") as town:
        configure(town.folder, [person("grace"), person("mo", supervisor="grace")])
        town.world.faults.append(Fault("502", lambda _m, path, _n: path == "/graphql", times=1_000))
        ended = town.types("report", "--out", "there")
        folder = tmp_path / "there"
        texts = [x.read_text(encoding="utf-8") for x in folder.rglob("*.html")]

    assert ended.code == 1
    assert "could not be read in full" in ended.faults[-1]
    assert len(texts) > 4
    assert all("github could not be read in full" in x for x in texts)
    assert not any("a talk about a learning objective" in x for x in texts)
