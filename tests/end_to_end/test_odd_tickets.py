"""One odd ticket among others: the others get exactly what they would get without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ilosync.core.model import Marker
from ilosync.trackers.marker import find, hide

from .configuration import PLACE, configure, person
from .scenes import TEAM, people_act
from .town import FACES, Town, open_town

ZOE, ZOE_ALONE = person("zoe", supervisor="mo"), person("zoe")
SWEEP = "".join(map(chr, range(0x20))) + "\x7f\x85\u2028\u2029\ufeff\x1b[31m"
RIGHT_TO_LEFT = "\u202eללמוד לנגן\u2066 \u202dتعلم الاستماع\u202c /ilo checkin"
LONG = "x" * 60_000
NESTED = "> " * 10_000 + "- " * 5_000 + "/ilo checkin `" * 1_000
TEXTS: dict[str, str | None] = {
    "empty": "",
    "null": None,
    "blank": " \n\t\r\n ",
    "60 kB": LONG,
    "60 kB of lines": "/ilo pause\n" * 5_000,
    "60 kB of letters from afar": "🧵" * 30_000,
    "nested": NESTED,
    "right-to-left": RIGHT_TO_LEFT,
    "control characters": SWEEP,
    "half a marker": "<!-- ilosync:1 rule=only_one period=",
    "a wrong marker": "<!-- ilosync:1 rule=../.. period=-- digest={{7*7}} standing -->",
    "a template": "{{ ''.__class__ }} {% for x in y %} @grace-x #1",
}
TITLES = {
    "right-to-left": "\u202eילו",
    "control characters": "\x1b]0;ILO\x07",
    "Markdown": "ILO: " + "*_`@all #1 " * 20,
    "a dot": ".",
}


@contextmanager
def a_town(folder: Path, face: str) -> Iterator[Town]:
    """The team, and Zoe who owns the odd ticket."""
    with open_town(configure(folder / "config", (*TEAM, ZOE)), FACES[face]) as town:
        people_act(town)
        yield town


@cache
def without(face: str) -> frozenset[tuple[int, Marker, str]]:
    """What the others get where there is nothing odd."""
    with TemporaryDirectory() as folder, a_town(Path(folder), face) as town:
        town.sync()
        return others(town, odd=0)


def others(town: Town, odd: int) -> frozenset[tuple[int, Marker, str]]:
    """The notices on all tickets but the odd one, marker and words."""
    found = (
        (issue.number, *find(comment.body))
        for issue in town.issues()
        for comment in issue.comments
        if comment.by.login == town.world.me and issue.number != odd
    )
    return frozenset((number, marker, words) for number, marker, words in found if marker)


@pytest.fixture(params=["graphql", "rest"])
def face(request: pytest.FixtureRequest) -> str:
    """How GitHub is met."""
    name: str = request.param
    return name


def unmoved(tmp_path: Path, face: str, odd: Callable[[Town], int]) -> set[str]:
    """Two passes with the odd ticket: the others as without, the second silent; what it got."""
    wanted = without(face)
    with a_town(tmp_path, face) as town:
        number = odd(town)
        town.sync()
        assert others(town, number) == wanted
        so_far = len(town.world.asked)
        town.passes(minutes=1)
        town.sync()
        assert town.writes(so_far) == []
        return {rule for n, rule in town.said() if n == number}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_odd_body(tmp_path: Path, face: str, text: str | None):
    """Whatever stands in the body of a ticket, the others are served, and so is its owner."""

    def odd(town: Town) -> int:
        town.ilo("zoe")
        return town.world.open(PLACE, "zoe-x", "Odd", text, ["ILO"], ["zoe-x"])

    assert unmoved(tmp_path, face, odd) == {"only_one"}


@pytest.mark.parametrize("name", [name for name, text in TEXTS.items() if text is not None])
def test_odd_comment(tmp_path: Path, face: str, name: str):
    """Whatever somebody comments, the others are served, and so is the ticket's owner."""

    def odd(town: Town) -> int:
        town.ilo("zoe")
        number = town.ilo("zoe")
        town.world.comment(PLACE, number, "stranger", TEXTS[name] or "")
        return number

    assert unmoved(tmp_path, face, odd) == {"only_one"}


@pytest.mark.parametrize(
    "title", ["\u202eילו", "\x1b]0;ILO\x07", "ILO: " + "*_`@all #1 " * 20, "."]
)
def test_odd_title(tmp_path: Path, face: str, title: str):
    """Whatever a ticket is called, the others are served, and so is its owner."""

    def odd(town: Town) -> int:
        town.ilo("zoe")
        return town.ilo("zoe", title)

    assert unmoved(tmp_path, face, odd) == {"only_one"}


@pytest.mark.parametrize("first", [False, True], ids=["last", "first"])
def test_locked(tmp_path: Path, face: str, first: bool):
    """A ticket that nobody may comment on keeps no note from anybody else, nor Zoe's other one."""
    linus = person("linus")
    people = (ZOE_ALONE, linus) if first else (linus, ZOE_ALONE)
    with open_town(configure(tmp_path / "config", people), FACES[face]) as town:
        for who in ("linus", "linus", "zoe", "zoe", "zoe"):
            number = town.ilo(who)
            town.passes(minutes=1)
        town.world.lock_issue(PLACE, number - 1, "mo-x")
        town.sync()

        assert town.said() == {(2, "only_one"), (number, "only_one")}


def test_forged_marker(tmp_path: Path, face: str):
    """Somebody else's comment with a marker of ours has no power but over its own ticket."""

    def odd(town: Town) -> int:
        number = town.ilo("zoe")
        for n in (1, 4):  # the very notices that others are about to get
            for _, period in forged_from(n):
                marker = Marker("only_one", period, "00000000")
                town.world.comment(PLACE, number, "stranger", hide(marker, "I am ilosync."))
        return number

    assert unmoved(tmp_path, face, odd) == set()


def forged_from(number: int) -> list[tuple[str, str]]:
    """The keys of the notices that a ticket gets."""
    return [(m.rule, m.period) for n, m, _ in without("graphql") if n == number]


def test_a_forged_marker_silences_that_one_notice_and_says_so(tmp_path: Path, face: str):
    """Who signs as us may be us under an old name: that notice is held, and the plan says why."""
    with a_town(tmp_path, face) as town:
        (key,) = forged_from(4)
        town.world.comment(PLACE, 4, "stranger", hide(Marker(*key, "00000000"), "I am ilosync."))
        _, plan, _ = town.sync()

        assert others(town, odd=4) == {x for x in without(face) if x[0] != 4}
        assert [x.about for x in plan.holds] == [f"{PLACE}#4 only_one"]
        assert "stranger" in plan.holds[0].why


def test_a_pasted_copy_of_our_notice(tmp_path: Path, face: str):
    """Our own words, pasted by somebody with marker and all, are theirs: never edited."""
    with a_town(tmp_path, face) as town:
        town.sync()
        before = town.touched()
        for source in (1, 4):
            copied = town.world.issue(PLACE, source).comments[0].body
            for target in (1, 2, 4):
                town.world.comment(PLACE, target, "robin-x", copied)
                town.world.comment(PLACE, target, "robin-x", f"{copied}\n\nWhat is this?")
        so_far = len(town.world.asked)
        town.passes(minutes=1)
        town.sync()

        assert town.writes(so_far) == []
        assert town.touched() == before
