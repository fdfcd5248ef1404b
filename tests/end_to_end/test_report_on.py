"""`ilosync report --on DATE` and `--since`, typed against a GitHub and a Jira at once."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ilosync.bootstrap import RealClock
from ilosync.sandbox.jira.server import serve
from ilosync.sandbox.jira.world import TOKEN, JiraWorld
from tests import contracts, jira_contracts

from .command import Ended
from .configuration import PLACE, SPEAKING, configure, person
from .real_time import RealTown, open_real_town
from .town import FACES, Face

NAMES = ("Grace", "Linus", "Mo", "Ada", "Bo", "Kim")
JIRA = """
[trackers.jira]
kind = "jira"
url = "https://acme.atlassian.net"
projects = ["GROW"]
readers = "team"
"""
CHARTER = """
[charter]
url = "https://acme.example/charter"
agreed_with = "staff council"
agreed_on = 2020-03-02
review_by = 9999-03-02
"""
ZONE = "Europe/Berlin"


class Two:
    """Both trackers in real time, with a past; whatever is asked, nothing is written to them."""

    def __init__(self, town: RealTown, jira: JiraWorld, url: str) -> None:
        self.town, self.jira = town, jira
        self.folder = town.folder.parent
        self.environ = {
            "ILOSYNC_TRACKERS__JIRA__URL": url,
            "ILOSYNC_TRACKERS__JIRA__USER": jira.user(jira.me).email,
            "ILOSYNC_TRACKERS__JIRA__TOKEN": TOKEN,
        }
        self.today = RealClock().now().astimezone(ZoneInfo(ZONE)).date()

    def day(self, days_ago: int) -> str:
        return str(self.today - timedelta(days=days_ago))

    def report(self, *words: str, into: str = "there") -> Ended:
        """Somebody types `ilosync report …`."""
        return self.town.types("report", "--out", into, *words, **self.environ)

    def files(self, into: str) -> dict[str, bytes]:
        """All that was written, by its path, without locks."""
        there = self.folder / into
        found = (x for x in there.rglob("*") if x.is_file())
        return {x.relative_to(there).as_posix(): x.read_bytes() for x in found}


@contextmanager
def open_two(
    folder: Path, face: Face, *, charter: bool = True, cloud: bool = True
) -> Iterator[Two]:
    """Grace helps everybody; Bo works on Jira, the others on GitHub; the past is half a year."""
    with no_contract(), open_real_town(folder / "config", face) as town:
        jira = JiraWorld(town.clock, cloud=cloud, plain_ids=True)
        jira.project("GROW")
        with serve(jira) as url:
            two = Two(town, jira, url)
            people = [
                person("grace", supervisor="mo"),
                *(person(x, supervisor="grace") for x in ("linus", "mo", "ada", "kim")),
                person("bo", github=None, jira="bo-b", supervisor="grace"),
            ]
            tables = JIRA + (CHARTER if charter else "")
            top = f'{SPEAKING}\ntime_zone = "{ZONE}"'
            configure(town.folder, people, top=top, tables=tables)
            half_a_year(two)
            before = len(jira.asked)
            yield two
            assert town.writes() == []
            assert {x.method for x in jira.asked[before:]} <= {"GET"}


@contextmanager
def no_contract() -> Iterator[None]:
    """Each tracker's own tests hold its own contract; here both answer one process."""
    with pytest.MonkeyPatch.context() as patch:
        for name in (contracts.VARIABLE, jira_contracts.VARIABLE):
            if name in os.environ:
                patch.delenv(name)
        yield


def half_a_year(two: Two) -> None:
    """Who had an objective when: Linus and Bo until lately, Ada since lately, Mo throughout."""
    two.town.ago(180)
    mine = {x: two.town.ilo(x) for x in ("grace", "linus", "mo")}
    bos = two.jira.open("GROW", "bo-b", "Listen", "", labels=("ILO",), assignee="bo-b")
    two.town.ago(80)
    two.town.world.close(PLACE, mine["linus"], "linus-x", "completed")
    two.jira.finish(bos, "bo-b")
    two.town.ilo("ada")
    two.town.ago(0)


@pytest.fixture(params=["graphql", "rest"])
def two(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Two]:
    with open_two(tmp_path, FACES[request.param]) as found:
        yield found


def owed(text: bytes) -> set[str]:
    """To whom something is owed, by the rows of the Markdown table."""
    return {x for x in NAMES if re.search(rf"^\| {x} \|", text.decode(), re.MULTILINE)}


def test_a_past_day_is_told_out_of_histories(two: Two):
    """What was owed then, though it is met now, and tickets that no usual reading brings."""
    now = two.report("--format", "md", "--on", two.day(0), into="now")
    then = two.report("--format", "md", "--on", two.day(120), into="then")
    todo, were = two.files("now")["named/todo.md"], two.files("then")["named/todo.md"]

    assert (now.code, then.code) == (0, 0), (now.err, then.err)
    assert owed(todo) == {"Linus", "Bo", "Kim"}
    assert owed(were) == {"Ada", "Kim"}
    assert "This is a day of the past" in were.decode()
    assert f"{datetime.fromisoformat(two.day(120)):%A}, " in were.decode()
    assert ", 10:00 CE" in were.decode()


def test_the_history_of_nights_is_left_alone(two: Two):
    """Neither made nor changed, whatever stands in it; the files are those of every report."""
    usual = two.report()
    before = two.files("there")
    assert usual.code == 0
    assert two.report("--on", two.day(100)).code == 0
    after = two.files("there")
    assert two.report("--on", two.day(100), into="new").code == 0

    assert after["history.jsonl"] == before["history.jsonl"]
    assert after.keys() == before.keys()
    assert after["named/todo.json"] != before["named/todo.json"]
    assert two.files("new") == {k: v for k, v in after.items() if "history" not in k}


def test_later_life_changes_no_byte(two: Two):
    """The same day asked again, after tickets were opened, labelled, closed and talked on."""
    assert two.report("--on", two.day(40), into="first").code == 0
    world = two.town.world
    second = two.town.ilo("kim")
    world.comment(PLACE, 1, "grace-x", "/ilo pause")
    world.label(PLACE, 1, "grace-x", "ilo:paused")
    world.close(PLACE, 3, "mo-x", "not_planned")
    world.assign(PLACE, second, "ada-x", "ada-x")
    two.jira.open("GROW", "bo-b", "Sing", "", labels=("ILO",), assignee="bo-b")
    two.jira.reopen("GROW-1", "bo-b")
    assert two.report("--on", two.day(40), into="again").code == 0

    assert two.files("first") == two.files("again")
    assert len(two.files("first")) > 10


def test_a_later_edit_is_a_remark_and_no_more(two: Two):
    """A comment of before that day is mended after it: the organisers read that it was."""
    two.town.ago(100)
    said = two.town.world.comment(PLACE, 1, "grace-x", "Nice")
    two.town.ago(0)
    assert two.report("--on", two.day(40), "--format", "md", into="first").code == 0
    two.town.world.edit_comment(said, "grace-x", "Very nice")
    assert two.report("--on", two.day(40), "--format", "md", into="again").code == 0
    first, again = two.files("first"), two.files("again")

    assert [x for x in first if first[x] != again[x]] == ["named/todo.md"]
    before, after = (x["named/todo.md"].decode().splitlines() for x in (first, again))
    assert [x for x in after if x not in before] == [
        "- Comments edited since, read as they stand today: 1."
    ]
    assert [x for x in before if x not in after] == []


def test_what_changed_is_by_name_for_the_organisers_alone(two: Two):
    """Newly owed, owed no more, still owed; the page for everybody names nobody."""
    ended = two.report("--on", two.day(0), "--since", two.day(120))
    files = two.files("there")
    table = files["named/difference.md"].decode()
    pages = ["difference.html", "difference.md", "named/difference.html", "named/difference.md"]

    assert ended.code == 0, ended.err
    assert [x.strip() for x in ended.out.splitlines()] == [f"there/{x}" for x in pages]
    assert sorted(files) == pages
    assert rows(table, "newly owed") == {"Linus", "Bo"}
    assert rows(table, "owed no more") == {"Ada"}
    assert rows(table, "still owed") == {"Kim"}
    for form in ("html", "md"):
        text = files[f"difference.{form}"].decode()
        assert not [x for x in NAMES if re.search(rf"\b{x}\b", text)]
        assert "http" not in text
    assert (two.folder / "there/named/difference.md").stat().st_mode & 0o777 == 0o600
    assert "One objective each" in files["difference.md"].decode()


def rows(table: str, state: str) -> set[str]:
    return set(re.findall(rf"^\| {state} \| (\w+) \|", table, re.MULTILINE))


def test_a_reading_with_gaps_says_so(tmp_path: Path):
    """Where a tracker cannot answer, the page says so, nothing is counted, and the code is 1."""
    with open_two(tmp_path, FACES["graphql"], cloud=False) as two:
        two.environ["ILOSYNC_TRACKERS__JIRA__URL"] = "http://127.0.0.1:9"
        ended = two.report("--on", two.day(0), "--since", two.day(120))
        files = {k: v.decode() for k, v in two.files("there").items()}

    assert ended.code == 1
    assert "jira could not be read in full" in ended.faults[-1]
    assert all("jira could not be read in full" in x for x in files.values())
    assert "| Bo |" not in files["named/difference.md"]
    assert "One objective each" not in files["difference.md"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--on", "16.11.2026"], "--on 16.11.2026: write a date like 2026-11-16"),
        (["--on", "9998-01-01"], "is still to come"),
        (["--on", "0001-01-01"], "there were no tickets yet"),
        (["--on", "2026-03-02", "--since", "2026-03-02"], "must be a day before 2026-03-02"),
        (["--since", "2026-03-02", "--format", "csv"], "what changed since a day is told as html"),
    ],
)
def test_bad_days_are_refused(tmp_path: Path, words: list[str], says: str):
    """In one line, and before anything is read or written."""
    with open_real_town(tmp_path / "config") as town:
        configure(town.folder, [person("grace")])
        ended = town.types("report", "--out", "there", *words)

        assert ended.code == 1
        assert says in ended.faults[-1]
        assert len(ended.faults) == 1
        assert not (tmp_path / "there").exists()
        assert town.reads() == 0
