"""`ilosync demo`: the first thing that anybody sees."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .command import Ended, ilosync

SCENES = (
    "Ada starts today",
    "forgets the label",
    "opens a second one",
    "as his next",
    "her first objective",
    "has given the talk",
    "he ticks the box",
    "notes `/ilo held`",
)
NAMES = ("Ada", "Grace", "Linus", "Mo", "Robin")


def show(where: Path, *words: str) -> Ended:
    """Run it in an empty folder."""
    where.mkdir(exist_ok=True)
    return ilosync("demo", *words, environ={}, cwd=where)


def told(text: str) -> str:
    """On one line, as the console's width is no part of the story."""
    return " ".join(text.split())


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ended, Path]:
    """It ran once, with nothing around it."""
    where = tmp_path_factory.mktemp("demo")
    return show(where), where / "demo-report"


pytestmark = pytest.mark.slow


def test_it_tells_the_whole_story(run: tuple[Ended, Path]):
    """Every scene is told, each kind of note is said, and a last pass has nothing to write."""
    ended, _ = run
    story = told(ended.out)

    assert (ended.code, ended.err) == (0, "")
    assert [scene for scene in SCENES if scene not in story] == []
    for rule in ("labelled", "only_one", "feedback_due", "check_in_due"):
        assert f"({rule})" in story
    assert "none of them twice; a last pass wrote 0." in story


def test_it_fits_the_width_of_a_terminal(run: tuple[Ended, Path]):
    """At most 80 columns."""
    assert max(map(len, run[0].out.splitlines())) <= 80


def test_it_fits_a_screen_and_a_bit(run: tuple[Ended, Path]):
    """At most 60 lines."""
    assert len(run[0].out.splitlines()) <= 60


def test_it_writes_both_faces_of_the_report(run: tuple[Ended, Path]):
    """Four files where it says; what names people is for one pair of eyes alone."""
    ended, folder = run
    named = folder / "named"
    files = {x.name for x in folder.iterdir()} | {x.name for x in named.iterdir()}

    assert files == {"named", "promises.html", "promises.md", "todo.html", "todo.md"}
    assert named.stat().st_mode & 0o777 == 0o700
    assert {x.stat().st_mode & 0o777 for x in named.iterdir()} == {0o600}
    assert "demo-report/promises.html" in told(ended.out)
    assert "demo-report/named/todo.html" in told(ended.out)
    for path in (folder / "promises.html", folder / "promises.md"):
        assert not re.search(rf"\b({'|'.join(NAMES)})\b", path.read_text(encoding="utf-8"))


def test_it_is_the_same_every_time(run: tuple[Ended, Path], tmp_path: Path):
    """A second run, over the first one's files or elsewhere, tells the same and writes the same."""
    again = show(run[1].parent)
    elsewhere = show(tmp_path, "--out", "demo-report")

    assert again == run[0] == elsewhere
    for path in run[1].rglob("*.*"):
        assert (
            tmp_path / "demo-report" / path.relative_to(run[1])
        ).read_bytes() == path.read_bytes()
