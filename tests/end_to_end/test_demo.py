"""`ilosync demo`: the first thing that anybody sees."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from .command import Ended, ilosync

SCENES = (
    "Ada will start in a week",
    "Ada's first day",
    "forgets the label",
    "opens a second one",
    "as his next",
    "drafts her first objective",
    "`/ilo start`",
    "`/ilo mentor looking`",
    "has given the talk",
    "he ticks the box",
    "notes `/ilo held`",
    "it is a stretch now",
    "gives her word",
    "what she needs",
    "Ada passes on her part",
    "`/ilo done`",
    "`/ilo retro held`",
    "the nine months are over",
)
RULES = (
    *("welcome", "one_ilo", "learning_page", "digest", "labelled", "mentor_asked", "only_one"),
    *("team_quarter", "quarter_day", "closed", "look_back", "check_in_due", "feedback_due"),
    *("mentor_waiting", "safety_net, stretch_help"),
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
    assert [rule for rule in RULES if f"({rule})" not in story] == []
    assert "none of them twice; a last pass wrote 0." in story


def test_it_fits_the_width_of_a_terminal(run: tuple[Ended, Path]):
    """At most 80 columns."""
    assert max(map(len, run[0].out.splitlines())) <= 80


def test_nine_months_fit_a_few_screens(run: tuple[Ended, Path]):
    """At most 180 lines: words are shown where they are heard for the first time."""
    assert len(run[0].out.splitlines()) <= 180


def test_nobody_is_written_to_in_private_more_than_once_a_week(run: tuple[Ended, Path]):
    """Grace supervises three people and hears of them seldom."""
    days = re.findall(r"^(?:\w+ )(\d+ \w+)$|to (\w+), in private", run[0].out, re.MULTILINE)
    heard: list[tuple[str, datetime]] = []
    today = datetime(2026, 1, 1)  # noqa: DTZ001
    for day, to in days:
        if day:
            today = datetime.strptime(f"{day} 2026", "%d %B %Y")  # noqa: DTZ007
        else:
            heard.append((to, today))
    grace = [at for to, at in heard if to == "Grace"]

    assert len(grace) >= 5
    assert all((two - one).days >= 7 for one, two in pairwise(grace))


def test_it_writes_both_faces_of_the_report(run: tuple[Ended, Path]):
    """Each form where it says; what names people is for one pair of eyes alone."""
    ended, folder = run
    named = folder / "named"
    forms = ("html", "md", "json", "csv")
    files = [x for x in named.rglob("*") if x.is_file()]

    assert {f"promises.{x}" for x in forms} < {x.name for x in folder.iterdir()}
    assert {f"todo.{x}" for x in forms} < {x.name for x in files}
    assert {x.stem for x in files if x.parent.name == "me"} == {x.lower() for x in NAMES}
    assert named.stat().st_mode & 0o777 == 0o700
    assert {x.stat().st_mode & 0o777 for x in files} == {0o600}
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
