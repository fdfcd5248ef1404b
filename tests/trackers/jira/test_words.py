"""Words for Jira and from Jira: rendered from Markdown, and read from its wiki markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ilosync.core.model import Account, Command
from ilosync.mentions import mention
from ilosync.trackers.commands import looks_like_ilo
from ilosync.trackers.jira.commands import commands
from ilosync.trackers.jira.from_wiki import markdown
from ilosync.trackers.jira.wiki import on_cloud, on_data_center, wiki
from ilosync.wording import plain

# what means something in Jira's markup, unless a backslash stands before it
ALIVE = re.compile(r"(?<!\\)(?:[\[\]{}!|^~*+]|\?\?)")
NASTY = st.text(
    st.sampled_from("[]{}~!|*_+^-?#.:\\/@ hb1qcode\n\u2028@ada(x)<>&`\u200d") | st.characters()
)


@given(NASTY)
def test_no_text_of_a_person_has_a_meaning(text: str):
    """Whatever a ticket is called, it mentions nobody and opens no macro, image, link or table."""
    shown = wiki(f"so {plain(text)} is it", on_cloud)
    assert ALIVE.search(shown) is None
    assert "\\\\" not in shown


@pytest.mark.parametrize("text", ["h1. big", "bq. said", "# one", "{quote}", "| a |", "!x!"])
def test_nor_at_the_beginning_of_a_line(text: str):
    """Headings, quotes, lists and tables begin there."""
    shown = wiki(plain(text), on_cloud)
    assert re.match(r"(h[1-6]\.|bq\.|#|\{|\||!)", shown) is None


@given(NASTY)
def test_nor_in_code(text: str):
    """Jira reads its markup within {{monospaced}} text too."""
    inner = " ".join(text.replace("`", "").split()) or "x"
    shown = wiki(f"so `{inner}` it is", on_cloud)
    found = re.fullmatch(r"so \{\{(.*)\}\} it is", shown, re.DOTALL)
    assert found is not None
    assert ALIVE.search(found[1]) is None


@given(NASTY)
def test_nor_as_somebodys_name(text: str):
    """A mention shows the account, whatever its owner is called."""
    shown = wiki(f"Hi {mention(plain(text), Account('ada-l'))}, hello", on_data_center)
    assert shown == "Hi [~ada-l], hello"


@pytest.mark.parametrize(
    ("markdown", "markup"),
    [
        ("**bold** and *slanted*", "*bold* and _slanted_"),
        ("write `/ilo move 2026-12-01`", "write {{/ilo move 2026-12-01}}"),
        ("`{{x}}` and `{code}`", r"{{\{\{x\}\}}} and {{\{code\}}}"),
        ("[here](https://x.org/a_b?c=d)", "[here|https://x.org/a_b?c=d]"),
        ("[a](https://x.org/|y]{z})", "[a|https://x.org/%7Cy%5D%7Bz%7D]"),
        ("- one\n- two", "* one\n* two"),
        ("1. one\n2. two", "# one\n# two"),
        ("> quote", "bq. quote"),
        ("# title", "h1. title"),
        ("<sub>small `x`</sub>", "small {{x}}"),
        ("![x](https://x.org/y.png)", "x"),
        ("a check-in, 2026-12-01", "a check-in, 2026-12-01"),
        ("one\ntwo", "one two"),
    ],
)
def test_each_kind_of_markdown_has_its_markup(markdown: str, markup: str):
    """What our own templates use."""
    assert wiki(markdown, on_cloud) == markup


@given(st.lists(NASTY, min_size=2, max_size=2))
@example(["a|b", "|"])
def test_a_cell_of_a_table_keeps_its_borders(texts: list[str]):
    """Whatever stands in it, a row has as many cells as it had, and nothing in them is alive."""
    cells = [plain(t) or "x" for t in texts]
    shown = wiki(f"| One | Two |\n| --- | ---: |\n| {' | '.join(cells)} |", on_cloud)
    header, row = shown.split("\n")
    found = re.fullmatch(r"\|(.*)(?<!\\)\|(.*)(?<!\\)\|", row)

    assert header == "||One||Two||"
    assert found is not None
    assert all(ALIVE.search(cell) is None for cell in found.groups())
    assert "\\\\" not in row


@pytest.mark.parametrize("odd", ["a|b", "a]b", "{code}"])
def test_an_account_that_would_break_out_is_only_a_name(odd: str):
    """The people file is somebody's text too."""
    assert wiki(f"Hi {mention('Ada', Account(odd))}", on_cloud) == "Hi Ada"


@pytest.mark.parametrize(
    "text",
    [
        "/ilo checkin",
        "We talked.\n/ilo checkin",
        "[~ilosync] /ilo checkin",
        "[~accountid:5b10:ac-8d]: /ilo checkin",
        "@ilosync /ilo checkin",
        "{color:#172b4d}/ilo checkin{color}",
        "* /ilo checkin",
        "# /ilo checkin",
        "{code}x{code}\n/ilo checkin",
        "{quote}x{quote}\r\n/ILO Checkin\r\n",
        "{panel:title=x}\n/ilo checkin\n{panel}",
    ],
)
def test_a_command_is_read(text: str):
    """Wherever a person would think that it counts."""
    assert commands(text) == (Command("checkin"),)


@pytest.mark.parametrize(
    "text",
    [
        "{code}\n/ilo checkin\n{code}",
        "{code:java|title=x}\n/ilo checkin\n{code}",
        "{CODE}\n/ilo checkin",
        "{noformat}\n/ilo checkin\n{noformat}",
        "{quote}\n/ilo checkin\n{quote}",
        "bq. /ilo checkin",
        "> /ilo checkin",
        "{{/ilo checkin}}",
        "I wrote /ilo checkin",
        "-/ilo checkin-",
    ],
)
def test_in_code_and_quotes_it_is_not(text: str):
    """Showing somebody a command does not give it."""
    assert commands(text) == ()


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (
            "/ilo same [https://x.org/browse/A-1|https://x.org/browse/A-1|smart-link]",
            "https://x.org/browse/a-1",
        ),
        ("/ilo same [A-1|https://x.org/browse/A-1]", "https://x.org/browse/a-1"),
        ("/ilo same [https://x.org/browse/A-1]", "https://x.org/browse/a-1"),
        (r"/ilo same A\-1", "a-1"),
        ("/ilo same acme/learning#12", "acme/learning#12"),
    ],
)
def test_links_and_escapes_are_read_as_what_they_show(text: str, rest: str):
    """Jira's editor makes a link of each address."""
    assert commands(text) == (Command("same", rest),)


@given(st.text(st.sampled_from("{}[]~|code quote/ilo checkin\n*#-bq.:") | st.characters()))
def test_any_text_can_be_read(text: str):
    """Whatever people write."""
    commands(text)
    looks_like_ilo("", markdown(text), "", "ILO")


@pytest.mark.parametrize(
    "body",
    [
        "h3. What I want to learn\n\nRust\n\nh3. Why it matters to me\n\nJoy",
        "*What I want to learn*\r\nRust\r\n*Why it matters to me:*\r\nJoy",
        "### What I want to learn\n\nRust\n\n### Why it matters to me",
    ],
)
def test_the_form_is_known_by_its_headings(body: str):
    """As headings, in bold, or pasted as Markdown; one alone is a sentence."""
    assert looks_like_ilo("Rust", markdown(body), "Task", "ILO")
    assert not looks_like_ilo("Rust", markdown(body.splitlines()[0]), "Task", "ILO")
