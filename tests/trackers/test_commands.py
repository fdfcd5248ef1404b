"""What is read of people's words, and what is left alone."""

from __future__ import annotations

import gc
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilosync.core.model import Command
from ilosync.trackers.commands import commands, looks_like_ilo, ticked
from ilosync.trackers.form import FORM_HEADINGS

PAUSE = (Command("pause"),)


@pytest.mark.parametrize(
    "text",
    [
        "/ilo pause",
        "  /ILO   Pause  ",
        "@ilosync /ilo pause",
        "@acme-bot[bot]: /ilo pause",
        "Thanks!\n/ilo pause\nAda",
        "- a list\n/ilo pause",
        "/ilo pause\n---\nAda",
        "/ilo pause\r\n",
        "> quoted\n\n/ilo pause",
        "<!-- hidden -->\n\n/ilo pause",
        "text <!-- open and never closed\n/ilo pause",
        "a stray ` tick\n/ilo pause",
    ],
)
def test_a_command_on_its_own_line(text: str):
    """Case, blanks, a mention, a list before it or a signature after it do not matter."""
    assert commands(text) == PAUSE


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "/ilo",
        "/ilopause",
        "say /ilo pause",
        "`/ilo pause`",
        "`\n/ilo pause\n`",
        "```\n/ilo pause\n```",
        "```\n/ilo pause",
        "~~~ sh\n/ilo pause\n~~~",
        "    /ilo pause",
        "> /ilo pause",
        "> a\n/ilo pause",
        "> > /ilo pause",
        "- > /ilo pause",
        "- /ilo pause",
        "1. /ilo pause",
        "# /ilo pause",
        "<!-- /ilo pause -->",
        "<!--\n/ilo pause\n-->",
        "words <!--\n/ilo pause\n--> words",
        "<!--\n/ilo pause",
        "<pre>\n/ilo pause\n</pre>",
        "\\/ilo pause",
        "\u202e/ilo pause",
    ],
)
def test_what_is_no_command(text: str | None):
    """Code, quotes, comments, lists of commands and prose stay what they are."""
    assert commands(text) == ()


def test_several_commands_in_order():
    """One a line, each with the rest of its line, all in lower case."""
    text = "/ilo checkin 2026-11-20\n/ilo Mentor @Grace-H\n\nand\n\n/ilo ask `why`?"
    assert commands(text) == (
        Command("checkin", "2026-11-20"),
        Command("mentor", "@grace-h"),
        Command("ask", "`why`?"),
    )


@given(st.text())
def test_no_text_is_too_odd(text: str):
    """Whatever people write, reading it raises nothing."""
    assert all(c.word == c.word.lower() for c in commands(f"/ilo x\n{text}"))
    assert ticked(text) in {True, False}


@pytest.mark.parametrize(
    "piece",
    [
        *("x", "> ", "- ", "- a\n", "> a\n", "a\n", "<!--", "`", "[", "*a ", "\x07", "\n"),
        *("```\n", "/ilo x\n"),
    ],
)
def test_sixty_kilobytes_are_read_at_once(piece: str):
    """Sixty kilobytes of anything, however deeply nested, take a moment."""
    text = "/ilo pause\n\n" + (piece * 60_000)[:60_000] + "\n\n/ilo pause"
    commands("/ilo warm up")
    gc.disable()  # else it walks through all that other tests have left
    try:
        begun = time.process_time()
        found = commands(text)
        taken = time.process_time() - begun
    finally:
        gc.enable()
    assert taken < 5  # measured: 0.06 s; where each line looks at all others it takes minutes
    assert found[:1] == PAUSE


@pytest.mark.parametrize("title", ["ILO: learn Rust", "ilo : learn Rust", "  Ilo:Rust"])
def test_a_title_can_say_ilo(title: str):
    """The label and a colon at the beginning, in any case, with or without blanks."""
    assert looks_like_ilo(title, None, None, "ILO")


@pytest.mark.parametrize("title", ["Silo: repaint", "ILO", "The ILO: a history", "ILOs: all", None])
def test_other_titles_do_not(title: str | None):
    """A word that contains it, or stands elsewhere, says nothing."""
    assert not looks_like_ilo(title, None, None, "ILO")


def test_the_label_of_the_configuration_counts():
    """Who calls it otherwise is understood, and a label is text, not a pattern."""
    assert looks_like_ilo("Growth+: Rust", "", "", "growth+")
    assert not looks_like_ilo("Growthh: Rust", "", "", "growth+")


def test_the_issue_type_can_say_ilo():
    """A type of the label's name, in any case."""
    assert looks_like_ilo("Rust", "", "ilo", "ILO")
    assert not looks_like_ilo("Rust", "", "Task", "ILO")


def test_two_headings_of_the_form_say_ilo():
    """One may be chance; two are the form, also with the other apostrophe."""
    first, other = FORM_HEADINGS[0], FORM_HEADINGS[3].replace("'", "\u2019")
    body = f"### {first}\r\n\r\nRust\r\n\r\n### {other.upper()} (optional)\r\n"
    assert looks_like_ilo("Rust", body, None, "ILO")
    assert not looks_like_ilo("Rust", f"### {first}\n\n### {first}\n", None, "ILO")
    assert not looks_like_ilo("Rust", f"## {first}\n\n# {other}\n", None, "ILO")


@pytest.mark.parametrize("box", ["- [x] done", "Talked?\r\n\r\n* [X] yes\r\n", "  + [x]"])
def test_a_ticked_box(box: str):
    """Ticked in the browser or by hand."""
    assert ticked(box)


@pytest.mark.parametrize("box", ["- [ ] done", "[x] done", "-[x] done", "- [x]done", "", None])
def test_no_ticked_box(box: str | None):
    """Empty boxes and things that only look like one."""
    assert not ticked(box)
