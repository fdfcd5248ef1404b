"""Each key of a TOML file is found on the line where a person sees it."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilosync.toml_lines import Key, find_lines, line_of

FILE = '''# remark with people = [ and "
speak = false   # [not.a.table]
"quoted key" = 1
'single.quoted' = { a = 1, "b c" = 2 }
report.at = "02:00 # not a remark"
text = """
speak = true
[[people]] \\"""
"""
lit = \'\'\'
[quiet]\'\'\'

[trackers.github]
repositories = [
  # one each
  "acme/a",

  "acme/b",  # the second
]

[[people]]
id = "ada"
away = [
  { from = 2026-01-01, to = 2026-01-02 },
  { from = 2026-02-01 },
]
[people."more words"]
x = 1979-05-27 07:32:00

  [[ people ]]  # the next
  id="mo"
  away=[{from=2026-03-01},{from=2026-04-01}]
[[people.more]]
y = 3.14
'''


@pytest.mark.parametrize(
    ("at", "line"),
    [
        (("speak",), 2),
        (("quoted key",), 3),
        (("single.quoted", "b c"), 4),
        (("report", "at"), 5),
        (("text",), 6),
        (("lit",), 10),
        (("trackers", "github"), 13),
        (("trackers", "github", "repositories"), 14),
        (("trackers", "github", "repositories", 0), 16),
        (("trackers", "github", "repositories", 1), 18),
        (("people", 0), 21),
        (("people", 0, "id"), 22),
        (("people", 0, "away"), 23),
        (("people", 0, "away", 0, "to"), 24),
        (("people", 0, "away", 1, "from"), 25),
        (("people", 0, "more words", "x"), 28),
        (("people", 1), 30),
        (("people", 1, "id"), 31),
        (("people", 1, "away", 1, "from"), 32),
        (("people", 1, "more", 0, "y"), 34),
    ],
)
def test_a_key_is_found_on_its_line(at: Key, line: int) -> None:
    """Remarks, quotes, inline tables and long lists do not lead the finder astray."""
    tomllib.loads(FILE)
    assert find_lines(FILE)[at] == line


def test_what_is_missing_is_told_at_the_table_around_it() -> None:
    """A key that is not there gets the line of its table, and line 1 where there is none."""
    lines = find_lines(FILE)
    assert line_of(lines, ("people", 1, "name")) == 30
    assert line_of(lines, ("nowhere",)) == 1
    assert line_of({}, ()) == 1


def test_windows_line_ends_count_as_one() -> None:
    """A file saved on Windows has the same line numbers."""
    assert find_lines(FILE.replace("\n", "\r\n")) == find_lines(FILE)


KEYS = st.sampled_from(["a", "b-c", '"d e"', "'f.g'", '"h\\"#[i"', "7"])


@st.composite
def values(draw: st.DrawFn, depth: int = 0) -> str:
    """Draw a value in some style of writing; `@` stands for a number told later."""
    scalars = ["@", '"x # ] @"', "'\"@'", '"""\n@ = [\n"""', "2026-03-02", "[]", "{}", "-1.5e3"]
    if depth > 2 or draw(st.booleans()):
        return draw(st.sampled_from(scalars))
    if draw(st.booleans()):
        items = draw(st.lists(values(depth + 1), max_size=3))
        gap = draw(st.sampled_from([", ", ",\n  ", " ,\n # ] @\n\n"]))
        return f"[{gap.join(items)}]"
    keys = draw(st.lists(KEYS, unique=True, max_size=3))
    return "{" + ", ".join(f"{k} = {draw(values(depth + 1))}" for k in keys) + "}"


@st.composite
def files(draw: st.DrawFn) -> str:
    """Draw a valid TOML file of remarks, keys, tables and lists of tables."""
    parts: list[str] = []
    heads = ["", "[t]", "[t.'u v']", "[[p]]", "[[p.q]]", "[ p . r ]", "[[p]]", "[p.q2]"]
    for head in heads[: draw(st.integers(1, len(heads)))]:
        parts.append(head)
        keys = draw(st.lists(KEYS, unique=True, max_size=4))
        parts += [f"{k} = {draw(values())}  # remark [x] = @" for k in keys]
    return "\n".join(parts)


def _leaves(value: Any, at: Key = ()) -> dict[Key, Any]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    found: dict[Key, Any] = {}
    for key, inner in pairs:
        here = (*at, key)
        found |= {here: inner}
        found |= _leaves(inner, here) if isinstance(inner, dict | list) else {}
    return found


@given(files())
def test_every_key_of_any_file_has_its_line(text: str) -> None:
    """Whatever tomllib understands is found, and each number stands on the line we name."""
    parts = text.split("@")
    numbered = parts[0] + "".join(f"{900000 + n}{part}" for n, part in enumerate(parts[1:]))
    data = tomllib.loads(numbered)
    lines, rows = find_lines(numbered), numbered.split("\n")
    for at, value in _leaves(data).items():
        assert at in lines, at
        if isinstance(value, int):
            assert str(value) in rows[lines[at] - 1]
