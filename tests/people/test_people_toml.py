"""The people file with some lines more."""

from __future__ import annotations

import tempfile
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilosync.errors import BadConfig
from ilosync.people.written import PeopleToml

IDS = ("ada", "bo", "cy")
DAY = date(2026, 11, 16)
VALUES = {"github_id": 7, "supervisor": "mo", "lead": "mo"}


@st.composite
def files(draw: st.DrawFn) -> str:
    """Draw a people file in some style: remarks, blank lines, quotes, spaces, line ends."""
    lines = draw(st.lists(st.sampled_from(["", "# all of us", "  # [[people]]"]), max_size=2))
    for who in IDS[: draw(st.integers(1, 3))]:
        q = draw(st.sampled_from("\"'"))
        inner = [f"id = {q}{who}{q}", f"name={q}{who}{q}  # {who}, [not a list]"]
        inner += draw(st.lists(st.sampled_from(["start = 2020-01-07 # x", ""]), max_size=1))
        inner += draw(
            st.lists(
                st.sampled_from(
                    [
                        "'supervisor' = \"boss\"  # until spring",
                        "lead = 'boss'",
                        'away = [\n  { from = 2026-12-21 }, # "end = 2020-01-01"\n]',
                        'text = """\nend = 2020-01-01\n"""',
                    ]
                ),
                max_size=3,
                unique=True,
            )
        )
        lines += ["[[ people ]] # next", *(draw(st.sampled_from(["", "  "])) + x for x in inner)]
        lines += draw(st.lists(st.sampled_from(["", "# the next one"]), max_size=2))
    text = "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n"]))
    text = text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])), draw(st.just(-1) | st.just(2)))
    return draw(st.sampled_from(["", "\ufeff"])) + text


PUTS = st.lists(
    st.tuples(
        st.sampled_from(IDS), st.sampled_from(["end", "supervisor", "lead", "start", "github_id"])
    ),
    max_size=4,
    unique=True,
)


@settings(deadline=None)
@given(files(), PUTS, st.integers(0, 2))
def test_what_is_put_in_is_all_that_changes(
    text: str, puts: list[tuple[str, str]], new: int
) -> None:
    """Each line that was there is there, in its order and to the last blank, unless its value was
    put in anew; what the file says is what it said, and what was put in."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.toml"
        path.write_bytes(text.encode())
        file = PeopleToml(path)
        wanted = tomllib.loads(text.removeprefix("\ufeff"))
        here = [x["id"] for x in wanted["people"]]
        replaced = 0
        for who, key in puts:
            if who in here:
                table = wanted["people"][here.index(who)]
                replaced += key in table
                table[key] = VALUES.get(key, DAY)
                file.put(who, key, table[key], "start")
        for n in range(new):
            row = [("id", f"new{n}"), ("name", 'N"\\é'), ("start", DAY)]
            wanted["people"].append(dict(row))
            file.add(row)
        file.write()
        raw = path.read_bytes().decode()
    assert tomllib.loads(raw.removeprefix("\ufeff")) == wanted
    assert raw.startswith("\ufeff") == text.startswith("\ufeff")
    if text.count("\r\n") == text.count("\n"):
        assert raw.count("\r\n") == raw.count("\n")
    after = iter(x.rstrip("\r") for x in raw.split("\n"))
    before = [x.rstrip("\r") for x in text.split("\n")]
    if not replaced:
        assert all(line in after for line in before if line or not new), "in the same order"


def test_a_file_that_somebody_changed_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    """Two who write at once: the second is told, and the first one's words stay."""
    path = tmp_path / "people.toml"
    path.write_text('[[people]]\nid = "ada"\nname = "Ada"\n')
    file = PeopleToml(path)
    file.put("ada", "end", DAY)
    path.write_text('[[people]]\nid = "ada"\nname = "Ada L"\n')
    with pytest.raises(BadConfig, match="changed by somebody else meanwhile"):
        file.write()
    assert "Ada L" in path.read_text()


def test_a_value_that_goes_over_lines_is_left_to_people(tmp_path: Path) -> None:
    """What cannot be changed on its line is refused with the line to write."""
    path = tmp_path / "people.toml"
    path.write_text('[[people]]\nid = "ada"\nname = "Ada"\nsupervisor = """\nbo"""\n')
    with pytest.raises(BadConfig, match=r'people.toml:4: .*write supervisor = "cy"'):
        PeopleToml(path).put("ada", "supervisor", "cy")


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    """Nothing is changed, and the reason is the system's."""
    path = tmp_path / "people.toml"
    path.write_text('[[people]]\nid = "ada"\nname = "Ada"\n')
    file = PeopleToml(path)
    file.put("ada", "end", DAY)
    (tmp_path / ".people.toml.new").mkdir()
    with pytest.raises(BadConfig, match="cannot be written"):
        file.write()
    assert "end" not in path.read_text()
