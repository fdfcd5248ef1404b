"""What does not hold is refused in one line that says what, where and the mend; no write."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from .configuration import PLACE, SPEAKING, configure, person
from .real_time import RealTown, busy_past, open_real_town
from .town import FACES

GOOD = (
    person("grace"),
    person("linus", supervisor="grace", working_days=["Monday"]),
    person("mo", supervisor="grace"),
)
SETTINGS, PEOPLE = "config/ilosync.toml", "config/people.toml"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[RealTown]:
    """Linus has done things that would be answered at once."""
    with open_real_town(tmp_path / "config") as town:
        busy_past(town)
        yield town
        assert town.writes() == []


def refused(town: RealTown, *names: str, **environ: str) -> str:
    """The pass ends with 1 and one line of error, which comes back, with all these names in it."""
    ended = town.types("sync", "--speak", **environ)
    assert ended.code == 1
    assert len(ended.faults) == 1, ended.err
    assert [x for x in names if x not in ended.faults[0]] == [], ended.faults[0]
    assert ended.out == ""
    assert town.writes() == []
    return ended.faults[0]


def test_the_good_configuration_is_good(town: RealTown):
    """None of the refusals below are owed to anything but their own mistake."""
    configure(town.folder, GOOD)
    ended = town.types("plan", "--exit-code")

    assert (ended.code, ended.err) == (2, "")


@pytest.mark.parametrize(
    ("top", "names"),
    [
        ("speek = true", ["1", "speek", "speak"]),
        ('time_zone = "Europe/Berln"', ["1", "Europe/Berln", "Europe/Berlin"]),
        ('enforce = "parc"', ["1", "enforce", "park"]),
        ("since = 2026-13-01", ["1"]),
        ('token = "ghp_123"', ["1", "token"]),
    ],
    ids=["unknown key", "time zone", "choice", "no date", "a secret"],
)
def test_a_mistake_in_the_settings(town: RealTown, top: str, names: list[str]):
    """A mistake in ilosync.toml is named with its line and the nearest thing that would do."""
    configure(town.folder, GOOD, top=top)

    refused(town, SETTINGS, *names)


@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        (person("ada", bddy="mo"), ["bddy", "buddy"]),
        (person("ada", supervisor="gracie"), ["gracie", "grace"]),
        (person("ada", github="Linus-X"), ["linus-x", "linus", "keep it with the one"]),
        (person("ada", supervisor="ada"), ["ada", "supervisor", "name somebody else"]),
        (person("ada", time_zone="Mars/Base"), ["Mars/Base", "Europe/Berlin"]),
        (person("ada", start=date(2026, 5, 2), end=date(2026, 5, 1)), ["start", "end"]),
        (person("linus", github="other"), ["linus", "id"]),
        (person("ada", buddy="grace", supervisor="grace"), ["grace", "buddy"]),
    ],
    ids=["unknown key", "unknown supervisor", "one account", "own supervisor", "time zone",
         "start after end", "one id", "supervisor as buddy"],
)  # fmt: skip
def test_a_mistake_in_the_people_file(town: RealTown, wrong: str, names: list[str]):
    """A mistake in people.toml is named with its line, the value, and how to mend it."""
    configure(town.folder, (*GOOD, wrong))
    text = (town.folder / "people.toml").read_text(encoding="utf-8").splitlines()
    begins = len(text) - len(wrong.splitlines())

    line = refused(town, PEOPLE, *names).split(f"{PEOPLE}:")[1].split(":")[0]
    assert begins < int(line) <= len(text)


@pytest.mark.parametrize(
    ("name", "words", "names"),
    [
        ("only_one.md", "Hi {{ dear }}, your pay is {{ salary }}.", ["salary", "dear", "other"]),
        ("only_one.md", "Hi {{ dear }\n", ["only_one.md:1"]),
        ("only_1.md", "Hi", ["only_one.md"]),
        ("footer.md", "{{ name.__class__.__mro__ }}", ["names it may use"]),
    ],
    ids=["unknown name", "no template", "no notice", "a way out"],
)
def test_a_mistake_in_the_words(town: RealTown, name: str, words: str, names: list[str]):
    """A template with a mistake is named before anything is read or written."""
    configure(town.folder, GOOD)
    (town.folder / "wording").mkdir()
    (town.folder / "wording" / name).write_text(words, encoding="utf-8")

    refused(town, f"config/wording/{name}", *names)
    assert town.world.asked == []


@pytest.mark.parametrize("face", ["graphql", "rest"])
def test_a_token_that_may_not_write(tmp_path: Path, face: str):
    """A token that may only read is told so, with the permission that it lacks."""
    with open_real_town(tmp_path / "config", FACES[face]) as town:
        configure(town.folder, GOOD)
        busy_past(town)
        town.world.repo(PLACE).may_write = False

        refused(town, PLACE, "Issues: read and write")


@pytest.mark.parametrize("face", ["graphql", "rest"])
def test_a_token_that_is_not_accepted(tmp_path: Path, face: str):
    """A wrong token is named by the variable that holds it, and never shown."""
    with open_real_town(tmp_path / "config", FACES[face]) as town:
        configure(town.folder, GOOD)
        busy_past(town)
        name = "ILOSYNC_TRACKERS__GITHUB__TOKEN"

        assert "ghp_secret" not in refused(town, "github", name, **{name: "ghp_secret"})


def test_no_token(town: RealTown):
    """Without any token the variable is named."""
    configure(town.folder, GOOD)
    name = "ILOSYNC_TRACKERS__GITHUB__TOKEN"

    refused(town, "github", name, **{name: ""})
    assert town.world.asked == []


@pytest.mark.parametrize("face", ["graphql", "rest"])
def test_a_repository_that_is_not_there(tmp_path: Path, face: str):
    """A repository that is misspelt, or hidden from us, is named; the others are not written to."""
    with open_real_town(tmp_path / "config", FACES[face]) as town:
        configure(town.folder, GOOD, repositories=[PLACE, "acme/lerning"])
        busy_past(town)

        refused(town, "acme/lerning", "repositories")


def test_no_configuration_at_all(town: RealTown, tmp_path: Path):
    """In an empty folder the file that is expected is named."""
    assert not (tmp_path / "config").exists()

    refused(town, SETTINGS, "no such file")


def test_nothing_is_remembered_of_a_refused_first_run(town: RealTown):
    """Where the first speaking run is refused before it begins, no `since` is written either."""
    configure(town.folder, GOOD, top="# mine")
    settings = town.folder / "ilosync.toml"
    before = settings.read_text(encoding="utf-8")

    refused(town, "github", ILOSYNC_TRACKERS__GITHUB__TOKEN="")
    assert settings.read_text(encoding="utf-8") == before
    assert SPEAKING not in before
